"""Where in its record a text stands: the elements from the record down to it, and what they say of it."""

from __future__ import annotations

from extractors.auto.outline import Outline, Place
from extractors.auto.spans import span_of, spans_of
from extractors.auto.words import label_of

_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_STRONG = frozenset({"b", "strong", "th", "dt", "caption", "legend"})
_FORMAT = frozenset("a b strong i em font u small big center p tbody nobr s strike".split())
"""Elements that one record may have around a text and the next one not."""


def place_of(out: Outline, node: int, css: str, root: int, start: int) -> Place:
    """Return the place of a text that ``node`` prints, whose class is ``css``, in the record that begins at
    tick ``start`` and is the element ``root``, -1 where it is none.

    All records of a list have the same places: each is put together once a page.
    """
    is_inside = root >= 0 and root < node < out.end_node[root]
    outside = root if is_inside else _outside(out, node, root, start)
    if (inner := out.shapes.get(node)) is None:
        inner = _shape(out, node)
    if (outer := out.shapes.get(outside)) is None:
        outer = _shape(out, outside)
    key = (inner, outer, css)
    place = out.places.get(key)
    if place is None:
        place = out.places[key] = _read_place(out, node, outside, css)
    return place


def _outside(out: Outline, node: int, root: int, start: int) -> int:
    """Return the first element from ``node`` up that does not count as part of the record, -1 for none."""
    if root >= 0:
        while node > root:
            node = out.parents[node]
        return node
    climbed = 0
    while node >= 0 and (out.tick[node] >= start or climbed < 3):
        node = out.parents[node]
        climbed += 1
    return node


def _shape(out: Outline, node: int) -> int:
    """Return a number that equals that of all elements with the same steps from the body down."""
    shape = out.shapes.get(node)
    if shape is None:
        key = (_shape(out, out.parents[node]), *_step(out, node))
        shape = out.shapes[node] = out.shape_numbers.setdefault(key, len(out.shape_numbers))
    return shape


def _read_place(out: Outline, node: int, outside: int, css: str) -> Place:
    tags: list[str] = []
    column: int | None = None
    emphasis = 0
    hint: str | None = None
    while node != outside:
        tag, number, told = _step(out, node)
        tags.append(tag if number is None else f"td{number}")
        column = column if number is None else number
        emphasis = max(emphasis, 2 if tag in _HEADINGS else 1 if tag in _STRONG else 0)
        hint = hint or told
        node = out.parents[node]
    tags.reverse()
    bare = ">".join([tag for tag in tags if tag not in _FORMAT])
    return Place(bare, f"{'>'.join(tags)}.{css}", column, emphasis, hint)


def _step(out: Outline, node: int) -> tuple[str, int | None, str | None]:
    """Return what one element says of the place of a text in it: tag, column of a table, label."""
    tag, attributes = out.tags[node], out.attrs[node]
    told = attributes and (
        attributes.get("data-label") or attributes.get("data-title") or attributes.get("data-th")
    )
    return tag, column_of(out, node) if tag in ("td", "th") else None, label_of(told) if told else None


def column_of(out: Outline, cell: int) -> int:
    """Return the number of the column in which a table cell begins, spans counted."""
    columns = spans_of(out).columns
    if cell not in columns:
        column = 0
        for sibling in out.kids[out.parents[cell]]:  # the whole row at once: all of it will be asked for
            columns[sibling] = column
            column += span_of(out, sibling, "colspan") if "colspan" in out.attrs[sibling] else 1
    return columns[cell]

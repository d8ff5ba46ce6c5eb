"""Every way in which a page may be cut into records: like elements, and stretches that begin alike."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from extractors.auto.evidence import Evidence
from extractors.auto.outline import Outline

Stretch = tuple[int, int]
"""A pair of ticks, see `extractors.auto.outline`."""

MOST_RECORDS, _SEVERAL, _CYCLE = 5_000, 4, 6


@dataclass(slots=True)
class Group:
    """A candidate: the stretches of its records in document order, and the elements where they are some."""

    method: str
    stretches: list[Stretch]
    nodes: list[int]
    key: tuple[object, ...] = ()


def paths(out: Outline) -> list[int]:
    """Return for each element a number that equals that of all elements with the same tags above it."""
    known: dict[tuple[int, str], int] = {}
    found: list[int] = []
    for node, tag in enumerate(out.tags):
        parent = out.parents[node]
        key = (found[parent] if parent >= 0 else -1, tag)
        found.append(known.setdefault(key, len(known)))
    return found


def element_groups(out: Outline, path: list[int], useful: list[bool]) -> Iterator[Group]:
    """Yield elements that are alike: by parent and tag, by tags above them, each also by class.

    ``useful`` marks the elements worth looking at; a group needs two of them.
    """
    families: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for node, tag in enumerate(out.tags):
        if out.first_run[node] >= out.end_run[node] or tag in ("body", "html"):
            continue
        css = out.attrs[node].get("class") or ""
        families[("parent", out.parents[node], tag)].append(node)
        families[("path", path[node])].append(node)
        if css:
            families[("parent", out.parents[node], tag, css)].append(node)
            families[("path", path[node], css)].append(node)
            families[("class", tag, css)].append(node)
            first = css.split()[0]
            if first != css:
                families[("class", tag, first)].append(node)
        families[("kind", tag, out.attrs[node].get("itemtype"))].append(node)
    seen: set[tuple[int, ...]] = set()
    for key, nodes in families.items():
        if key[0] == "kind" and key[2] is None:
            continue
        nodes = _outermost(out, nodes)
        if not 2 <= len(nodes) <= MOST_RECORDS or sum(useful[node] for node in nodes) < 2:
            continue
        identity = tuple(nodes)
        if identity not in seen:
            seen.add(identity)
            method = "table" if out.tags[nodes[0]] == "tr" else "repeated"
            yield Group(method, [(out.tick[node], out.end_tick[node]) for node in nodes], nodes, key)


def _outermost(out: Outline, nodes: list[int]) -> list[int]:
    kept: list[int] = []
    end = -1
    for node in nodes:
        if node >= end:
            kept.append(node)
            end = out.end_node[node]
    return kept


def line_groups(out: Outline, path: list[int], evidence: Evidence | None) -> Iterator[Group]:
    """Yield stretches that begin with lines alike: headings, bold words, links, gaps, rows of one shape."""
    starts: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for number, line in enumerate(out.lines):
        if line.image:
            continue
        node = out.run_node[line.start]
        css = out.classes(node)
        starts[("path", path[node])].append(number)
        if css:
            starts[("path", path[node], css)].append(number)
            starts[("class", out.tags[node], css)].append(number)
        starts[("near", _container(out, node), path[node])].append(number)
        block = _block(out, node)
        if line.gap or number == 0 or _block(out, out.run_node[out.lines[number - 1].start]) != block:
            starts[("gap", block)].append(number)
    if evidence is not None:
        starts.update(_cycles(out, evidence))
    seen: set[tuple[int, ...]] = set()
    for key, numbers in starts.items():
        identity = tuple(numbers)
        if not 2 <= len(numbers) <= MOST_RECORDS or identity in seen:
            continue
        seen.add(identity)
        group = split_at(out, path, numbers, key)
        if evidence is None or sum(evidence_in(evidence, stretch) for stretch in group.stretches) >= 2:
            yield group


def _cycles(out: Outline, evidence: Evidence) -> dict[tuple[object, ...], list[int]]:
    """Return first lines of records in running lines of one block: as far before each town, number or
    mailbox as the block begins before the first one.
    """
    blocks: dict[int, list[int]] = defaultdict(list)
    for number, line in enumerate(out.lines):
        blocks[_block(out, out.run_node[line.start])].append(number)
    found: dict[tuple[object, ...], list[int]] = {}
    for block, numbers in blocks.items():
        if len(numbers) < _CYCLE or numbers[-1] - numbers[0] != len(numbers) - 1:
            continue
        for kind in ("town", "phone", "email"):
            marks = [number for number in numbers if kind in evidence.of_line[number]]
            before = marks[0] - numbers[0] if marks else 0
            apart = [b - a for a, b in zip(marks, marks[1:], strict=False)]
            if len(marks) >= 3 and before and min(apart) > before:
                found[("cycle", block, kind)] = [number - before for number in marks]
    return found


def evidence_in(evidence: Evidence, stretch: Stretch) -> bool:
    return evidence.total[stretch[1]] > evidence.total[stretch[0]]


def split_at(out: Outline, path: list[int], numbers: list[int], key: tuple[object, ...]) -> Group:
    """Cut before each of these lines. The last record ends with the element that holds them all, and is
    no longer than the longest of the others, nor does it go on with lines of a place that no other record
    has: what follows a list belongs to nobody in it.
    """
    opens = [out.run_tick[out.lines[number].start] for number in numbers]
    first = out.run_node[out.lines[numbers[0]].start]
    while first >= 0 and out.end_tick[first] <= opens[-1]:
        first = out.parents[first]
    bound = out.end_tick[first] if first >= 0 else out.ticks
    begins: list[int] = []
    for position, number in enumerate(numbers):
        line = out.lines[number]
        node, limit = out.run_node[line.start], opens[position + 1] if position + 1 < len(opens) else bound
        begin = opens[position]
        while node >= 0 and out.first_run[node] == line.start and out.end_tick[node] <= limit:
            begin = out.tick[node]
            node = out.parents[node]
        begins.append(begin)
    longest = max((b - a for a, b in zip(numbers, numbers[1:], strict=False)), default=1)
    last_line = min(numbers[-1] + longest, len(out.lines)) - 1
    usual = {path[out.run_node[out.lines[number].start]] for number in range(numbers[0], numbers[-1])}
    for number in range(numbers[-1] + 1, last_line + 1):
        if path[out.run_node[out.lines[number].start]] not in usual:
            last_line = number - 1
            break
    end = min(bound, out.run_tick[out.lines[last_line].end - 1] + 1)
    end = max(end, begins[-1] + 1)
    end = max(end, min(bound, _closing(out, last_line, bound)))
    ends = [_before_heading(out, numbers[i], begins[i + 1]) for i in range(len(numbers) - 1)]
    return Group("headings", list(zip(begins, [*ends, end], strict=True)), [], key)


_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "caption", "legend"})


def _before_heading(out: Outline, first: int, end: int) -> int:
    """Return where a record ends whose last line is a heading of what comes after it: a heading element
    of another kind than the record's own first line, or a few bold words in a block of their own.
    """
    lines = out.lines_in(out.run_tick[out.lines[first].start], end)
    if len(lines) < 3 or len(out.lines[lines[-1]].text) > 60:
        return end
    line = out.lines[lines[-1]]
    node, own = out.run_node[line.start], out.run_node[out.lines[first].start]
    bold = False
    while node >= 0 and out.first_run[node] == line.start and out.end_run[node] == line.end:
        tag = out.tags[node]
        bold = bold or tag in ("b", "strong", "u")
        if out.link[node] >= 0 or out.first_run[node] <= out.lines[first].start < out.end_run[node]:
            return end
        if tag in _HEADINGS:
            return end if tag == out.tags[own] else out.tick[node]
        if bold and tag not in _INLINE:
            return out.tick[node]
        node = out.parents[node]
    return end


def _closing(out: Outline, line: int, bound: int) -> int:
    """Return where the elements end that close with this line, so that links without text are kept."""
    run = out.lines[line].end - 1
    node, end = out.run_node[run], out.run_tick[run] + 1
    while node >= 0 and out.end_run[node] == run + 1 and out.end_tick[node] <= bound:
        end = out.end_tick[node]
        node = out.parents[node]
    return end


_INLINE = frozenset(
    "a abbr b bdi big cite code em font i img label mark q s small span strong sub sup u".split()
)


def _container(out: Outline, node: int) -> int:
    """Return the nearest element around ``node`` with several children besides the one it lies in."""
    while node >= 0 and len(out.kids[node]) < _SEVERAL:
        node = out.parents[node]
    return node


def _block(out: Outline, node: int) -> int:
    while node >= 0 and out.tags[node] in _INLINE:
        node = out.parents[node]
    return node

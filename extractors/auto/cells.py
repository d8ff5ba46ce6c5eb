"""A record as labelled pieces of text: lines cut at separators and labels, each with its place there."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

from extractors.auto.evidence import Evidence, kinds_of
from extractors.auto.groups import Group, Stretch
from extractors.auto.outline import INLINE, Outline
from extractors.auto.pieces import parts_of, pieces_of
from extractors.auto.place import place_of
from extractors.auto.spans import spans_of
from extractors.auto.words import fold, is_legal_name, label_of, labels, leading_label

MOST_LINES = 80
"""Lines of one record that are looked at; opening hours and comments may go on for hundreds."""
_LABEL = 30
"""Characters of the longest label that counts as one for its colon alone."""


@dataclass(slots=True)
class Cell:
    """One piece of a record. ``slot`` is equal for pieces at the same place of different records;
    ``label`` the field that a word before, above or around it names; None: unlabelled.
    """

    text: str
    slot: tuple[str, int]
    label: str | None
    line: int
    node: int
    kinds: frozenset[str]
    emphasis: int
    """2 heading, 1 bold or a row's header, 0 plain."""
    image: bool
    head: str | None = None
    """The label as printed."""
    named: tuple[str, int] = ("", 0)
    """Like ``slot``, with the class of the element that prints it."""
    of_column: bool = False
    """True where the label is the heading of a table's column."""


Given = tuple[frozenset[str], tuple[tuple[int, str | None], ...]]
"""What the cells of a record depend on beside it: labels that all records have, column headings."""


def read_cells(
    out: Outline, evidence: Evidence, group: Group, headers: Mapping[int, str | None]
) -> list[list[Cell]]:
    """Return the cells of each record of ``group``. ``headers``: column of a table -> field."""
    texts = [_texts(out, stretch) for stretch in group.stretches]
    often = Counter(text for record in texts for text in set(record))
    least = max(2, 0.4 * len(texts))
    constant = {
        text for text, times in often.items() if (times >= least or len(texts) == 1) and label_of(text)
    }
    roots = group.nodes or [-1] * len(group.stretches)
    known = out.cells.setdefault((frozenset(constant), tuple(headers.items())), {})
    records: list[list[Cell]] = []
    for record in zip(group.stretches, roots, strict=True):
        if record not in known:  # groupings that are tried have many records in common
            known[record] = _cells(out, evidence, *record, constant, headers)
        cells = known[record]
        if group.method == "table" and (above := spans_of(out).above.get(record[1])):
            cells = cells.copy()
            for column, cell in reversed(above):
                reach = (out.tick[cell], out.end_tick[cell])
                at = 0 if column == 0 else len(cells)
                cells[at:at] = _cells(out, evidence, reach, out.parents[cell], constant, headers)
        records.append(_opened(cells))
    return records


def _opened(cells: list[Cell]) -> list[Cell]:
    """Cut the name off a record that is one line: ``Acme Ltd, 3 Harbour Road, Leith, 0131 496 0000``."""
    shown = [cell for cell in cells if not cell.image]
    if not shown or shown[0].label or not shown[0].kinds or len({cell.line for cell in shown}) > 1:
        return cells
    first = shown[0]
    parts = _COMMA.split(first.text, maxsplit=2)
    if len(parts) < 2:
        return cells
    name, rest = parts[0], first.text[len(parts[0]) :]
    if (
        len(parts) > 2
        and is_legal_name(f"{name} {parts[1]}")
        and not is_legal_name(name)
        and len(parts[1]) <= 12
    ):
        cut = first.text.index(parts[1], len(name)) + len(parts[1])
        name, rest = first.text[:cut], first.text[cut:]
    if any(char.isdigit() for char in name) or not any(char.isdigit() for char in rest):
        return cells
    rest = rest.strip(" ,;–-")
    chain, number = first.slot
    head = replace(first, text=name, kinds=kinds_of(name))
    tail = replace(first, text=rest, kinds=kinds_of(rest), slot=(f"{chain}#rest", number), named=("", 0))
    place = cells.index(first)
    return [*cells[:place], head, tail, *cells[place + 1 :]]


_COMMA = re.compile(r"\s*[,;]\s+|\s+[–—-]\s+")


def _texts(out: Outline, stretch: Stretch) -> list[str]:
    lines = out.lines_in(*stretch)[:MOST_LINES]
    return [out.lines[number].text for number in lines if len(out.lines[number].text) <= 50]


def _cells(
    out: Outline,
    evidence: Evidence,
    stretch: Stretch,
    root: int,
    constant: set[str],
    headers: Mapping[int, str | None],
) -> list[Cell]:
    cells: list[Cell] = []
    seen: dict[str, int] = {}
    pending: tuple[str, str] | None = None  # field and label as printed
    held, reach = 0, 0
    for number in out.lines_in(*stretch)[:MOST_LINES]:
        line = out.lines[number]
        pieces = pieces_of(out, evidence, number)
        for order, (start, end, node, text, kinds, told, css) in enumerate(pieces):
            chain, named_chain, column, emphasis, hint = place_of(out, node, css, root, stretch[0])
            slot = (chain, seen.get(chain, 0))
            named = (named_chain, seen.get(named_chain, 0))
            seen[chain], seen[named_chain] = slot[1] + 1, named[1] + 1
            if told is None and text in constant:
                continue
            if pending and told is None and not kinds and text[-1] in ":：" and len(text) <= _LABEL:
                pending, held = (
                    ("other", text),
                    0,
                )  # a label that we do not know ends what one before it holds
                continue
            if (
                told
                and (told != "name" or (text in constant and len(constant) > 1))
                and _stands_alone(out, node, text, constant, line.image, order < len(pieces) - 1)
            ):
                pending, held = (told, text), 0
                continue
            if emphasis == 2 or (held and not reach <= node < out.end_node[reach]):
                pending, held = None, 0
            if line.image:
                cells.append(Cell(text, slot, None, number, node, kinds, 0, True, named=named))
                continue
            heading = headers.get(column) if column is not None else None
            label = heading or (pending[0] if pending else None)
            used = label is not None and pending is not None
            for position, part in enumerate((text,) if emphasis == 2 else parts_of(text)):
                found = leading_label(part)
                field, rest = found if found else (label or hint, part)
                if found and not rest:
                    pending, used, held = (field or "", part), False, 0
                    continue
                cells.append(
                    Cell(
                        rest,
                        slot if position == 0 else (f"{chain}#{position}", slot[1]),
                        field,
                        number,
                        _node_of(out, start, end, rest, node),
                        kinds if rest == text else kinds_of(rest),
                        emphasis,
                        False,
                        pending[1] if used and pending else part[: len(part) - len(rest)] if found else None,
                        named if position == 0 else ("", 0),
                        heading is not None and not found,
                    )
                )
            if used and pending:
                held += 1
                reach = reach if held > 1 else _reach_of(out, node)
                if held >= _GO_ON.get(pending[0], 1):
                    pending, held = None, 0
    return cells


_GO_ON = {"address": 5, "street": 2, "category": 2}
"""For how many lines a label holds where no other label comes before; one for all others."""


def _reach_of(out: Outline, node: int) -> int:
    """Return the element in which the lines of a value stand that begins in ``node``: prices in another part
    of the record are no address.
    """
    while out.parents[node] >= 0 and out.tags[node] in INLINE:
        node = out.parents[node]
    around = max(0, out.parents[node])
    return max(0, out.parents[around]) if out.tags[around] == "tr" else around


def _stands_alone(out: Outline, node: int, text: str, constant: set[str], image: bool, goes_on: bool) -> bool:
    """True where a label is a piece of its own and its value follows. Of a name (``Miller Law Office``) a
    word may be a label too: where nothing else tells, all of the text has to be one.
    """
    if text in constant or text[-1] in ":：":
        return True
    return fold(text) in labels() and (out.tags[node] in ("dt", "label") or image or goes_on)


def _node_of(out: Outline, start: int, end: int, text: str, default: int) -> int:
    """Return the innermost element among these runs that prints ``text``, else ``default``."""
    if end - start == 1:
        return default  # the element of the first run
    for run in range(start, end):
        if text in " ".join(out.run_text[run].split()):
            return out.run_node[run]
    return default

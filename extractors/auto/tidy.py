"""Which stretches of a chosen grouping are no records after all, and what the headings between them say."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from extractors.auto.cells import Cell
from extractors.auto.evidence import Evidence
from extractors.auto.flat import in_chrome
from extractors.auto.groups import Group, Stretch
from extractors.auto.names import NameSlot
from extractors.auto.outline import Outline
from extractors.auto.words import fold, labels
from extractors.places import country_of, region_of

_INDEX = re.compile(r"^\W*(?:[^\W\d_]|0\s?-\s?9|#|[^\W\d_]\s?[-–—]\s?[^\W\d_])\W*$")
_HEADING = re.compile(r"h[1-6]|caption|legend|dt|th|b|strong|summary")
_COPYRIGHT = re.compile(r"(?:©|\(c\)|copyright)\s.{0,12}(?:19|20)\d\d", re.IGNORECASE)
_ALIKE, _SAME_INSIDE = 0.34, 0.6


def records_of(
    out: Outline, evidence: Evidence, group: Group, cells: Sequence[Sequence[Cell]], slot: NameSlot
) -> list[int]:
    """Return the positions of the stretches that are records, in order.

    Left out: headings among rows, rows of column headings, advertisements without an address, the publisher
    below the list, what lies in menus and footers while most others do not, and stretches that share hardly
    a place with the others (forms, the publisher's own address), unless inside they print the same: some
    entries lie deeper.
    """
    n = len(cells)
    shapes = [{cell.slot[0] for cell in record if not cell.image} for record in cells]
    common = _common(shapes, n)
    ends = [{_tail(cell) for cell in record if not cell.image} for record in cells]
    common_ends = _common(ends, n)
    framed = [
        in_chrome(out, out.run_node[runs.start]) if (runs := out.runs_in(*one)) else True
        for one in group.stretches
    ]
    drop_framed = sum(framed) < 0.5 * n
    named = [any(slot.slot in (cell.slot, cell.named) for cell in record) for record in cells]
    mostly_named = sum(named) >= 0.8 * n
    hard = [_is_proved(evidence, one, _HARD) for one in group.stretches]
    paid = [
        not hard[position] and _is_advertisement(out, group.stretches[position], record)
        for position, record in enumerate(cells)
    ]
    drop_paid = sum(paid) < 0.5 * n  # else they are what the page lists: the sponsors of a fair
    sizes = sorted(len(record) for record in cells)
    usual = sizes[n // 2]
    kept = []
    for position, record in enumerate(cells):
        if drop_framed and framed[position]:
            continue
        if (drop_paid and paid[position]) or _is_header(out, group.stretches[position]):
            continue
        if position == n - 1 and n > 2 and group.nodes and any(_COPYRIGHT.match(one.text) for one in record):
            continue
        if usual >= 3 and len([cell for cell in record if not cell.image]) <= 1:
            continue
        alike = len(shapes[position] & common) / len(common) if common else 1.0
        inside = len(ends[position] & common_ends) / len(common_ends) if common_ends else 0.0
        if inside >= _SAME_INSIDE and hard[position]:
            kept.append(position)
            continue
        if n > 2 and len(common) >= 2 and alike < _ALIKE:
            continue
        if n > 2 and mostly_named and not named[position] and position in (0, n - 1):
            continue
        if n > 3 and position in (0, n - 1) and alike < 0.75 and _lies_apart(out, group, position):
            continue
        kept.append(position)
    return _without_bare_ends(evidence, group, kept)


def _without_bare_ends(evidence: Evidence, group: Group, kept: list[int]) -> list[int]:
    """Drop records without any evidence at both ends of a list where nearly all others have some."""
    proved = {i for i in kept if _is_proved(evidence, group.stretches[i], (*_HARD, "mark", "web"))}
    if len(proved) < 0.75 * len(kept) or len(proved) == len(kept):
        return kept
    first, last = min(proved), max(proved)
    return [position for position in kept if first <= position <= last]


_HARD = ("phone", "email", "town", "street")


def _is_proved(evidence: Evidence, stretch: Stretch, kinds: Sequence[str]) -> bool:
    return any(evidence.count(kind, *stretch) for kind in kinds)


def _common(shapes: Sequence[set[str]], n: int) -> set[str]:
    return {
        place for place, times in Counter(p for shape in shapes for p in shape).items() if times >= 0.5 * n
    }


def _tail(cell: Cell) -> str:
    """Return the innermost element of a cell and its class."""
    return cell.named[0].rpartition(">")[2]


def _is_header(out: Outline, stretch: Stretch) -> bool:
    """True where all lines are labels, two at least: column headings of a table made of other elements."""
    lines = out.lines_in(*stretch)
    return 2 <= len(lines) <= 12 and all(fold(out.lines[line].text) in labels() for line in lines)


def _is_advertisement(out: Outline, stretch: Stretch, record: Sequence[Cell]) -> bool:
    """True where a class or a text of its own says that this was paid for."""
    nodes = out.nodes_in(*stretch)
    return any(_PAID.search(out.classes(node)) for node in nodes[:3]) or any(
        len(cell.text) <= 20 and _PAID.fullmatch(cell.text) for cell in record
    )


_PAID = re.compile(
    r"(?:^|(?<=[\s_-]))(?:ads?|advert\w*|anzeige|werbung|reklama?|sponsor\w*|gesponsert|promot\w+|publicidade?|publicit[eéà]|"
    r"pubblicit[aà]|annons|annonce|mainos|hirdet[eé]s|banner|広告|广告|광고|реклама)(?:$|(?=[\s_-]))",
    re.IGNORECASE,
)


def _lies_apart(out: Outline, group: Group, position: int) -> bool:
    """True where the others have an element around them all that does not hold this one."""
    others = [one for number, one in enumerate(group.stretches) if number != position]
    around = out.run_node[out.runs_in(*others[0]).start] if out.runs_in(*others[0]) else 0
    low, high = others[0][0], others[-1][1]
    while around >= 0 and not (out.tick[around] <= low and high <= out.end_tick[around]):
        around = out.parents[around]
    if around < 0:
        return False
    start, end = group.stretches[position]
    return not (out.tick[around] <= start and end <= out.end_tick[around])


def headings_over(
    out: Outline, group: Group, kept: Sequence[int], cells: Sequence[Sequence[Cell]]
) -> list[dict[str, tuple[str, int]]]:
    """Return for each kept record what the heading over its part of the list says: country, region, category.

    Letters of the alphabet say nothing. A single heading over all is the title of the list.
    """
    marks: list[tuple[int, str, int]] = []
    stops = [group.stretches[position] for position in kept]
    begin = 0
    for start, end in stops:
        marks.extend(_headings_between(out, begin, start, first=begin == 0))
        begin = end
    for position in range(len(cells)):
        if position not in set(kept) and len(cells[position]) == 1:
            cell = cells[position][0]
            marks.append((group.stretches[position][0], cell.text, cell.node))
    marks = sorted(mark for mark in marks if not _INDEX.match(mark[1]))
    between = [mark for mark in marks if mark[0] > stops[0][0]]
    found: list[dict[str, tuple[str, int]]] = []
    for start, _ in stops:
        above = [mark for mark in marks if mark[0] <= start]
        values: dict[str, tuple[str, int]] = {}
        if above and between:
            text, node = above[-1][1].strip(" :–-("), above[-1][2]
            text = re.sub(r"\s*\(\d+\)$", "", text)
            field = "country" if country_of(text) else "region" if region_of(text) else "category"
            values[field] = (text, node)
        found.append(values)
    return found


def _headings_between(out: Outline, start: int, end: int, *, first: bool) -> list[tuple[int, str, int]]:
    """Return (tick, text, element) of the lines between two records that stand out; before the first
    record only the last one.
    """
    found = []
    for number in out.lines_in(start, end):
        line = out.lines[number]
        node = out.run_node[line.start]
        if (
            line.image
            or not 2 <= len(line.text) <= 60
            or out.run_tick[line.start] < start
            or out.run_tick[line.start] >= end
        ):
            continue
        climb = node
        for _ in range(3):
            if climb >= 0 and _HEADING.fullmatch(out.tags[climb]):
                found.append((out.run_tick[line.start], line.text, node))
                break
            climb = out.parents[climb] if climb >= 0 else -1
    return found[-1:] if first or len(found) > 3 else found

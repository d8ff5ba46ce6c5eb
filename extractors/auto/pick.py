"""Choose among the groupings of a page: those with contacts first, else the best bare list."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable

from extractors.auto.cells import Cell, read_cells
from extractors.auto.choose import NAME, value_of
from extractors.auto.evidence import Evidence
from extractors.auto.flat import ENOUGH, LEAST, context_of, flat_signs, headings_above, in_chrome
from extractors.auto.groups import Group
from extractors.auto.names import NameSlot, find_name_slot
from extractors.auto.outline import Outline
from extractors.auto.table_head import table_headers

_TRIED = 6
"""So many of the best groupings are read in full before one is chosen."""
_GUESSED, _BEST_NAMES, _ROUNDED = 0.95, 1.5, 1e-5
_SAMPLED = 18
_FLAT_TRIED, _LONG, _WELL = 10, 12, 1.5
"""Bare lists: so many are tried, of so many lines a record at most; signs from which one does well."""
_HARD = 0.4
"""Share of records that must have more than a name."""


Chosen = tuple[Group, list[list[Cell]], NameSlot, float]
"""A grouping, the cells of its records, the slot of their names, its worth."""


def choose(out: Outline, evidence: Evidence, groups: list[Group]) -> Chosen | None:
    """Return the best grouping of records that have contacts or addresses."""
    best: tuple[float, int, int] | None = None
    chosen: tuple[Group, dict[int, str | None], float] | None = None
    read: tuple[list[list[Cell]], NameSlot] | None = None
    for value, place in rank_groups(out, evidence, groups):
        if best and value + NAME * _BEST_NAMES * len(groups[-place].stretches) < best[0]:
            continue
        group, headers = without_headers(out, groups[-place])
        if len(group.stretches) < 2 or hard_share(evidence, group) < _HARD:
            continue
        sure = worth(out, evidence, group, names=False)
        if best and sure + NAME * _BEST_NAMES * len(group.stretches) + _ROUNDED < best[0]:
            continue  # not even the best names would help
        some = sample(group)
        cells = read_cells(out, evidence, some, headers)
        slot = find_name_slot(out, cells)
        names = slot.distinct / len(some.stretches) * len(group.stretches)
        total = sure + NAME * names * min(slot.score, _BEST_NAMES)
        rank = (round(total, 6), covered(group), place)
        if best is None or rank > best:
            best, chosen = rank, (group, headers, total)
            read = (cells, slot) if some is group else None  # a short list has been read in full
    if chosen is None:
        return None
    group, headers, total = chosen
    if read is None:
        cells = read_cells(out, evidence, group, headers)
        read = cells, find_name_slot(out, cells)
    return group, *read, total


def rank_groups(out: Outline, evidence: Evidence, groups: list[Group]) -> list[tuple[float, int]]:
    """Return (worth, -position) of the most valuable groupings, best first; of elements that hold nothing
    but one another only the outermost.
    """
    best: dict[tuple[float, int], tuple[int, int]] = {}
    for position, group in enumerate(groups):
        value = worth(out, evidence, group, names=True)
        if value > 0:
            key = (round(value, 4), len(group.stretches))
            best[key] = max(best.get(key, (-1, 0)), (covered(group), -position))
    ranked = sorted(((value, place) for (value, _), (_, place) in best.items()), reverse=True)
    return ranked[:_TRIED]


def worth(out: Outline, evidence: Evidence, group: Group, *, names: bool) -> float:
    """`value_of`, less where the boundaries are guessed."""
    return value_of(out, evidence, group, names=names) * (_GUESSED if group.method == "headings" else 1.0)


def covered(group: Group) -> int:
    return sum(end - start for start, end in group.stretches)


def sample(group: Group) -> Group:
    """Return a group with some of its records, from its beginning, middle and end: enough to compare."""
    n = len(group.stretches)
    if n <= _SAMPLED:
        return group
    third, middle = _SAMPLED // 3, n // 2
    some = [*range(third), *range(middle, middle + third), *range(n - third, n)]
    nodes = [group.nodes[i] for i in some] if group.nodes else []
    return Group(group.method, [group.stretches[i] for i in some], nodes)


def without_headers(out: Outline, group: Group) -> tuple[Group, dict[int, str | None]]:
    """Return the group without the header rows of a table, and column -> field."""
    headers, rows = table_headers(out, group)
    if rows:
        keep = [i for i in range(len(group.nodes)) if i not in rows]
        stretches, nodes = [group.stretches[i] for i in keep], [group.nodes[i] for i in keep]
        group = Group(group.method, stretches, nodes)
    return group, headers


def hard_share(evidence: Evidence, group: Group) -> float:
    """Return the share of records with more than a link: a number, a mailbox, an address or a mark."""
    hard = [evidence.counts[kind] for kind in ("phone", "email", "town", "street", "mark")]
    return sum(any(c[b] > c[a] for c in hard) for a, b in group.stretches) / max(1, len(group.stretches))


def choose_flat(
    out: Outline,
    evidence: Evidence,
    own_host: str,
    elements: Iterable[Group],
    lines: Iterable[Group],
    context: int,
) -> Chosen | None:
    """Return the best grouping among lists that print hardly more than names.

    ``lines``, groups of lines that begin alike, are looked at only where none of ``elements`` will do well.
    """
    good = _good_lists(out, evidence, own_host, elements, context)
    if not any(signs >= _WELL for *_, signs in good):
        good += _good_lists(out, evidence, own_host, lines, context)
    if not good:
        return None
    _, group, headers, signs = max(good, key=lambda one: one[0])
    around = [one for one in good if encloses(one[1], group)]
    if around:
        _, group, headers, signs = max(around, key=lambda one: one[0])
    cells = read_cells(out, evidence, group, headers)
    return group, cells, find_name_slot(out, cells), signs * len(group.stretches)


Rated = tuple[tuple[float, int, int], Group, dict[int, str | None], float]
"""Rank, group, column -> field, sum of signs."""


def _good_lists(
    out: Outline, evidence: Evidence, own_host: str, groups: Iterable[Group], context: int
) -> list[Rated]:
    """Return the groups whose signs suffice; the longest and most varied are tried, menus last."""
    candidates: list[tuple[float, int, Group]] = []
    for number, group in enumerate(groups):
        n = len(group.stretches)
        if n < LEAST:
            continue
        lines = [out.lines_in(*group.stretches[i]) for i in range(0, n, max(1, n // 30))]
        firsts = [out.lines[one.start].text for one in lines if one]
        if not firsts or sum(map(len, lines)) > _LONG * len(lines):
            continue
        framed = in_chrome(out, out.run_node[out.lines[next(one.start for one in lines if one)].start])
        worth = n * len(set(firsts)) / len(lines) * (0.3 if framed else 1.0)
        candidates.append((worth, -number, group))
    good: list[Rated] = []
    for _, place, group in sorted(candidates, key=lambda one: one[:2], reverse=True)[:_FLAT_TRIED]:
        group, headers = without_headers(out, group)
        if len(group.stretches) < LEAST:
            continue
        some = sample(group)
        cells = read_cells(out, evidence, some, headers)
        slot = find_name_slot(out, cells)
        near = context_of(headings_above(out, out.runs_in(*group.stretches[0]).start))
        signs = flat_signs(out, own_host, some, cells, slot, near or context, headers)
        if signs >= ENOUGH:
            value = signs**1.5 * len(group.stretches) * (_GUESSED if group.method == "headings" else 1)
            good.append(((round(value, 6), covered(group), place), group, headers, signs))
    return good


def encloses(outer: Group, inner: Group) -> bool:
    """True where ``outer`` is ``inner`` with a few more records: the entries of a list that bear no link."""
    n = len(inner.stretches)
    if not n < len(outer.stretches) <= 1.5 * n:
        return False
    starts = [start for start, _ in outer.stretches]
    for start, end in inner.stretches:
        place = bisect_right(starts, start) - 1
        if place < 0 or outer.stretches[place][1] < end:
            return False
    return True

"""Register number, LEI, VAT number, web site, name with address: they join clusters after clustering.

Merged before, one wrong number would bridge two companies and all their pairs. After it they bring
the branches of a company together, which have nothing else in common: other streets, other phones.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

import numpy as np

from transforms.resolve.addresses import UNKNOWN, Place
from transforms.resolve.compare import NAMES
from transforms.resolve.exclusive import Exclusive
from transforms.resolve.prepare import Codes, Records
from transforms.resolve.scoring import Scored

NEAR_NAME, SAME_PLACE = 5, Place.LIKE_STREET
"""Levels from which name and address together are one company: its head office, say, and a branch's entry."""
BRAND_TOWNS = 5
"""Towns from which the name of one web site is a brand, and no chance that others bear it too."""
ALIKE_FROM = 3
"""Level of the name comparison from which one web site means one company."""


def merge_by_id(
    records: Records,
    scored: Scored,
    same_words: Codes,
    cluster: Codes,
    cannot: list[tuple[int, int]],
    exclusive: Exclusive,
) -> Codes:
    """Join clusters that share an identifier; what was judged different or holds two numbers stays apart.

    Args:
        records, scored: what was compared.
        same_words: code of each record's name, equal for the same words.
        cluster: cluster of each record after agglomeration.
        cannot: pairs that a person judged different.
        exclusive: what a cluster may hold one value of only, as (kind, value).
    """
    parent = {int(root): int(root) for root in np.unique(cluster)}

    def find(x: int) -> int:
        while parent[x] != x:
            parent[x] = parent[parent[x]]
            x = parent[x]
        return x

    held: dict[int, dict[int, set[int]]] = {root: {} for root in parent}
    columns = (cluster[exclusive.row].tolist(), exclusive.kind.tolist(), exclusive.value.tolist())
    for root, kind, value in zip(*columns, strict=True):
        held[root].setdefault(kind, set()).add(value)
    judged, named = _between(cluster, cannot), _between(cluster, scored.told_apart())
    for x, y, is_number in _ties(records, scored, same_words):
        one, two = sorted((find(int(cluster[x])), find(int(cluster[y]))))
        if one == two:
            continue
        clash = any(len(held[one].get(kind, values) | values) > 1 for kind, values in held[two].items())
        if clash or two in judged[one] or (two in named[one] and not is_number):
            continue
        parent[two] = one
        for barred in (judged, named):
            for other in barred.pop(two, set()):
                barred[other].discard(two)
                barred[other].add(one)
                barred[one].add(other)
        for kind, values in held[two].items():
            held[one].setdefault(kind, set()).update(values)
    return np.asarray([find(int(root)) for root in cluster], np.int64)


def _between(cluster: Codes, pairs: Iterable[tuple[int, int]]) -> defaultdict[int, set[int]]:
    """For each cluster those that it must not join."""
    found: defaultdict[int, set[int]] = defaultdict(set)
    for x, y in pairs:
        one, two = int(cluster[x]), int(cluster[y])
        if one != two:
            found[one].add(two)
            found[two].add(one)
    return found


def _ties(records: Records, scored: Scored, same_words: Codes) -> Iterator[tuple[int, int, bool]]:
    """Pairs of records that an identifier ties together, the surest kind first, in a fixed order.

    The third value is true for numbers of legal entities, which say more than any name.
    """
    named = scored.levels[:, NAMES.index("name")]
    compared = list(zip(scored.a.tolist(), scored.b.tolist(), strict=True))
    alike = {pair for pair, level in zip(compared, named.tolist(), strict=True) if ALIKE_FROM <= level <= 6}
    place = scored.levels[:, NAMES.index("address")]
    home = (named >= NEAR_NAME) & (named <= 6) & (place >= SAME_PLACE) & (place != UNKNOWN)
    at_home = {pair for pair, is_home in zip(compared, home.tolist(), strict=True) if is_home}
    nothing = np.zeros(len(records), np.int64)
    for codes, beside in ((records.lei, nothing), (records.vat, nothing), (records.reg, records.country)):
        for x, y in _neighbours(codes, beside):
            bound = codes is records.reg and bool(records.is_court_bound[x] or records.is_court_bound[y])
            same_town = records.city[x] >= 0 and records.city[x] == records.city[y]
            if not bound or same_town or (x, y) in alike or _same_site(records, x, y):
                yield x, y, True
    form = records.form
    for x, y in [*_neighbours(records.domain, same_words), *sorted(alike)]:
        other_form = form[x] >= 0 and form[y] >= 0 and form[x] != form[y]
        if (_same_site(records, x, y) or (x, y) in at_home) and not other_form:
            yield x, y, False
    for x, y in _brands(records, same_words):
        yield x, y, False


def _brands(records: Records, same_words: Codes) -> Iterator[tuple[int, int]]:
    """Listings without a site, each with a listing of the brand whose name they bear in the same country.

    A name is a brand where one web site prints it in `BRAND_TOWNS` towns. Where a second site, legal form or
    register number bears the name, nobody can tell whose the listing is, and it stays by itself.
    """
    bearers: dict[tuple[int, int], list[int]] = {}
    known = (records.name >= 0) & (records.country >= 0)
    for row in np.flatnonzero(known).tolist():
        bearers.setdefault((int(same_words[row]), int(records.country[row])), []).append(row)
    for rows in bearers.values():
        if len(rows) <= BRAND_TOWNS:
            continue
        at_site = [row for row in rows if records.domain[row] >= 0]
        towns = {int(records.city[row]) for row in at_site} - {-1}
        held = (records.domain, records.form, records.reg)
        if len(towns) < BRAND_TOWNS or any(len(set(codes[rows].tolist()) - {-1}) > 1 for codes in held):
            continue
        yield from ((at_site[0], row) for row in rows if records.domain[row] < 0)


def _same_site(records: Records, x: int, y: int) -> bool:
    return bool(records.domain[x] >= 0 and records.domain[x] == records.domain[y])


def _neighbours(codes: Codes, beside: Codes) -> Iterator[tuple[int, int]]:
    """Rows with the same two codes, each with the next one; unknown codes tie nothing."""
    rows: dict[tuple[int, int], list[int]] = {}
    for row in np.flatnonzero(codes >= 0).tolist():
        rows.setdefault((int(codes[row]), int(beside[row])), []).append(row)
    for group in rows.values():
        yield from zip(group, group[1:], strict=False)

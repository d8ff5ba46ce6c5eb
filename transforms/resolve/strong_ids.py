"""Register number, LEI and VAT number join clusters after clustering.

Merged before, one wrong number would bridge two companies and all their pairs.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from transforms.resolve.prepare import Codes, Records
from transforms.resolve.scoring import Scored


def merge_by_id(
    records: Records,
    scored: Scored,
    cluster: Codes,
    cannot: list[tuple[int, int]],
    exclusive: list[frozenset[tuple[str, str]]],
) -> Codes:
    """Join clusters that share a LEI, a VAT number, or a register number of one country.

    A number that is unique within a court only needs a name that is alike or the same town as well.
    What was judged different, or holds two different numbers, stays apart.
    """
    parent = {int(root): int(root) for root in np.unique(cluster)}

    def find(x: int) -> int:
        while parent[x] != x:
            parent[x] = parent[parent[x]]
            x = parent[x]
        return x

    held: dict[int, dict[str, set[str]]] = {root: {} for root in parent}
    for row, pairs in enumerate(exclusive):
        for kind, value in pairs:
            held[int(cluster[row])].setdefault(kind, set()).add(value)
    barred = [(int(cluster[x]), int(cluster[y])) for x, y in cannot]
    alike = _alike(records, scored)
    for codes, by_country in ((records.lei, False), (records.vat, False), (records.reg, True)):
        rows: dict[tuple[int, int], list[int]] = {}
        for row in np.flatnonzero(codes >= 0).tolist():
            rows.setdefault((int(codes[row]), int(records.country[row]) if by_country else 0), []).append(row)
        for _, group in sorted(rows.items()):
            for x, y in zip(group, group[1:], strict=False):
                one, two = sorted((find(int(cluster[x])), find(int(cluster[y]))))
                bound = by_country and bool(records.is_court_bound[x] or records.is_court_bound[y])
                if one == two or (bound and not alike(x, y)):
                    continue
                clash = any(len(held[one].get(kind, v) | v) > 1 for kind, v in held[two].items())
                if clash or any({find(i), find(j)} == {one, two} for i, j in barred):
                    continue
                parent[two] = one
                for kind, values in held[two].items():
                    held[one].setdefault(kind, set()).update(values)
    return np.asarray([find(int(root)) for root in cluster], np.int64)


def _alike(records: Records, scored: Scored) -> Callable[[int, int], bool]:
    """Are two records of one town, one domain, or compared with names that are alike?"""
    named = scored.levels[:, 0]
    good = (named >= 2) & (named <= 6)
    close = set(zip(scored.a[good].tolist(), scored.b[good].tolist(), strict=True))

    def alike(x: int, y: int) -> bool:
        same_town = records.city[x] >= 0 and records.city[x] == records.city[y]
        same_site = records.domain[x] >= 0 and records.domain[x] == records.domain[y]
        return bool(same_town or same_site or (min(x, y), max(x, y)) in close)

    return alike

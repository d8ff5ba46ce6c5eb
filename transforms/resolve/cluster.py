"""Clusters by average log-odds: two groups join while their pairs on average speak for it.

Connected components let one wrong pair bridge two companies; here every pair between two groups has
a voice, and a pair that no blocking key ever brought together speaks mildly against (`UNSEEN`).
"""

from __future__ import annotations

import heapq
from collections import defaultdict

import numpy as np

from transforms.resolve.prepare import Codes

UNSEEN = -2.0
"""Bits of a pair that was never compared: no key in common is evidence against."""
LIMIT = 12.0
"""Bits beyond which a single pair is not listened to, so that none outvotes all others."""


def agglomerate(
    size: int,
    a: Codes,
    b: Codes,
    bits: Codes,
    *,
    cut: float,
    must: list[tuple[int, int]],
    cannot: list[tuple[int, int]],
    exclusive: list[frozenset[tuple[str, str]]],
) -> Codes:
    """Return a cluster number for each of ``size`` records (the smallest row in it).

    Args:
        a, b, bits: compared pairs (a < b) with their log2 odds.
        cut: average bits that a merge needs; 0 is probability 0.5.
        must, cannot: judged pairs; must comes first, cannot always holds.
        exclusive: for each record what a cluster may hold one value of only, as (kind, value): clean
            sources (kind ``source:x``, value the record) and register numbers.
    """
    parent = list(range(size))

    def find(x: int) -> int:
        while parent[x] != x:
            parent[x] = parent[parent[x]]
            x = parent[x]
        return x

    barred: dict[int, set[int]] = defaultdict(set)
    for x, y in cannot:
        barred[x].add(y)
        barred[y].add(x)
    held: dict[int, dict[str, str]] = {row: dict(pairs) for row, pairs in enumerate(exclusive) if pairs}
    members: dict[int, int] = {}

    def allowed(x: int, y: int) -> bool:
        if y in barred.get(x, ()):
            return False
        one, two = held.get(x), held.get(y)
        return not (one and two and any(two.get(kind, value) != value for kind, value in one.items()))

    links: dict[int, dict[int, list[float]]] = {}

    def join(x: int, y: int) -> int:
        """Merge cluster y into x (x < y)."""
        parent[y] = x
        members[x] = members.get(x, 1) + members.pop(y, 1)
        for other in barred.pop(y, set()):
            barred[other].discard(y)
            barred[other].add(x)
            barred[x].add(other)
        if y in held:
            held[x] = {**held.pop(y), **held.get(x, {})}
        theirs = links.pop(y, {})
        mine = links.get(x, {})
        mine.pop(y, None)
        theirs.pop(x, None)
        for other, (total, count) in theirs.items():
            links[other].pop(y)
            if other in mine:
                mine[other][0] += total
                mine[other][1] += count
            else:
                mine[other] = links[other][x] = [total, count]
        if mine:
            links[x] = mine
        return x

    for x, y in sorted(must):
        one, two = sorted((find(x), find(y)))
        if one != two and two not in barred.get(one, ()):
            join(one, two)

    component = _components(size, a, b, bits >= cut, parent)
    inside = component[a] == component[b]
    for x, y, value in zip(a[inside].tolist(), b[inside].tolist(), bits[inside].tolist(), strict=True):
        one, two = find(x), find(y)
        if one == two:
            continue
        value = min(max(value, -LIMIT), LIMIT)
        pair = links.setdefault(one, {}).get(two)
        if pair is None:
            links[one][two] = links.setdefault(two, {})[one] = [value, 1.0]
        else:
            pair[0] += value
            pair[1] += 1.0

    def average(x: int, y: int, total: float, count: float) -> float:
        pairs = members.get(x, 1) * members.get(y, 1)
        return (total + UNSEEN * (pairs - count)) / pairs

    heap: list[tuple[float, int, int, int, int]] = []

    def push(x: int, y: int) -> None:
        total, count = links[x][y]
        value = average(x, y, total, count)
        if value >= cut:
            x, y = (x, y) if x < y else (y, x)
            heapq.heappush(heap, (-round(value, 9), x, y, members.get(x, 1), members.get(y, 1)))

    for x, near in links.items():
        for y in near:
            if x < y:
                push(x, y)
    while heap:
        _, x, y, size_x, size_y = heapq.heappop(heap)
        stale = parent[x] != x or parent[y] != y or members.get(x, 1) != size_x or members.get(y, 1) != size_y
        if stale or not allowed(x, y):
            continue
        join(x, y)
        for other in links.get(x, {}):
            push(x, other)
    return np.asarray([find(row) for row in range(size)], np.int64)


def _components(size: int, a: Codes, b: Codes, good: Codes, parent: list[int]) -> Codes:
    """Number of the group of records that good pairs and judgements connect.

    Two groups without a single pair that speaks for them cannot average above the cut, so the many
    pairs between them need not be looked at.
    """
    root = list(parent)

    def find(x: int) -> int:
        while root[x] != x:
            root[x] = root[root[x]]
            x = root[x]
        return x

    for x, y in zip(a[good].tolist(), b[good].tolist(), strict=True):
        one, two = find(x), find(y)
        if one != two:
            root[max(one, two)] = min(one, two)
    return np.asarray([find(row) for row in range(size)], np.int64)

"""Clusters by average log-odds: two groups join while their pairs on average speak for it.

Connected components let one wrong pair bridge two companies; here every pair between two groups has
a voice, and a pair that no blocking key ever brought together speaks mildly against (`UNSEEN`).

Always the two groups with the highest average join next. A merged group is never closer to a third
than the closer of its parts was, so two groups that are each other's best join sooner or later
whatever happens elsewhere: all such couples join at once, and the result is that of one by one.
"""

from __future__ import annotations

import numpy as np

from transforms.resolve.components import components, roots
from transforms.resolve.exclusive import Exclusive
from transforms.resolve.links import MILLION, Links, join_one_by_one
from transforms.resolve.prepare import Codes

LIMIT = 12.0
"""Bits beyond which a single pair is hardly listened to, so that none outvotes all others."""
AGAINST = -36.0
"""The same below 0, where rules speak for certain (`levels.SIBLING_BITS`)."""
EXCESS = 0.001
"""What bits beyond the limit count: enough to tell the better of two pairs that both reach it."""
BARRED = 10**15
"""Millionths of bits that a cannot-link speaks against: no number of other pairs outvotes it."""
FEW = 16
"""Rounds that would join less than one group in so many are left to `join_one_by_one`."""


def agglomerate(
    size: int,
    a: Codes,
    b: Codes,
    bits: Codes,
    *,
    cut: float,
    must: list[tuple[int, int]],
    cannot: list[tuple[int, int]],
    exclusive: Exclusive,
) -> Codes:
    """Return a cluster number for each of ``size`` records (the smallest row in it).

    Of two couples with one average that one joins first whose places
    in the component (of their first records, in the order of rows) have the smaller exclusive or, as in
    a tournament: 0 with 1 and 2 with 3, then 0 with 2. A cluster depends on its component alone.

    Args:
        a, b, bits: compared pairs (a < b), each once, with their log2 odds.
        cut: average bits that a merge needs; 0 is probability 0.5.
        must, cannot: judged pairs; must comes first, cannot always holds.
        exclusive: what a cluster may hold one value of only. Judged pairs may break it.
    """
    parent = _judged_same(size, must, cannot)
    voice = np.clip(bits, AGAINST, max(LIMIT, cut))
    total = np.rint((voice + EXCESS * (bits - voice)) * MILLION).astype(np.int64)
    floor = cut * MILLION
    good = total >= floor
    joined = np.flatnonzero(parent != np.arange(size))
    component = components(size, np.append(a[good], joined), np.append(b[good], parent[joined]))
    # Two groups without a single pair that speaks for them cannot average above the cut.
    inside = component[a] == component[b]
    links = Links(a[inside], b[inside], total[inside], np.ones(int(inside.sum()), np.int64))
    judged = np.zeros(size, bool)
    judged[joined] = judged[parent[joined]] = True
    if cannot:
        x, y = np.asarray(cannot, np.int64).T
        judged[x] = judged[y] = True
        inside = component[x] == component[y]
        x, y = x[inside], y[inside]
        links = links.add(Links(x, y, np.full(len(x), -BARRED), np.zeros(len(x), np.int64)))
    links = links.relabel(parent, judged)
    members = np.bincount(parent, minlength=size)
    place = _place(component)
    held = exclusive.one_value(parent, component)
    clashes = np.zeros(size, bool)
    clashes[held.clashing(component)] = True
    held = held.within(clashes[component]).relabel(parent)
    while len(links.a):
        mean = links.mean(members)
        good = mean >= floor
        if len(held.row):
            at = np.flatnonzero(good & clashes[component[links.a]])
            at = at[held.clash(links.a[at], links.b[at])]
            links.total[at] -= BARRED
            mean[at], good[at] = -BARRED, False
        live = np.zeros(size, bool)
        live[links.a[good]] = live[links.b[good]] = True
        # A group that nothing speaks for any more stays as it is: it is nobody's evidence.
        of_live = live[links.a] & live[links.b]
        links, mean, held = links.take(of_live), mean[of_live], held.within(live)
        x, y = _couples(links, mean, floor, place)
        if len(x) * FEW < int(live.sum()):
            break
        parent[y] = x
        members[x] += members[y]
        changed = np.zeros(size, bool)
        changed[x] = True
        links, held = links.relabel(parent, changed), held.relabel(parent)
    join_one_by_one(links, members, place, held, floor, parent)
    return roots(parent)


def _judged_same(size: int, must: list[tuple[int, int]], cannot: list[tuple[int, int]]) -> Codes:
    """The smallest record of those that judgements join; cannot-links win over must-links."""
    parent: dict[int, int] = {}

    def find(x: int) -> int:
        while parent.get(x, x) != x:
            x = parent[x]
        return x

    barred: dict[int, set[int]] = {}
    for x, y in cannot:
        barred.setdefault(x, set()).add(y)
        barred.setdefault(y, set()).add(x)
    for x, y in sorted(must):
        one, two = sorted((find(x), find(y)))
        if one == two or two in barred.get(one, ()):
            continue
        parent[two] = one
        for other in barred.pop(two, set()):
            barred[other].discard(two)
            barred[other].add(one)
            barred.setdefault(one, set()).add(other)
    label = np.arange(size)
    for x in parent:
        label[x] = find(x)
    return label


def _place(component: Codes) -> Codes:
    """Position of each record inside its component."""
    order = np.argsort(component, kind="stable")
    count = np.bincount(component, minlength=len(component))
    start = np.cumsum(count) - count
    place = np.empty(len(component), np.int64)
    place[order] = np.arange(len(component)) - start[component[order]]
    return place


def _couples(links: Links, mean: Codes, floor: float, place: Codes) -> tuple[Codes, Codes]:
    """Groups that are each other's best, as (a, b)."""
    best = np.full(len(place), floor)
    np.maximum.at(best, links.a, mean)
    np.maximum.at(best, links.b, mean)
    order = place[links.a] ^ place[links.b]
    first = np.full(len(place), np.iinfo(np.int64).max)
    for end in (links.a, links.b):
        top = mean == best[end]
        np.minimum.at(first, end[top], order[top])
    both = (mean == best[links.a]) & (mean == best[links.b])
    both &= (order == first[links.a]) & (order == first[links.b])
    return links.a[both], links.b[both]

"""What speaks for joining two groups of records: the sum of their compared pairs, as arrays or one by one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from transforms.resolve.exclusive import Exclusive
from transforms.resolve.prepare import Codes

MILLION = 1_000_000
"""Bits are summed as whole millionths, so that no order of adding matters."""
UNSEEN = -2.0
"""Bits of a pair that was never compared: no key in common is evidence against."""


@dataclass(frozen=True)
class Links:
    """Groups a < b, the bits (millionths) of their compared pairs in all, and how many were compared."""

    a: Codes
    b: Codes
    total: Codes
    count: Codes

    def take(self, rows: Codes) -> Links:
        """The links at these positions."""
        return Links(*(column[rows] for column in vars(self).values()))

    def add(self, more: Links) -> Links:
        """These links and ``more`` of them."""
        if not len(more.a):
            return self
        return Links(
            *(
                np.concatenate(columns)
                for columns in zip(vars(self).values(), vars(more).values(), strict=True)
            )
        )

    def mean(self, members: Codes) -> Codes:
        """Average over all pairs of the two groups, those counted too that were never compared."""
        pairs = members[self.a] * members[self.b]
        return np.asarray((self.total + UNSEEN * MILLION * (pairs - self.count)) / pairs)

    def relabel(self, parent: Codes, changed: Codes) -> Links:
        """Links between the groups that ``parent`` names; those of ``changed`` groups are summed up."""
        x, y = parent[self.a], parent[self.b]
        outside = x != y
        links = Links(np.minimum(x, y), np.maximum(x, y), self.total, self.count).take(outside)
        again = changed[links.a] | changed[links.b]
        touched = links.take(again)
        if not len(touched.a):
            return links
        key = touched.a.astype(np.int64) * len(parent) + touched.b
        order = np.argsort(key)
        touched, key = touched.take(order), key[order]
        start = np.flatnonzero(np.append(True, key[1:] != key[:-1]))
        summed = (np.add.reduceat(column, start) for column in (touched.total, touched.count))
        return links.take(~again).add(Links(touched.a[start], touched.b[start], *summed))


def join_one_by_one(
    links: Links, members: Codes, place: Codes, held: Exclusive, floor: float, parent: Codes
) -> None:
    """Join couples one after the other, writing them to ``parent`` (the larger row under the smaller).

    From any group go to its best, from there to its best and so on: that ends at a couple. Time grows with
    the links of the groups on the way, so a long chain of records costs no more than short ones.

    Args:
        links, members, place: as in `cluster.agglomerate`.
        held: values of groups that exclude each other, one for each group and kind.
        floor: millionths of bits that a merge needs on average.
    """
    near: dict[int, dict[int, tuple[int, int]]] = {}
    for x, y, total, count in zip(*(column.tolist() for column in vars(links).values()), strict=True):
        near.setdefault(x, {})[y] = near.setdefault(y, {})[x] = (total, count)
    size, seat = ({x: int(column[x]) for x in near} for column in (members, place))
    values: dict[int, dict[int, int]] = {}
    for x, kind, value in zip(held.row.tolist(), held.kind.tolist(), held.value.tolist(), strict=True):
        if x in near:
            values.setdefault(x, {})[kind] = value

    def clash(x: int, y: int) -> bool:
        one, two = values.get(x, {}), values.get(y, {})
        return any(two.get(kind, value) != value for kind, value in one.items())

    def nearest(x: int) -> int | None:
        best, found = (floor, 0), None
        for y, (total, count) in near[x].items():
            pairs = size[x] * size[y]
            mean = (total + UNSEEN * MILLION * (pairs - count)) / pairs
            if mean >= best[0]:
                key = (mean, -(seat[x] ^ seat[y]))
                if (found is None or key > best) and not clash(x, y):
                    best, found = key, y
        return found

    def join(x: int, y: int) -> None:
        parent[y] = x
        size[x] += size.pop(y)
        if y in values:
            values[x] = {**values.pop(y), **values.get(x, {})}
        mine = near[x]
        for other, (total, count) in near.pop(y).items():
            del near[other][y]
            if other != x:
                more, counted = mine.get(other, (0, 0))
                mine[other] = near[other][x] = (total + more, count + counted)

    for start in sorted(near):
        chain = [start] if start in near else []
        while chain:
            found = nearest(chain[-1])
            if found is None:
                chain.pop()
            elif len(chain) > 1 and found == chain[-2]:
                low, high = sorted((chain.pop(), chain.pop()))
                join(low, high)
                chain = chain or [low]
            else:
                chain.append(found)

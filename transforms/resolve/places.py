"""Places inside a company: listings at one address are one establishment."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from transforms.resolve.addresses import Place
from transforms.resolve.compare import NAMES
from transforms.resolve.prepare import Codes, Records
from transforms.resolve.scoring import Scored

SAME_PLACE = (Place.LIKE_STREET, Place.SAME)
"""Levels of the address comparison that are one place."""


def locations(
    records: Records, few: Records, first: Codes, stand_in: Codes, scored: Scored, cluster: Codes
) -> pd.DataFrame:
    """Return listing_id, location: the smallest listing id of the company at that place.

    Listings with a street meet where street and number agree (typing errors allowed); those with a
    postal code or town only join the one place that the company has there, or are a place of their own.
    """
    size = len(few)
    parent = list(range(size))

    def find(x: int) -> int:
        while parent[x] != x:
            parent[x] = parent[parent[x]]
            x = parent[x]
        return x

    def join(x: int, y: int) -> None:
        low, high = sorted((find(x), find(y)))
        parent[high] = low

    address = scored.levels[:, NAMES.index("address")]
    near = np.isin(address, SAME_PLACE)
    if size:
        near &= cluster[scored.a] == cluster[scored.b]
    for x, y in zip(scored.a[near].tolist(), scored.b[near].tolist(), strict=True):
        join(x, y)
    _join_equal(few, cluster, join)
    _join_vague(few, cluster, find, join)
    known = (few.street >= 0) | (few.postcode >= 0) | (few.city >= 0)
    label = [records.ids[first[find(row)]] if known[row] else None for row in range(size)]
    return pd.DataFrame(
        {"listing_id": records.ids, "location": [label[row] for row in stand_in.tolist()]}, dtype=object
    )


def _join_equal(few: Records, cluster: Codes, join: Callable[[int, int], None]) -> None:
    """Equal street and number in one company and area, also where blocking never brought them together."""
    seen: dict[tuple[int, ...], int] = {}
    for row in np.flatnonzero(few.street >= 0).tolist():
        for area in (few.postcode[row], -2 - few.city[row]):
            if area == -1:
                continue
            key = (int(cluster[row]), int(few.street[row]), int(few.number[row]), int(area))
            join(seen.setdefault(key, row), row)


def _join_vague(
    few: Records, cluster: Codes, find: Callable[[int], int], join: Callable[[int, int], None]
) -> None:
    """A listing without street belongs to the one place in its postal code, or else in its town."""
    for area in (few.postcode, few.city):
        inside: dict[tuple[int, int], set[int]] = {}
        for row in np.flatnonzero((few.street >= 0) & (area >= 0)).tolist():
            inside.setdefault((int(cluster[row]), int(area[row])), set()).add(find(row))
        alone: dict[tuple[int, int], int] = {}
        for row in np.flatnonzero((few.street < 0) & (area >= 0)).tolist():
            if find(row) != row:
                continue
            key = (int(cluster[row]), int(area[row]))
            places = inside.get(key, set())
            if len(places) == 1:
                join(next(iter(places)), row)
            elif not places:
                join(alone.setdefault(key, row), row)

"""Clusters that look like several companies: a wrongly grown one, told from a chain by what it calls itself.

A chain has many listings with one name, one web site and one register entry. What was joined by a shared
telephone, a shared address or a portal's host has many names; what was joined by a common name has many
sites. So the size of a cluster says little, and the share of its pairs that differ says it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from rapidfuzz import fuzz, process

from transforms.resolve.columns import Codes, positions
from transforms.resolve.keys import text_keys
from transforms.resolve.prepare import Records

FEWEST = 6
"""Listings of a cluster from which on it is looked at: of fewer, one typing error makes out too much."""
LOOKED_AT = 16
"""Listings of a cluster that are compared, drawn by a hash."""
LIKE = 80.0
"""Likeness (0 to 100) from which two names may be those of one company; words more do not count."""
SHARE = 0.4
"""Share of pairs that differ from which on a cluster looks like several; two of one size make out half."""


@dataclass(frozen=True)
class Mixed:
    """A cluster of so many listings, of whose pairs a share differs in name, web site or number."""

    cluster: int
    listings: int
    share: float


def mixed(records: Records, cluster: Codes) -> list[Mixed]:
    """Return the clusters that look like several companies, first where most listings are concerned.

    Args:
        cluster: number of each record's cluster.
    """
    size = np.bincount(cluster) if len(cluster) else np.zeros(0, int)
    rows = _drawn(records, cluster, size)
    if not len(rows):
        return []
    a, b = _pairs(cluster[rows])
    pair_of = cluster[rows[a]]
    differs = np.bincount(pair_of, _differ(records, rows[a], rows[b]), len(size))
    share = differs / np.maximum(np.bincount(pair_of, minlength=len(size)), 1)
    found = [Mixed(one, int(size[one]), float(share[one])) for one in np.flatnonzero(share >= SHARE).tolist()]
    return sorted(found, key=lambda one: (-one.listings * one.share, one.cluster))


def _drawn(records: Records, cluster: Codes, size: Codes) -> Codes:
    """Up to `LOOKED_AT` records of each cluster that is large enough, cluster by cluster."""
    rows = np.flatnonzero(size[cluster] >= FEWEST)
    if not len(rows):
        return rows
    draw = text_keys(records.ids.column.take(positions(rows)).to_pylist())
    rows = rows[np.lexsort((draw, cluster[rows]))]
    first = np.flatnonzero(np.append(True, cluster[rows[1:]] != cluster[rows[:-1]]))
    place = np.arange(len(rows)) - np.repeat(first, np.diff(np.append(first, len(rows))))
    return np.asarray(rows[place < LOOKED_AT])


def _pairs(cluster: Codes) -> tuple[Codes, Codes]:
    """All pairs of positions with one number; equal numbers lie side by side."""
    steps = range(1, LOOKED_AT)
    a = [np.flatnonzero(cluster[step:] == cluster[:-step]) for step in steps]
    return np.concatenate(a), np.concatenate([part + step for part, step in zip(a, steps, strict=True)])


def _differ(records: Records, a: Codes, b: Codes) -> Codes:
    """Whether two records differ in name, web site or, within a country, number; unknown values never do."""
    differs = _other(records.domain, a, b)
    for number in (records.reg, records.vat, records.lei):
        differs |= _other(number, a, b) & (records.country[a] == records.country[b])
    one_script = (records.native[a] >= 0) == (records.native[b] >= 0)  # else one may translate the other
    asked = np.flatnonzero(~differs & one_script & _other(records.name, a, b))
    if len(asked):
        names = np.stack([records.name[a[asked]], records.name[b[asked]]])
        codes, at = np.unique(names, return_inverse=True)
        texts = np.asarray([*records.names.column.take(positions(codes)).to_pylist(), None], object)[:-1]
        x, y = texts[at.reshape(names.shape)]
        likeness = [process.cpdist(x, y, scorer=scorer) for scorer in (fuzz.token_set_ratio, fuzz.ratio)]
        differs[asked] = np.maximum(*likeness) < LIKE
    return differs


def _other(code: Codes, a: Codes, b: Codes) -> Codes:
    return np.asarray((code[a] >= 0) & (code[b] >= 0) & (code[a] != code[b]))

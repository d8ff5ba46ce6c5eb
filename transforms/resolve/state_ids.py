"""Ids of the rows of a state: the rules of `identity_rules.decide`, for those clusters alone that changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np

from transforms.resolve.columns import Codes
from transforms.resolve.identity_events import Event
from transforms.resolve.identity_rules import decide, quiet_clusters
from transforms.resolve.keys import are_among, distinct
from transforms.resolve.state import ALIVE, GONE, Labels

PREFIX = "c"
_PART = 50_000
"""Listing ids that are Python's at a time."""


@dataclass(frozen=True)
class Touched:
    """Rows whose ids are to be decided.

    rows: every living row of the clusters concerned, ordered by listing id.
    returning: those of them whose listing had been gone. removed: rows whose listing is gone from now on.
    """

    rows: Codes
    returning: Codes
    removed: Codes


def assign(
    labels: Labels, touched: Touched, id_of: Callable[[Codes], list[str]], version: int
) -> tuple[list[tuple[str, str, str]], list[Event]]:
    """Write the ids of touched rows into ``labels.company``, where so far each row's old id stands (0: none).

    Args:
        labels: of the new version but for the ids.
        id_of: listing ids of rows.
        version: number of the new version.

    Returns:
        Redirects (old id, id kept, reason), and what happened.
    """
    back = distinct(labels.company[touched.returning])
    rows, gone = _with_homes(labels, touched, back)
    names, held = np.unique(labels.company[rows], return_inverse=True)
    known = names != 0
    held = np.where(known[held], held, -1)
    clusters, number = np.unique(labels.cluster[rows], return_inverse=True)
    quiet, keeps = quiet_clusters(number, held, are_among(names, gone))
    fresh = np.bincount(number, weights=held >= 0, minlength=len(clusters)) == 0
    company = np.zeros(len(clusters), np.uint64)
    company[quiet] = names[keeps[quiet]]
    events = []
    if fresh.any():
        founders = _founders(labels, rows, number, fresh)
        parts = range(0, len(founders), _PART)
        company[fresh] = np.concatenate([minted(id_of(founders[at : at + _PART])) for at in parts])
        if version > 1:
            sizes = np.bincount(number, minlength=len(clusters))[fresh].tolist()
            new = zip(company[fresh].tolist(), id_of(founders), sizes, strict=True)
            events = [Event(hexed(c), "new", listing_id=one, here=[one] * count) for c, one, count in new]
    loud = np.flatnonzero(~quiet[number] & ~fresh[number])
    restless = distinct(labels.company[np.concatenate([rows[loud], touched.removed])])
    restless = restless[~are_among(restless, np.sort(company[quiet])) & (restless != 0)]
    lost = np.flatnonzero(labels.status == GONE)
    lost = lost[are_among(labels.company[lost], restless)]
    asked = np.concatenate([rows[loud], lost])
    listings = id_of(asked)
    of_cluster: dict[int, list[str]] = defaultdict(list)
    for listing, cluster in zip(listings, number[loud].tolist(), strict=False):
        of_cluster[cluster].append(listing)
    had = labels.company[asked].tolist()
    born = dict(zip(listings, labels.born[asked].tolist(), strict=True))
    found = decide(
        of_cluster,
        {listing: hexed(old) for listing, old in zip(listings, had, strict=True) if old},
        lambda listing: (f"{born[listing]:09d}", listing),
        str(version),
        gone={hexed(name) for name in gone.tolist()},
        prefix=PREFIX,
    )
    for cluster, name in found.company.items():
        company[cluster] = numbered(name)
    labels.company[rows] = company[number]
    for old, kept, _ in found.redirects:
        labels.company[lost[labels.company[lost] == np.uint64(numbered(old))]] = numbered(kept)
    return [(old, kept, reason) for old, kept, reason in found.redirects], events + found.events


def _with_homes(labels: Labels, touched: Touched, back: Codes) -> tuple[Codes, Codes]:
    """Touched rows with those that have a returning listing's id by now, and the ids that nobody has."""
    if not len(back):
        return touched.rows, back
    inside = np.zeros(len(labels), bool)
    inside[touched.rows] = True
    holding = np.flatnonzero((labels.status == ALIVE) & are_among(labels.company, back))
    elsewhere = holding[~inside[holding]]
    others = holding[~are_among(holding, touched.returning)]
    return np.concatenate([touched.rows, elsewhere]), back[~are_among(back, np.sort(labels.company[others]))]


def _founders(labels: Labels, rows: Codes, number: Codes, wanted: Codes) -> Codes:
    """First row of each wanted cluster by age, then by listing id (the order of ``rows``)."""
    among = np.flatnonzero(wanted[number])
    order = among[np.lexsort((among, labels.born[rows[among]], number[among]))]
    first = np.append(True, number[order][1:] != number[order][:-1])
    return np.asarray(rows[order[first]])


def minted(listings: Iterable[str]) -> Codes:
    """Numbers of the ids that founders give to clusters: `config.ids.stable_id` as a number."""
    told = (listing.encode() for listing in listings)
    digests = (blake2b(len(one).to_bytes(4, "big") + one, digest_size=8).digest() for one in told)
    return np.frombuffer(b"".join(digests), ">u8").astype(np.uint64)


def hexed(number: int) -> str:
    """The id as it is written."""
    return f"{PREFIX}{number:016x}"


def numbered(company: str) -> int:
    """The number of an id as it is written."""
    return int(company[len(PREFIX) :], 16)

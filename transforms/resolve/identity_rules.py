"""The rules of lasting ids: who keeps an id after merges and splits, what redirects, what happened."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from config.ids import stable_id
from transforms.resolve.identity_events import Event
from transforms.resolve.keys import distinct

Age = tuple[str, str]
Reason = Literal["merge", "split"]


@dataclass(frozen=True)
class Decided:
    """company: id of each cluster; redirects: old id, id kept, why; events: what changed."""

    company: dict[int, str]
    redirects: list[tuple[str, str, Reason]]
    events: list[Event]


def decide(
    listings: Mapping[int, list[str]],
    old_of: Mapping[str, str],
    age: Callable[[str], Age],
    on: str,
    *,
    gone: Collection[str] = frozenset(),
    prefix: str = "c",
) -> Decided:
    """Give each cluster its id.

    1. An old id goes to the cluster that holds most of its listings (tie: the one with its founder, the
       listing seen first, then with the smallest id).
    2. A cluster that several old ids come to keeps the one with most listings in it (tie: the older
       founder); the others redirect to it.
    3. A cluster without an old id gets one minted from its founder: the same data gives the same id. A
       founder that once had an id (it was split off) mints from that id and the date too, so that an id
       which was given up is never used again.

    Args:
        listings: listings of each cluster; where one listing of an old id is there, all living ones are.
        old_of: id by listing for every listing, gone ones included, of the old ids concerned.
        age: when a listing was first seen, and its id: the smallest is the founder.
        on: date (or number of the version) of the decision.
        gone: old ids that had no listing at the last decision, so that nothing is said of them twice.
        prefix: first letter of a minted id.
    """
    cluster_of = {listing: cluster for cluster, group in listings.items() for listing in group}
    founder = {cluster: min(group, key=age) for cluster, group in listings.items()}
    holders: dict[str, Counter[int]] = defaultdict(Counter)
    old_founder: dict[str, str] = {}
    for listing, old in old_of.items():
        if listing in cluster_of:
            holders[old][cluster_of[listing]] += 1
        if old not in old_founder or age(listing) < age(old_founder[old]):
            old_founder[old] = listing

    claims: dict[int, list[tuple[int, Age, str]]] = defaultdict(list)
    for old, counts in holders.items():
        home = cluster_of.get(old_founder[old])
        cluster = min(counts, key=lambda c: (-counts[c], c != home, age(founder[c])))
        claims[cluster].append((-counts[cluster], age(old_founder[old]), old))

    company: dict[int, str] = {}
    redirects: list[tuple[str, str, Reason]] = []
    for cluster, first in founder.items():
        if cluster not in claims:
            lost = old_of.get(first)
            company[cluster] = stable_id(prefix, first, lost, on) if lost else stable_id(prefix, first)
            continue
        (_, _, kept), *others = sorted(claims[cluster])
        company[cluster] = kept
        for _, _, old in others:
            redirects.append((old, kept, "merge" if len(holders[old]) == 1 else "split"))
    redirects.sort()
    events = _events(listings, old_of, founder, company, redirects, gone)
    events += [
        Event(old, "gone", listing_id=old_founder[old])
        for old in sorted(set(old_founder) - set(holders) - set(gone))
    ]
    return Decided(company, redirects, events)


def _events(
    listings: Mapping[int, list[str]],
    old_of: Mapping[str, str],
    founder: Mapping[int, str],
    company: Mapping[int, str],
    redirects: list[tuple[str, str, Reason]],
    gone: Collection[str],
) -> list[Event]:
    """What happened to each cluster whose id, or one of whose listings' id, is not the one it had."""
    had: dict[str, list[str]] = defaultdict(list)
    for group in listings.values():
        for listing in group:
            if listing in old_of:
                had[old_of[listing]].append(listing)
    given_up = {old for old, _, _ in redirects}
    events = []
    for cluster in sorted(listings, key=lambda c: company[c]):
        now, by_old = company[cluster], defaultdict(list)
        for listing in sorted(listings[cluster]):
            by_old[old_of.get(listing)].append(listing)
        known = {old: group for old, group in by_old.items() if old is not None}
        mine = known.pop(now, [])
        if now in gone and mine:
            events.append(Event(now, "back", listing_id=mine[0]))
        if not mine and not known:
            events.append(Event(now, "new", listing_id=founder[cluster], here=by_old[None]))
        origin = None
        if not mine and known:
            origin = old_of.get(founder[cluster]) or max(known, key=lambda old: (len(known[old]), old))
            part = known.pop(origin)
            rest = sorted(set(had[origin]) - set(part))
            events.append(Event(now, "split", origin, founder[cluster], here=part, there=rest))
        for old, came in sorted(known.items()):
            ours = sorted(set(listings[cluster]) - set(came))
            if old in given_up and (old, now) in {(o, kept) for o, kept, _ in redirects}:
                events.append(Event(now, "merge", old, came[0], here=came, there=ours))
            else:
                events += [Event(now, "move", old, one, here=[one], there=ours) for one in came]
    return events


def quiet_clusters(
    number: np.ndarray[Any, Any], held: np.ndarray[Any, Any], gone: np.ndarray[Any, Any]
) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Return which clusters have one old id that no other cluster has, and the code of that id.

    Args:
        number: cluster of each listing. held: code of its old id, -1 where it has none.
        gone: for each old id whether it had no listing any more.
    """
    count = int(number.max(initial=-1)) + 1
    known = held >= 0
    size = max(len(gone), 1)
    clusters, ids = np.divmod(distinct(number[known] * size + held[known]), size)
    olds = np.bincount(clusters, minlength=count)
    places = np.bincount(ids, minlength=len(gone))
    keeps = np.full(count, -1)
    keeps[clusters] = ids
    alone = (olds == 1) & (keeps >= 0)
    alone[alone] = (places[keeps[alone]] == 1) & ~gone[keeps[alone]]
    return alone, keeps

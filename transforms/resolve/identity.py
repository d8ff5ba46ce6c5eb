"""Lasting company ids: survive merges and splits by rule, are redirected forever and never used twice."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date

import pandas as pd

from config.records import stable_id


@dataclass(frozen=True)
class Identities:
    """members: listing_id, company_id; redirects: old_company_id, company_id, reason, since_on.

    Beside today's listings members holds those that are gone today but whose id was given up: they
    follow the redirect, or else a listing that comes back would bring a dead id to life.
    """

    members: pd.DataFrame
    redirects: pd.DataFrame


def assign_company_ids(
    clusters: pd.DataFrame,
    previous: pd.DataFrame,
    first_seen: pd.Series | pd.DataFrame,
    on: date,
) -> Identities:
    """Give each cluster its company id.

    1. An old id goes to the cluster that holds most of its listings (tie: the one with its founder, the
       listing seen first, then with the smallest id).
    2. A cluster that several old ids come to keeps the one with most listings in it (tie: the older
       founder); the others redirect to it.
    3. A cluster without an old id gets one minted from its founder: the same data gives the same id. A
       founder that once had an id (it was split off) mints from that id and the date too, so that an id
       which was given up is never used again.

    Args:
        clusters: listing_id, cluster.
        previous: listing_id, company_id of every listing ever published, also of those gone today.
        first_seen: date by listing_id (Series), or the columns listing_id and first_seen_on.
        on: night of the run.
    """
    born = _dates(first_seen)
    old_of: dict[str, str] = dict(
        zip(previous["listing_id"].tolist(), previous["company_id"].tolist(), strict=True)
    )

    def age(listing: str) -> tuple[str, str]:
        return (born.get(listing, on.isoformat()), listing)

    listings: dict[str, list[str]] = defaultdict(list)
    cluster_of: dict[str, str] = {}
    for listing, cluster in zip(clusters["listing_id"].tolist(), clusters["cluster"].tolist(), strict=True):
        listings[str(cluster)].append(listing)
        cluster_of[listing] = str(cluster)
    founder = {cluster: min(members, key=age) for cluster, members in listings.items()}

    holders: dict[str, Counter[str]] = defaultdict(Counter)
    old_founder: dict[str, str] = {}
    for listing, old in old_of.items():
        if listing in cluster_of:
            holders[old][cluster_of[listing]] += 1
        if old not in old_founder or age(listing) < age(old_founder[old]):
            old_founder[old] = listing

    claims: dict[str, list[tuple[int, tuple[str, str], str]]] = defaultdict(list)
    for old, counts in holders.items():
        home = cluster_of.get(old_founder[old])
        cluster = min(counts, key=lambda c: (-counts[c], c != home, age(founder[c])))
        claims[cluster].append((-counts[cluster], age(old_founder[old]), old))

    company: dict[str, str] = {}
    redirects: list[tuple[str, str, str, date]] = []
    for cluster, first in founder.items():
        if cluster not in claims:
            lost = old_of.get(first)
            company[cluster] = stable_id("c", first, lost, on.isoformat()) if lost else stable_id("c", first)
            continue
        (_, _, kept), *others = sorted(claims[cluster])
        company[cluster] = kept
        for _, _, old in others:
            redirects.append((old, kept, "merge" if len(holders[old]) == 1 else "split", on))
    now = {listing: company[cluster] for listing, cluster in cluster_of.items()}
    target = {old: kept for old, kept, _, _ in redirects}
    gone = {k: target[old] for k, old in old_of.items() if k not in now and old in target}
    members = sorted({**gone, **now}.items())
    return Identities(
        members=pd.DataFrame(members, columns=["listing_id", "company_id"], dtype=object),
        redirects=pd.DataFrame(
            sorted(redirects), columns=["old_company_id", "company_id", "reason", "since_on"], dtype=object
        ),
    )


def _dates(first_seen: pd.Series | pd.DataFrame) -> dict[str, str]:
    """Date of first sight by listing as ISO text, which sorts like the date; unknown ones are left out."""
    if isinstance(first_seen, pd.DataFrame):
        first_seen = first_seen.set_index("listing_id")["first_seen_on"]
    return {str(k): str(v)[:10] for k, v in first_seen.items() if v is not None and not pd.isna(v)}

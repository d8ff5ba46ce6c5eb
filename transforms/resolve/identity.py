"""Lasting ids of companies and places: survive merges and splits by rule, redirect forever, never used twice.

`identity_rules.decide` is the rule, for the clusters that changed alone; `assign_company_ids` finds these
among all clusters of a night. A cluster whose listings all had one id, which no other cluster has,
keeps it without a word.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from transforms.resolve.identity_events import EVENTS, Grounds, told
from transforms.resolve.identity_rules import decide, quiet_clusters

if TYPE_CHECKING:
    import pandas as pd  # imported where a frame is made: a delta of a state makes none


@dataclass(frozen=True)
class Identities:
    """What a night decided about ids.

    members: listing_id, company_id. Beside today's listings it holds those that are gone today but whose
        id was given up: they follow the redirect, or else a listing that comes back would bring a dead id
        to life.
    redirects: old_company_id, company_id, reason (merge, split), since_on.
    events: company_id, kind, other_company_id, listing_id, evidence, since_on, one row for each change of
        an id (`identity_events.Event`); none for unchanged data.
    """

    members: pd.DataFrame
    redirects: pd.DataFrame
    events: pd.DataFrame


def assign_company_ids(
    clusters: pd.DataFrame,
    previous: pd.DataFrame,
    first_seen: pd.Series | pd.DataFrame,
    on: date,
    *,
    matches: pd.DataFrame | None = None,
    judgements: pd.DataFrame | None = None,
    stands: Mapping[str, str] | None = None,
    gone: Collection[str] = frozenset(),
    prefix: str = "c",
) -> Identities:
    """Give each cluster of a night its id by `identity_rules.decide`, and say what changed and why.

    Args:
        clusters: listing_id, cluster.
        previous: listing_id, company_id of every listing ever published, also of those gone today.
        first_seen: date by listing_id (Series), or the columns listing_id and first_seen_on.
        on: night of the run.
        matches, judgements: pairs of the run (listing_a, listing_b with log_odds or decision): the words of
            the events come from them.
        stands: listing that was compared for each one that prints the same.
        gone: ids whose last event is ``gone``: they are not reported again.
        prefix: first letter of a minted id: c for a company, p for a place.
    """
    import pandas as pd

    ids: np.ndarray[Any, Any] = clusters["listing_id"].astype(object).to_numpy()
    number = pd.factorize(clusters["cluster"])[0]
    old = previous.drop_duplicates("listing_id", keep="last").set_index("listing_id")["company_id"]
    at = old.index.get_indexer(pd.Index(ids))
    codes, names = pd.factorize(old)
    held = np.where(at >= 0, codes[at] if len(codes) else -1, -1)
    quiet, keeps = quiet_clusters(
        number, held, np.isin(names, list(gone)) if len(names) else np.zeros(0, bool)
    )
    loud = np.flatnonzero(~quiet[number]) if len(ids) else np.zeros(0, int)
    restless = old[~np.isin(codes, keeps[quiet])]
    born = _dates(first_seen, {*ids[loud].tolist(), *restless.index.tolist()})
    listings: dict[int, list[str]] = defaultdict(list)
    for listing, cluster in zip(ids[loud].tolist(), number[loud].tolist(), strict=True):
        listings[cluster].append(listing)
    day = on.isoformat()
    found = decide(
        listings,
        dict(zip(restless.index.tolist(), restless.tolist(), strict=True)),
        lambda listing: (born.get(listing, day), listing),
        day,
        gone=gone,
        prefix=prefix,
    )
    company = np.empty(len(quiet), object)
    if len(names):
        company[quiet] = names[keeps[quiet]]
    for cluster, name in found.company.items():
        company[cluster] = name
    target = {before: kept for before, kept, _ in found.redirects}
    absent = ~old.index.isin(ids) & old.isin(list(target)) if target else np.zeros(len(old), bool)
    touched = {listing for event in found.events for listing in event.here + event.there}
    evidence = Grounds.of(matches, judgements, touched, stands) if matches is not None else Grounds()
    members = pd.DataFrame({"listing_id": ids, "company_id": company[number]}, dtype=object)
    lost = pd.DataFrame({"listing_id": old.index[absent], "company_id": old[absent].map(target).to_numpy()})
    if len(lost):
        members = pd.concat([members, lost.astype(object)])
    return Identities(
        members=members.sort_values("listing_id", ignore_index=True),
        redirects=pd.DataFrame(
            [(*row, on) for row in found.redirects],
            columns=["old_company_id", "company_id", "reason", "since_on"],
            dtype=object,
        ),
        events=pd.DataFrame(
            [(*row, on) for row in told(found.events, evidence)], columns=EVENTS, dtype=object
        ),
    )


def _dates(first_seen: pd.Series | pd.DataFrame, wanted: set[str]) -> dict[str, str]:
    """Date of first sight of these listings as ISO text, which sorts like the date; unknown ones left out."""
    import pandas as pd

    if isinstance(first_seen, pd.DataFrame):
        first_seen = first_seen.set_index("listing_id")["first_seen_on"]
    some = first_seen[first_seen.index.isin(wanted)]
    return {str(k): str(v)[:10] for k, v in some.items() if v is not None and not pd.isna(v)}

"""How a company came together, and what has become of its id over the nights."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from flows.asking import Rows, ask
from flows.why import MOST, judged_same
from flows.why_apart import clean

if TYPE_CHECKING:
    import pandas as pd

_MEMBERS = f"SELECT * FROM listings WHERE company_id = $key ORDER BY listing_id LIMIT {MOST}"
_MATCHES = """
SELECT m.listing_a, m.listing_b, m.log_odds, m.reasons FROM matches m
JOIN listings la ON la.listing_id = m.listing_a JOIN listings lb ON lb.listing_id = m.listing_b
WHERE la.company_id = $key AND lb.company_id = $key
"""
_EVENTS = """
SELECT since_on, kind, company_id, other_company_id, listing_id, evidence FROM company_events
WHERE company_id = $key OR other_company_id = $key ORDER BY since_on, company_id, kind, event_id
"""
_REDIRECT = "SELECT company_id, reason, since_on FROM company_ids WHERE old_company_id = $key"


def joins_of(snapshot: Path, company_id: str, judgements: pd.DataFrame | None) -> Rows:
    """Return the steps in which the company's listings joined, the strongest first, each in plain words."""
    from transforms.resolve.tree import merge_tree

    members = ask(snapshot, _MEMBERS, {"key": company_id})
    matches = ask(snapshot, _MATCHES, {"key": company_id})
    who = {row["listing_id"]: f"{row['name']} ({row['source']})" for row in members}
    return [
        {
            "listing_a": join.a,
            "a": who[join.a],
            "listing_b": join.b,
            "b": who[join.b],
            "bits": join.bits,
            "because": join.why,
            "together": join.size_a + join.size_b,
        }
        for join in merge_tree(clean(members).to_pylist(), matches, judged_same(judgements))
    ]


def events_of(snapshot: Path, company_id: str) -> Rows:
    """Return what happened to the id, the oldest event first."""
    return ask(snapshot, _EVENTS, {"key": company_id})


def former_id(snapshot: Path, company: str) -> str | None:
    """Return a sentence where this is an id that was given up."""
    rows = ask(snapshot, _REDIRECT, {"key": company})
    return (
        f"{company} was given up on {rows[0]['since_on']} ({rows[0]['reason']});"
        f" its listings are with {rows[0]['company_id']} now."
        if rows
        else None
    )


def what_became_of(snapshot: Path, company: str) -> str | None:
    """Return the last event of an id that no company has any more, as a sentence."""
    rows = [row for row in events_of(snapshot, company) if row["company_id"] == company]
    return (
        f"company {company} is {rows[-1]['kind']} since {rows[-1]['since_on']}"
        + (f": {rows[-1]['evidence']}." if rows[-1]["evidence"] else ".")
        if rows
        else None
    )

"""What keeps two companies apart whose listings might be one."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from flows.asking import Rows
from flows.night_model import NightModel

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa


def barriers(
    members: Rows,
    matches: Rows,
    companies: tuple[str, str],
    judgements: pd.DataFrame | None,
    night: NightModel | None,
) -> list[str]:
    """Return what keeps two companies apart, a sentence each: judgements, clean sources, numbers, average."""
    from transforms.resolve.links import UNSEEN

    company_of = {row["listing_id"]: row["company_id"] for row in members}
    told = []
    judged = [] if judgements is None else judgements.to_dict("records")
    for row in judged:
        ends = {company_of.get(row["listing_a"]), company_of.get(row["listing_b"])}
        if row["decision"] == "different" and ends == set(companies):
            told.append(
                f"{row['author']} judged {row['listing_a']} and {row['listing_b']} of them to be different."
            )
    values: dict[str, dict[tuple[str, str], set[str]]] = {company: defaultdict(set) for company in companies}
    for row in clean(members).to_pylist():
        held = values[company_of[row["listing_id"]]]
        if night and row["source"] in night.clean_sources:
            held["source", row["source"]].add(row["listing_id"])
        for column, words in (("reg", "register number"), ("vat", "VAT number"), ("lei", "LEI")):
            if row[column] is not None:
                held[words, "" if column == "lei" else row["country"] or ""].add(row[column])
    for kind, scope in sorted(set(values[companies[0]]) & set(values[companies[1]])):
        mine, theirs = values[companies[0]][kind, scope], values[companies[1]][kind, scope]
        if kind == "source":
            told.append(f"Both have a listing of {scope}, which lists nobody twice.")
        elif not mine & theirs:
            place = f" of {scope}" if scope else ""
            told.append(f"Their {kind}s{place} differ: {min(mine)} and {min(theirs)}.")
    between = [match for match in matches if match["company_a"] != match["company_b"]]
    if any(match["log_odds"] >= 0 for match in between):
        sizes = [sum(1 for owner in company_of.values() if owner == company) for company in companies]
        pairs = sizes[0] * sizes[1]
        unseen = pairs - len(between)
        mean = (sum(match["log_odds"] for match in between) + UNSEEN * unseen) / pairs
        if mean < 0:
            told.append(
                f"Over all {pairs:,} pairs between the two companies the average is {mean:+.2f} bits"
                f" ({len(between):,} are kept, the others count {UNSEEN:+.0f})."
            )
    return told


def clean(listings: Rows) -> pa.Table:
    """Return listings as they are compared, ordered by id."""
    import pandas as pd

    from transforms.resolve.cleaned import clean_listings

    return clean_listings(pd.DataFrame(listings, dtype=object))

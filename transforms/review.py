"""Which doubtful pairs a person should judge first: one question for each decision that hangs on it."""

from __future__ import annotations

import pandas as pd

from config.records import TAKEN_BACK
from config.tables import REVIEW_QUEUE
from transforms.tabular import as_table

DOUBTFUL = (0.15, 0.9)
"""Probabilities between which neither answer is safe; strangers who share premises are held below them."""
LONGEST = 500


def review_queue(matches: pd.DataFrame, listings: pd.DataFrame, judgements: pd.DataFrame) -> pd.DataFrame:
    """Return the queue (columns of REVIEW_QUEUE), the question first whose answer is expected to change most.

    Between two companies only the likeliest pair is asked: its answer decides for all. Inside a company a
    pair is asked only where it holds two parts together that nothing surer connects. What an answer changes
    is counted in pairs of listings that it joins or parts, times the probability that it does.

    Args:
        matches: compared pairs with listing_a, listing_b, probability.
        listings: listing_id, name, company_id, reg_no; listings or companies with two numbers need no judge.
        judgements: listing_a, listing_b that a person has judged already; they are not asked again.
    """
    known = listings[["listing_id", "name", "company_id", "reg_no"]]
    rows = matches[matches["probability"].between(*DOUBTFUL)][["listing_a", "listing_b", "probability"]]
    for side in ("a", "b"):
        rows = rows.merge(
            known.add_suffix(f"_{side}"), left_on=f"listing_{side}", right_on=f"listing_id_{side}"
        )
    registered = set(known.loc[known["reg_no"].notna(), "company_id"])
    together = rows["company_id_a"] == rows["company_id_b"]
    settled = rows["reg_no_a"].notna() & rows["reg_no_b"].notna()
    settled |= ~together & rows["company_id_a"].isin(registered) & rows["company_id_b"].isin(registered)
    rows = rows[~settled]
    judged = {
        tuple(sorted(pair))
        for pair in _standing(judgements)[["listing_a", "listing_b"]].itertuples(index=False)
    }
    asked = [tuple(sorted(pair)) for pair in rows[["listing_a", "listing_b"]].itertuples(index=False)]
    rows = rows[pd.Series([pair not in judged for pair in asked], index=rows.index, dtype=bool)]
    together = rows["company_id_a"] == rows["company_id_b"]
    part_of = _parts(matches, known, set(rows.loc[together, "company_id_a"]))
    size = known["company_id"].value_counts().to_dict() | part_of.value_counts().to_dict()
    for side in ("a", "b"):
        inside = rows[f"listing_{side}"].map(part_of)
        rows[f"group_{side}"] = rows[f"company_id_{side}"].where(~together, inside)
        rows[f"size_{side}"] = rows[f"group_{side}"].map(size).astype(float)
    rows = rows[rows["group_a"] != rows["group_b"]]
    changes = rows["probability"].where(rows["company_id_a"] != rows["company_id_b"], 1 - rows["probability"])
    rows = rows.assign(priority=(changes * rows["size_a"] * rows["size_b"]).round(6))
    rows["groups"] = [" ".join(sorted(pair)) for pair in rows[["group_a", "group_b"]].itertuples(index=False)]
    rows = rows.sort_values(
        ["groups", "probability", "listing_a", "listing_b"], ascending=[True, False, True, True]
    ).drop_duplicates("groups")
    rows = rows.sort_values(["priority", "listing_a", "listing_b"], ascending=[False, True, True])
    return as_table(rows.head(LONGEST), REVIEW_QUEUE, sort=[])


def _standing(judgements: pd.DataFrame) -> pd.DataFrame:
    """Judgements but those that were taken back: their pairs are open again."""
    if "note" not in judgements:
        return judgements
    return judgements[~((judgements["decision"] == "unsure") & (judgements["note"] == TAKEN_BACK))]


def _parts(matches: pd.DataFrame, known: pd.DataFrame, companies: set[str]) -> pd.Series:
    """Part of each listing of these companies: what sure pairs connect, named by its smallest listing."""
    listings = known.loc[known["company_id"].isin(companies), "listing_id"].tolist()
    parent = {listing: listing for listing in listings}

    def find(x: str) -> str:
        while parent[x] != x:
            parent[x] = parent[parent[x]]
            x = parent[x]
        return x

    inside = matches["listing_a"].isin(parent) & matches["listing_b"].isin(parent)
    sure = matches[inside & (matches["probability"] > DOUBTFUL[1])]
    company_of = known.set_index("listing_id")["company_id"]
    same = (
        company_of.reindex(sure["listing_a"]).to_numpy() == company_of.reindex(sure["listing_b"]).to_numpy()
    )
    for a, b in sure.loc[same, ["listing_a", "listing_b"]].itertuples(index=False):
        low, high = sorted((find(a), find(b)))
        parent[high] = low
    return pd.Series({listing: find(listing) for listing in sorted(parent)}, dtype=object)

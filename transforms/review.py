"""Which doubtful pairs a person should judge first: one question for each decision that hangs on it."""

from __future__ import annotations

import pandas as pd

from config.tables import REVIEW_QUEUE
from transforms.tabular import as_table

DOUBTFUL = (0.15, 0.9)
"""Probabilities between which neither answer is safe; strangers who share premises are held below them."""
LONGEST = 500


def review_queue(matches: pd.DataFrame, listings: pd.DataFrame, judgements: pd.DataFrame) -> pd.DataFrame:
    """Return the queue (columns of REVIEW_QUEUE), the most consequential question first.

    Between two companies only the likeliest pair is asked: its answer decides for all. Inside a company a
    pair is asked only where the company consists of these two, else other listings hold it together as well.

    Args:
        matches: compared pairs with listing_a, listing_b, probability.
        listings: listing_id, name, company_id, reg_no; two register numbers need no judge.
        judgements: listing_a, listing_b that a person has judged already; they are not asked again.
    """
    doubtful = matches[matches["probability"].between(*DOUBTFUL)][["listing_a", "listing_b", "probability"]]
    known = listings[["listing_id", "name", "company_id", "reg_no"]]
    size = known["company_id"].value_counts()
    rows = doubtful
    for side in ("a", "b"):
        rows = rows.merge(
            known.add_suffix(f"_{side}"), left_on=f"listing_{side}", right_on=f"listing_id_{side}"
        )
        rows[f"size_{side}"] = rows[f"company_id_{side}"].map(size)
    together = rows["company_id_a"] == rows["company_id_b"]
    registered = rows["reg_no_a"].notna() & rows["reg_no_b"].notna()
    rows = rows[(~together & ~registered) | (together & (rows["size_a"] == 2))]
    judged = {tuple(sorted(pair)) for pair in judgements[["listing_a", "listing_b"]].itertuples(index=False)}
    asked = [tuple(sorted(pair)) for pair in rows[["listing_a", "listing_b"]].itertuples(index=False)]
    rows = rows[pd.Series([pair not in judged for pair in asked], index=rows.index, dtype=bool)]
    concerned = rows["size_a"] + rows["size_b"].where(rows["company_id_a"] != rows["company_id_b"], 0)
    rows = rows.assign(priority=((1 - (2 * rows["probability"] - 1).abs()) * concerned).round(6))
    rows["companies"] = [
        " ".join(sorted(pair)) for pair in rows[["company_id_a", "company_id_b"]].itertuples(index=False)
    ]
    rows = rows.sort_values(
        ["companies", "probability", "listing_a", "listing_b"], ascending=[True, False, True, True]
    ).drop_duplicates("companies")
    rows = rows.sort_values(["priority", "listing_a", "listing_b"], ascending=[False, True, True])
    return as_table(rows.head(LONGEST), REVIEW_QUEUE, sort=[])

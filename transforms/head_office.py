"""The head office: street, postcode, town, region and country move as one block, never field by field.

A block of one page is supported by compatible blocks of others, typos and missing parts allowed; the best
supported block wins, and only compatible blocks may fill its gaps.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from rapidfuzz import fuzz, process

from transforms.weights import ADDRESS, readable, together

MANY = 40
"""Blocks of one company that are compared: a chain's hundreds of branches are cut to the heaviest."""
SIMILAR_STREET = 85.0
SIMILAR_CITY = 80.0
COMPLETE = {"street": 0.20, "postcode": 0.15, "city": 0.10}
"""A block without any part counts 0.55; each part adds to it."""


def head_offices(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the chosen claim of each address field: columns as `transforms.golden` collects winners.

    Args:
        rows: weighed claims (`transforms.weights.weighed`) of any field.
    """
    claims = rows[rows["field"].isin(ADDRESS)].copy()
    if claims.empty:
        return pd.DataFrame()
    claims["page"] = claims["subject"] + "|" + claims["page_sha256"].astype(str)
    claims = claims.sort_values(
        ["company_id", "page", "field", "s", "claim_id"], ascending=[True, True, True, False, True]
    )
    first = claims.drop_duplicates(["company_id", "page", "field"])
    pages = first.pivot(index=["company_id", "page"], columns="field", values="key").reset_index()
    for field in ADDRESS:
        pages[field] = pages[field].fillna("") if field in pages.columns else ""
    has_place = (pages["street"] != "") | (pages["postcode"] != "") | (pages["city"] != "")
    nowhere = ~pages["company_id"].isin(pages.loc[has_place, "company_id"])
    pages = pages[has_place | (nowhere & (pages["country"] != ""))]  # the country alone beats nothing at all
    pages["block"] = pages["street"] + "|" + pages["postcode"] + "|" + pages["city"] + "|" + pages["country"]
    of_page = first.groupby(["company_id", "page"], sort=False).agg(
        s=("s", "max"), origin=("origin", "first"), day=("day", "max")
    )
    blocks = together(pages.join(of_page, on=["company_id", "page"]), ["company_id", "block"])
    parts = pages.drop_duplicates(["company_id", "block"])[["company_id", "block", *ADDRESS]]
    blocks = blocks.merge(parts, on=["company_id", "block"])
    blocks = blocks.sort_values(["company_id", "score", "block"], ascending=[True, False, True])
    blocks = blocks[blocks.groupby("company_id").cumcount() < MANY].reset_index(drop=True)
    pairs = _agreement(blocks)
    ranked = _ranked(blocks, pairs)
    return _winners(ranked, pairs, first, pages)


def _agreement(blocks: pd.DataFrame) -> pd.DataFrame:
    """Every ordered pair of blocks of one company with ``agree`` from 0 (other place) to 1 (same)."""
    columns = ["company_id", "block", "score", "origins", *ADDRESS]
    pairs = blocks[columns].merge(blocks[columns], on="company_id", suffixes=("", "_b"))
    both = {f: (pairs[f] != "") & (pairs[f + "_b"] != "") for f in ADDRESS}
    equal = {f: both[f] & (pairs[f] == pairs[f + "_b"]) for f in ADDRESS}
    street = _similar(pairs, "street", both["street"] & ~equal["street"], SIMILAR_STREET)
    number = pairs["street"].str.extract(r"(\d+\w?)$")[0].fillna("") == pairs["street_b"].str.extract(
        r"(\d+\w?)$"
    )[0].fillna("")
    street &= number
    city = _similar(pairs, "city", both["city"] & ~equal["city"], SIMILAR_CITY)
    street_ok = ~both["street"] | equal["street"] | street
    post_ok = ~both["postcode"] | equal["postcode"] | (equal["street"] & (equal["city"] | city))
    city_ok = ~both["city"] | equal["city"] | city | equal["postcode"]
    country_ok = ~both["country"] | equal["country"]
    agree = np.select(
        [
            equal["street"] & equal["postcode"],
            (equal["street"] & ~both["postcode"]) | (equal["postcode"] & ~both["street"]),
            (street & equal["postcode"]) | (equal["street"] & both["postcode"]),
            equal["city"] & ~both["street"] & ~both["postcode"],
        ],
        [1.0, 0.8, 0.6, 0.3],
        0.0,
    )
    agree = np.where(street_ok & post_ok & city_ok & country_ok, agree, 0.0)
    pairs["agree"] = np.where(pairs["block"] == pairs["block_b"], 1.0, agree)
    return pairs


def _similar(pairs: pd.DataFrame, field: str, asked: pd.Series, least: float) -> pd.Series:
    found = np.zeros(len(pairs), dtype=bool)
    at = np.flatnonzero(asked.to_numpy())
    if len(at):
        left, right = pairs[field].to_numpy()[at], pairs[field + "_b"].to_numpy()[at]
        found[at] = process.cpdist(left, right, scorer=fuzz.ratio) >= least
    return pd.Series(found, index=pairs.index)


def _ranked(blocks: pd.DataFrame, pairs: pd.DataFrame) -> pd.DataFrame:
    doubt = np.log1p(-pairs["score_b"] * pairs["agree"])
    support = pairs.assign(doubt=doubt).groupby(["company_id", "block"], sort=False)["doubt"].sum()
    ranked = blocks.rename(columns={"score": "own"}).join(support, on=["company_id", "block"])
    complete = 0.55 + sum((ranked[f] != "") * share for f, share in COMPLETE.items())
    ranked["score"] = -np.expm1(ranked["doubt"]) * complete
    return ranked.sort_values(
        ["company_id", "score", "own", "day", "block"], ascending=[True, False, False, False, True]
    )


def _winners(
    ranked: pd.DataFrame, pairs: pd.DataFrame, first: pd.DataFrame, pages: pd.DataFrame
) -> pd.DataFrame:
    best = ranked.drop_duplicates("company_id")[["company_id", "block", "score", "origins", "best", "day"]]
    near = pairs.merge(best[["company_id", "block"]], on=["company_id", "block"])
    scores = ranked[["company_id", "block", "score", "origins", "best", "day"]]
    others = near[near["agree"] == 0][["company_id", "block_b"]].rename(columns={"block_b": "block"})
    rival = others.merge(scores, on=["company_id", "block"]).sort_values(
        ["company_id", "score", "block"], ascending=[True, False, True]
    )
    rival = (
        rival.drop_duplicates("company_id").add_suffix("_2").rename(columns={"company_id_2": "company_id"})
    )
    of_block = first.merge(pages[["company_id", "page", "block"]], on=["company_id", "page"])
    usable = near[near["agree"] >= 0.6][["company_id", "block_b", "agree"]].rename(
        columns={"block_b": "block"}
    )
    found = of_block.merge(usable, on=["company_id", "block"])
    found["nice"] = readable(found["value"])
    found = found.sort_values(
        ["company_id", "field", "agree", "nice", "s", "claim_id"],
        ascending=[True, True, False, False, False, True],
    ).drop_duplicates(["company_id", "field"])
    found = found[["company_id", "field", "value", "unit", "claim_id", "key"]].merge(best, on="company_id")
    rival_claims = of_block.merge(rival, left_on=["company_id", "block"], right_on=["company_id", "block_2"])
    rival_claims = rival_claims.sort_values(
        ["company_id", "field", "s", "claim_id"], ascending=[True, True, False, True]
    )
    rival_claims = rival_claims.drop_duplicates(["company_id", "field"])[["company_id", "field", "claim_id"]]
    found = found.merge(rival, on="company_id", how="left")
    found = found.merge(
        rival_claims.rename(columns={"claim_id": "runner_up_claim_id"}),
        on=["company_id", "field"],
        how="left",
    )
    return found

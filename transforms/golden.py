"""The golden record: one value a field, chosen by rules that anyone can read, with the runner-up.

======================  =====================================================================================
weight of a claim       trust(kind of source, field) x method x confidence x 2^(-age / half-life)
claims that agree       1 - prod(1 - weight) over independent sources; copies count once
winner                  largest weight; then the newest; then the value that sorts first
street ... country      one block: see `transforms.head_office`
status                  a register's "dissolved" wins over everybody else
display_name            of the winning name the form that reads best: mixed case, accents, most often printed
legal_name              only what a register or an imprint states
email                   0.7 where its domain is not the company's own
phone                   0.6 where it is printed beside another place than the head office
website                 the address that belongs to the chosen domain
no claim                no value: unknown stays NULL, nothing is guessed
======================  =====================================================================================
"""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from config.tables import CLAIMS, COMPANIES, GOLDEN
from transforms.clean import registrable_domain
from transforms.groups import parents
from transforms.head_office import head_offices
from transforms.industry import division_name
from transforms.tabular import as_table, empty, texts
from transforms.weights import ADDRESS, FIELDS, readable, together, weighed

FOREIGN_MAIL = 0.7
OTHER_PLACE = 0.6
CERTAIN = 0.9999
"""Weight of a register's statement that a company is dissolved."""

_WINNER = ["company_id", "field", "value", "unit", "claim_id", "key", "score", "origins", "best", "day"]


def golden_record(
    claims: pd.DataFrame, listings: pd.DataFrame, sources: pd.DataFrame, as_of: date
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Choose one value a field and company.

    Args:
        claims: CLAIMS of listings and of looked-up pages together.
        listings: rows as published, with ``company_id``, ``location_id`` and ``source_kind``.
        sources: rows as published; gives each source's kind.
        as_of: partition date; ages are counted to it.

    Returns:
        (companies as COMPANIES, one row a company with a listing; golden as GOLDEN; the claims, ``is_chosen``
        true for those whose value the golden record carries).
    """
    if listings.empty:
        return empty(COMPANIES), empty(GOLDEN), as_table(claims, CLAIMS)
    rows = weighed(claims, listings, sources, as_of)
    winners = _all_winners(rows)
    companies = _companies(winners, listings)
    golden = as_table(_golden(winners), GOLDEN)
    carried = winners[["company_id", "field", "key"]].drop_duplicates()
    chosen = rows.merge(carried, on=["company_id", "field", "key"])["claim_id"]
    marked = claims.assign(is_chosen=claims["claim_id"].isin(set(chosen)))
    return as_table(companies, COMPANIES), golden, as_table(marked, CLAIMS)


def _all_winners(rows: pd.DataFrame) -> pd.DataFrame:
    """Winners of every field; the domain and the head office are chosen first, for others look at them."""
    place = head_offices(rows)
    domains = _winners(rows[rows["field"] == "domain"])
    domain = dict(zip(domains["company_id"], domains["key"], strict=True)) if len(domains) else {}
    others = rows[rows["field"].isin(FIELDS) & (rows["field"] != "domain")].copy()
    own = others["company_id"].map(domain)
    mail = (others["field"] == "email").to_numpy()
    of_mail = others["value"].where(mail).map(registrable_domain, na_action="ignore")
    others.loc[mail & own.notna().to_numpy() & (of_mail != own).to_numpy(), "s"] *= FOREIGN_MAIL
    others.loc[_elsewhere(others, rows, place), "s"] *= OTHER_PLACE
    others = others[(others["field"] != "website") | (others["key"] == own)]
    dead = (others["field"] == "status") & (others["key"] == "dissolved") & (others["kind"] == "register")
    others.loc[dead, "s"] = CERTAIN
    found = [part for part in (place, domains, _winners(others)) if len(part)]
    return pd.concat(found, ignore_index=True) if found else _nothing()


def _nothing() -> pd.DataFrame:
    columns = [*_WINNER, "score_2", "origins_2", "best_2", "day_2", "runner_up_claim_id"]
    return pd.DataFrame({column: pd.Series(dtype=object) for column in columns})


def _elsewhere(others: pd.DataFrame, rows: pd.DataFrame, place: pd.DataFrame) -> np.ndarray:
    """Where a telephone is printed beside another postcode than the head office's."""
    if place.empty:
        return np.zeros(len(others), dtype=bool)
    posts = rows[rows["field"] == "postcode"].drop_duplicates("subject")
    beside = others["subject"].map(dict(zip(posts["subject"], posts["key"], strict=True)))
    home = place[place["field"] == "postcode"]
    at_home = others["company_id"].map(dict(zip(home["company_id"], home["key"], strict=True)))
    differs = beside.notna() & at_home.notna() & (beside != at_home)
    return ((others["field"] == "phone") & differs).to_numpy()


def _winners(rows: pd.DataFrame) -> pd.DataFrame:
    if rows.empty:
        return _nothing()
    groups = together(rows, ["company_id", "field", "key"]).sort_values(
        ["company_id", "field", "score", "day", "key"], ascending=[True, True, False, False, True]
    )
    place = groups.groupby(["company_id", "field"], sort=False).cumcount()
    forms = _best_forms(rows)
    first = groups[place == 0].merge(forms, on=["company_id", "field", "key"])
    second = groups[place == 1].merge(forms, on=["company_id", "field", "key"])
    second = second.rename(columns={"claim_id": "runner_up_claim_id"}).rename(
        columns={name: name + "_2" for name in ("score", "origins", "best", "day")}
    )
    kept = ["company_id", "field", "runner_up_claim_id", "score_2", "origins_2", "best_2", "day_2"]
    return first[_WINNER].merge(second[kept], on=["company_id", "field"], how="left")


def _best_forms(rows: pd.DataFrame) -> pd.DataFrame:
    """One claim for each value: for names the form that reads best, else the heaviest claim's."""
    forms = rows[["company_id", "field", "key", "value", "unit", "claim_id", "s", "day"]].copy()
    named = forms["field"].isin(("display_name", "legal_name"))
    forms["nice"] = readable(forms["value"]).where(named, 0)
    often = forms.groupby(["company_id", "field", "key", "value"], sort=False)["s"].transform("sum")
    forms["often"] = often.round(9).where(named, 0.0)
    forms = forms.sort_values(
        ["company_id", "field", "key", "nice", "often", "s", "day", "claim_id"],
        ascending=[True, True, True, False, False, False, False, True],
    )
    return forms.drop_duplicates(["company_id", "field", "key"])[
        ["company_id", "field", "key", "value", "unit", "claim_id"]
    ]


def _golden(winners: pd.DataFrame) -> pd.DataFrame:
    rival = winners["score_2"].notna().to_numpy(dtype=bool)
    score, score_2 = winners["score"].astype(float), winners["score_2"].astype(float)
    agreement = (winners["origins"].astype(float) > winners["origins_2"].astype(float)).to_numpy()
    newer = (pd.to_datetime(winners["day"], utc=True) > pd.to_datetime(winners["day_2"], utc=True)).to_numpy()
    trusted = (winners["best"].astype(float) > winners["best_2"].astype(float) + 0.02).to_numpy()
    golden = winners[["company_id", "field", "claim_id", "runner_up_claim_id"]].copy()
    golden["score"] = score.round(6)
    golden["margin"] = (score - score_2.fillna(0.0)).round(6)
    golden["decided_by"] = np.select(
        [~rival, agreement, trusted, newer], ["only_value", "agreement", "trust", "freshness"], "trust"
    )
    money = golden[golden["field"] == "revenue_amount"].assign(field="revenue_currency")
    industry = golden[golden["field"] == "industry_code"].assign(field="industry_name")
    return pd.concat([golden, money, industry], ignore_index=True)


def _companies(winners: pd.DataFrame, listings: pd.DataFrame) -> pd.DataFrame:
    rows = listings[listings["company_id"].notna()]
    rows = rows.assign(**{day: pd.to_datetime(rows[day]) for day in ("first_seen_on", "last_seen_on")})
    counts = rows.groupby("company_id", sort=True).agg(
        listing_count=("listing_id", "size"),
        source_count=("source", "nunique"),
        location_count=("location_id", "nunique"),
        first_seen_on=("first_seen_on", "min"),
        last_seen_on=("last_seen_on", "max"),
    )
    wide = winners.pivot(index="company_id", columns="field", values="value")
    companies = counts.join(wide)
    money = winners[winners["field"] == "revenue_amount"].set_index("company_id")["unit"]
    companies["revenue_currency"] = money.reindex(companies.index)
    for column in (*FIELDS, *ADDRESS):
        if column not in companies.columns:
            companies[column] = pd.Series([None] * len(companies), index=companies.index, dtype=object)
    for column in ("founded_year", "employees_count"):
        companies[column] = pd.to_numeric(companies[column]).round().astype("Int32")
    companies["revenue_amount"] = pd.to_numeric(companies["revenue_amount"]).astype(float)
    companies["industry_name"] = companies["industry_code"].map(division_name, na_action="ignore")
    companies = companies.reset_index()
    companies["parent_company_id"] = companies["company_id"].map(parents(rows))
    for column in ("first_seen_on", "last_seen_on"):
        companies[column] = companies[column].dt.date
    unnamed = companies["display_name"].isna()
    if unnamed.any():
        names = rows.assign(name=texts(rows, "name")).groupby("company_id")["name"].min()
        companies.loc[unnamed, "display_name"] = companies.loc[unnamed, "company_id"].map(names)
    return companies

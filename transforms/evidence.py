"""Evidence for Money, Authority and Need: what is known of each company, as rows that the score adds up.

One function a feature; `config.icp.FEATURES` says what each means. A row has what it says
``s`` (-1 to 1), confidence ``c`` (0 to 1), age in days, and a sentence. What is not known gives no row.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
import pandas as pd

from config.icp import FEATURES, PILLARS, Icp
from config.words import signal_kinds
from transforms.amounts import middle
from transforms.clean import fold, is_cjk
from transforms.tabular import days_before, said_on

COLUMNS = ["company_id", "pillar", "feature", "s", "c", "age", "half", "text", "claim_id", "signal_id"]
BAND_CONFIDENCE = 0.7
"""A band's geometric middle says less than a number."""
FULL_STRENGTH = 1.5
"""Strength from which a signal speaks with its whole weight."""
LISTED = ("exhibits", "attended_event")
"""Kinds whose titles are sentences already."""
MOST_OF_A_KIND = 5
"""Signals of one kind that count; the n-th counts one n-th: activity is not intent (R53)."""


@dataclass(frozen=True)
class Known:
    """What the night knows, joined to companies in one order."""

    companies: pd.DataFrame
    claims: pd.DataFrame
    signals: pd.DataFrame
    contacts: pd.DataFrame
    lifecycle: pd.DataFrame
    as_of: date

    @cached_property
    def chosen(self) -> pd.DataFrame:
        """One claim a company and field that carries the golden value, the newest first."""
        rows = self.claims[self.claims["is_chosen"].fillna(False).astype(bool)]
        rows = rows[["company_id", "field", "claim_id", "as_of", "retrieved_at"]].copy()
        rows["age"] = days_before(said_on(rows, self.as_of), self.as_of)
        rows = rows.sort_values(["company_id", "field", "age", "claim_id"])
        return rows.drop_duplicates(["company_id", "field"]).set_index(["field", "company_id"])

    def behind(self, field: str, company: pd.Series) -> tuple[pd.Series, pd.Series]:
        """Return (claim ids, ages in days) of the golden values of a field."""
        if field not in self.chosen.index.get_level_values(0):
            nothing = pd.Series(np.nan, index=company.index)
            return nothing.astype(object), nothing
        rows = self.chosen.loc[field]
        return company.map(rows["claim_id"]), company.map(rows["age"])

    @cached_property
    def size(self) -> pd.DataFrame:
        """Employees of each company: a number, or the middle of a band with less confidence."""
        found = self.companies[["company_id"]].copy()
        found["n"] = pd.to_numeric(self.companies["employees_count"]).astype(float)
        found["c"] = 1.0
        found["claim_id"], found["age"] = self.behind("employees_count", found["company_id"])
        bands = self.claims[(self.claims["field"] == "employees_band") & self.claims["value"].notna()]
        bands = bands.sort_values(["company_id", "source", "claim_id"]).drop_duplicates("company_id")
        bands = bands.set_index("company_id")
        guess = found["company_id"].map(bands["value"].map(middle))
        is_band = found["n"].isna() & guess.notna()
        found.loc[is_band, "n"] = guess[is_band].astype(float)
        found.loc[is_band, "c"] = BAND_CONFIDENCE
        if is_band.any():
            found["claim_id"] = found["claim_id"].astype(object)
            found.loc[is_band, "claim_id"] = found.loc[is_band, "company_id"].map(bands["claim_id"])
            age = days_before(pd.to_datetime(bands["retrieved_at"], utc=True), self.as_of)
            found.loc[is_band, "age"] = found.loc[is_band, "company_id"].map(age)
        return found


def evidence(known: Known, icp: Icp) -> pd.DataFrame:
    """Return every piece of evidence to which the profile gives a weight (`COLUMNS` and ``weight``)."""
    parts = []
    for pillar, letter in PILLARS.items():
        for feature, weight in getattr(icp.pillars, pillar).features.items():
            if weight == 0:
                continue
            rows = READERS[feature](known, icp) if feature in FEATURES[pillar] else _signals(known, feature)
            if rows.empty:
                continue
            rows = rows.assign(pillar=letter, feature=feature, weight=weight)
            if feature in FEATURES[pillar] or icp.half_life(feature):
                rows["half"] = float(icp.half_life(feature) or np.inf)
            parts.append(rows)
    if not parts:
        return pd.DataFrame({name: pd.Series(dtype=object) for name in [*COLUMNS, "weight"]})
    found = pd.concat(parts, ignore_index=True)
    found["age"] = found["age"].astype(float).fillna(0.0)
    found["half"] = found["half"].astype(float).fillna(np.inf)
    found["s"] = found["s"].astype(float).clip(-1.0, 1.0)
    return found[[*COLUMNS, "weight"]]


def _rows(
    company: pd.Series,
    s: pd.Series,
    text: list[str],
    claim: tuple[pd.Series, pd.Series] | None = None,
    c: pd.Series | float = 1.0,
) -> pd.DataFrame:
    frame = pd.DataFrame({"company_id": company, "s": s, "c": c})
    frame["text"] = text
    frame["claim_id"] = claim[0].astype(object) if claim else None
    frame["age"] = claim[1] if claim else 0.0
    frame["signal_id"] = None
    return frame


def _revenue(known: Known, icp: Icp) -> pd.DataFrame:
    rows = known.companies
    rate = rows["revenue_currency"].map(icp.eur_per_unit)
    rows = rows[rows["revenue_amount"].notna() & (rows["revenue_amount"] > 0) & rate.notna()]
    euros = rows["revenue_amount"].astype(float) * rate[rows.index].astype(float)
    s = (euros / icp.size.revenue_eur).map(math.log10) / 1.5
    text = [
        f"Revenue {amount / 1e6:,.1f} million {currency}"
        for amount, currency in zip(rows["revenue_amount"], rows["revenue_currency"], strict=True)
    ]
    company = rows["company_id"]
    return _rows(company, s, text, known.behind("revenue_amount", company))


def _employees(known: Known, icp: Icp) -> pd.DataFrame:
    size = known.size[known.size["n"].notna() & (known.size["n"] > 0)]
    s = (size["n"] / icp.size.optimum[0]).map(math.log10)
    return _rows(size["company_id"], s, _size_words(size), (size["claim_id"], size["age"]), size["c"])


def _size_words(size: pd.DataFrame) -> list[str]:
    return [
        f"{'About ' if c < 1 else ''}{n:,.0f} employees" for n, c in zip(size["n"], size["c"], strict=True)
    ]


def _age(known: Known, icp: Icp) -> pd.DataFrame:
    rows = known.companies[known.companies["founded_year"].notna()]
    years = (known.as_of.year - rows["founded_year"].astype(float)).clip(lower=0)
    text = [f"In business since {year:.0f}" for year in rows["founded_year"].astype(float)]
    company = rows["company_id"]
    return _rows(company, (years - 5) / 10, text, known.behind("founded_year", company))


def _distress(known: Known, icp: Icp) -> pd.DataFrame:
    rows = known.companies[known.companies["status"].isin(("insolvent", "dissolving", "dissolved"))]
    company = rows["company_id"]
    text = [f"Its status is {status}" for status in rows["status"]]
    return _rows(company, pd.Series(-1.0, index=rows.index), text, known.behind("status", company))


def _presence(known: Known, icp: Icp) -> pd.DataFrame:
    rows = known.companies[known.companies["source_count"] >= 2]
    count = rows["source_count"].astype(float)
    text = [f"Listed by {n:.0f} different sources" for n in count]
    return _rows(rows["company_id"], ((count - 1) / 4).clip(upper=1), text)


def _lei(known: Known, icp: Icp) -> pd.DataFrame:
    rows = known.companies[known.companies["lei"].notna()]
    company = rows["company_id"]
    return _rows(
        company,
        pd.Series(1.0, index=rows.index),
        ["Keeps a legal entity identifier"] * len(rows),
        known.behind("lei", company),
    )


def _decider(known: Known, icp: Icp) -> pd.DataFrame:
    rows = known.contacts[known.contacts["authority_level"].fillna(0).astype(int) > 0]
    rows = rows.sort_values(["company_id", "authority_level", "contact_id"], ascending=[True, False, True])
    rows = rows.drop_duplicates("company_id")
    words = {1: "influences", 2: "recommends", 3: "decides"}
    text = [
        f"Contact known: {role}, who {words[int(level)]}"
        for role, level in zip(rows["role"], rows["authority_level"], strict=True)
    ]
    age = days_before(rows["retrieved_at"], known.as_of)
    claim = pd.Series(None, index=rows.index, dtype=object)
    return _rows(rows["company_id"], rows["authority_level"].astype(float) / 3, text, (claim, age))


def _reachable(known: Known, icp: Icp) -> pd.DataFrame:
    rows = known.companies
    has_mail, has_phone = rows["email"].notna(), rows["phone"].notna()
    rows = rows[has_mail | has_phone]
    company = rows["company_id"]
    mail, phone = known.behind("email", company), known.behind("phone", company)
    text = ["Role mail address known" if mailed else "Telephone known" for mailed in has_mail[rows.index]]
    behind = tuple(a.where(has_mail[rows.index], b) for a, b in zip(mail, phone, strict=True))
    return _rows(company, pd.Series(1.0, index=rows.index), text, (behind[0], behind[1]))


def _parent_decides(known: Known, icp: Icp) -> pd.DataFrame:
    rows = known.companies[known.companies["parent_company_id"].notna()]
    text = ["Belongs to a parent company, where decisions may be made"] * len(rows)
    return _rows(rows["company_id"], pd.Series(-1.0, index=rows.index), text)


def _history(known: Known, values: dict[str, float], words: str) -> pd.DataFrame:
    rows = known.lifecycle[known.lifecycle["state"].isin(values.keys())]
    text = [words.format(state=state) for state in rows["state"]]
    return _rows(rows["company_id"], rows["state"].map(values), text)


def _known_to_us(known: Known, icp: Icp) -> pd.DataFrame:
    return _history(known, {"customer": 1.0, "lapsed": 0.7}, "Known to us as {state}: ask whom we dealt with")


def _bought_before(known: Known, icp: Icp) -> pd.DataFrame:
    words = "Bought before ({state}): ask first how its own system serves it (R20)"
    return _history(known, {"customer": 1.0, "lapsed": 0.8}, words)


def _lost_before(known: Known, icp: Icp) -> pd.DataFrame:
    return _history(known, {"lost": -1.0}, "A {state} customer: it chose otherwise once")


def _industry(known: Known, icp: Icp) -> pd.DataFrame:
    need = known.companies["industry_code"].map(icp.need_by_industry)
    rows = known.companies[need.notna()]
    company = rows["company_id"]
    text = [
        f"Industry: {name} (NACE {code})"
        for code, name in zip(rows["industry_code"], rows["industry_name"], strict=True)
    ]
    return _rows(company, need[need.notna()].astype(float), text, known.behind("industry_code", company))


def _maker(known: Known, icp: Icp) -> pd.DataFrame:
    values = {"producer": 1.0, "trader": -0.6, "service": -0.6, "intermediary": -1.0}
    rows = known.companies[known.companies["role"].isin(values.keys())]
    company = rows["company_id"]
    text = [f"Its role is {role}" for role in rows["role"]]
    return _rows(company, rows["role"].map(values), text, known.behind("role", company))


def _keywords(known: Known, icp: Icp) -> pd.DataFrame:
    rows = known.claims[known.claims["field"].isin(("products", "description"))]
    rows = rows[rows["value"].notna() & (rows["state"] == "available")]
    memo: dict[str, tuple[str, ...]] = {}
    for value in rows["value"].unique():
        memo[value] = _found_keywords(value, icp.keywords)
    found = rows.assign(words=rows["value"].map(memo))
    found = found[found["words"].map(len) > 0]
    if found.empty:
        return found
    found = found.assign(n=found["words"].map(len)).sort_values(
        ["company_id", "n", "claim_id"], ascending=[True, False, True]
    )
    found = found.drop_duplicates("company_id")
    text = [f"Speaks of {', '.join(words[:3])}" for words in found["words"]]
    age = days_before(found["retrieved_at"], known.as_of)
    return _rows(
        found["company_id"], (0.3 + 0.35 * found["n"]).clip(upper=1.0), text, (found["claim_id"], age)
    )


def _found_keywords(value: str, keywords: list[str]) -> tuple[str, ...]:
    flat = f" {re.sub(r'[^a-z0-9]+', ' ', fold(value))} "
    return tuple(word for word in keywords if (word in value if is_cjk(word) else f" {fold(word)} " in flat))


def _sites(known: Known, icp: Icp) -> pd.DataFrame:
    rows = known.companies[known.companies["location_count"].fillna(0) >= 2]
    count = rows["location_count"].astype(float)
    return _rows(
        rows["company_id"], count.map(math.log2) / 3, [f"{n:.0f} establishments known" for n in count]
    )


def _signals(known: Known, kind: str) -> pd.DataFrame:
    """Signals of one kind; those that a later one superseded or contradicted no longer speak."""
    rows = known.signals
    rows = rows[(rows["kind"] == kind) & ~rows["status"].isin(("superseded", "contradicted"))]
    if rows.empty:
        return rows
    rows = rows.assign(age=days_before(rows["event_date"], known.as_of).fillna(0.0))
    rows = rows.sort_values(["company_id", "age", "signal_id"])
    nth = rows.groupby("company_id", sort=False).cumcount() + 1
    rows, nth = rows[nth <= MOST_OF_A_KIND], nth[nth <= MOST_OF_A_KIND]
    strength = (rows["strength"].astype(float) / FULL_STRENGTH).clip(upper=1.0)
    frame = _rows(
        rows["company_id"],
        rows["polarity"].astype(float) * strength / nth,
        [
            (title if kind in LISTED else f"{kind.replace('_', ' ').capitalize()}: {title}")
            + (f" ({on})" if isinstance(on, date) else "")
            for title, on in zip(rows["title"], rows["event_date"], strict=True)
        ],
        (pd.Series(None, index=rows.index, dtype=object), rows["age"]),
        rows["confidence"].astype(float),
    )
    frame["signal_id"] = rows["signal_id"]
    frame["half"] = rows["half_life_days"].astype(float)
    return frame


READERS: dict[str, Callable[[Known, Icp], pd.DataFrame]] = {
    "revenue": _revenue,
    "employees": _employees,
    "age": _age,
    "distress": _distress,
    "presence": _presence,
    "lei": _lei,
    "decider": _decider,
    "reachable": _reachable,
    "parent_decides": _parent_decides,
    "known_to_us": _known_to_us,
    "industry": _industry,
    "maker": _maker,
    "keywords": _keywords,
    "sites": _sites,
    "bought_before": _bought_before,
    "lost_before": _lost_before,
}
assert set(READERS) == {name for features in FEATURES.values() for name in features}
assert not set(READERS) & set(signal_kinds().kinds)

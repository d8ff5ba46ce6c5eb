"""What a claim weighs before claims are compared, and what makes two values the same.

weight = trust(kind of source, field) x method x confidence x 2^(-age / half-life); the numbers stand in
``config/vocabulary/trust.yml``.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import numpy as np
import pandas as pd

from config.words import Trust, trust
from transforms.clean import company_name, fold, registrable_domain
from transforms.clean import postcode as comparable_postcode
from transforms.clean import street as comparable_street
from transforms.tabular import days_before, said_on, texts

ADDRESS = ("street", "postcode", "city", "region", "country")
FIELDS = (
    "display_name",
    "legal_name",
    "legal_form",
    "phone",
    "email",
    "domain",
    "website",
    "reg_no",
    "lei",
    "vat_id",
    "status",
    "founded_year",
    "employees_count",
    "revenue_amount",
    "industry_code",
    "role",
)
MOST = 0.995
"""No single claim is certain: two that agree must weigh more than one."""
COPY_LENGTH = 60
"""Characters from which the same description in two sources means that one copied the other."""

_NOT_WORD = re.compile(r"[\W_]+")


def _compact(value: str) -> str:
    return _NOT_WORD.sub("", value).upper()


def _street(value: str) -> str:
    found = comparable_street(value)
    return f"{found.name} {found.number or ''}".strip() if found else fold(value)


SAME: dict[str, Callable[[str], str]] = {
    "display_name": lambda value: company_name(value).compare or value.casefold(),
    "legal_name": lambda value: company_name(value).compare or value.casefold(),
    "website": lambda value: registrable_domain(value) or value.casefold(),
    "reg_no": _compact,
    "street": _street,
    "postcode": lambda value: comparable_postcode(value) or fold(value),
    "city": lambda value: _NOT_WORD.sub(" ", fold(value)).strip(),
    "region": lambda value: _NOT_WORD.sub(" ", fold(value)).strip(),
}
"""Field -> form in which two printed values count as the same; others are compared case-folded."""


def weighed(claims: pd.DataFrame, listings: pd.DataFrame, sources: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """Return the claims that can be chosen with ``kind``, ``key``, ``origin``, ``day`` and weight ``s``.

    ``origin`` is the source, or one common mark for sources that copied a description: copies count once.
    """
    wanted = claims["field"].isin([*FIELDS, *ADDRESS]) & claims["state"].eq("available")
    rows = claims[wanted & claims["value"].notna() & claims["company_id"].notna()].copy()
    rows["kind"] = rows["source"].map(_kinds(listings, sources)).fillna("directory")
    rows["day"] = said_on(rows, as_of)
    rows["s"] = _weight(rows, trust(), as_of)
    pairs = rows[["field", "value"]].drop_duplicates()
    keys = [SAME.get(field, str.casefold)(value) for field, value in pairs.itertuples(index=False, name=None)]
    pairs["key"] = pd.Series(keys, index=pairs.index, dtype=object)
    rows = rows.merge(pairs, on=["field", "value"], how="left")
    rows["origin"] = _origins(rows, listings)
    return rows


def _kinds(listings: pd.DataFrame, sources: pd.DataFrame) -> dict[str, str]:
    kinds: dict[str, str] = {}
    for frame, column in ((listings, "source_kind"), (sources, "kind")):
        if {"source", column} <= set(frame.columns):
            known = frame.drop_duplicates("source")
            known = known[known[column].notna()]
            kinds |= dict(zip(known["source"], known[column], strict=True))
    return kinds


def _weight(rows: pd.DataFrame, known: Trust, as_of: date) -> np.ndarray:
    names = rows["field"].where(~rows["field"].isin(ADDRESS), "address")
    pairs = pd.MultiIndex.from_arrays([rows["kind"], names])
    prior = {pair: known.prior(*pair) for pair in pairs.unique()}
    base = np.array([prior[pair] for pair in pairs], dtype=float)
    method = rows["method"].map(dict(known.methods)).fillna(0.5).to_numpy(dtype=float)
    half = names.map(known.half_life_days).fillna(1095).to_numpy(dtype=float)
    age = days_before(rows["day"], as_of).fillna(0.0).to_numpy(dtype=float)
    confidence = rows["confidence"].fillna(1.0).to_numpy(dtype=float)
    weight: np.ndarray = np.clip(base * method * confidence * np.exp2(-age / half), 0.0, MOST)
    return weight


def _origins(rows: pd.DataFrame, listings: pd.DataFrame) -> pd.Series:
    words = texts(listings, "description")
    long = words.map(lambda text: len(text) >= COPY_LENGTH if text else False).astype(bool)
    if not long.any():
        return rows["source"]
    told = listings.loc[long, ["listing_id", "company_id", "source"]].assign(words=words[long])
    told["sources"] = told.groupby(["company_id", "words"])["source"].transform("nunique")
    copied = told[told["sources"] > 1]
    first = copied.groupby(["company_id", "words"])["source"].transform("min")
    mark = dict(zip("listing:" + copied["listing_id"], first, strict=True))
    origin = rows["subject"].map(mark)
    return origin.where(origin.notna(), rows["source"])


def together(rows: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """Return one row a group of ``by``: score 1 - prod(1 - s) over origins, how many, the newest day."""
    single = rows.groupby([*by, "origin"], sort=False).agg(s=("s", "max"), day=("day", "max")).reset_index()
    single["doubt"] = np.log1p(-single["s"])
    groups = single.groupby(by, sort=False).agg(
        doubt=("doubt", "sum"), origins=("s", "size"), day=("day", "max"), best=("s", "max")
    )
    groups["score"] = -np.expm1(groups.pop("doubt"))
    return groups.reset_index()


SPELLED_OUT = 9
"""Letters from which the first word of a legal form is its long form: ``Aktiengesellschaft``."""


def readable(values: pd.Series) -> pd.Series:
    """Return how nicely each value is printed: mixed case, accents, a legal form, and that in short.

    The legal form is looked at apart from the name: the one umlaut of ``Gesellschaft mit beschränkter
    Haftung`` says nothing about how carefully the name was printed.
    """
    memo = {value: _nice(value) for value in values.unique()}
    return values.map(memo)


def _nice(value: str) -> int:
    name = company_name(value)
    words = value.split()
    core = name.compare.split()
    is_behind = name.legal_form is not None and fold(words[0]) == core[0]
    size = len(core) if is_behind else len(words)
    proper, form = " ".join(words[:size]) or value, words[size:]
    letters = [c for c in proper if c.isalpha()]
    mixed = not letters or not (proper.isupper() or proper.islower()) or len(letters) <= 3
    in_short = not form or len(form[0]) < SPELLED_OUT
    return 8 * mixed + 4 * (not proper.isascii()) + 2 * (name.legal_form is not None) + in_short

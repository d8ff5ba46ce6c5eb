"""Claims: every printed value becomes a dated statement about a company, with the page that says it.

Listings speak of themselves; what a looked-up page says is tied to a company by an identity gate, for nothing
destroys trust like facts of a same-named other company.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Any

import numpy as np
import pandas as pd
from rapidfuzz import fuzz

from config.records import stable_id
from config.tables import CLAIMS, STAGED_CLAIMS
from transforms.clean import company_name, country_code, postcode, registrable_domain, role_mail
from transforms.statements import READERS, SAME_AS, Said, read
from transforms.tabular import as_table, empty, texts

METHOD_BY_KIND = {"register": "registry", "customers": "user", "referral": "user", "event": "user"}
"""How a kind of source knows what it prints; the others print tables."""

PERSONAL = frozenset({"contact_name", "contact_email", "contact_phone"})
"""About persons; a page states no lawful basis, so only role addresses stay."""

SAME_NAME = 60.0
"""Below this token-set ratio a register's name is another company's, unless the postcode agrees."""

_SPAN = 300


def listing_claims(listings: pd.DataFrame, sources: pd.DataFrame) -> pd.DataFrame:
    """Return each printed value of each listing as a claim (columns of CLAIMS), subject ``listing:<id>``.

    Args:
        listings: rows as published, with ``company_id`` and ``source_kind``.
        sources: rows as published; gives the licence of each claim.
    """
    if listings.empty:
        return empty(CLAIMS)
    rows = listings.reset_index(drop=True)
    country = _countries(rows)
    is_register = (texts(rows, "source_kind") == "register").to_numpy()
    taken: list[np.ndarray] = []
    said: list[Said] = []
    printed: list[str] = []
    for field in READERS:
        memo: dict[tuple[str, str | None, bool], list[Said]] = {}
        at: list[int] = []
        for row, raw in enumerate(texts(rows, field)):
            if raw is None:
                continue
            legal = field == "name" and bool(is_register[row])
            key = (raw, country[row], legal)
            found = memo.get(key)
            if found is None:
                found = memo[key] = read("legal_name" if legal else field, raw, country[row])
            for one in found:
                at.append(row)
                said.append(one)
                printed.append(raw)
        taken.append(np.array(at, dtype=np.int64))
    index = np.concatenate(taken)
    if len(index) == 0:
        return empty(CLAIMS)
    # Taken as objects, the texts of a listing are shared by its claims instead of copied.
    shared = {name: texts(rows, name) for name in ("company_id", "source", "url", "page_sha256")}
    shared["subject"] = ("listing:" + texts(rows, "listing_id")).astype(object)
    shared["method"] = texts(rows, "source_kind").map(METHOD_BY_KIND).fillna("table").astype(object)
    shared["licence"] = shared["source"].map(_licences(sources)).astype(object)
    frame = pd.DataFrame(
        {
            name: pd.Series(values.to_numpy(dtype=object)[index], dtype=object)
            for name, values in shared.items()
        }
    )
    frame["retrieved_at"] = rows["retrieved_at"].to_numpy()[index]
    return as_table(_with_said(frame, said, printed), CLAIMS)


def _countries(rows: pd.DataFrame) -> list[str | None]:
    """Country of each listing, or else that of most listings of its company: numbers are read by it."""
    own = texts(rows, "country").map(country_code, na_action="ignore").astype(object)
    known = pd.DataFrame({"company_id": rows["company_id"], "code": own})
    known = known[known["code"].notna()].groupby(["company_id", "code"]).size().rename("n").reset_index()
    known = known.sort_values(["company_id", "n", "code"], ascending=[True, False, True])
    known = known.drop_duplicates("company_id")
    usual = rows["company_id"].map(dict(zip(known["company_id"], known["code"], strict=True)))
    codes = own.where(own.notna(), usual)
    return [code if isinstance(code, str) else None for code in codes]


def _with_said(frame: pd.DataFrame, said: list[Said], printed: list[str]) -> pd.DataFrame:
    for column in ("field", "value", "unit", "state", "as_of"):
        frame[column] = pd.Series([getattr(one, column) for one in said], dtype=object)
    frame["confidence"] = np.array([one.confidence for one in said], dtype=float)
    frame["span"] = pd.Series([raw[:_SPAN] for raw in printed], dtype=object)
    parts = (frame[name].to_numpy() for name in ("subject", "source", "field", "page_sha256"))
    ids = [
        stable_id("k", subject, source, field, raw, sha)
        for raw, subject, source, field, sha in zip(printed, *parts, strict=True)
    ]
    frame["claim_id"] = pd.Series(ids, dtype=object)
    # A page may print one value twice (two records of one listing): it is one statement.
    return frame.drop_duplicates("claim_id")


def _licences(sources: pd.DataFrame) -> dict[str, str]:
    if sources.empty or "licence" not in sources.columns:
        return {}
    known = sources[sources["licence"].notna()]
    return dict(zip(known["source"], known["licence"], strict=True))


def attach(staged: pd.DataFrame, listings: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Tie claims of looked-up pages to companies; return (attached as CLAIMS, unattached with ``reason``).

    The gate: a page belongs to the one company whose listings print its domain or register number.
    Where several do, the name that the page states decides; where its register number, or a register's name,
    contradicts the listings, nothing is attached.
    """
    if staged.empty:
        return empty(CLAIMS), empty(STAGED_CLAIMS).assign(reason=pd.Series(dtype=object))
    rows = staged.reset_index(drop=True)
    known = _Known(listings)
    company: dict[str, str] = {}
    reason: dict[str, str] = {}
    stated = _stated(rows)
    for subject in sorted(set(rows["subject"])):
        found, why = known.company_of(subject, stated[subject])
        if found:
            company[subject] = found
        else:
            reason[subject] = why
    is_attached = rows["subject"].isin(company.keys())
    unattached = as_table(rows[~is_attached], STAGED_CLAIMS)
    unattached["reason"] = unattached["subject"].map(reason)
    attached = rows[is_attached & ~_is_personal(rows)].reset_index(drop=True)
    if attached.empty:
        return empty(CLAIMS), unattached
    attached["company_id"] = attached["subject"].map(company)
    return as_table(_canonical(attached, known), CLAIMS), unattached


def _is_personal(rows: pd.DataFrame) -> pd.Series:
    """Persons' names, numbers and mail addresses: not kept from pages."""
    role = rows["field"].eq("contact_email") & rows["value"].map(lambda v: role_mail(_text(v))).astype(bool)
    return rows["field"].isin(PERSONAL) & ~role


def _canonical(rows: pd.DataFrame, known: _Known) -> pd.DataFrame:
    """Bring raw values into the spelling that listings' claims have; one value may state two fields."""
    by_subject = {
        str(subject): str(code)
        for subject, value in rows.loc[rows["field"] == "country", ["subject", "value"]].itertuples(
            index=False
        )
        if (code := country_code(_text(value)))
    }
    at: list[int] = []
    said: list[Said] = []
    for row, (subject, company, field, value, state, unit) in enumerate(
        rows[["subject", "company_id", "field", "value", "state", "unit"]].itertuples(index=False)
    ):
        raw = _text(value)
        if raw and _text(unit) and field in ("revenue", "revenue_amount") and unit not in raw:
            raw = f"{raw} {unit}"
        if raw is None or state != "available":
            name = SAME_AS_BACK.get(field, field)
            at.append(row)
            said.append(Said(name, raw if state == "ambiguous" else None, state=state))
            continue
        country = by_subject.get(str(subject)) or known.country.get(str(company))
        found = read(
            "legal_name" if field == "name" and subject.startswith("reg_no:") else field, raw, country
        )
        at += [row] * len(found)
        said += found
    frame = rows.loc[at].reset_index(drop=True)
    doubled = frame["claim_id"].duplicated()
    for column in ("field", "value", "unit", "state"):
        old = frame[column] if column in frame.columns else None
        new = pd.Series([getattr(one, column) for one in said], dtype=object)
        frame[column] = new if column != "unit" or old is None else new.where(new.notna(), old)
    frame["confidence"] = frame["confidence"].astype(float) * [one.confidence for one in said]
    as_of = pd.Series([one.as_of for one in said], dtype=object)
    frame["as_of"] = frame["as_of"].astype(object).where(frame["as_of"].notna(), as_of)
    span = texts(frame, "span")
    printed = texts(rows.loc[at].reset_index(drop=True), "value")
    frame["span"] = span.where(span.notna(), printed)
    frame.loc[doubled, "claim_id"] = [
        stable_id("k", claim, field)
        for claim, field in frame.loc[doubled, ["claim_id", "field"]].itertuples(index=False)
    ]
    return frame


SAME_AS_BACK = {printed: column for column, printed in SAME_AS.items()}


def _text(value: Any) -> str | None:
    return value.strip() or None if isinstance(value, str) else None


def _digits(number: str) -> str:
    """What register numbers are compared by: the digits, for courts and prefixes are printed or not."""
    return re.sub(r"\D", "", number).lstrip("0")


def _compact(number: str) -> str:
    return re.sub(r"[\W_]", "", number).upper()


def _stated(rows: pd.DataFrame) -> defaultdict[str, dict[str, set[str]]]:
    """Identity that the pages of each subject state: names, register numbers, postcodes."""
    kinds = {"name": "name", "display_name": "name", "legal_name": "name"}
    kinds |= {"reg_no": "reg_no", "postcode": "postcode"}
    stated: defaultdict[str, dict[str, set[str]]] = defaultdict(
        lambda: {"name": set(), "reg_no": set(), "postcode": set()}
    )
    wanted = rows.loc[rows["field"].isin(kinds.keys()), ["subject", "field", "value"]]
    for subject, field, value in wanted.itertuples(index=False):
        if raw := _text(value):
            stated[subject][kinds[field]].add(raw)
    return stated


class _Known:
    """What listings say of identity: domain, register number, names and postcodes of each company."""

    def __init__(self, listings: pd.DataFrame) -> None:
        self.by_domain: dict[str, set[str]] = {}
        self.by_listing: dict[str, str] = {}
        self.by_number: dict[str, set[tuple[str, str | None]]] = {}
        self.names: dict[str, set[str]] = {}
        self.numbers: dict[str, set[str]] = {}
        self.postcodes: dict[str, set[str]] = {}
        countries: dict[str, dict[str, int]] = {}
        columns = [
            texts(listings, c)
            for c in ("company_id", "listing_id", "website", "reg_no", "name", "country", "postcode")
        ]
        for company, listing, website, reg_no, name, country, post in zip(*columns, strict=True):
            if company is None:
                continue
            self.by_listing[str(listing)] = company
            code = country_code(country)
            if domain := registrable_domain(website):
                self.by_domain.setdefault(domain, set()).add(company)
            if reg_no:
                self.by_number.setdefault(_compact(reg_no), set()).add((company, code))
                self.numbers.setdefault(company, set()).add(_digits(reg_no))
            if name:
                self.names.setdefault(company, set()).add(company_name(name, code).compare)
            if post and (code_of_post := postcode(post)):
                self.postcodes.setdefault(company, set()).add(code_of_post)
            if code:
                votes = countries.setdefault(company, {})
                votes[code] = votes.get(code, 0) + 1
        self.country = {
            company: min(votes, key=lambda code: (-votes[code], code)) for company, votes in countries.items()
        }

    def company_of(self, subject: str, stated: dict[str, set[str]]) -> tuple[str | None, str]:
        """Return (company, "") or (None, why not)."""
        kind, _, rest = subject.partition(":")
        if kind == "website":
            found = self.by_domain.get(registrable_domain(rest) or rest, set())
        elif kind == "reg_no":
            country, _, number = rest.partition(":")
            found = {
                company
                for company, code in self.by_number.get(_compact(number), set())
                if not country or code is None or code == country.upper()
            }
        elif kind == "listing":
            found = {self.by_listing[rest]} if rest in self.by_listing else set()
        else:
            return None, f"subject '{kind}' is none of website, reg_no, listing"
        if not found:
            return None, "no listing prints it"
        names = {company_name(name).compare for name in stated["name"]}
        if len(found) > 1:
            found = {company for company in found if self.names.get(company, set()) & names}
            if len(found) != 1:
                return None, "several companies share it"
        company = next(iter(found))
        if kind == "reg_no" and names and not self._same_name(company, names, stated["postcode"]):
            return None, "the register's name is another company's"
        digits = {_digits(number) for number in stated["reg_no"]} - {""}
        listed = self.numbers.get(company, set()) - {""}
        if kind == "website" and digits and listed and not digits & listed:
            return None, "the register number on the page is another company's"
        return company, ""

    def _same_name(self, company: str, names: set[str], posts: set[str]) -> bool:
        mine = self.names.get(company, set())
        if any(fuzz.token_set_ratio(a, b) >= SAME_NAME for a in mine for b in names):
            return True
        return bool({postcode(post) for post in posts} & self.postcodes.get(company, set()))

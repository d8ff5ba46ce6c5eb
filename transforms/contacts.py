"""Whom to reach at a company: role addresses first, persons only with a lawful basis on the row (R55)."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

import numpy as np
import pandas as pd

from config.records import stable_id
from config.tables import CONTACTS
from config.word_lists import phrases
from config.words import Role, roles
from transforms.clean import country_code, fold, is_cjk, phone_e164, role_mail
from transforms.tabular import as_table, empty, texts

_NOT_WORD = re.compile(r"[\W_]+")
_COLUMNS = ["company_id", "role", "name", "email", "phone", "lawful_basis", "source", "url", "retrieved_at"]


class _Words(NamedTuple):
    role: Role
    words: list[tuple[str, bool]]


@cache
def _roles() -> list[_Words]:
    return [
        _Words(
            role,
            sorted(
                (
                    (w if is_cjk(w) else f" {_NOT_WORD.sub(' ', fold(w)).strip()} ", is_cjk(w))
                    for w in phrases(role.words)
                ),
                key=lambda word: (-len(word[0]), word[0]),
            ),
        )
        for role in roles().roles
    ]


@lru_cache(maxsize=20_000)
def role_of(title: str) -> Role | None:
    """Return the function that a printed title or mailbox names, or None.

    The longest word found decides (``head of purchasing`` before ``purchasing``); an assistant is one,
    whomever she assists.
    """
    flat = f" {_NOT_WORD.sub(' ', fold(title)).strip()} "
    best: tuple[int, Role] | None = None
    for role, words in _roles():
        for word, native in words:
            if (word in title) if native else (word in flat):
                if role.function == "Assistance":
                    return role
                if best is None or len(word) > best[0]:
                    best = (len(word), role)
                break
    return best[1] if best else None


def authority_level(title: str | None, employees: float | None) -> int:
    """Return 0 none, 1 influencer, 2 recommender, 3 decider, by function and size of the company (R55)."""
    role = role_of(title) if title else None
    return role.level[roles().size_class(employees)] if role else 0


def contacts(listings: pd.DataFrame, claims: pd.DataFrame, companies: pd.DataFrame) -> pd.DataFrame:
    """Return the contacts known (columns of CONTACTS), one row a company, role and address.

    Args:
        listings: rows as published; ``contact_*`` of event, referral and customer files among them.
        claims: CLAIMS; mail addresses and functions that pages state.
        companies: golden records, for the size.
    """
    rows = pd.concat([_from_listings(listings), _from_claims(claims)], ignore_index=True)
    rows = rows[rows["company_id"].isin(set(companies["company_id"]))]
    if rows.empty:
        return empty(CONTACTS)
    rows["is_role_address"] = rows["email"].map(
        lambda mail: role_mail(mail) if isinstance(mail, str) else False
    )
    personal = rows["name"].notna() | (rows["email"].notna() & ~rows["is_role_address"].astype(bool))
    rows = rows[~personal | rows["lawful_basis"].notna()].copy()
    rows["role"] = [
        role if isinstance(role, str) else _mailbox_role(mail)
        for role, mail in rows[["role", "email"]].itertuples(index=False)
    ]
    size = dict(zip(companies["company_id"], companies["employees_count"], strict=True))
    rows["authority_level"] = [
        authority_level(role if isinstance(role, str) else None, _number(size.get(company)))
        for company, role in rows[["company_id", "role"]].itertuples(index=False)
    ]
    rows["is_role_address"] = rows["is_role_address"].astype(bool) & rows["name"].isna()
    rows["contact_id"] = [
        stable_id("p", *(part if isinstance(part, str) else None for part in parts))
        for parts in rows[["company_id", "role", "name", "email", "phone"]].itertuples(index=False)
    ]
    rows = rows.sort_values(["contact_id", "source", "url"]).drop_duplicates("contact_id")
    rows = _without_bare_roles(rows)
    return as_table(rows, CONTACTS, ["company_id", "is_role_address", "authority_level", "contact_id"])


def _number(value: float | None) -> float | None:
    return None if value is None or pd.isna(value) else float(value)


def _from_listings(listings: pd.DataFrame) -> pd.DataFrame:
    names = ("contact_role", "contact_name", "contact_email", "contact_phone", "lawful_basis", "country")
    said = {name: texts(listings, name) for name in names}
    has = pd.concat([said[n].notna() for n in names[:4]], axis=1).any(axis=1) & listings["company_id"].notna()
    rows = listings[has]
    frame = rows[["company_id", "source", "url", "retrieved_at"]].copy()
    for name in ("role", "name", "email", "phone"):
        frame[name] = said[f"contact_{name}"][has]
    frame["lawful_basis"] = said["lawful_basis"][has]
    frame["email"] = frame["email"].map(str.lower, na_action="ignore")
    frame["phone"] = [
        phone_e164(phone, country_code(country)) if isinstance(phone, str) else None
        for phone, country in zip(frame["phone"], said["country"][has], strict=True)
    ]
    # A telephone or name of a person needs a basis; without one the function alone is kept.
    bare = frame["lawful_basis"].isna()
    frame.loc[bare, ["name", "phone"]] = None
    return frame[_COLUMNS]


def _from_claims(claims: pd.DataFrame) -> pd.DataFrame:
    wanted = claims["field"].isin(("email", "contact_email", "contact_role")) & claims["state"].eq(
        "available"
    )
    rows = claims[wanted & claims["value"].notna()]
    frame = rows[["company_id", "source", "url", "retrieved_at"]].copy()
    is_role = rows["field"] == "contact_role"
    frame["email"] = rows["value"].where(~is_role, None)
    frame["role"] = rows["value"].where(is_role, None)
    frame["name"] = frame["phone"] = frame["lawful_basis"] = None
    frame = frame.astype({name: object for name in ("email", "role", "name", "phone", "lawful_basis")})
    frame = frame.sort_values(["company_id", "email", "role", "source", "url"], na_position="last")
    return frame.drop_duplicates(["company_id", "email", "role"])[_COLUMNS]


def _mailbox_role(mail: object) -> str | None:
    """Function of a mailbox by its left part: einkauf@ is Purchasing's."""
    if not isinstance(mail, str):
        return None
    role = role_of(mail.split("@")[0])
    return role.function if role and role_mail(mail) else None


def _without_bare_roles(rows: pd.DataFrame) -> pd.DataFrame:
    """Drop a role without address where the same company has that role with one."""
    reachable = rows["email"].notna() | rows["phone"].notna() | rows["name"].notna()
    covered = set(rows.loc[reachable, ["company_id", "role"]].itertuples(index=False, name=None))
    keys = rows[["company_id", "role"]].itertuples(index=False, name=None)
    alone = np.array([key not in covered for key in keys], dtype=bool)
    kept: pd.DataFrame = rows[reachable.to_numpy(dtype=bool) | alone]
    return kept

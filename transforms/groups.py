"""Groups of companies: relations that a source states by name or number, never guessed from likeness."""

from __future__ import annotations

import re

import pandas as pd

from config.tables import GROUPS
from transforms.clean import company_name, country_code
from transforms.tabular import as_table, empty, texts

Stated = dict[str, tuple[str, str]]
"""company_id -> (parent's company_id, source that states it)."""


def parents(listings: pd.DataFrame) -> dict[str, str]:
    """Return company -> parent, as sources state it; a name that several companies bear says nothing."""
    return {company: parent for company, (parent, _) in _stated(listings).items()}


def groups(listings: pd.DataFrame, companies: pd.DataFrame) -> pd.DataFrame:
    """Return one row a company of a group with its head (columns of GROUPS).

    Args:
        listings: rows as published, with ``company_id``, ``parent_name`` and ``parent_reg_no``.
        companies: the golden records; relations of companies that are not there are left out.
    """
    there = set(companies["company_id"])
    stated = {c: said for c, said in _stated(listings).items() if c in there and said[0] in there}
    rows = []
    for company in sorted(set(stated) | {parent for parent, _ in stated.values()}):
        parent, source = stated.get(company, (None, None))
        rows.append((company, _head(company, stated), parent, source or _naming(company, stated)))
    if not rows:
        return empty(GROUPS)
    return as_table(pd.DataFrame(rows, columns=GROUPS.names), GROUPS)


def _stated(listings: pd.DataFrame) -> Stated:
    columns = [
        texts(listings, c)
        for c in ("company_id", "source", "name", "country", "reg_no", "parent_name", "parent_reg_no")
    ]
    by_number: dict[str, set[str]] = {}
    by_name: dict[str, set[str]] = {}
    country_of: dict[str, str] = {}
    said: list[tuple[str, str, str | None, str | None, str | None]] = []
    for company, source, name, country, reg_no, parent_name, parent_number in zip(*columns, strict=True):
        if company is None:
            continue
        code = country_code(country)
        if code:
            country_of.setdefault(company, code)
        if reg_no:
            by_number.setdefault(_compact(reg_no), set()).add(company)
        if name:
            by_name.setdefault(company_name(name, code).compare, set()).add(company)
        if parent_name or parent_number:
            said.append((company, source or "", code, parent_name, parent_number))
    found: dict[str, dict[tuple[str, str], int]] = {}
    for company, source, code, parent_name, parent_number in said:
        candidates = by_number.get(_compact(parent_number), set()) if parent_number else set()
        if not candidates and parent_name:
            candidates = by_name.get(company_name(parent_name, code).compare, set())
        if len(candidates) > 1:
            candidates = {c for c in candidates if country_of.get(c) == code}
        if len(candidates) == 1 and (parent := next(iter(candidates))) != company:
            votes = found.setdefault(company, {})
            votes[parent, source] = votes.get((parent, source), 0) + 1
    best = {c: min(votes, key=lambda said: (-votes[said], said)) for c, votes in found.items()}
    return _without_circles(best)


def _without_circles(stated: Stated) -> Stated:
    """Drop one relation of each circle: two sources may each take the other for the parent."""
    kept = dict(stated)
    for company in sorted(stated):
        seen, at = {company}, company
        while at in kept:
            at = kept[at][0]
            if at == company:
                del kept[company]
                break
            if at in seen:
                break
            seen.add(at)
    return kept


def _head(company: str, stated: Stated) -> str:
    while company in stated:
        company = stated[company][0]
    return company


def _naming(head: str, stated: Stated) -> str:
    return min(source for parent, source in stated.values() if parent == head)


def _compact(number: str) -> str:
    return re.sub(r"[\W_]", "", number).upper()

"""Under which keys somebody who wants to be left alone is known to us."""

from __future__ import annotations

from pathlib import Path

from config.records import KeyKind
from transforms.suppress import normal_forms
from warehouse.query import run_query

_SPELLINGS = """
    SELECT DISTINCT company_id, 'name' AS kind, name AS value FROM listings WHERE company_id IS NOT NULL
    UNION SELECT company_id, 'name', display_name FROM companies WHERE display_name IS NOT NULL
    UNION SELECT company_id, 'company', company_id FROM companies
    UNION SELECT company_id, 'company', old_company_id FROM company_ids
    UNION SELECT company_id, 'domain', domain FROM companies WHERE domain IS NOT NULL
    ORDER BY ALL
"""


def keys_of(snapshot: Path, kind: KeyKind, key: str) -> list[tuple[KeyKind, str]]:
    """Return the key, and for a company all its spellings, its domain and its ids, former ones too.

    A suppressed name alone would let the company back in under a misspelled listing. Nothing is added where
    the key fits several companies, nor a domain or name that another company shares
    in any spelling: what is kept is a hash of what the spellings have in common.

    Args:
        snapshot: the published file; it need not exist.
        kind: email, phone, domain, name or company; only the last three name a company.
    """
    keys: list[tuple[KeyKind, str]] = [(kind, key)]
    if kind not in ("domain", "name", "company") or not snapshot.is_file():
        return keys
    rows = [tuple(row) for row in run_query(snapshot, _SPELLINGS).itertuples(index=False)]
    forms = [normal_forms(of, value) for _, of, value in rows]
    asked = normal_forms(kind, key)
    known = list(zip(rows, forms, strict=True))
    owners = {company for (company, of, _), form in known if of == kind and form & asked}
    if len(owners) != 1:
        return keys
    shared = {(of, one) for (company, of, _), form in known if company not in owners for one in form}
    found = [
        (of, value)
        for (company, of, value), form in known
        if company in owners and shared.isdisjoint((of, one) for one in form)
    ]
    return list(dict.fromkeys([*keys, *found]))

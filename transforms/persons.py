"""Natural persons: kept only with a written lawful basis on the row or in the terms (GDPR Art. 5, 6).

Without one the function stays (Head of purchasing, einkauf@...) and the person goes.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from functools import lru_cache

from config.records import Listing
from config.source_spec import Terms
from transforms.clean import role_mail

_PERSON = re.compile(
    r"contact|kontakt|person|ansprech|inhaber|owner|director|geschaeftsf|geschäftsf|gerant|gérant|dirigeant|officer"
    r"|vorname|nachname|first_?name|last_?name|prenom|prénom|birth|geburt|linkedin|xing|联系人|法人",
    re.IGNORECASE,
)
_MAIL = re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")


def minimise(listing: Listing, terms: Terms) -> Listing:
    """Return the listing without what may not be kept about persons.

    With a basis the row carries it. Without: no name, no number and no address of a person; role, role
    addresses and company data stay; what ``raw`` says of persons goes too.
    """
    basis = listing.lawful_basis or terms.lawful_basis
    if basis:
        return listing if listing.lawful_basis else replace(listing, lawful_basis=basis)
    kept = {
        "contact_name": None,
        "contact_phone": None,
        "contact_email": _role_only(listing.contact_email),
        "email": _role_only(listing.email),
        "description": _without_persons(listing.description),
        "raw": _raw(listing.raw),
    }
    if all(getattr(listing, name) == value for name, value in kept.items()):
        return listing  # most say nothing of persons
    return replace(listing, **kept)  # type: ignore[arg-type]


def _role_only(address: str | None) -> str | None:
    return address if address and role_mail(address) else None


def _without_persons(text: str | None) -> str | None:
    """Take addresses of persons out of running text."""
    if not text or "@" not in text:
        return text
    return _MAIL.sub(lambda found: found.group() if role_mail(found.group()) else "", text)


def _raw(raw: str | None) -> str | None:
    if not raw:
        return raw
    try:
        data = json.loads(raw)
    except ValueError:
        return _without_persons(raw)
    kept = _kept(data)
    if kept and kept == data:
        return raw
    return json.dumps(kept, ensure_ascii=False, sort_keys=True) if kept else None


@lru_cache(maxsize=4096)
def _is_of_person(key: str) -> bool:
    return _PERSON.search(key) is not None


def _kept(value: object) -> object:
    if isinstance(value, dict):
        return {key: _kept(item) for key, item in value.items() if not _is_of_person(str(key))}
    if isinstance(value, list):
        return [_kept(item) for item in value]
    return _without_persons(value) if isinstance(value, str) else value

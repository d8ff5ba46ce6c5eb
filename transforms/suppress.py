"""Who asked to be left alone: keyed hashes of normalised values, so that no other spelling brings a row back.

The list holds hashes alone (HMAC-SHA256): it must not leak whom it protects (GDPR Art. 17, 21).
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Mapping

import pandas as pd

from transforms.clean import company_name, country_code, host_of, phone_e164, registrable_domain

KINDS = ("email", "phone", "domain", "name", "company")

COLUMNS: dict[str, tuple[str, ...]] = {
    "email": ("email", "contact_email"),
    "phone": ("phone", "contact_phone"),
    "domain": ("website", "domain", "email", "contact_email"),
    "name": ("name", "display_name", "legal_name", "contact_name"),
    "company": ("company_id",),
}
"""Kind of key -> columns of listings, companies, locations and contacts that are held against it."""


def key_hash(kind: str, value: str, secret: bytes) -> str:
    """Return the hash under which a key is kept: HMAC-SHA256 of kind and normalised value, 64 hex digits.

    Normalised: lower-case mail, E.164 (or national digits where no country is known), registrable domain,
    compare form of a name, company id as it is.

    Raises:
        ValueError: unknown kind, or a value in which nothing of that kind is found.
    """
    if kind not in KINDS:
        raise ValueError(f"kind '{kind}' is not one of {', '.join(KINDS)}")
    keys = _keys(kind, value, None)
    if not keys:
        raise ValueError(f"'{value}' holds no {kind}")
    return _hash(kind, keys[0], secret)


def same_key(kind: str, a: str, b: str) -> bool:
    """True where both are spellings of one key of that kind."""
    return bool(set(_keys(kind, a, None)) & set(_keys(kind, b, None)))


def _hash(kind: str, key: str, secret: bytes) -> str:
    return hmac.new(secret, f"{kind}:{key}".encode(), hashlib.sha256).hexdigest()


def _keys(kind: str, value: str, country: str | None) -> list[str]:
    """Normal forms of a value, the best first; a printed value is held against the list in each of them."""
    text = value.strip()
    if not text:
        return []
    if kind == "email":
        address = text.lower().removeprefix("mailto:").split("?")[0].strip("<> ")
        return [address] if "@" in address else []
    if kind == "phone":
        return _phones(text, country)
    if kind == "domain":
        domain = registrable_domain(text) or host_of(text)
        return [domain] if domain else []
    if kind == "name":
        compare = company_name(text).compare
        return [compare] if compare else []
    return [text]


def _phones(text: str, country: str | None) -> list[str]:
    import phonenumbers

    keys = []
    full = phone_e164(text, country)
    digits = re.sub(r"\D", "", text)
    if full:
        keys.append(full)
        number = phonenumbers.parse(full, None)
        national = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)
        keys.append(re.sub(r"\D", "", national))
        keys.append(str(number.national_number))
    if digits:
        keys += [digits, digits.lstrip("0")]
    return list(dict.fromkeys(keys))


class Suppressed:
    """The list in memory: says of one record, or of a frame, whether somebody in it is to be left alone."""

    def __init__(self, suppressions: pd.DataFrame, secret: bytes) -> None:
        self.secret = secret
        self.by_kind: dict[str, frozenset[str]] = {
            kind: frozenset(suppressions.loc[suppressions["kind"] == kind, "key_hash"])
            for kind in KINDS
            if len(suppressions)
        }
        self._seen: dict[tuple[str, str, str | None], bool] = {}

    def has(self, kind: str, value: object, country: str | None = None) -> bool:
        """True where a value of that kind is on the list, however it is spelled."""
        hashes = self.by_kind.get(kind)
        if not hashes or not isinstance(value, str):
            return False
        memo = (kind, value, country if kind == "phone" else None)
        if memo not in self._seen:
            self._seen[memo] = any(
                _hash(kind, key, self.secret) in hashes for key in _keys(kind, value, country)
            )
        return self._seen[memo]

    def concerns(self, record: Mapping[str, object]) -> bool:
        """True where any value of a listing, company, location or contact is on the list."""
        if not any(self.by_kind.values()):
            return False
        printed = record.get("country")
        country = country_code(printed) if isinstance(printed, str) else None
        return any(
            self.has(kind, record.get(column), country)
            for kind, columns in COLUMNS.items()
            for column in columns
        )


def suppressed(frame: pd.DataFrame, suppressions: pd.DataFrame, secret: bytes) -> pd.Series:
    """Return a boolean per row: true where any of its values is on the list.

    Args:
        frame: listings, companies, locations or contacts; columns that it lacks are passed over.
        suppressions: ``key_hash``, ``kind``, ``scope``; choose the scope before.
        secret: key of the hashes.
    """
    held = Suppressed(suppressions, secret)
    found = pd.Series(False, index=frame.index)
    if not any(held.by_kind.values()):
        return found
    countries = (
        [country_code(v) if isinstance(v, str) else None for v in frame["country"]]
        if "country" in frame.columns
        else [None] * len(frame)
    )
    for kind, columns in COLUMNS.items():
        for column in columns:
            if held.by_kind.get(kind) and column in frame.columns:
                said = zip(frame[column], countries, strict=True)
                found |= pd.Series([held.has(kind, v, c) for v, c in said], index=frame.index, dtype=bool)
    return found

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

KINDS = ("email", "phone", "domain", "name", "company", "listing")

COLUMNS: dict[str, tuple[str, ...]] = {
    "email": ("email", "contact_email"),
    "phone": ("phone", "contact_phone"),
    "domain": ("website", "domain", "email", "contact_email"),
    "name": ("name", "display_name", "legal_name", "contact_name"),
    "company": ("company_id",),
    "listing": ("listing_id",),
}
"""Kind of key -> columns of listings, companies, locations and contacts that are held against it."""

_MAIL = re.compile(r"[^\s<>()\[\],;:\"']+@[^\s<>()\[\],;:\"'?]+")
_BETWEEN = re.compile(r"[;,|]|\s/\s|\b(?:oder|or|ou)\b")
"""What stands between two telephones in one cell. A bare slash does not: 0221/123456."""


def key_hashes(kind: str, value: str, secret: bytes) -> list[str]:
    """Return the hashes under which a key is kept: HMAC-SHA256 of kind and normalised value, 64 hex digits.

    Normalised: lower-case mail, E.164 (or national digits where no country is known), registrable domain,
    compare form of a name, ids as they are. An international telephone has a second hash, which only
    numbers match that are printed without country code by a source that does not say the country.

    Raises:
        ValueError: unknown kind, or a value in which nothing of that kind is found.
    """
    if kind not in KINDS:
        raise ValueError(f"kind '{kind}' is not one of {', '.join(KINDS)}")
    keys = _keys(kind, value, None)
    if not keys:
        raise ValueError(f"'{value}' holds no {kind}")
    kept = keys[:1]
    if kind == "phone" and keys[0].startswith("+"):
        kept.append(_anywhere(_national(keys[0])))
    return [_hash(kind, key, secret) for key in kept]


def normal_forms(kind: str, value: str) -> frozenset[str]:
    """Return what spellings of one key of that kind have in common: one of these at least."""
    return frozenset(_keys(kind, value, None))


def _hash(kind: str, key: str, secret: bytes) -> str:
    return hmac.new(secret, f"{kind}:{key}".encode(), hashlib.sha256).hexdigest()


def _keys(kind: str, value: str, country: str | None) -> list[str]:
    """Normal forms of a value, the best first; a printed value is held against the list in each of them."""
    text = value.strip()
    if not text:
        return []
    if kind == "email":
        return [found.rstrip(".") for found in _MAIL.findall(text.lower().removeprefix("mailto:"))]
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
    full = phone_e164(text, country)
    digits = re.sub(r"\D", "", text)
    keys = [digits, digits.lstrip("0")] if digits else []
    if full:
        national = _national(full)
        keys = [full, national, national.lstrip("0"), *keys]
    elif digits:
        keys.append(_anywhere(digits))
    parts = [part for part in _BETWEEN.split(text) if part.strip()]
    if len(parts) > 1:
        keys += [key for part in parts for key in _phones(part, country)]
    return list(dict.fromkeys(keys))


def _national(e164: str) -> str:
    """Digits as dialled within the country: 0221123456 for +49221123456."""
    import phonenumbers

    number = phonenumbers.parse(e164, None)
    return re.sub(r"\D", "", phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL))


def _anywhere(national: str) -> str:
    """Key of national digits of whichever country."""
    return f"?{national.lstrip('0')}"


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

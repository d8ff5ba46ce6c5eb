"""From a printed value to what it states: field, canonical value, unit, state and how sure the reading is.

A value that cannot be read is kept as an ambiguous statement with its words; nothing disappears silently.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from functools import cache, lru_cache
from typing import NamedTuple
from urllib.parse import urlsplit

from config.word_lists import phrases
from config.words import states
from transforms import amounts
from transforms.clean import (
    company_name,
    country_code,
    fold,
    host_of,
    is_cjk,
    phone_e164,
    registrable_domain,
    role_mail,
)
from transforms.industry import industry

_BLANKS = re.compile(r"\s+")
_NOT_WORD = re.compile(r"[\W_]+")
_MAIL = re.compile(r"^[^@\s]+@[^@\s]+\.[^@\s.]{2,}$")


class Said(NamedTuple):
    """One statement; ``value`` is None unless the state is available or ambiguous."""

    field: str
    value: str | None
    unit: str | None = None
    state: str = "available"
    confidence: float = 1.0
    as_of: date | None = None


Reader = Callable[[str, str | None], list[Said]]


def _text(field: str) -> Reader:
    return lambda raw, country: [Said(field, _BLANKS.sub(" ", raw).strip())]


def _name(raw: str, country: str | None) -> list[Said]:
    name = company_name(raw, country)
    said = [Said("display_name", name.display)]
    if name.legal_form and name.legal_form != "Co":
        said.append(Said("legal_form", name.legal_form, confidence=0.9))
    return said


def _legal_name(raw: str, country: str | None) -> list[Said]:
    name = company_name(raw, country)
    said = [Said("legal_name", name.display), Said("display_name", name.display)]
    if name.legal_form and name.legal_form != "Co":
        said.append(Said("legal_form", name.legal_form))
    return said


def _legal_form(raw: str, country: str | None) -> list[Said]:
    found = company_name("Name " + raw, country).legal_form
    return [Said("legal_form", found or _BLANKS.sub(" ", raw).strip())]


def _country(raw: str, country: str | None) -> list[Said]:
    code = country_code(raw)
    return [Said("country", code, state="available" if code else "ambiguous")]


def _phone(raw: str, country: str | None) -> list[Said]:
    number = phone_e164(raw, country)
    return [Said("phone", number, state="available" if number else "ambiguous")]


def _email(raw: str, country: str | None) -> list[Said]:
    address = raw.strip().removeprefix("mailto:").split("?")[0].strip().lower()
    if not _MAIL.match(address):
        return [Said("email", None, state="ambiguous")]
    return [Said("email", address)] if role_mail(address) else []


def _website(raw: str, country: str | None) -> list[Said]:
    domain = registrable_domain(raw)
    if domain is None:
        state = "not_applicable" if host_of(raw) else "ambiguous"
        return [Said("domain", None, state=state), Said("website", None, state=state)]
    return [Said("domain", domain), Said("website", site_url(raw))]


@lru_cache(maxsize=20_000)
def site_url(raw: str) -> str:
    """Return an address of a site in one spelling: scheme as printed or https, lower-case host, no query."""
    text = raw.strip()
    parts = urlsplit(text if "//" in text else "https://" + text)
    scheme = parts.scheme if parts.scheme in ("http", "https") else "https"
    return f"{scheme}://{parts.netloc.lower().rstrip('.')}{parts.path.rstrip('/')}"


def _category(raw: str, country: str | None) -> list[Said]:
    found = industry(raw)
    if found is None:
        return [Said("industry_code", None, state="ambiguous")]
    return [Said("industry_code", found.code, "NACE Rev. 2", confidence=found.confidence)]


def _products(raw: str, country: str | None) -> list[Said]:
    """Products say the industry only as a hint (method model, by its low confidence)."""
    found = industry(raw)
    hint = [Said("industry_code", found.code, "NACE Rev. 2", confidence=0.3)] if found else []
    return [Said("products", _BLANKS.sub(" ", raw).strip()), *hint]


def _reg_no(raw: str, country: str | None) -> list[Said]:
    return [Said("reg_no", _BLANKS.sub(" ", raw).strip())]


def _lei(raw: str, country: str | None) -> list[Said]:
    from stdnum import lei

    code = re.sub(r"[\s-]", "", raw).upper()
    valid = bool(lei.is_valid(code))
    return [Said("lei", code if valid else None, state="available" if valid else "ambiguous")]


def _vat(raw: str, country: str | None) -> list[Said]:
    return [Said("vat_id", re.sub(r"[^0-9A-Za-z]", "", raw).upper() or None)]


def _employees(raw: str, country: str | None) -> list[Said]:
    """A number is a count; a band stays a band: its middle is nobody's statement."""
    found = amounts.employees(raw)
    if found is None:
        return [Said("employees_count", None, state="ambiguous")]
    as_of = date(found.year, 12, 31) if found.year else None
    if found.number is None:
        return [Said("employees_band", amounts.band(found), "employees", as_of=as_of)]
    return [Said("employees_count", f"{found.number:.0f}", "employees", as_of=as_of)]


def _revenue(raw: str, country: str | None) -> list[Said]:
    """Without a currency a number is no amount."""
    found = amounts.money(raw, country)
    if found is None:
        return [Said("revenue_amount", None, state="ambiguous")]
    as_of = date(found.year, 12, 31) if found.year else None
    if found.number is None:
        return [Said("revenue_band", amounts.band(found), found.currency, as_of=as_of)]
    state = "available" if found.currency else "ambiguous"
    return [Said("revenue_amount", f"{found.number:.0f}", found.currency, state, as_of=as_of)]


def _founded(raw: str, country: str | None) -> list[Said]:
    found = amounts.year(raw)
    return [Said("founded_year", str(found) if found else None, state="available" if found else "ambiguous")]


@cache
def _state_words(which: str) -> list[tuple[str, str, bool]]:
    lists: dict[str, dict[str, str]] = {
        "status": states().status,
        "role": states().company_role,
        "customer_state": states().customer_state,
    }
    return [
        (word if is_cjk(word) else _flat(word), state, is_cjk(word))
        for state, line in lists[which].items()
        for word in phrases(line)
    ]


def _flat(text: str) -> str:
    return f" {_NOT_WORD.sub(' ', fold(text)).strip()} "


@lru_cache(maxsize=20_000)
def state_of(which: str, raw: str) -> str | None:
    """Return the state of a closed list (``status``, ``role``, ``customer_state``) that words print, or None.

    The longest word found decides, so that ``not active`` is not active.
    """
    flat = _flat(raw)
    found = [
        (len(word), -order, state)
        for order, (word, state, native) in enumerate(_state_words(which))
        if (word in raw if native else word in flat)
    ]
    return max(found)[2] if found else None


def _closed(field: str, which: str) -> Reader:
    def read(raw: str, country: str | None) -> list[Said]:
        state = state_of(which, raw)
        return [Said(field, state, state="available" if state else "ambiguous")]

    return read


READERS: dict[str, Reader] = {
    "name": _name,
    "legal_name": _legal_name,
    "legal_form": _legal_form,
    "street": _text("street"),
    "postcode": _text("postcode"),
    "city": _text("city"),
    "region": _text("region"),
    "country": _country,
    "phone": _phone,
    "email": _email,
    "website": _website,
    "category": _category,
    "products": _products,
    "description": _text("description"),
    "reg_no": _reg_no,
    "lei": _lei,
    "vat_id": _vat,
    "status": _closed("status", "status"),
    "founded": _founded,
    "employees": _employees,
    "revenue": _revenue,
    "role": _closed("role", "role"),
    "parent_name": _text("parent_name"),
    "parent_reg_no": _text("parent_reg_no"),
    "years_on_platform": _text("years_on_platform"),
}
"""Printed field -> reader. Contacts, events and our own customer relation have tables of their own."""

SAME_AS = {
    "display_name": "name",
    "founded_year": "founded",
    "employees_count": "employees",
    "revenue_amount": "revenue",
    "industry_code": "category",
    "domain": "website",
}
"""Names of columns of companies that readers of pages may use for the printed field."""


def read(field: str, raw: str, country: str | None) -> list[Said]:
    """Return what a printed value states; a field without a reader is passed on as text."""
    reader = READERS.get(SAME_AS.get(field, field))
    return reader(raw, country) if reader else [Said(field, _BLANKS.sub(" ", raw).strip())]

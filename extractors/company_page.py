"""A company's own pages as claims: JSON-LD first, then the labels of imprint, contact and about pages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from config.catalogue import Source
from config.records import Claim
from extractors import imprint
from extractors.address import FoundAddress, find_addresses, split_address
from extractors.claims import claim, field_and_value
from extractors.cleaners import mail
from extractors.company_words import is_legal_name, is_role_mail
from extractors.contacts import emails_of
from extractors.nesting import check_size
from extractors.page import Document
from extractors.structured import organisations

_PAGES = (
    re.compile(
        r"impressum|imprint|mentions[-_ ]?l[eé]gales|legal[-_ ]?(?:notice|info)|aviso[-_ ]legal|法律声明",
        re.I,
    ),
    re.compile(r"kontakt|contact|contatti|contacto|联系", re.I),
    re.compile(
        r"about|über[-_ ]uns|ueber[-_ ]uns|unternehmen|qui[-_ ]sommes|[àa][-_ ]propos|company|profil|关于",
        re.I,
    ),
)
_PLACE = ("postcode", "city", "street", "region", "country")
_FROM_JSONLD = (
    "street", "postcode", "city", "region", "country", "phone", "website", "description", "vat_id", "lei",
    "founded", "employees", "parent_name", "social",
)  # fmt: skip


def further_pages(document: Document, limit: int) -> list[str]:
    """Return up to ``limit`` pages of the same host that are worth reading too: imprint, contact, about."""
    host = (urlsplit(document.page.final_url).hostname or "").removeprefix("www.")
    own = [
        (url, text)
        for url, text in document.links
        if (urlsplit(url).hostname or "").removeprefix("www.") == host
        and url not in (document.page.url, document.page.final_url)
    ]
    found: list[str] = []
    for pattern in _PAGES:
        match = next((u for u, text in own if pattern.search(text) or pattern.search(urlsplit(u).path)), None)
        if match and match not in found:
            found.append(match)
    return found[:limit]


def read_claims(document: Document, source: Source) -> Iterator[Claim]:
    """Yield what the page says about its subject; a field that the page leaves in doubt is left out.

    Names of persons and mailboxes of persons are claimed only where the spec's terms state a lawful basis;
    otherwise the function alone is (``contact_role``).

    Raises:
        SourceBroken: the page is one that no reader should be given (`extractors.nesting`).
    """
    page, spec = document.page, source.spec
    if not page.subject or page.status >= 400:
        return
    check_size(len(page.body), page.url)
    from_jsonld = _jsonld(document)
    has_basis = bool(spec.terms.lawful_basis)
    for key in _FROM_JSONLD:
        printed = from_jsonld.get(key)
        if not printed:
            continue
        field, value, unit = field_and_value(key, printed)
        if value:
            yield claim(
                page,
                spec,
                field,
                value,
                method="jsonld",
                span=f"{key}: {printed}",
                confidence=0.95,
                unit=unit,
            )
    text = "\n".join(document.lines)
    for field, value, span, confidence in _labelled(document, text, from_jsonld):
        yield claim(page, spec, field, value, method="regex", span=span, confidence=confidence)
    address = mail(from_jsonld.get("email", ""), page.url)
    if address and (has_basis or is_role_mail(address)):
        yield claim(page, spec, "email", address, method="jsonld", span=f"email: {address}", confidence=0.95)
    elif printed_mail := _mail_in(document, has_basis):
        yield claim(page, spec, "email", printed_mail, method="regex", span=printed_mail, confidence=0.9)
    for role, name in imprint.roles(text):
        yield claim(page, spec, "contact_role", role, method="regex", span=role, confidence=0.9)
        if has_basis:
            yield claim(
                page, spec, "contact_name", name, method="regex", span=f"{role}: {name}", confidence=0.8
            )


def _jsonld(document: Document) -> dict[str, str]:
    """Return the fields of the organisation that the site is of: the only one, or the one that links here."""
    found = organisations(document.jsonld)
    host = (urlsplit(document.page.final_url).hostname or "").removeprefix("www.")
    if len({one.get("name") for one in found}) > 1:
        found = [
            one
            for one in found
            if (urlsplit(one.get("website", "")).hostname or "").removeprefix("www.") == host
        ]
    if not found or len({one.get("name") for one in found}) > 1:
        return {}
    merged: dict[str, str] = {}
    for one in found:
        merged = one | merged
    return merged | split_address(merged["address"]) if "address" in merged else merged


def _labelled(document: Document, text: str, known: dict[str, str]) -> Iterator[tuple[str, str, str, float]]:
    """Yield (field, value, span, confidence) of what labels and layout state and JSON-LD does not."""
    legal_name, address, span = _address(document.lines)
    for candidate in (known.get("legal_name"), known.get("name"), legal_name):
        if candidate and is_legal_name(candidate):
            yield "legal_name", candidate, candidate, 0.9
            break
    if not any(known.get(part) for part in ("street", "postcode", "city")):
        for part in _PLACE:
            if part in address:
                yield part, address[part], span, 0.9
    readers = (
        ("reg_no", imprint.register_number, 0.95),
        ("vat_id", imprint.vat_id, 0.95),
        ("phone", imprint.phone, 0.9),
        ("founded", imprint.founded_year, 0.85),
        ("employees", imprint.employees, 0.8),
    )
    for name, read, confidence in readers:
        if known.get(name) and name != "reg_no":
            continue
        said = read(text)
        if said:
            field, plain, _ = field_and_value(name, said.value)
            if plain:
                yield field, plain, said.span, confidence


def _address(lines: list[str]) -> tuple[str | None, dict[str, str], str]:
    """Return (legal name above it, parts, printed block) of the one address on the page."""
    found: dict[tuple[str, str], FoundAddress] = {}
    for one in find_addresses(lines):
        if {"street", "postcode", "city"} <= one.parts.keys():
            found.setdefault((_key(one.parts["street"]), one.parts["postcode"]), one)
    if len(found) != 1:
        return None, {}, ""
    [one] = found.values()
    name = lines[one.first - 1] if one.first else ""
    return name if is_legal_name(name) else None, one.parts, "\n".join(lines[one.first : one.last + 1])


def _key(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())


def _mail_in(document: Document, has_basis: bool) -> str | None:
    """Return the first mailbox of a function under the site's own domain (with a basis: of anybody)."""
    host = (urlsplit(document.page.final_url).hostname or "").removeprefix("www.")
    for address in map(str.lower, emails_of(document.text)):
        domain = address.rpartition("@")[2]
        is_own = bool(domain) and (f".{host}".endswith(f".{domain}") or domain.endswith(f".{host}"))
        if is_own and (has_basis or is_role_mail(address)):
            return address
    return None

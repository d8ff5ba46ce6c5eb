"""How a statement of a looked-up page becomes a Claim: field names, plain numbers, ids."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time

from config.catalogue import Source
from config.records import Claim, Method, Page, stable_id
from config.source_spec import SourceSpec

_FIELDS = {
    "name": "legal_name",
    "founded": "founded_year",
    "employees": "employees_count",
    "revenue": "revenue_amount",
}
"""Listing fields under the names that claims, as columns of companies, bear."""
_YEAR = re.compile(r"(?<!\d)(1[5-9]\d\d|20\d\d)(?!\d)")
_COUNT = re.compile(r"^\D{0,20}?(\d{1,3}(?:[ .,'’\u00a0]\d{3})+|\d{1,7})\D{0,30}$")
_CURRENCY = re.compile(r"€|\$|£|\b[A-Z]{3}\b")
_CODES = {"€": "EUR", "£": "GBP", "$": "USD"}


def claim(
    page: Page,
    spec: SourceSpec,
    field: str,
    value: str,
    *,
    method: Method,
    span: str,
    confidence: float = 1.0,
    unit: str | None = None,
) -> Claim:
    """Return the claim that ``page`` makes about its subject; ``span`` is cut to 300 characters."""
    subject = page.subject or ""
    return Claim(
        claim_id=stable_id("k", subject, page.source, field, value, page.sha256),
        subject=subject,
        source=page.source,
        field=field,
        value=value,
        unit=unit,
        confidence=confidence,
        url=page.url,
        retrieved_at=page.fetched_at,
        page_sha256=page.sha256,
        span=" ".join(span.split())[:300],
        method=method,
        licence=spec.terms.licence,
    )


def blocked_claim(source: Source, partition: date, subject: str, url: str, reason: str) -> Claim:
    """Return the claim that a site does not want to be read: unknown, but not for want of asking.

    No page stands behind it: ``page_sha256`` is empty, ``retrieved_at`` the start of the partition's day.
    """
    return Claim(
        claim_id=stable_id("k", subject, source.name, "website", "blocked"),
        subject=subject,
        source=source.name,
        field="website",
        value=None,
        state="blocked",
        url=url,
        retrieved_at=datetime.combine(partition, time.min, UTC),
        page_sha256="",
        span=reason[:300],
        method="table",
        licence=source.spec.terms.licence,
    )


def field_and_value(name: str, printed: str) -> tuple[str, str | None, str | None]:
    """Return (claim field, value, unit) of a printed listing field; value None where it is no plain number.

    A band of employees such as ``50-99`` stays one; revenue keeps its printed words and names its currency.
    """
    field = _FIELDS.get(name, name)
    if field == "founded_year":
        found = _YEAR.search(printed)
        return field, found.group() if found else None, None
    if field == "employees_count":
        return field, count(printed), None
    if field == "revenue_amount":
        currency = _CURRENCY.search(printed)
        return field, printed, _CODES.get(currency.group(), currency.group()) if currency else None
    return field, printed, None


def count(printed: str) -> str | None:
    """Return ``1,200 employees`` as ``1200``, ``50 - 99`` as ``50-99``; None for anything less plain."""
    band = re.search(r"(?<!\d)(\d{1,6})\s*(?:-|–|to|bis|à)\s*(\d{1,6})(?!\d)", printed)
    if band:
        return f"{band[1]}-{band[2]}"
    found = _COUNT.match(printed.strip())
    return re.sub(r"\D", "", found[1]) if found else None

"""The nouns of the product. Frozen, keyword-only; ``None`` means unknown; times are aware UTC.

Bulk moves as Arrow tables and DataFrames with the same column names (`config.tables`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from config.ids import listing_id as listing_id
from config.ids import stable_id as stable_id

State = Literal["available", "not_available", "blocked", "not_applicable", "ambiguous", "failed"]
Method = Literal["registry", "jsonld", "microdata", "table", "regex", "model", "user"]
Decision = Literal["same", "different", "unsure"]
TAKEN_BACK = "taken back"
"""Note of a judgement ``unsure`` that takes an earlier one back: the pair is open again."""
KeyKind = Literal["email", "phone", "domain", "name", "company", "listing"]


@dataclass(frozen=True, kw_only=True)
class Page:
    """One fetched document as it arrived; ``body`` is decompressed, not decoded.

    ``role`` is what the source wanted it for; ``subject`` is what a looked-up page is about
    (``website:brandt.example``, ``reg_no:DE:HRB 1234``), so that a replay needs no request.
    """

    source: str
    partition: date
    url: str
    final_url: str
    status: int
    fetched_at: datetime
    sha256: str
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)
    role: Literal["list", "detail", "related", "lookup", "file", "sitemap"] = "list"
    subject: str | None = None


@dataclass(frozen=True, kw_only=True)
class Listing:
    """A company as ONE source printed it. Every value is the raw string; nothing is cleaned here."""

    listing_id: str
    source: str
    name: str
    url: str
    page_sha256: str
    retrieved_at: datetime
    native_ref: str | None = None
    street: str | None = None
    city: str | None = None
    region: str | None = None
    postcode: str | None = None
    country: str | None = None
    phone: str | None = None
    website: str | None = None
    email: str | None = None
    category: str | None = None
    description: str | None = None
    detail_url: str | None = None
    legal_form: str | None = None
    reg_no: str | None = None
    lei: str | None = None
    vat_id: str | None = None
    parent_name: str | None = None
    parent_reg_no: str | None = None
    status: str | None = None
    founded: str | None = None
    employees: str | None = None
    revenue: str | None = None
    products: str | None = None
    role: str | None = None
    years_on_platform: str | None = None
    event: str | None = None
    event_date: str | None = None
    hall: str | None = None
    booth: str | None = None
    customer_status: str | None = None
    customer_since: str | None = None
    last_order: str | None = None
    contact_name: str | None = None
    contact_role: str | None = None
    contact_email: str | None = None
    contact_phone: str | None = None
    lawful_basis: str | None = None
    raw: str | None = None
    """JSON object of what the source printed beside the fields above: nothing disappears silently."""


@dataclass(frozen=True, kw_only=True)
class Mention:
    """A news item or notice that may concern a company; not a listing, for it names nobody reliably (R10)."""

    mention_id: str
    source: str
    title: str
    text: str | None
    link: str | None
    published_on: date | None
    url: str
    page_sha256: str
    retrieved_at: datetime


@dataclass(frozen=True, kw_only=True)
class SearchResult:
    """One result of one query asked of one engine in one locale; ``rank`` counts from 1 (R28)."""

    result_id: str
    source: str
    engine: str
    locale: str
    query: str
    rank: int
    link: str
    host: str
    title: str | None
    is_directory: bool
    """The host is one that many companies share: no candidate, but perhaps a source."""
    url: str
    page_sha256: str
    retrieved_at: datetime


@dataclass(frozen=True, kw_only=True)
class Claim:
    """One statement about a company and its evidence.

    ``subject`` says whom the page speaks of: ``listing:<listing_id>``, ``website:<registrable domain>`` or
    ``reg_no:<country>:<number>``; `transforms.claims` finds the company.
    """

    claim_id: str
    subject: str
    source: str
    field: str
    value: str | None
    unit: str | None = None
    state: State = "available"
    as_of: date | None = None
    confidence: float = 1.0
    url: str
    retrieved_at: datetime
    page_sha256: str
    span: str | None = None
    method: Method = "table"
    licence: str | None = None


@dataclass(frozen=True, kw_only=True)
class Judgement:
    """What a person decided about two listings; it outlives every run."""

    listing_a: str
    listing_b: str
    decision: Decision
    author: str
    judged_at: datetime
    note: str | None = None


@dataclass(frozen=True, kw_only=True)
class Suppression:
    """Whom we must neither store nor contact, as keyed hashes: the list itself must not leak them."""

    key_hash: str
    kind: KeyKind
    scope: Literal["store", "contact"]
    basis: str
    since: datetime


@dataclass(frozen=True, kw_only=True)
class Issue:
    """Something to look at: an odd listing that was skipped, a page that failed, a bound that was missed."""

    source: str
    level: Literal["warning", "error"]
    kind: str
    message: str
    url: str | None = None

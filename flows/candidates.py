"""Candidates for new sources: how much a page lists that we do not know, and which one a person took."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml

from config.errors import UserError
from config.home import Home
from config.records import Listing, Page
from config.yaml_loader import LOADER
from extractors.archive import Archive
from extractors.hosts import domain_of
from extractors.leads import Lead
from extractors.links import page_url
from extractors.page import Document
from extractors.propose import Proposal, propose
from extractors.visit import Visit, is_loopback
from transforms.clean.domains import registrable_domain
from transforms.clean.names import company_name
from warehouse.query import run_query

ARCHIVE = "discovered"
"""Name of the archive that keeps the pages of candidates."""
_KNOWN_COUNTS = 0.1
"""A list of which we know every company is worth a tenth of one that is new to us."""


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A page that reads as a list of companies, with what speaks for it; the best has the highest score."""

    url: str
    found_by: str
    how: str
    proposal: Proposal
    records: int
    fields: float
    """Mean number of fields that a record has."""
    confidence: float
    new: float
    """Share of its companies that the published snapshot does not know."""
    score: float


@dataclass(frozen=True)
class Known:
    """Domains and names of the published companies; both empty before the first run."""

    domains: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()

    def has(self, row: Listing) -> bool:
        domain = registrable_domain(row.website or row.email)
        return domain in self.domains or company_name(row.name).compare in self.names


def candidate_of(
    got: Visit, lead: Lead, known: Known, keep: Callable[[Listing], Listing | None]
) -> Candidate | None:
    page = got.page
    assert page is not None
    proposal = proposed_from(page, lead.found_by, got.delay_s)
    rows = [row for row in proposal.rows if keep(row) is not None]
    if proposal.spec is None or not rows:
        return None
    proposal = replace(proposal, rows=rows)
    fields = sum(proposal.fill.values())
    new = sum(not known.has(row) for row in rows) / len(rows)
    confidence = proposal.found.confidence
    return Candidate(
        url=page.url,
        found_by=lead.found_by,
        how=lead.how,
        proposal=proposal,
        records=len(rows),
        fields=fields,
        confidence=confidence,
        new=new,
        score=len(rows) * fields * confidence * (_KNOWN_COUNTS + (1 - _KNOWN_COUNTS) * new),
    )


def proposed_from(page: Page, found_by: str, delay_s: float = 0.0) -> Proposal:
    """Return the spec that a candidate page would become, with the source that led to it."""
    return propose(Document(page), found_by=found_by, delay_s=delay_s, allow_loopback=is_loopback(page.url))


def known_companies(home: Home) -> Known:
    """Return the domains and names of the published companies."""
    if not home.published.is_file():
        return Known()
    rows = run_query(home.published, "SELECT domain, display_name, country FROM companies")
    names = {company_name(str(name)).compare for name in rows["display_name"].dropna()}
    return Known(frozenset(rows["domain"].dropna()), frozenset(names - {""}))


def hosts_of(folder: Path) -> frozenset[str]:
    """Return the registrable domains that the specs of a catalogue read, of unfinished ones too."""
    domains = set()
    for path in sorted(folder.glob("*.yml")):
        try:
            spec = yaml.load(path.read_text(encoding="utf-8"), Loader=LOADER)
        except (OSError, UnicodeDecodeError, yaml.YAMLError):
            continue  # `sources check` names it
        for url in _addresses(spec):
            domains.add(domain_of(urlsplit(url).hostname or ""))
    return frozenset(domains - {""})


def _addresses(value: object) -> Iterator[str]:
    if isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _addresses(each)
    elif isinstance(value, str) and value.startswith(("http://", "https://")):
        yield value


def remember(home: Home, found: Sequence[Candidate]) -> None:
    """Write down the numbers under which candidates were shown, so that one can be accepted by its number."""
    listed = [{"url": one.url, "found_by": one.found_by} for one in found]
    try:
        _list_of(home).write_text(json.dumps(listed, indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        raise UserError(f"{_list_of(home)}: cannot be written ({error.strerror}).") from None


def recall(home: Home, which: str) -> tuple[Page, str]:
    """Return the page of a candidate that was shown, by number or address, and the source that led to it.

    Raises:
        UserError: no such candidate.
    """
    path = _list_of(home)
    try:
        listed = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise UserError(
            f"{path}: no candidates are noted there; run 'prospects sources discover' first."
        ) from None
    numbered = {str(number): one for number, one in enumerate(listed, 1)}
    chosen = numbered.get(which) or next((one for one in listed if one["url"] == page_url(which)), None)
    if chosen is None:
        raise UserError(
            f"--accept {which}: not among the {len(listed)} candidates last shown; give one of their numbers,"
            " or use 'prospects sources new' for another page."
        )
    with Archive(home.archive(ARCHIVE), ARCHIVE) as archive:
        page = archive.latest(chosen["url"], "list")
    if page is None:
        raise UserError(
            f"{chosen['url']}: its page is no longer kept; run 'prospects sources discover' again."
        )
    return page, str(chosen["found_by"])


def _list_of(home: Home) -> Path:
    return home.root / "discovered.json"


def first_rows(candidate: Candidate, count: int = 3) -> list[dict[str, Any]]:
    """Return the first companies of a candidate as a preview."""
    shown = ("name", "city", "phone", "website")
    return [
        {key: value for key in shown if (value := getattr(row, key))}
        for row in candidate.proposal.rows[:count]
    ]

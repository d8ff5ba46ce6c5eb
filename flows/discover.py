"""Propose new sources from what is archived: each page is fetched once, read, scored and left to a person.

Nothing is enabled and nothing is written to a catalogue here; pages are kept in an archive of their own, so
that looking again within a week asks nobody.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from config.catalogue import Source
from config.home import Home
from config.settings import Settings
from config.source_spec import Politeness, Terms
from extractors.archive import Archive
from extractors.guest import Guest
from extractors.hosts import domain_of
from extractors.leads import Lead, further_page, is_social, leads_of_pages, leads_of_results, ranked
from extractors.links import Link, page_url
from extractors.page import Document
from extractors.sitemap import entries
from extractors.staging import read_partition
from extractors.visit import Visit, look
from flows.candidates import ARCHIVE, Candidate, Known, candidate_of, known_companies
from flows.stages.privacy import keeper

_DAYS = 7


@dataclass
class Discovery:
    """Candidates, best first; what was left out and why; how many pages were asked for."""

    candidates: list[Candidate] = field(default_factory=list)
    left_out: list[tuple[str, str]] = field(default_factory=list)
    asked: int = 0


def leads(sources: Sequence[Source], home: Home) -> list[Lead]:
    """Return where the newest night of each source leads, the most promising first. Asks nobody."""
    found: list[Lead] = []
    for source in sources:
        path = home.archive(source.name)
        if not path.is_file():
            continue
        with Archive(path, source.name) as archive:
            nights = archive.partitions()
            if nights and not source.spec.search:
                found += leads_of_pages(source, archive.pages(nights[-1]))
        if nights and source.spec.search:
            folder = home.staging(source.name, nights[-1])
            if (folder / "health.json").is_file():
                found += leads_of_results(read_partition(folder).tables["results"].to_pylist())
    return ranked(found)


def discover(
    found: Sequence[Lead],
    read: Set[str],
    settings: Settings,
    today: date,
    limit: int,
    allow_loopback: bool = False,
) -> Discovery:
    """Fetch the most promising leads as a guest, at most ``limit`` pages, and judge what they list.

    Args:
        found: see `leads`.
        read: registrable domains of the sources that we have; they are no candidates.
        today: partition under which the pages are archived.
        limit: pages to ask for; those of the last week are not asked for again.
        allow_loopback: one of the sources may be on this machine.
    """
    told = Discovery()
    wanted = _wanted(found, read, known_companies(settings.paths), told)
    settings.paths.prepare()
    with Archive(settings.paths.archive(ARCHIVE), ARCHIVE) as archive:
        archive.begin(today)
        asyncio.run(_Look(archive, settings, today, limit, allow_loopback, told).at(wanted))
    told.candidates.sort(key=lambda one: (-one.score, one.url))
    return told


def _wanted(found: Sequence[Lead], read: Set[str], known: Known, told: Discovery) -> list[tuple[Lead, Known]]:
    """Leave out networks, hosts that we read already and sites of companies that we know."""
    wanted = []
    for lead in found:
        domain = domain_of(urlsplit(lead.url).hostname or "")
        if is_social(lead.url):
            told.left_out.append((lead.url, "a social network"))
        elif domain in read:
            told.left_out.append((lead.url, "its host is a source already"))
        elif domain in known.domains:
            told.left_out.append((lead.url, "the site of a company that is known"))
        else:
            wanted.append((lead, known))
    return wanted


class _Look:
    """One round of looking at candidates, with one guest, so that each host's pace is kept."""

    def __init__(
        self, archive: Archive, settings: Settings, today: date, limit: int, loopback: bool, told: Discovery
    ) -> None:
        self._archive, self._settings, self._today = archive, settings, today
        self._limit, self._loopback, self._told = limit, loopback, told
        self._keep = keeper(settings.paths, _terms())

    async def at(self, wanted: Sequence[tuple[Lead, Known]]) -> None:
        async with Guest(self._settings, Politeness(), self._archive, allow_loopback=self._loopback) as guest:
            for lead, known in wanted:
                if self._told.asked >= self._limit:
                    self._told.left_out.append((lead.url, f"not looked at: --limit {self._limit} is reached"))
                else:
                    await self._judge(guest, lead, known)

    async def _judge(self, guest: Guest, lead: Lead, known: Known) -> None:
        """Read the page; where it lists nobody, the one page of its site that most likely does."""
        got = await self._page(guest, lead.url)
        if got.page is None:
            self._told.left_out.append((lead.url, got.reason or "it could not be had"))
            return
        candidate = candidate_of(got, lead, known, self._keep)
        if candidate is None and self._told.asked < self._limit:
            further = await self._further(guest, got)
            if further is not None:
                candidate = candidate_of(further, lead, known, self._keep)
        if candidate is None:
            self._told.left_out.append((lead.url, "no list of companies is found there"))
        elif all(candidate.url != one.url for one in self._told.candidates):
            self._told.candidates.append(candidate)

    async def _further(self, guest: Guest, got: Visit) -> Visit | None:
        assert got.page is not None
        document = Document(got.page)
        url = further_page(document)
        if url is None and got.sitemaps and self._told.asked + 1 < self._limit:
            listed = await self._page(guest, got.sitemaps[0])
            if listed.page is not None:
                urls = [one.url for one in entries(listed.page.body, listed.url) if not one.is_sitemap]
                url = further_page(document, urls)
        return await self._page(guest, url) if url else None

    async def _page(self, guest: Guest, url: str) -> Visit:
        link = Link(url=page_url(url))
        kept = self._archive.reusable(self._today, link, _DAYS)
        now, days = time.time(), _DAYS * 86400.0
        if kept is not None:
            sitemaps = json.loads(self._archive.recall(link.url, "sitemaps", days, now) or "[]")
            return Visit(url=link.url, page=kept[1], sitemaps=sitemaps)
        refused = self._archive.recall(link.url, "refused", days, now)
        if refused:
            return Visit(url=link.url, reason=refused)
        self._told.asked += 1
        got = await look(guest, link.url, ARCHIVE)
        if got.page is None:
            self._archive.remember(link.url, "refused", got.reason or "it could not be had", now)
        else:
            self._archive.remember(link.url, "sitemaps", json.dumps(got.sitemaps), now)
            got = replace(got, page=replace(got.page, partition=self._today))
            self._archive.seed(self._today, [link])
            self._archive.store(got.page, [])  # type: ignore[arg-type]
        return got


def today(settings: Settings) -> date:
    """Return the date in the installation's time zone."""
    return datetime.now(UTC).astimezone(ZoneInfo(settings.timezone)).date()


def _terms() -> Terms:
    return Terms(basis="a look at a public page", note="nothing of it is stored as a listing")

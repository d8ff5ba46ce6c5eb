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
from flows.session import Progress, Silent
from flows.stages.privacy import keeper

_DAYS = 7
PACE = Politeness()
"""How hosts are treated that no spec speaks of; their robots.txt may ask for more."""


@dataclass
class Discovery:
    """Candidates, best first; what was left out and why; how many pages were asked for."""

    candidates: list[Candidate] = field(default_factory=list)
    left_out: list[tuple[str, str]] = field(default_factory=list)
    asked: int = 0


def leads(sources: Sequence[Source], home: Home, progress: Progress | None = None) -> list[Lead]:
    """Return where the newest night of each source leads, the most promising first. Asks nobody."""
    found: list[Lead] = []
    progress = progress or Silent()
    progress.begin("leads", len(sources))
    for source in sources:
        progress.end("leads", source.name)
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
    progress: Progress | None = None,
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
        look_at = _Look(archive, settings, today, limit, allow_loopback, told, progress or Silent())
        asyncio.run(look_at.at(wanted))
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
        self,
        archive: Archive,
        settings: Settings,
        today: date,
        limit: int,
        loopback: bool,
        told: Discovery,
        progress: Progress,
    ) -> None:
        self._progress = progress
        self._archive, self._settings, self._today = archive, settings, today
        self._limit, self._loopback, self._told = limit, loopback, told
        self._keep = keeper(settings.paths, _terms())
        self._found: dict[str, Candidate] = {}

    async def at(self, wanted: Sequence[tuple[Lead, Known]]) -> None:
        """Read the pages of all leads, then of those that list nobody the page that most likely does."""
        async with Guest(self._settings, PACE, self._archive, allow_loopback=self._loopback) as guest:
            first = await self._pages(guest, [lead.url for lead, _ in wanted])
            links = {
                url: further
                for url, got in first.items()
                if got.page is not None
                and not self._judged(url, got, wanted)
                and (further := further_page(Document(got.page)))
            }
            bare = {
                url: got.sitemaps[0]
                for url, got in first.items()
                if got.sitemaps and url not in links and not self._found.get(url)
            }
            maps = await self._pages(guest, list(bare.values()))
            for url, address in bare.items():
                got, home = maps.get(address), first[url].page
                if got is not None and got.page is not None and home is not None:
                    listed = [one.url for one in entries(got.page.body, got.url) if not one.is_sitemap]
                    further = further_page(Document(home), listed)
                    links |= {url: further} if further else {}
            second = await self._pages(guest, list(links.values()))
            for url, further in links.items():
                if further in second:
                    self._judged(url, second[further], wanted)
        for lead, _ in wanted:
            self._explain(lead, first.get(lead.url))

    async def _pages(self, guest: Guest, urls: Sequence[str]) -> dict[str, Visit]:
        """Return what is kept, and fetch of the others as many as may still be asked for, side by side."""
        found: dict[str, Visit] = {}
        ask = []
        for url in dict.fromkeys(urls):
            kept = self._kept(url)
            if kept is not None:
                found[url] = kept
            elif self._told.asked < self._limit:
                self._told.asked += 1
                ask.append(url)
        if ask:
            self._progress.begin("look", len(ask))
        got = await asyncio.gather(*(self._fetch(guest, url) for url in ask))
        found |= dict(zip(ask, got, strict=True))
        return {url: found[url] for url in urls if url in found}

    def _kept(self, url: str) -> Visit | None:
        link = Link(url=page_url(url))
        kept = self._archive.reusable(self._today, link, _DAYS)
        now, days = time.time(), _DAYS * 86400.0
        if kept is not None:
            sitemaps = json.loads(self._archive.recall(link.url, "sitemaps", days, now) or "[]")
            return Visit(url=link.url, page=kept[1], sitemaps=sitemaps)
        refused = self._archive.recall(link.url, "refused", days, now)
        if refused:
            return Visit(url=link.url, reason=refused)
        return None

    async def _fetch(self, guest: Guest, url: str) -> Visit:
        link, now = Link(url=page_url(url)), time.time()
        got = await look(guest, link.url, ARCHIVE)
        self._progress.end("look", link.url)
        if got.page is None:
            self._archive.remember(link.url, "refused", got.reason or "it could not be had", now)
        else:
            self._archive.remember(link.url, "sitemaps", json.dumps(got.sitemaps), now)
            got = replace(got, page=replace(got.page, partition=self._today))
            self._archive.seed(self._today, [link])
            self._archive.store(got.page, [])  # type: ignore[arg-type]
        return got

    def _judged(self, url: str, got: Visit, wanted: Sequence[tuple[Lead, Known]]) -> bool:
        """Note the candidate that a page is; False where it lists nobody."""
        lead, known = next(one for one in wanted if one[0].url == url)
        candidate = candidate_of(got, lead, known, self._keep) if got.page is not None else None
        if candidate is not None:
            self._found[url] = candidate
            if all(candidate.url != one.url for one in self._told.candidates):
                self._told.candidates.append(candidate)
        return candidate is not None

    def _explain(self, lead: Lead, got: Visit | None) -> None:
        if lead.url in self._found:
            return
        if got is None:
            reason = f"not looked at: --limit {self._limit} is reached"
        else:
            reason = got.reason or "no list of companies is found there"
        self._told.left_out.append((lead.url, reason))


def today(settings: Settings) -> date:
    """Return the date in the installation's time zone."""
    return datetime.now(UTC).astimezone(ZoneInfo(settings.timezone)).date()


def _terms() -> Terms:
    return Terms(basis="a look at a public page", note="nothing of it is stored as a listing")

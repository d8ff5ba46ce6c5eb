"""Walk one source: from the addresses of its spec, over the links on each page, into the archive.

The archive decides what is to do; this module keeps a few hosts busy at a time, with at most ``concurrency``
exchanges on each. Nothing is extracted here: that is a second pass over the archive.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import time
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Literal

from config.catalogue import Source
from config.errors import RunFailed
from config.home import Home
from config.settings import Settings
from extractors.archive import Archive, Version
from extractors.arrival import Arrival, ask
from extractors.fetch import FetchError
from extractors.file_source import keep_file
from extractors.guest import Guest
from extractors.lastmod import LastModified
from extractors.limits import Budget
from extractors.links import CrawlCounts, Link, host_of, page_url, seeds
from extractors.sitemap import latest_change
from extractors.spec_guest import SpecGuest
from extractors.stamp import version_print
from extractors.trail import LinksOf, ReadPage, Trail

Mode = Literal["run", "recrawl"]
OnPage = Callable[[int], None]

_log = logging.getLogger(__name__)
_MOST_HOSTS = 64
"""Hosts of one source that are talked to at the same time."""
_CLAIM = 50
"""Links of a host that are held in memory, the others wait in the archive."""
_SETTLE_S = 0.03
"""How long a stored page may wait for others before it is committed with them."""
_ANY_AGE_DAYS = 36500
_LEADS_NOWHERE = {
    *("kind", "enabled", "title", "publisher", "terms", "country", "duplicates", "politeness", "limits"),
    *("refresh", "lookups", "bounds"),
}
"""Keys of a spec that no link depends on; any other one that changes makes the walk another one."""

_ASKS_WITH = {"request", "render"}
"""Keys that change what a host answers and stand in no address."""


@dataclass(frozen=True)
class Subject:
    """Something to look up: ``subject`` such as ``website:brandt.example``, ``url`` to ask first."""

    subject: str
    url: str


def crawl(
    source: Source,
    partition: date,
    home: Home,
    settings: Settings,
    *,
    mode: Mode = "run",
    on_page: OnPage | None = None,
    links_of: LinksOf | None = None,
    read_page: ReadPage | None = None,
) -> CrawlCounts:
    """Bring the pages of one partition into the archive and return how it stands.

    What is there already is not asked for again; what failed for a passing reason is. ``mode="recrawl"`` asks
    for everything anew. The web's faults end up in ``Archive.issues``, never in an exception. ``on_page`` is
    called with the number of pages that this call has stored and committed so far. ``links_of`` and
    ``read_page`` replace those of `extractors.read`. Starts an event loop: call it from plain code.

    Raises:
        UserError: the file of a file source or the archive cannot be read.
        RunFailed: the archive cannot be written.
    """
    with Archive(home.archive(source.name), source.name) as archive:
        if source.file is not None:
            return keep_file(source, partition, archive, on_page)
        _begin(source, partition, archive, mode)
        archive.seed(partition, seeds(source.spec))
        return _walk(source, partition, archive, settings, on_page, links_of, read_page)


def crawl_lookups(
    source: Source,
    subjects: Iterable[Subject],
    partition: date,
    home: Home,
    settings: Settings,
    on_page: OnPage | None = None,
    *,
    mode: Mode = "run",
    links_of: LinksOf | None = None,
    read_page: ReadPage | None = None,
) -> CrawlCounts:
    """Ask about each subject: its page and, of a company site, the first contact, imprint and about links.

    Pages are archived with role ``lookup`` and their subject; at most ``lookup.limit`` subjects are asked.
    Otherwise as `crawl`.
    """
    asked = list(subjects)
    if source.spec.lookup is not None:
        asked = asked[: source.spec.lookup.limit]
    with Archive(home.archive(source.name), source.name) as archive:
        _begin(source, partition, archive, mode)
        archive.seed(partition, [Link(url=each.url, role="lookup", subject=each.subject) for each in asked])
        return _walk(source, partition, archive, settings, on_page, links_of, read_page)


def _begin(source: Source, partition: date, archive: Archive, mode: Mode) -> None:
    """Prepare the night; once the spec asks in another way, the same addresses have other pages."""
    now, key = time.time(), ("", "asks_with")
    asks = hashlib.blake2b(
        source.spec.model_dump_json(include=_ASKS_WITH).encode(), digest_size=8
    ).hexdigest()
    last = archive.recall(*key, float("inf"), now)
    is_other = last is not None and last != asks
    archive.begin(partition, fingerprint(source), recrawl=mode == "recrawl" or is_other)
    if last != asks:
        archive.remember(*key, asks, now)


def _walk(
    source: Source,
    partition: date,
    archive: Archive,
    settings: Settings,
    on_page: OnPage | None,
    links_of: LinksOf | None,
    read_page: ReadPage | None,
) -> CrawlCounts:
    if links_of is None:
        from extractors import read  # file sources need no parser

        links_of, read_page = read.links_of, read_page or read.read_page
    trail = Trail(source, partial(archive.has_shown, partition), links_of, read_page)
    walk = _Walk(source, partition, archive, on_page or (lambda _: None), trail)
    archive.group()
    asyncio.run(walk.run(settings))
    archive.flush()
    return replace(archive.counts(partition), fetched=walk.fetched)


def fingerprint(source: Source) -> str:
    """Hash what decides which links are followed: with another mapping the walk is another one."""
    parts = source.spec.model_dump_json(exclude=_LEADS_NOWHERE)
    return hashlib.blake2b(parts.encode(), digest_size=8).hexdigest()


class _Walk:
    """The state of one crawl: which hosts have their turn, their next links, and how many work on each."""

    def __init__(
        self, source: Source, partition: date, archive: Archive, on_page: OnPage, trail: Trail
    ) -> None:
        self.fetched = 0
        self._spec_print = version_print(source)
        self._source, self._spec, self._partition, self._archive = source, source.spec, partition, archive
        self._on_page, self._trail = on_page, trail
        self._stored = self._told = 0
        self._is_settling = False
        self._lastmod: LastModified | None = None
        self._may_be_more = True
        self._queues: dict[str, deque[Link]] = {}
        self._workers: dict[str, int] = {}
        self._in_full = archive.is_recrawl(partition)
        self._budget = Budget(source.spec.limits, archive.asked(partition))

    async def run(self, settings: Settings) -> None:
        spec = self._spec
        own = frozenset(host_of(page_url(link.url)) for link in seeds(spec))
        most = spec.related.max_hosts if spec.related else 0
        async with SpecGuest(settings, spec, self._archive) as guest:
            try:
                async with asyncio.timeout(self._budget.seconds_left) as limit:
                    if "sitemap" in spec.refresh.values() and spec.sitemap is None:
                        self._lastmod = LastModified(self._archive)
                        await self._lastmod.read(guest, [link.url for link in seeds(spec)])
                    await self._rounds(guest, own, most)
            except TimeoutError:  # the budget is spent; what was under way is still to do
                if not limit.expired():
                    raise
            self._finish()
        reached = self._budget.spent()
        left = self._archive.counts(self._partition).waiting
        if reached and left:
            message = f"{spec.source} reached {reached}; {left} addresses are left, raise it to go on"
            self._archive.leave(self._partition, "limit", message)

    async def _rounds(self, guest: Guest, own: frozenset[str], most_hosts: int) -> None:
        """Work until nothing is to do, then let related hosts in and begin anew."""
        while True:
            try:
                async with asyncio.TaskGroup() as tasks:
                    self._spread(guest, tasks)
            except BaseExceptionGroup as group:
                raise group.exceptions[0] from None
            if self._budget.spent():
                return
            self._may_be_more = self._archive.admit(self._partition, own, most_hosts) > 0
            if not self._may_be_more:
                return

    def _spread(self, guest: Guest, tasks: asyncio.TaskGroup) -> None:
        """Give hosts that wait for their turn workers, as long as there is room."""
        while self._may_be_more and len(self._queues) < _MOST_HOSTS and not self._budget.spent():
            host = self._archive.take_host(self._partition)
            if host is None:
                self._may_be_more = False
                return
            self._queues[host] = deque(self._archive.claim_of(self._partition, host, _CLAIM))
            self._workers[host] = 0
            self._hire(host, guest, tasks)

    def _hire(self, host: str, guest: Guest, tasks: asyncio.TaskGroup) -> None:
        """Let as many work on a host as it has places and links."""
        while self._workers[host] < self._spec.politeness.concurrency and (link := self._next(host)):
            self._workers[host] += 1
            tasks.create_task(self._work(host, link, guest, tasks))

    def _next(self, host: str) -> Link | None:
        """Return the next link of a host; None where there is none or others are to have its place first."""
        queue = self._queues[host]
        if not queue and len(self._queues) < _MOST_HOSTS:
            queue.extend(self._archive.claim_of(self._partition, host, _CLAIM))
        return queue.popleft() if queue else None

    async def _work(self, host: str, first: Link, guest: Guest, tasks: asyncio.TaskGroup) -> None:
        link: Link | None = first
        while link and not self._budget.spent():
            await self._visit(link, guest, tasks)
            link = self._next(host)
            self._hire(host, guest, tasks)
            self._spread(guest, tasks)
        self._workers[host] -= 1
        if not self._workers[host]:
            del self._workers[host], self._queues[host]
            self._archive.give_back(host)
            self._may_be_more = True
            self._spread(guest, tasks)

    async def _visit(self, link: Link, guest: Guest, tasks: asyncio.TaskGroup) -> None:
        """Have one page, from the archive or from its host, and write it down with its links."""
        version = self._archive.newest(link, self._partition)
        kept = self._kept(link, version) if version else None
        if kept is None:
            self._budget.ask()
            try:
                arrival = await self._ask(link, guest, version)
                self._budget.receive(len(arrival.page.body) if arrival.status != 304 else 0)
            except FetchError as error:
                self._archive.fail(self._partition, link, error.kind, str(error), error.transient)
                self._tell(tasks)
                return
            except RunFailed:
                raise
            except Exception as error:  # one odd address must not end a crawl of thousands
                _log.exception("%s: %s could not be fetched", self._source.name, link.url)
                message = f"{link.url}: {type(error).__name__}: {error}"
                self._archive.fail(self._partition, link, "unexpected", message, transient=True)
                self._tell(tasks)
                return
            self.fetched += 1
        fetch, arrival = kept if kept else (None, arrival)
        step = self._trail.follow(link, arrival.page)
        self._archive.store(
            arrival.page,
            step.links,
            fetch=fetch,
            version=arrival.version,
            status=arrival.status,
            arrived=arrival.arrived,
            validators=arrival.validators,
            signature=step.signature,
            is_repeat=step.is_repeat,
            warning=step.warning,
        )
        self._may_be_more = self._may_be_more or bool(step.links)
        self._stored += 1
        self._tell(tasks)

    def _kept(self, link: Link, version: Version) -> tuple[int, Arrival] | None:
        """Return the stored fetch that is good enough for tonight, by the spec's refresh policy.

        What an earlier version stands for by the judgement of another spec may lack what this one reads.
        """
        if version.judged not in (None, self._spec_print):
            return None
        days = self._spec.refresh_days(link.role)
        if self._spec.refresh_of(link.role) == "sitemap":
            changed = latest_change(link.lastmod) or (self._lastmod and self._lastmod.of(link.url))
            days = _ANY_AGE_DAYS if changed and changed < version.fetched_at else 0
        kept = self._archive.reusable(self._partition, link, days)
        return (kept[0], Arrival(page=kept[1])) if kept else None

    async def _ask(self, link: Link, guest: Guest, version: Version | None) -> Arrival:
        request = self._spec.request
        is_get = request is None or (request.json_body is None and request.form is None)
        is_conditional = is_get and not self._in_full and self._spec.refresh_of(link.role) != "always"
        return await ask(
            guest,
            self._archive,
            self._source,
            self._partition,
            link,
            self._trail.reads,
            spec_print=self._spec_print,
            version=version,
            is_conditional=is_conditional,
        )

    def _tell(self, tasks: asyncio.TaskGroup) -> None:
        """Tell of pages once they are committed, which the last ones of a burst are a moment later."""
        if not self._archive.is_held:
            self._finish()
        elif not self._is_settling:
            self._is_settling = True
            tasks.create_task(self._settle())

    async def _settle(self) -> None:
        await asyncio.sleep(_SETTLE_S)
        self._is_settling = False
        self._finish()

    def _finish(self) -> None:
        self._archive.flush()
        while self._told < self._stored:
            self._told += 1
            self._on_page(self._told)

"""Frontier and page archive of one source: a SQLite file that a kill -9 leaves consistent.

A page, the links found on it and its done mark are written in ONE transaction, several pages to a commit
while a crawl groups them; a claim lives in the process alone. So whatever was in flight when the process died
is simply still to do. Bodies are kept once; every fetch is a row of its own: earlier versions stay readable.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Self

from config.records import Issue, Page
from extractors.archive_file import ArchiveFile, day_number, moment_of, url_id
from extractors.frontier import Frontier
from extractors.links import CrawlCounts, Link, Role, natural_order, page_url
from extractors.versions import PageKey, Version, Versions

__all__ = ["Archive", "CrawlCounts", "Link", "PageKey", "Role", "Version", "natural_order", "page_url"]


class Archive:
    """The archive of one source; a context manager. One thread writes, others may read at the same time.

    Raises:
        UserError: the file cannot be opened, or is no archive.
        RunFailed: a write did not go through, as on a full disk; what was committed before stays.
    """

    def __init__(self, path: Path, source: str) -> None:
        self.path, self.source = path, source
        self.file = ArchiveFile(path)
        self._db = self.file.db
        self._frontier = Frontier(self.file, source)
        self._versions = Versions(self.file, source)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; what is committed is there whether or not this was called."""
        self.file.close()

    def group(self) -> None:
        """From now on commit several writes together: after some milliseconds of them, or at `flush`."""
        self.file.grouping = True

    def flush(self) -> None:
        """Commit the writes that wait for their group."""
        self.file.flush()

    @property
    def is_held(self) -> bool:
        """True while a write waits for its group: kill -9 would undo it."""
        return self.file.is_held

    def begin(
        self, partition: date, spec: str = "", *, recrawl: bool = False, now: datetime | None = None
    ) -> None:
        """Prepare a partition: failures that may pass are to do again.

        ``recrawl`` forgets which pages it had (their versions stay), unless it resumes a recrawl that was cut
        short. A changed ``spec`` (any fingerprint) walks the links anew over the pages it has. Nights before
        the newest ones are packed.
        """
        self._frontier.begin(partition, spec, recrawl, now)

    def seed(self, partition: date, urls: Iterable[Link]) -> None:
        """Add addresses that the spec itself names; those that the partition knows are left as they are."""
        with self.file.write():
            self._frontier.add(partition, urls)

    def claim(self, partition: date, n: int) -> list[Link]:
        """Return up to ``n`` links that are to do and were not claimed by this object, oldest first."""
        return self._frontier.claim(partition, n)

    def take_host(self, partition: date) -> str | None:
        """Return the host with links to do that waits longest; it is the caller's until it is given back."""
        return self._frontier.turns.take(day_number(partition))

    def claim_of(self, partition: date, host: str, n: int) -> list[Link]:
        """Return up to ``n`` links of a taken host that are to do, oldest first; use it without `claim`."""
        return self._frontier.claim_of(partition, host, n)

    def give_back(self, host: str) -> None:
        """Let others have their turn before a taken host, which comes again while it has links."""
        self._frontier.turns.give_back(host)

    def newest(self, link: Link, partition: date) -> Version | None:
        """Return what the last fetch of a link found, for whatever partition; None where there was none."""
        address = self._frontier.address_of(partition, link.subject, link.url)
        if address is None or self._frontier.is_unseen(address):
            return None
        return self._versions.newest(address)

    def page_of(self, version: int, link: Link, at: int) -> Page:
        """Return a version by its number as a page fetched ``at`` (microseconds since 1970)."""
        moment = moment_of(at)
        return self._versions.read(version, moment.date(), link, moment)

    def put_version(self, page: Page, asked: str) -> int:
        """Return the number of the version that ``page`` is of the address ``asked``, which is made where
        the archive does not have it; call it inside a `file.write` block."""
        return self._versions.put(replace(page, url=asked))

    def keep_body(self, page: Page) -> None:
        """Store the bytes of a page, so that `put_version` needs their hash alone; where that is called."""
        self._versions.bodies.keep(page)

    def rows_of(self, partition: date) -> str:
        """Return the table in which the frontier rows of a night can be read."""
        return self._frontier.table(day_number(partition))

    def fetched_in(self, partition: date, url: str) -> Page | None:
        """Return what was fetched of an address for a night."""
        address = url_id(self._db, url)
        found = address and self._versions.reusable(address, partition, Link(url=url), 1, 0)
        return found[1] if found else None

    def read(self, version: Version, partition: date, link: Link, fetched_at: datetime) -> Page:
        """Return a version as the page that ``link`` found at ``fetched_at``."""
        return self._versions.read(version.number, partition, link, fetched_at)

    def reusable(self, partition: date, link: Link, days: int) -> tuple[int, Page] | None:
        """Return the stored fetch that spares us a request, or None.

        One made for this very partition counts (in a recrawl: since it began), else one of a partition
        less than ``days`` days earlier.
        """
        address = self._frontier.address_of(partition, link.subject, link.url)
        if address is None:
            return None
        recrawl, since = self._frontier.asked_since(partition)
        return self._versions.reusable(address, partition, link, 0 if recrawl else days, since)

    def store(
        self,
        page: Page,
        links: Iterable[Link],
        *,
        fetch: int | None = None,
        version: Version | None = None,
        status: int | None = None,
        arrived: str | None = None,
        validators: Mapping[str, str | None] | None = None,
        signature: str | None = None,
        is_repeat: bool = False,
        warning: tuple[str, str] | None = None,
    ) -> None:
        """Write page, links and done mark in one transaction.

        Args:
            fetch: id of a stored fetch that is re-used instead of being stored again.
            version: the stored version that ``page`` is, where the host was asked and said nothing new.
            status: what it answered then, such as 304.
            arrived: SHA-256 of the bytes that came, where they are not those of ``version``.
            validators: ``etag``, ``last-modified`` for the next request, ``judged``; see `Version`.
            signature: hash of the records that a list page shows; see `has_shown`.
            is_repeat: keep it, but leave it out of `pages`: it shows what an earlier page has shown.
            warning: (kind, message) of an issue although the page itself is there.
        """
        address = self._frontier.address_of(page.partition, page.subject, page.url)
        with self.file.write():
            if address is None:
                address = self._versions.address_of(page.url)
            if fetch is None:
                number = version.number if version else None
                fetch = self._versions.add(page, address, number, status, arrived, validators)
            self._frontier.done(page, address, fetch, signature, is_repeat, warning)
            self._frontier.add(page.partition, links)

    def fail(self, partition: date, link: Link, kind: str, message: str, transient: bool) -> None:
        """Record why a page could not be had; ``transient`` ones are tried again by the next run.

        Kinds ``robots``, ``reserved`` and ``forbidden`` count as blocked.
        """
        self._frontier.fail(partition, link, kind, message, transient)

    def leave(self, partition: date, kind: str, message: str) -> None:
        """Put aside everything that is still to do, for one reason, which becomes an issue of the first link.

        The next `begin` of the partition takes it up again.
        """
        self._frontier.leave(partition, kind, message)

    def asked(self, partition: date) -> int:
        """Return how many pages of a partition were asked for in it, not taken from an earlier one."""
        return self._frontier.asked(partition)

    def is_recrawl(self, partition: date) -> bool:
        """Return whether everything of that night is asked for anew."""
        return self._frontier.asked_since(partition)[0]

    def admit(self, partition: date, own_hosts: frozenset[str], max_hosts: int) -> int:
        """Let related links wait no longer, up to ``max_hosts`` hosts beside our own; return how many links.

        Called when nothing else is left to do, so which hosts get in does not depend on what arrived first.
        """
        return self._frontier.admit(partition, own_hosts, max_hosts)

    def pages(self, partition: date) -> Iterator[Page]:
        """Yield the pages of a partition for extraction: lists and files, then details, then lookups.

        Within a role by depth, subject, address with numbers in order. No order of arrival goes in, so a
        crawl that was killed and resumed gives the same sequence.
        """
        return map(self.page, self.keys(partition))

    def keys(self, partition: date) -> Iterator[PageKey]:
        """Yield by what the pages of a partition are found, in the order of `pages`."""
        return self._versions.keys(partition, self._frontier.table(day_number(partition)))

    def packed(self, partition: date) -> int:
        """Return how many bytes the pages of a partition take in the file."""
        return self._versions.packed(partition, self._frontier.table(day_number(partition)))

    def has_details(self, partition: date) -> bool:
        """Return whether a partition has any detail page."""
        return self._versions.has_details(partition, self._frontier.table(day_number(partition)))

    def page(self, key: PageKey) -> Page:
        """Return one page of a partition with its body."""
        return self._versions.page(key)

    def latest(self, url: str, role: Role) -> Page | None:
        """Return the newest version of a page of whatever partition."""
        return self._versions.latest(url, role)

    def partitions(self) -> list[date]:
        """Return the dates that this source was crawled for, in order."""
        return self._frontier.partitions()

    def counts(self, partition: date) -> CrawlCounts:
        """Return how the partition stands now; all zero where it is unknown."""
        return self._frontier.counts(partition)

    def issues(self, partition: date) -> list[Issue]:
        """Return what went wrong, in order of address: an error where a start page failed."""
        return self._frontier.issues(partition)

    def blocked(self, partition: date) -> list[tuple[str, str, str]]:
        """Return (subject, address, reason) of every looked-up page that is kept from us, in order."""
        return self._frontier.blocked(partition)

    def has_shown(self, partition: date, chain: str, signature: str) -> bool:
        """Return whether a page of that pagination has shown these records: a repeat ends it."""
        return self._frontier.has_shown(partition, chain, signature)

    def recall(self, origin: str, what: str, max_age_s: float, now: float) -> str | None:
        """Return what is remembered of a host (robots.txt, a time to wait for); None if too old."""
        row = self._db.execute(
            "SELECT value FROM hosts WHERE origin = ? AND what = ? AND fetched_at > ?",
            (origin, what, now - max_age_s),
        ).fetchone()
        return row[0] if row else None

    def remember(self, origin: str, what: str, value: str, now: float) -> None:
        """Keep something about a host, whatever ends this run; ``now`` in seconds since the epoch."""
        with self.file.write(at_once=True) as db:
            db.execute("INSERT OR REPLACE INTO hosts VALUES (?, ?, ?, ?)", (origin, what, now, value))
        self.flush()  # a host that asks for an hour of peace gets it after a kill -9 too

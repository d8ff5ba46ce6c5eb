"""Frontier and page archive of one source: a SQLite file that a kill -9 leaves consistent.

A page, the links found on it and its done mark are written in ONE transaction; a claim lives in the
process alone. So whatever was in flight when the process died is simply still to do. Bodies are kept once per
SHA-256, compressed with zstd; every fetch is a row of its own, so earlier versions stay readable.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Self, cast

import zstandard

from config.errors import RunFailed, UserError
from config.records import Issue, Page
from extractors.links import BLOCKED, GONE, CrawlCounts, Link, Role, host_of, natural_order, page_url

__all__ = ["Archive", "CrawlCounts", "Link", "Role", "natural_order", "page_url"]

_SCHEMA = """
CREATE TABLE IF NOT EXISTS partitions (
    partition TEXT PRIMARY KEY, spec TEXT NOT NULL, recrawl INTEGER NOT NULL, since TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS frontier (
    id INTEGER PRIMARY KEY, partition TEXT NOT NULL, subject TEXT NOT NULL, url TEXT NOT NULL,
    role TEXT NOT NULL, depth INTEGER NOT NULL, hop INTEGER NOT NULL, chain TEXT NOT NULL,
    parent_url TEXT, context TEXT,
    state TEXT NOT NULL, transient INTEGER NOT NULL DEFAULT 0, kind TEXT, message TEXT, fetch INTEGER,
    signature TEXT,
    UNIQUE (partition, subject, url)
);
CREATE INDEX IF NOT EXISTS frontier_todo ON frontier (partition, id) WHERE state = 'todo';
CREATE TABLE IF NOT EXISTS fetches (
    id INTEGER PRIMARY KEY, url TEXT NOT NULL, partition TEXT NOT NULL, fetched_at TEXT NOT NULL,
    final_url TEXT NOT NULL, status INTEGER NOT NULL, headers TEXT NOT NULL, sha256 TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS fetches_url ON fetches (url, partition);
CREATE TABLE IF NOT EXISTS bodies (sha256 TEXT PRIMARY KEY, zstd BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS hosts (origin TEXT, what TEXT, fetched_at REAL NOT NULL, value TEXT NOT NULL,
    PRIMARY KEY (origin, what)) WITHOUT ROWID;
"""
_PAGE = "f.url, f.final_url, f.status, f.fetched_at, f.sha256, f.headers, b.zstd"


class Archive:
    """The archive of one source; a context manager. One thread writes, others may read at the same time.

    Raises:
        UserError: the file cannot be opened, or is no archive.
        RunFailed: a write did not go through, as on a full disk; what was committed before stays.
    """

    def __init__(self, path: Path, source: str) -> None:
        self.path, self.source = path, source
        self._compress = zstandard.ZstdCompressor(level=3).compress
        self._inflate = zstandard.ZstdDecompressor().decompress
        self._watermark: dict[str, int] = {}
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(path, timeout=30, isolation_level=None)
            self._db.executescript(
                "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -8000;" + _SCHEMA
            )
        except (OSError, sqlite3.Error) as error:
            raise UserError(
                f"{path}: the archive cannot be opened ({error}); make its folder writable or move it away."
            ) from None
        self._db.create_function("natural_order", 1, natural_order, deterministic=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; what is committed is there whether or not this was called."""
        self._db.close()

    def begin(
        self, partition: date, spec: str = "", *, recrawl: bool = False, now: datetime | None = None
    ) -> None:
        """Prepare a partition: failures that may pass are to do again.

        ``recrawl`` forgets which pages it had (their versions stay), unless it resumes a recrawl that was cut
        short. A changed ``spec`` (any fingerprint) walks the links anew over the pages it has.
        """
        day = partition.isoformat()
        row = self._db.execute("SELECT spec, recrawl FROM partitions WHERE partition = ?", (day,)).fetchone()
        waiting = self._db.execute(
            "SELECT EXISTS (SELECT 1 FROM frontier WHERE partition = ? AND state IN ('todo', 'held'))", (day,)
        ).fetchone()[0]
        resumes = row is not None and bool(waiting)
        self._watermark.pop(day, None)
        with self._transaction():
            if row is None or (recrawl and not (resumes and row[1])):
                since = (now or datetime.now(UTC)).isoformat() if recrawl else ""
                self._db.execute("DELETE FROM frontier WHERE partition = ?", (day,))
                self._db.execute(
                    "INSERT OR REPLACE INTO partitions VALUES (?, ?, ?, ?)", (day, spec, recrawl, since)
                )
            elif row[0] != spec:
                self._db.execute("DELETE FROM frontier WHERE partition = ?", (day,))
                self._db.execute("UPDATE partitions SET spec = ? WHERE partition = ?", (spec, day))
            else:
                self._db.execute(
                    "UPDATE frontier SET state = 'todo', kind = NULL, message = NULL"
                    " WHERE partition = ? AND state IN ('failed', 'blocked') AND transient",
                    (day,),
                )

    def seed(self, partition: date, urls: Iterable[Link]) -> None:
        """Add addresses that the spec itself names; those that the partition knows are left as they are."""
        with self._transaction():
            self._add(partition.isoformat(), urls)

    def claim(self, partition: date, n: int) -> list[Link]:
        """Return up to ``n`` links that are to do and were not claimed by this object, oldest first."""
        day = partition.isoformat()
        rows = self._db.execute(
            "SELECT id, url, role, depth, hop, chain, parent_url, subject, context FROM frontier"
            " WHERE partition = ? AND state = 'todo' AND id > ? ORDER BY id LIMIT ?",
            (day, self._watermark.get(day, 0), n),
        ).fetchall()
        if rows:
            self._watermark[day] = rows[-1][0]
        return [_link(row[1:]) for row in rows]

    def reusable(self, partition: date, link: Link, days: int) -> tuple[int, Page] | None:
        """Return the stored fetch that spares us a request, or None.

        One made for this very partition counts (in a recrawl: since it began), else one of a partition
        less than ``days`` days earlier.
        """
        day = partition.isoformat()
        row = self._db.execute("SELECT recrawl, since FROM partitions WHERE partition = ?", (day,)).fetchone()
        recrawl, since = row or (0, "")
        oldest = day if recrawl or days == 0 else (partition - timedelta(days=days - 1)).isoformat()
        found = self._db.execute(
            f"SELECT f.id, {_PAGE} FROM fetches f JOIN bodies b USING (sha256) WHERE f.url = ?"
            " AND f.partition BETWEEN ? AND ? AND f.fetched_at >= ?"
            " ORDER BY f.partition DESC, f.id DESC LIMIT 1",
            (link.url, oldest, day, since),
        ).fetchone()
        return (found[0], self._page(found[1:], partition, link.role, link.subject)) if found else None

    def store(
        self,
        page: Page,
        links: Iterable[Link],
        *,
        fetch: int | None = None,
        signature: str | None = None,
        is_repeat: bool = False,
        warning: tuple[str, str] | None = None,
    ) -> None:
        """Write page, links and done mark in one transaction.

        Args:
            fetch: id of a stored fetch that is re-used instead of being stored again.
            signature: hash of the records that a list page shows; see `chains`.
            is_repeat: keep it, but leave it out of `pages`: it shows what an earlier page has shown.
            warning: (kind, message) of an issue although the page itself is there.
        """
        day, blob = page.partition.isoformat(), b""
        if fetch is None:
            blob = self._compress(page.body)
        kind, message = warning or (None, None)
        with self._transaction():
            if fetch is None:
                self._db.execute("INSERT OR IGNORE INTO bodies VALUES (?, ?)", (page.sha256, blob))
                headers = json.dumps(page.headers, sort_keys=True, ensure_ascii=False)
                fetch = self._db.execute(
                    "INSERT INTO fetches (url, partition, fetched_at, final_url, status, headers, sha256)"
                    " VALUES (?, ?, ?, ?, ?, ?, ?)",
                    (
                        page.url,
                        day,
                        page.fetched_at.isoformat(),
                        page.final_url,
                        page.status,
                        headers,
                        page.sha256,
                    ),
                ).lastrowid
            self._db.execute(
                "UPDATE frontier SET state = ?, transient = 0, kind = ?, message = ?, fetch = ?,"
                " signature = ? WHERE partition = ? AND subject = ? AND url = ?",
                (
                    "repeat" if is_repeat else "done",
                    kind,
                    message,
                    fetch,
                    signature,
                    day,
                    page.subject or "",
                    page.url,
                ),
            )
            self._add(day, links)

    def fail(self, partition: date, link: Link, kind: str, message: str, transient: bool) -> None:
        """Record why a page could not be had; ``transient`` ones are tried again by the next run.

        Kinds ``robots``, ``reserved`` and ``forbidden`` count as blocked.
        """
        with self._transaction():
            self._db.execute(
                "UPDATE frontier SET state = ?, transient = ?, kind = ?, message = ?"
                " WHERE partition = ? AND subject = ? AND url = ?",
                (
                    "blocked" if kind in BLOCKED else "failed",
                    transient,
                    kind,
                    message,
                    partition.isoformat(),
                    link.subject or "",
                    link.url,
                ),
            )

    def admit(self, partition: date, own_hosts: frozenset[str], max_hosts: int) -> int:
        """Let related links wait no longer, up to ``max_hosts`` hosts beside our own; return how many links.

        Called when nothing else is left to do, so which hosts get in does not depend on what arrived first.
        """
        day = partition.isoformat()
        rows = self._db.execute(
            "SELECT id, url, state, depth FROM frontier WHERE partition = ? AND role = 'related'"
            " ORDER BY state = 'held', depth, natural_order(url), url",
            (day,),
        ).fetchall()
        hosts = {
            host for _, url, state, _ in rows if state not in ("held", "left") and (host := host_of(url))
        }
        hosts -= own_hosts
        nearest = min((row[3] for row in rows if row[2] == "held"), default=0)
        admitted = 0
        with self._transaction():
            for rowid, url, state, depth in rows:
                if state != "held" or depth != nearest:
                    continue
                host = host_of(url)
                fits = host in own_hosts or host in hosts or len(hosts) < max_hosts
                if fits and host not in own_hosts:
                    hosts.add(host)
                admitted += fits
                new = "todo" if fits else "left"
                self._db.execute("UPDATE frontier SET state = ? WHERE id = ?", (new, rowid))
        self._watermark.pop(day, None)
        return admitted

    def pages(self, partition: date) -> Iterator[Page]:
        """Yield the pages of a partition for extraction: lists and files, then details, then lookups.

        Within a role by depth, subject, address with numbers in order. No order of arrival goes in, so a
        crawl that was killed and resumed gives the same sequence.
        """
        rows = self._db.execute(
            f"SELECT {_PAGE}, q.role, q.subject FROM frontier q JOIN fetches f ON f.id = q.fetch"
            " JOIN bodies b USING (sha256) WHERE q.partition = ? AND q.state = 'done'"
            " ORDER BY CASE q.role WHEN 'detail' THEN 1 WHEN 'lookup' THEN 2 ELSE 0 END,"
            " q.depth, q.subject, natural_order(q.url), q.url",
            (partition.isoformat(),),
        )
        for row in rows:
            yield self._page(row[:7], partition, row[7], row[8])

    def latest(self, url: str, role: Role) -> Page | None:
        """Return the newest version of a page of whatever partition."""
        row = self._db.execute(
            f"SELECT {_PAGE}, f.partition FROM fetches f JOIN bodies b USING (sha256) WHERE f.url = ?"
            " ORDER BY f.partition DESC, f.id DESC LIMIT 1",
            (page_url(url),),
        ).fetchone()
        return self._page(row[:7], date.fromisoformat(row[7]), role, None) if row else None

    def partitions(self) -> list[date]:
        """Return the dates that this source was crawled for, in order."""
        rows = self._db.execute("SELECT partition FROM partitions ORDER BY partition").fetchall()
        return [date.fromisoformat(row[0]) for row in rows]

    def counts(self, partition: date) -> CrawlCounts:
        """Return how the partition stands now; all zero where it is unknown."""
        rows = self._db.execute(
            "SELECT state, kind, parent_url IS NULL, count(*) FROM frontier WHERE partition = ?"
            " GROUP BY 1, 2, 3",
            (partition.isoformat(),),
        ).fetchall()
        total = {state: sum(row[3] for row in rows if row[0] == state) for state, *_ in rows}
        seeds = [row for row in rows if row[2]]
        gone = bool(seeds) and all(state == "failed" and kind in GONE for state, kind, *_ in seeds)
        return CrawlCounts(
            pages=total.get("done", 0),
            failed_pages=total.get("failed", 0),
            blocked_pages=total.get("blocked", 0),
            waiting=total.get("todo", 0) + total.get("held", 0),
            is_gone=gone and not total.get("done", 0),
        )

    def issues(self, partition: date) -> list[Issue]:
        """Return what went wrong, in order of address: an error where a start page failed."""
        rows = self._db.execute(
            "SELECT url, kind, message, parent_url IS NULL AND role <> 'lookup' AND state = 'failed'"
            " FROM frontier"
            " WHERE partition = ? AND kind IS NOT NULL ORDER BY natural_order(url), url, subject",
            (partition.isoformat(),),
        ).fetchall()
        return [
            Issue(
                source=self.source, level="error" if is_error else "warning", kind=kind, message=text, url=url
            )
            for url, kind, text, is_error in rows
        ]

    def blocked(self, partition: date) -> list[tuple[str, str, str]]:
        """Return (subject, address, reason) of every looked-up page that is kept from us, in order."""
        rows = self._db.execute(
            "SELECT subject, url, coalesce(message, '') FROM frontier WHERE partition = ? AND role = 'lookup'"
            " AND state = 'blocked' ORDER BY subject, url",
            (partition.isoformat(),),
        ).fetchall()
        return [(str(row[0]), str(row[1]), str(row[2])) for row in rows]

    def chains(self, partition: date) -> set[tuple[str, str]]:
        """Return (chain, signature) of every list page that is done: a repeat ends its pagination."""
        rows = self._db.execute(
            "SELECT chain, signature FROM frontier WHERE partition = ? AND signature IS NOT NULL",
            (partition.isoformat(),),
        ).fetchall()
        return {(row[0], row[1]) for row in rows}

    def recall(self, origin: str, what: str, max_age_s: float, now: float) -> str | None:
        """Return what is remembered of a host (robots.txt, a time to wait for); None if too old."""
        row = self._db.execute(
            "SELECT value FROM hosts WHERE origin = ? AND what = ? AND fetched_at > ?",
            (origin, what, now - max_age_s),
        ).fetchone()
        return row[0] if row else None

    def remember(self, origin: str, what: str, value: str, now: float) -> None:
        """Keep something about a host beyond this run; ``now`` in seconds since the epoch."""
        with self._transaction():
            self._db.execute("INSERT OR REPLACE INTO hosts VALUES (?, ?, ?, ?)", (origin, what, now, value))

    def _add(self, day: str, links: Iterable[Link]) -> None:
        self._db.executemany(
            "INSERT OR IGNORE INTO frontier"
            " (partition, url, role, depth, hop, chain, parent_url, subject, context, state)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (
                    day,
                    url := page_url(link.url),
                    link.role,
                    link.depth,
                    link.hop,
                    link.chain or url,
                    link.parent_url,
                    link.subject or "",
                    link.context,
                    "held" if link.role == "related" else "todo",
                )
                for link in links
            ],
        )

    def _page(self, row: tuple[object, ...], partition: date, role: str, subject: str | None) -> Page:
        url, final_url, status, fetched_at, sha256, headers, blob = row
        return Page(
            source=self.source,
            partition=partition,
            url=str(url),
            final_url=str(final_url),
            status=cast(int, status),
            fetched_at=datetime.fromisoformat(str(fetched_at)),
            sha256=str(sha256),
            body=self._inflate(cast(bytes, blob)),
            headers=json.loads(str(headers)),
            role=cast(Role, role),
            subject=subject or None,
        )

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        try:
            self._db.execute("BEGIN IMMEDIATE")
            yield
            self._db.execute("COMMIT")
        except BaseException as error:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            if isinstance(error, sqlite3.Error):
                raise RunFailed(
                    f"{self.path}: the archive cannot be written ({error}); "
                    "free space or make it writable, then run again."
                ) from error
            raise


def _link(row: tuple[object, ...]) -> Link:
    names = ("url", "role", "depth", "hop", "chain", "parent_url", "subject", "context")
    link = Link(**dict(zip(names, row, strict=True)))  # type: ignore[arg-type]
    return link if link.subject else replace(link, subject=None)

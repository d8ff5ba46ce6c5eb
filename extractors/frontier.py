"""The frontier of one archive: what each night wants, what is to do, how it ended.

No question here reads a whole night into memory, and handing out work walks an index of what is still open.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import islice
from typing import Any

from config.records import Issue, Page
from extractors import nights
from extractors.archive_file import (
    ArchiveFile,
    day_number,
    day_of,
    make_url_id,
    make_url_ids,
    microseconds,
    url_id,
)
from extractors.links import BLOCKED, GONE, CrawlCounts, Link, host_of, page_url, storable
from extractors.turns import Turns

_LINK = (
    "SELECT q.id, u.url, q.role, q.depth, q.hop, coalesce(c.url, u.url), p.url, q.subject, q.lastmod, u.id,"
    " EXISTS (SELECT 1 FROM fetches f WHERE f.url = u.id)"
    " FROM frontier q JOIN urls u ON u.id = q.url LEFT JOIN urls c ON c.id = q.chain"
    " LEFT JOIN urls p ON p.id = q.parent"
)

_AT_ONCE = 1000
"""Links that are added together: a sitemap may name a million."""


class Frontier:
    """The frontier tables; `extractors.archive.Archive` says what each method means to a crawl."""

    def __init__(self, file: ArchiveFile, source: str) -> None:
        self._file, self._db, self._source = file, file.db, source
        self._watermark: dict[int, int] = {}
        self._rows: dict[tuple[int, str, str], tuple[int, int]] = {}
        """Row and address number of the links that are handed out: (day, subject, url) -> (row, address)."""
        self._unseen: set[int] = set()
        """Addresses among those of which nothing was ever fetched: nobody need look for a version of them."""
        file.on_undo += [self._watermark.clear, self._rows.clear, self._unseen.clear]
        self.turns = Turns(file)

    def begin(self, partition: date, spec: str, recrawl: bool, now: datetime | None) -> None:
        day = day_number(partition)
        if nights.is_packed(self._db, day):
            with self._file.write() as db:
                nights.unpack(db, day)
        row = self._db.execute("SELECT spec, recrawl FROM partitions WHERE partition = ?", (day,)).fetchone()
        resumes = row is not None and bool(self._count(day, "todo") + self._count(day, "held"))
        self._begin_anew(day)
        self._rows.clear()
        with self._file.write() as db:
            if row is None or (recrawl and not (resumes and row[1])):
                since = microseconds(now or datetime.now(UTC)) if recrawl else 0
                db.execute("DELETE FROM frontier WHERE partition = ?", (day,))
                db.execute(
                    "INSERT OR REPLACE INTO partitions VALUES (?, ?, ?, ?)", (day, spec, recrawl, since)
                )
            elif row[0] != spec:
                db.execute("DELETE FROM frontier WHERE partition = ?", (day,))
                db.execute("UPDATE partitions SET spec = ? WHERE partition = ?", (spec, day))
            else:
                db.execute(
                    "UPDATE frontier SET state = 'todo', kind = NULL, message = NULL WHERE partition = ?"
                    " AND state IN ('failed', 'blocked') AND state <> 'done' AND transient",
                    (day,),
                )
                db.execute(
                    "UPDATE frontier SET state = CASE role WHEN 'related' THEN 'held' ELSE 'todo' END,"
                    " kind = NULL, message = NULL"
                    " WHERE partition = ? AND state = 'left' AND state <> 'done' AND transient",
                    (day,),
                )
            nights.pack_older(db, day)

    def table(self, day: int) -> str:
        """Return the table that has the rows of a night to be read."""
        return nights.laid_out(self._db, day) if nights.is_packed(self._db, day) else "frontier"

    def asked_since(self, partition: date) -> tuple[bool, int]:
        """Return whether the partition is being recrawled, and since when (microseconds)."""
        row = self._db.execute(
            "SELECT recrawl, since FROM partitions WHERE partition = ?", (day_number(partition),)
        ).fetchone()
        return (bool(row[0]), int(row[1])) if row else (False, 0)

    def add(self, partition: date, links: Iterable[Link]) -> None:
        """Add links that the partition does not know; call it inside a `write` block."""
        day, rest = day_number(partition), iter(links)
        while some := list(islice(rest, _AT_ONCE)):
            spelled = [
                (
                    link,
                    url := page_url(link.url),
                    page_url(link.chain) if link.chain else url,
                    link.parent_url,
                )
                for link in some
            ]
            numbers = make_url_ids(
                self._db, dict.fromkeys(url for _, *urls in spelled for url in urls if url is not None)
            )
            self._db.executemany(
                "INSERT OR IGNORE INTO frontier"
                " (partition, url, subject, role, depth, hop, chain, parent, lastmod, state)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [
                    (
                        day,
                        numbers[url],
                        link.subject or "",
                        link.role,
                        link.depth,
                        link.hop,
                        None if chain == url else numbers[chain],
                        None if parent is None else numbers[parent],
                        link.lastmod,
                        "held" if link.role == "related" else "todo",
                    )
                    for link, url, chain, parent in spelled
                ],
            )

    def claim(self, partition: date, n: int) -> list[Link]:
        day = day_number(partition)
        rows = self._db.execute(
            _LINK + " WHERE q.partition = ? AND q.state = 'todo' AND q.state <> 'done' AND q.id > ?"
            " ORDER BY q.id LIMIT ?",
            (day, self._watermark.get(day, 0), n),
        ).fetchall()
        if rows:
            self._watermark[day] = rows[-1][0]
        return self._hand_out(day, rows)

    def claim_of(self, partition: date, host: str, n: int) -> list[Link]:
        day = day_number(partition)
        numbers = self.turns.claim(day, host, n)
        if not numbers:
            return []
        listed = " WHERE q.id IN (SELECT value FROM json_each(?)) ORDER BY q.id"
        return self._hand_out(day, self._db.execute(_LINK + listed, (str(numbers),)))

    def _hand_out(self, day: int, rows: Iterable[tuple[Any, ...]]) -> list[Link]:
        links = []
        for number, url, role, depth, hop, chain, parent, subject, lastmod, address, is_seen in rows:
            self._rows[day, subject, url] = (number, address)
            if not is_seen:
                self._unseen.add(address)
            link = Link(
                url=url, role=role, depth=depth, hop=hop, chain=chain, parent_url=parent, lastmod=lastmod
            )
            links.append(replace(link, subject=subject) if subject else link)
        return links

    def done(
        self,
        page: Page,
        address: int,
        fetch: int,
        signature: str | None,
        is_repeat: bool,
        warning: tuple[str, str] | None,
    ) -> None:
        """Mark a page as done; call it inside a `write` block."""
        kind, message = warning or (None, None)
        self._unseen.discard(address)
        row = self._row(page.partition, page.subject, page.url, address)
        self._db.execute(
            "UPDATE frontier SET state = ?, transient = 0, kind = ?, message = ?, fetch = ?, signature = ?"
            " WHERE id = ?",
            ("repeat" if is_repeat else "done", kind, message, fetch, signature, row),
        )

    def fail(self, partition: date, link: Link, kind: str, message: str, transient: bool) -> None:
        with self._file.write() as db:
            address = make_url_id(db, page_url(link.url))
            self._unseen.discard(address)
            db.execute(
                "UPDATE frontier SET state = ?, transient = ?, kind = ?, message = ? WHERE id = ?",
                (
                    "blocked" if kind in BLOCKED else "failed",
                    transient,
                    kind,
                    storable(message),
                    self._row(partition, link.subject, link.url, address),
                ),
            )

    def address_of(self, partition: date, subject: str | None, url: str) -> int | None:
        """Return the number of an address, without a query where it was just handed out."""
        known = self._rows.get((day_number(partition), subject or "", url))
        return known[1] if known else url_id(self._db, url)

    def is_unseen(self, address: int) -> bool:
        """Return True where it is known without a query that nothing was ever fetched there."""
        return address in self._unseen

    def _row(self, partition: date, subject: str | None, url: str, address: int) -> int | None:
        known = self._rows.pop((day_number(partition), subject or "", url), None)
        if known:
            return known[0]
        found = self._db.execute(
            "SELECT id FROM frontier WHERE partition = ? AND url = ? AND subject = ?",
            (day_number(partition), address, subject or ""),
        ).fetchone()
        return found[0] if found else None

    def admit(self, partition: date, own_hosts: frozenset[str], max_hosts: int) -> int:
        day = day_number(partition)
        if not self._count(day, "held"):
            self._begin_anew(day)
            return 0
        hosts = {
            host_of(row[0])
            for row in self._db.execute(
                "SELECT u.url FROM frontier q JOIN urls u ON u.id = q.url WHERE q.partition = ?"
                " AND q.role = 'related' AND q.state NOT IN ('held', 'left')",
                (day,),
            )
        } - own_hosts
        held = self._db.execute(
            "SELECT q.id, u.url FROM frontier q JOIN urls u ON u.id = q.url WHERE q.partition = ?1"
            " AND q.state = 'held' AND q.state <> 'done' AND q.depth = (SELECT min(depth) FROM frontier"
            " WHERE partition = ?1 AND state = 'held' AND state <> 'done')"
            " ORDER BY natural_order(u.url), u.url",
            (day,),
        ).fetchall()
        admitted = 0
        with self._file.write() as db:
            for row, url in held:
                host = host_of(url)
                fits = host in own_hosts or host in hosts or len(hosts) < max_hosts
                if fits and host not in own_hosts:
                    hosts.add(host)
                admitted += fits
                db.execute("UPDATE frontier SET state = ? WHERE id = ?", ("todo" if fits else "left", row))
        self._begin_anew(day)
        return admitted

    def _begin_anew(self, day: int) -> None:
        self._watermark.pop(day, None)
        self.turns.forget()

    def leave(self, partition: date, kind: str, message: str) -> None:
        day = day_number(partition)
        with self._file.write() as db:
            first = db.execute(
                "SELECT min(id) FROM frontier WHERE partition = ? AND state IN ('todo', 'held')"
                " AND state <> 'done'",
                (day,),
            ).fetchone()[0]
            db.execute(
                "UPDATE frontier SET state = 'left', transient = 1"
                " WHERE partition = ? AND state IN ('todo', 'held') AND state <> 'done'",
                (day,),
            )
            db.execute("UPDATE frontier SET kind = ?, message = ? WHERE id = ?", (kind, message, first))

    def asked(self, partition: date) -> int:
        found = self._db.execute(
            "SELECT count(*) FROM frontier q JOIN fetches f ON f.id = q.fetch"
            " WHERE q.partition = ?1 AND f.partition = ?1",
            (day_number(partition),),
        ).fetchone()
        return int(found[0])

    def partitions(self) -> list[date]:
        rows = self._db.execute("SELECT partition FROM partitions ORDER BY partition").fetchall()
        return [day_of(row[0]) for row in rows]

    def counts(self, partition: date) -> CrawlCounts:
        day = day_number(partition)
        rows = f"FROM {self.table(day)} WHERE partition = ?"
        total = dict(
            self._db.execute(
                f"SELECT state, count(*) {rows} AND state <> 'done' GROUP BY state", (day,)
            ).fetchall()
        )
        every = self._db.execute(f"SELECT count(*) {rows}", (day,)).fetchone()[0]
        pages = every - sum(total.values())
        return CrawlCounts(
            pages=pages,
            failed_pages=total.get("failed", 0),
            blocked_pages=total.get("blocked", 0),
            waiting=total.get("todo", 0) + total.get("held", 0),
            is_gone=not pages and self._is_gone(day),
        )

    def _is_gone(self, day: int) -> bool:
        seeds = self._db.execute(
            f"SELECT state, kind FROM {self.table(day)} WHERE partition = ? AND parent IS NULL"
            " GROUP BY state, kind",
            (day,),
        ).fetchall()
        return bool(seeds) and all(state == "failed" and kind in GONE for state, kind in seeds)

    def _count(self, day: int, state: str) -> int:
        found = self._db.execute(
            "SELECT count(*) FROM frontier WHERE partition = ? AND state = ? AND state <> 'done'",
            (day, state),
        ).fetchone()
        return int(found[0])

    def issues(self, partition: date) -> list[Issue]:
        rows = self._db.execute(
            "SELECT u.url, kind, message, parent IS NULL AND role <> 'lookup' AND state = 'failed'"
            f" FROM {self.table(day_number(partition))} q JOIN urls u ON u.id = q.url"
            " WHERE partition = ? AND kind IS NOT NULL ORDER BY natural_order(u.url), u.url, subject",
            (day_number(partition),),
        ).fetchall()
        return [
            Issue(
                source=self._source,
                level="error" if is_error else "warning",
                kind=kind,
                message=text,
                url=url,
            )
            for url, kind, text, is_error in rows
        ]

    def blocked(self, partition: date) -> list[tuple[str, str, str]]:
        rows = self._db.execute(
            "SELECT subject, u.url, coalesce(message, '')"
            f" FROM {self.table(day_number(partition))} q JOIN urls u ON u.id = q.url"
            " WHERE partition = ? AND role = 'lookup' AND state = 'blocked' AND state <> 'done'"
            " ORDER BY subject, u.url",
            (day_number(partition),),
        ).fetchall()
        return [(str(row[0]), str(row[1]), str(row[2])) for row in rows]

    def has_shown(self, partition: date, chain: str, signature: str) -> bool:
        found = self._db.execute(
            "SELECT 1 FROM frontier WHERE partition = ?1 AND signature = ?3"
            " AND (chain = ?2 OR (chain IS NULL AND url = ?2)) LIMIT 1",
            (day_number(partition), url_id(self._db, page_url(chain)), signature),
        ).fetchone()
        return found is not None

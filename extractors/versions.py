"""What pages said and when: a row for every version of a page and one for every fetch.

A page is a version: its bytes, headers and the address that answered. A fetch names the version that a replay
reads for it. That is the version whose bytes arrived or, where the site said 304 or only noise had changed
(`extractors.region`), an earlier one: then its bytes and their hash stand for the later date as well.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple, cast

import orjson

from config.records import Page
from extractors.archive_file import (
    ArchiveFile,
    day_number,
    day_of,
    make_url_id,
    microseconds,
    moment_of,
    url_id,
)
from extractors.bodies import Bodies
from extractors.links import Link, Role, page_url

_PAGE = "u.url, v.final_url, v.status, f.fetched_at, b.sha256, v.headers, b.zstd, b.dictionary"
_FROM = " JOIN urls u ON u.id = f.url JOIN versions v ON v.id = f.version JOIN bodies b ON b.id = v.body"


class PageKey(NamedTuple):
    """By what `Archive.page` finds a page of a night."""

    partition: date
    fetch: int
    role: Role
    subject: str
    url: str
    final_url: str
    status: int


@dataclass(frozen=True, kw_only=True)
class Version:
    """The newest version of a page, without its body. ``judged``: the spec by which a later answer was found
    to say the same, whose validators these are; None where they belong to the stored bytes."""

    number: int
    final_url: str
    status: int
    content_type: str | None
    sha256: str
    etag: str | None
    last_modified: str | None
    judged: str | None
    fetched_at: datetime


class Versions:
    """The tables of pages; `extractors.archive.Archive` says what each method means to a crawl."""

    def __init__(self, file: ArchiveFile, source: str) -> None:
        self._db, self._source = file.db, source
        self.bodies = Bodies(file)

    def newest(self, address: int) -> Version | None:
        """Return the version that the last fetch of an address found, whatever night it was for."""
        row = self._db.execute(
            "SELECT v.id, v.final_url, v.status, v.headers, b.sha256, v.validators, f.fetched_at, u.url"
            f" FROM fetches f{_FROM} WHERE f.url = ? ORDER BY f.partition DESC, f.id DESC LIMIT 1",
            (address,),
        ).fetchone()
        if row is None:
            return None
        number, final_url, status, headers, sha256, validators, fetched_at, url = row
        head = orjson.loads(headers)
        valid = orjson.loads(validators) if validators else head
        return Version(
            number=number,
            final_url=final_url or url,
            status=status,
            content_type=head.get("content-type"),
            sha256=sha256.hex(),
            etag=valid.get("etag"),
            last_modified=valid.get("last-modified"),
            judged=valid.get("judged") if validators else None,
            fetched_at=moment_of(fetched_at),
        )

    def read(self, version: int, partition: date, link: Link, fetched_at: datetime) -> Page:
        """Return a version as the page that ``link`` found at ``fetched_at``."""
        row = self._db.execute(
            "SELECT u.url, v.final_url, v.status, ?, b.sha256, v.headers, b.zstd, b.dictionary"
            " FROM versions v JOIN urls u ON u.id = v.url JOIN bodies b ON b.id = v.body WHERE v.id = ?",
            (microseconds(fetched_at), version),
        ).fetchone()
        return self._page(row, partition, link.role, link.subject)

    def reusable(
        self, address: int, partition: date, link: Link, days: int, since: int
    ) -> tuple[int, Page] | None:
        """Return the newest fetch of the ``days`` up to the partition that is not older than ``since``."""
        oldest = partition - timedelta(days=min(max(days - 1, 0), partition.toordinal() - 1))
        row = self._db.execute(
            f"SELECT f.id, {_PAGE} FROM fetches f{_FROM} WHERE f.url = ?"
            " AND f.partition BETWEEN ? AND ? AND f.fetched_at >= ?"
            " ORDER BY f.partition DESC, f.id DESC LIMIT 1",
            (address, day_number(oldest), day_number(partition), since),
        ).fetchone()
        return (row[0], self._page(row[1:], partition, link.role, link.subject)) if row else None

    def add(
        self,
        page: Page,
        address: int,
        version: int | None,
        status: int | None,
        arrived: str | None,
        validators: Mapping[str, str | None] | None,
    ) -> int:
        """Write a fetch, and its version where that is new; call it inside a `write` block."""
        if version is None:
            version = self._insert(page, address, _validators(validators))
        elif validators is not None:
            self._db.execute(
                "UPDATE versions SET validators = ?1 WHERE id = ?2 AND validators IS NOT ?1",
                (_validators(validators), version),
            )
        fetch = self._db.execute(
            "INSERT INTO fetches (url, partition, fetched_at, status, version, arrived)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            (
                address,
                day_number(page.partition),
                microseconds(page.fetched_at),
                status or page.status,
                version,
                bytes.fromhex(arrived) if arrived else None,
            ),
        ).lastrowid
        assert fetch is not None
        return fetch

    def put(self, page: Page) -> int:
        """Return the number of the version with these very bytes, headers and addresses, made if need be."""
        address = make_url_id(self._db, page.url)
        known = self._db.execute(
            "SELECT v.id FROM versions v JOIN bodies b ON b.id = v.body JOIN fetches f ON f.version = v.id"
            " WHERE f.url = ? AND b.sha256 = ? AND v.final_url IS ? AND v.status = ?"
            " AND v.headers = ? LIMIT 1",
            (address, bytes.fromhex(page.sha256), _final(page), page.status, _headers(page)),
        ).fetchone()
        return int(known[0]) if known else self._insert(page, address, None)

    def _insert(self, page: Page, address: int, validators: str | None) -> int:
        version = self._db.execute(
            "INSERT INTO versions (url, final_url, status, headers, body, validators)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            (address, _final(page), page.status, _headers(page), self.bodies.keep(page), validators),
        ).lastrowid
        assert version is not None
        return version

    def keys(self, partition: date, table: str) -> Iterator[PageKey]:
        """Yield what a night's pages are known by, in the order of extraction; ``table`` has its rows."""
        rows = self._db.execute(
            "SELECT q.fetch, q.role, q.subject, u.url, coalesce(v.final_url, u.url), v.status"
            f" FROM {table} q JOIN urls u ON u.id = q.url JOIN fetches f ON f.id = q.fetch"
            " JOIN versions v ON v.id = f.version"
            " WHERE q.partition = ? AND q.state = 'done'"
            " ORDER BY CASE q.role WHEN 'detail' THEN 1 WHEN 'lookup' THEN 2 ELSE 0 END,"
            " q.depth, q.subject, natural_order(u.url), u.url",
            (day_number(partition),),
        )
        for row in rows:
            yield PageKey(partition, *row)

    def packed(self, partition: date, table: str) -> int:
        """Return how many bytes the bodies of a night's pages take as they are stored."""
        found = self._db.execute(
            f"SELECT coalesce(sum(length(b.zstd)), 0) FROM {table} q JOIN fetches f ON f.id = q.fetch"
            " JOIN versions v ON v.id = f.version JOIN bodies b ON b.id = v.body"
            " WHERE q.partition = ? AND q.state = 'done'",
            (day_number(partition),),
        ).fetchone()
        return int(found[0])

    def has_details(self, partition: date, table: str) -> bool:
        """Return whether any detail page was stored for a night."""
        asked = f"SELECT 1 FROM {table} WHERE partition = ? AND role = 'detail' AND state = 'done' LIMIT 1"
        return self._db.execute(asked, (day_number(partition),)).fetchone() is not None

    def page(self, key: PageKey) -> Page:
        """Return one page with its body."""
        row = self._db.execute(
            f"SELECT {_PAGE} FROM fetches f{_FROM} WHERE f.id = ?", (key.fetch,)
        ).fetchone()
        return self._page(row, key.partition, key.role, key.subject)

    def latest(self, url: str, role: Role) -> Page | None:
        """Return the newest version of a page of whatever partition."""
        row = self._db.execute(
            f"SELECT {_PAGE}, f.partition FROM fetches f{_FROM} WHERE f.url = ?"
            " ORDER BY f.partition DESC, f.id DESC LIMIT 1",
            (url_id(self._db, page_url(url)),),
        ).fetchone()
        return self._page(row[:-1], day_of(row[-1]), role, None) if row else None

    def address_of(self, url: str) -> int:
        """Return the number of an address, new or not; call it inside a `write` block."""
        return make_url_id(self._db, url)

    def _page(self, row: tuple[object, ...], partition: date, role: str, subject: str | None) -> Page:
        url, final_url, status, fetched_at, sha256, headers, blob, dictionary = row
        return Page(
            source=self._source,
            partition=partition,
            url=str(url),
            final_url=str(final_url or url),
            status=cast(int, status),
            fetched_at=moment_of(cast(int, fetched_at)),
            sha256=cast(bytes, sha256).hex(),
            body=self.bodies.inflate(cast(bytes, blob), cast("int | None", dictionary)),
            headers=orjson.loads(str(headers)),
            role=cast(Role, role),
            subject=subject or None,
        )


def _validators(given: Mapping[str, str | None] | None) -> str | None:
    """Return validators as they are stored; None: those in the version's headers hold."""
    if given is None:
        return None
    kept = {name: value for name, value in given.items() if value}
    return orjson.dumps(kept, option=orjson.OPT_SORT_KEYS).decode()


def _final(page: Page) -> str | None:
    return None if page.final_url == page.url else page.final_url


def _headers(page: Page) -> str:
    return orjson.dumps(page.headers, option=orjson.OPT_SORT_KEYS).decode()

"""Read WARC files into the archive: our own with the nights they hold, anybody's as pages of a night.

The whole file is one transaction. Pages of a file that is not ours are put under a night and then walked by
the source's spec as a crawl would, without a request.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import zlib
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from warcio.archiveiterator import ArchiveIterator  # type: ignore[import-untyped]
from warcio.bufferedreaders import ChunkedDataReader  # type: ignore[import-untyped]
from warcio.exceptions import ArchiveLoadFailed  # type: ignore[import-untyped]
from warcio.recordloader import ArcWarcRecord  # type: ignore[import-untyped]

from config.errors import UserError
from config.records import Page
from extractors import nights
from extractors.archive import Archive
from extractors.archive_file import day_number, make_url_id, microseconds
from extractors.arrival import KEPT_HEADERS
from extractors.inflate import BadCoding, Inflater, TooLarge
from extractors.links import page_url
from extractors.warc_export import KEYS, NIGHT

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_HAD = ", ".join(
    f"{name} = excluded.{name}" for name in ("fetch", "state", "transient", "kind", "message", "signature")
)
"""What becomes of an address that a night wanted and did not have, and of which the file has the page."""


@dataclass
class Imported:
    """What a file brought: pages that the archive did not have, and the nights that they are of."""

    pages: int = 0
    nights: set[date] = field(default_factory=set)
    is_ours: bool = False
    """The nights are whole; otherwise the pages are yet to be walked."""


def import_warc(
    archive: Archive, path: Path, *, partition: date | None = None, max_bytes: int = 16 * 2**20
) -> Imported:
    """Add what ``path`` holds; what the archive has already is left as it is.

    Args:
        partition: the night of the pages. Without it those of our own files keep theirs, and others are of
            the day of their record. Of our own files with it, that night alone.
        max_bytes: longer bodies are left out.

    Raises:
        UserError: the file cannot be read or is broken; nothing of it is imported then.
        RunFailed: the archive cannot be written.
    """
    reading = _Import(archive, partition, max_bytes)
    with archive.file.write():
        try:
            with path.open("rb") as file:
                for record in ArchiveIterator(file):
                    reading.take(record)
        except OSError as error:
            raise UserError(f"{path}: cannot be read ({error.strerror}); correct the path.") from None
        except (ArchiveLoadFailed, zlib.error, EOFError, ValueError, KeyError, TypeError) as error:
            said = " ".join(str(error).split())[:200] or type(error).__name__
            raise UserError(f"{path}: not a whole WARC file ({said}); fetch or export it again.") from None
        if not reading.records:
            raise UserError(f"{path}: no WARC record in it; give a .warc or .warc.gz file.")
        reading.finish()
    return reading.found


class _Import:
    """One file being read."""

    def __init__(self, archive: Archive, partition: date | None, max_bytes: int) -> None:
        self._archive, self._db, self._only = archive, archive.file.db, partition
        self._max_bytes = max_bytes
        self._responses: dict[str, Page] = {}
        self._redirects: dict[str, tuple[str, datetime]] = {}
        self._versions: dict[tuple[str, str], int] = {}
        self.found, self.records = Imported(), 0

    def take(self, record: ArcWarcRecord) -> None:
        self.records += 1
        if record.rec_type == "warcinfo":
            self.found.is_ours |= b"software: prospects" in (_whole(record, 65_536) or b"")
        elif record.rec_type in ("response", "resource"):
            self._page(record)
        elif record.rec_type == "metadata" and self.found.is_ours:
            self._used(record)
        elif record.rec_type != "request":
            _whole(record, self._max_bytes)

    def _page(self, record: ArcWarcRecord) -> None:
        url = page_url(record.rec_headers.get_header("WARC-Target-URI") or "")
        at = _moment(record.rec_headers.get_header("WARC-Date"))
        status, headers = 200, {"content-type": record.content_type or ""}
        if record.rec_type == "response":
            if record.http_headers is None or not url.startswith(("http://", "https://")):
                return
            status = int(record.http_headers.get_statuscode() or 0)
            headers = {name.lower(): value for name, value in record.http_headers.headers}
        body = _whole(record, self._max_bytes)
        if status in _REDIRECTS and headers.get("location"):
            self._redirects[url] = (page_url(urljoin(url, headers["location"])), at)
        if body is None or not 200 <= status < 300:
            return
        page = Page(
            source=self._archive.source,
            partition=self._only or at.date(),
            url=url,
            final_url=url,
            status=status,
            fetched_at=at,
            sha256=hashlib.sha256(body).hexdigest(),
            body=body,
            headers={name: value for name, value in headers.items() if name in KEPT_HEADERS},
        )
        if self.found.is_ours:  # its uses follow and say which night it is of and what was asked for
            self._archive.keep_body(page)
            self._responses[str(record.rec_headers.get_header("WARC-Record-ID"))] = replace(page, body=b"")
        else:
            self._fetched(page, page.url)

    def _used(self, record: ArcWarcRecord) -> None:
        """Rebuild a night, or one row of its frontier, from our own metadata."""
        use = json.loads(_whole(record, self._max_bytes) or b"")
        night = date.fromisoformat(use["partition"])
        if self._only and night != self._only:
            return
        if record.rec_headers.get_header("WARC-Target-URI") == NIGHT:
            self._db.execute(
                "INSERT OR IGNORE INTO partitions VALUES (?, ?, ?, ?)",
                (day_number(night), use["spec"], use["recrawl"], use["since"]),
            )
            self.found.nights.add(night)
            return
        if nights.is_packed(self._db, day_number(night)):
            nights.unpack(self._db, day_number(night))
        row, fetch = use["frontier"], None
        if "fetch" in use:
            fetch = self._restore(use["fetch"])
        numbers = {
            key: make_url_id(self._db, row[key]) if row[key] is not None else None
            for key in ("chain", "parent")
        }
        names = (*KEYS, "message", "signature")
        self._db.execute(
            f"INSERT INTO frontier (partition, url, fetch, {', '.join(names)})"
            f" VALUES (?, ?, ?{', ?' * len(names)}) ON CONFLICT (partition, url, subject) DO UPDATE"
            f" SET {_HAD} WHERE frontier.fetch IS NULL AND excluded.fetch IS NOT NULL",
            (
                day_number(night),
                make_url_id(self._db, use["url"]),
                fetch,
                *(numbers[name] if name in numbers else row[name] for name in names),
            ),
        )

    def _restore(self, fetch: dict[str, Any]) -> int:
        """Return the fetch that our metadata tells of, which is stored where it is not there."""
        day, asked, at = (
            day_number(date.fromisoformat(fetch["partition"])),
            fetch["asked"],
            fetch["fetched_at"],
        )
        address = make_url_id(self._db, asked)
        known = self._db.execute(
            "SELECT id FROM fetches WHERE url = ? AND partition = ? AND fetched_at = ?", (address, day, at)
        ).fetchone()
        if known:
            return int(known[0])
        page = self._responses[fetch["response"]]
        if page.sha256 != fetch["sha256"]:
            raise ValueError(f"the body of {asked} is not what was exported")
        page = replace(
            page,
            final_url=fetch["final_url"],
            headers=fetch.get("headers", page.headers),
        )
        self.found.pages += 1
        version = self._versions.get((asked, fetch["response"]))
        if version is None:
            version = self._archive.put_version(page, asked)
            self._versions[asked, fetch["response"]] = version
        arrived = bytes.fromhex(fetch["arrived"]) if fetch["arrived"] else None
        return _insert_fetch(self._db, address, day, at, fetch["status"], version, arrived)

    def _fetched(self, page: Page, asked: str) -> None:
        day, at = day_number(page.partition), microseconds(page.fetched_at)
        self.found.nights.add(page.partition)
        address = make_url_id(self._db, asked)
        known = self._db.execute(
            "SELECT 1 FROM fetches WHERE url = ? AND partition = ? AND fetched_at = ?", (address, day, at)
        ).fetchone()
        if not known:
            self.found.pages += 1
            version = self._archive.put_version(page, asked)
            _insert_fetch(self._db, address, day, at, page.status, version, None)

    def finish(self) -> None:
        """Pack the nights that are whole; let addresses that only redirected lead to where they ended."""
        if self.found.is_ours:
            nights.pack_older(self._db, but=0)
            return
        for asked, (_, at) in self._redirects.items():
            end = asked
            for _ in range(6):
                end = self._redirects[end][0] if end in self._redirects else end
            day = self._only or at.date()
            page = self._archive.fetched_in(day, end)
            if page is not None and end != asked:
                self._fetched(page, asked)


def _insert_fetch(
    db: sqlite3.Connection, address: int, day: int, at: int, status: int, version: int, arrived: bytes | None
) -> int:
    number = db.execute(
        "INSERT INTO fetches (url, partition, fetched_at, status, version, arrived)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        (address, day, at, status, version, arrived),
    ).lastrowid
    assert number is not None
    return number


def _whole(record: ArcWarcRecord, most: int) -> bytes | None:
    """Return the body, chunks joined and codings undone; None where it is longer than ``most``.

    Raises:
        EOFError: the file ends before the record does.
    """
    head = record.http_headers
    chunked = head is not None and "chunked" in (head.get_header("Transfer-Encoding") or "").lower()
    coding = (head.get_header("Content-Encoding") or "") if head is not None else ""
    is_fit = (record.length or 0) <= 2 * most  # a chunk is read at once
    stream = ChunkedDataReader(record.raw_stream) if chunked and is_fit else record.raw_stream
    raw, body = Inflater("", most), None
    with suppress(TooLarge):
        while piece := stream.read(65_536):
            raw.feed(piece)
        body = raw.body()
    while record.raw_stream.read(65_536):
        pass
    if getattr(record.raw_stream, "limit", 0):
        raise EOFError(f"the record of {record.rec_headers.get_header('WARC-Target-URI')} is cut off")
    if body is None or not coding:
        return body
    try:
        inflater = Inflater(coding, most)
        inflater.feed(body)
        return inflater.body()
    except TooLarge:
        return None
    except BadCoding:  # some programs undo it and leave the header
        return body


def _moment(text: str | None) -> datetime:
    moment = datetime.fromisoformat((text or "").replace("Z", "+00:00"))
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)

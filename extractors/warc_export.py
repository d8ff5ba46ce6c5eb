"""Write archived pages as WARC 1.1 (ISO 28500:2017), one gzip member a record: any tool can read them.

A version's bytes are one ``response`` (a file's: ``resource``) dated when they arrived; a later fetch that
brought nothing new is a ``revisit`` of it. How each night used its pages stands in ``metadata`` records as
JSON, from which `extractors.warc_import` rebuilds the nights. Equal archives give equal files.
"""

from __future__ import annotations

import io
import json
import os
import uuid
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from urllib.parse import quote, urlsplit

from warcio.statusandheaders import StatusAndHeaders  # type: ignore[import-untyped]
from warcio.warcwriter import WARCWriter  # type: ignore[import-untyped]

from config.errors import RunFailed, UserError
from config.records import Page
from extractors.archive import Archive
from extractors.archive_file import day_number, day_of, moment_of
from extractors.links import Link

NIGHT, SAME_CONTENT = "urn:prospects:night", "urn:prospects:revisit:same-content"
"""Address of a night's metadata; profile of a revisit whose bytes differed outside the region that counts."""
_NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
_IDENTICAL = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
_IN_TARGET = "%!$&'()*+,;=:@/?[]~"
_FETCH = (
    "SELECT f.id, f.version, f.fetched_at, f.status, f.arrived, f.partition, u.url, o.id, o.fetched_at"
    " FROM fetches f JOIN urls u ON u.id = f.url"
    " JOIN fetches o ON o.id = (SELECT min(id) FROM fetches WHERE version = f.version AND url = f.url)"
    " WHERE f.id = ?"
)
_ROWS = (
    "SELECT u.url, q.fetch, q.subject, q.role, q.depth, q.hop, c.url AS chain, p.url AS parent, q.lastmod,"
    " q.state, q.transient, q.kind, q.message, q.signature"
    " FROM {table} q JOIN urls u ON u.id = q.url LEFT JOIN urls c ON c.id = q.chain"
    " LEFT JOIN urls p ON p.id = q.parent WHERE q.partition = ? ORDER BY q.id"
)
KEYS = ("subject", "role", "depth", "hop", "chain", "parent", "lastmod", "state", "transient", "kind")
"""Columns of a frontier row in metadata, with ``message`` and ``signature`` behind them."""


def export(archive: Archive, path: Path, partitions: Sequence[date] = ()) -> int:
    """Write the pages of ``partitions`` (none given: of every night) and return how many.

    Raises:
        UserError: there is no such night, or ``path`` is a folder or a device.
        RunFailed: the file cannot be written; what was there before stays.
    """
    known = archive.partitions()
    missing = sorted(set(partitions) - set(known))
    if missing:
        raise UserError(
            f"{archive.path}: nothing is archived for {missing[0]}; leave out --date for all nights."
        )
    if path.exists() and not path.is_file():
        raise UserError(f"{path}: is no file that could be replaced; give the path of one.")
    fresh = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        with fresh.open("wb") as out:
            pages = _Export(archive, WARCWriter(out, gzip=True, warc_version="1.1")).write(
                partitions or known
            )
        fresh.replace(path)
    except OSError as error:
        raise RunFailed(f"{path}: cannot be written ({error.strerror}); make room or writable.") from None
    finally:
        fresh.unlink(missing_ok=True)
    return pages


class _Export:
    """One file: which fetches it holds already."""

    def __init__(self, archive: Archive, writer: WARCWriter) -> None:
        self._archive, self._db, self._writer = archive, archive.file.db, writer
        self._written: set[int] = set()

    def write(self, partitions: Sequence[date]) -> int:
        pages = 0
        info = f"software: prospects\r\nformat: WARC File Format 1.1\r\nisPartOf: {self._archive.source}\r\n"
        began = self._db.execute("SELECT coalesce(min(fetched_at), 0) FROM fetches").fetchone()[0]
        self._record("warcinfo", None, began, info.encode(), kind="application/warc-fields", number="info")
        for day in partitions:
            spec, recrawl, since = self._db.execute(
                "SELECT spec, recrawl, since FROM partitions WHERE partition = ?", (day_number(day),)
            ).fetchone()
            night = {"partition": day.isoformat(), "spec": spec, "recrawl": recrawl, "since": since}
            self._metadata(NIGHT, since or began, night, f"night {day}")
            rows = _ROWS.format(table=self._archive.rows_of(day))
            for url, fetch, *row in self._db.execute(rows, (day_number(day),)):
                values = dict(zip((*KEYS, "message", "signature"), row, strict=True))
                use: dict[str, object] = {"partition": day.isoformat(), "url": url, "frontier": values}
                at = since or began
                if fetch is not None:
                    use["fetch"], at = self._fetch(fetch)
                    pages += values["state"] == "done"
                self._metadata(url, at, use, f"use {day} {values['subject']} {url}")
        return pages

    def _fetch(self, number: int) -> tuple[dict[str, object], int]:
        """Write the records of a fetch unless they are there; return what an import needs to know of it."""
        fetch, version, at, status, arrived, day, url, origin, first_at = self._db.execute(
            _FETCH, (number,)
        ).fetchone()
        page = self._archive.page_of(version, Link(url=url), first_at)
        if origin not in self._written:
            self._written.add(origin)
            self._response(origin, page, first_at)
        if fetch not in self._written:
            self._written.add(fetch)
            self._revisit(fetch, origin, page, at, first_at, status, arrived)
        told: dict[str, object] = {
            "partition": day_of(day).isoformat(),
            "fetched_at": at,
            "status": status,
            "arrived": arrived.hex() if arrived else None,
            "response": _name(self._archive.source, f"fetch {origin}"),
            "asked": url,
            "final_url": page.final_url,
            "sha256": page.sha256,
        }
        if not _is_http(page) or not all(value.isascii() for value in page.headers.values()):
            told["headers"] = page.headers  # WARC knows none of a file, and writes ASCII
        return told, at

    def _response(self, number: int, page: Page, at: int) -> None:
        if not _is_http(page):
            kind = page.headers.get("content-type", "application/octet-stream")
            self._record("resource", page.url, at, page.body, kind=kind, number=f"fetch {number}")
            return
        headers = [(name, value) for name, value in page.headers.items() if name != "content-length"]
        head = StatusAndHeaders(
            f"{page.status} OK" if page.status == 200 else str(page.status),
            [*headers, ("content-length", str(len(page.body)))],
            protocol="HTTP/1.1",
        )
        response = self._record(
            "response", page.final_url, at, page.body, head=head, number=f"fetch {number}"
        )
        parts = urlsplit(page.final_url)
        target = quote((parts.path or "/") + (f"?{parts.query}" if parts.query else ""), safe=_IN_TARGET)
        asked = StatusAndHeaders(
            f"GET {target} HTTP/1.1", [("Host", quote(parts.netloc, safe=_IN_TARGET))], is_http_request=True
        )
        also = {"WARC-Concurrent-To": response}
        self._record("request", page.final_url, at, b"", head=asked, number=f"request {number}", more=also)

    def _revisit(
        self, number: int, origin: int, page: Page, at: int, first_at: int, status: int, arrived: bytes | None
    ) -> None:
        if not _is_http(page):
            return
        more = {
            "WARC-Profile": _NOT_MODIFIED if status == 304 else SAME_CONTENT if arrived else _IDENTICAL,
            "WARC-Refers-To": _name(self._archive.source, f"fetch {origin}"),
            "WARC-Refers-To-Target-URI": page.final_url,
            "WARC-Refers-To-Date": _date(first_at),
        }
        head = StatusAndHeaders(str(status), [], protocol="HTTP/1.1")
        self._record("revisit", page.final_url, at, b"", head=head, number=f"fetch {number}", more=more)

    def _metadata(self, url: str, at: int, values: dict[str, object], number: str) -> None:
        body = json.dumps(values, sort_keys=True, ensure_ascii=False).encode()
        self._record("metadata", url, at, body, kind="application/json", number=number)

    def _record(
        self,
        kind_of: str,
        url: str | None,
        at: int,
        body: bytes,
        *,
        number: str,
        kind: str = "",
        head: StatusAndHeaders | None = None,
        more: dict[str, str] | None = None,
    ) -> str:
        """Write one record and return its id."""
        name = _name(self._archive.source, number)
        record = self._writer.create_warc_record(
            url,
            kind_of,
            payload=io.BytesIO(body),
            length=len(body),
            warc_content_type=kind,
            http_headers=head,
            warc_headers_dict={"WARC-Record-ID": name, "WARC-Date": _date(at)} | (more or {}),
        )
        self._writer.write_record(record)
        return name


def _is_http(page: Page) -> bool:
    return page.url.startswith(("http://", "https://"))


def _name(source: str, number: str) -> str:
    """Return a record id that depends on what it is of, so that a repeated export is the same file."""
    return f"<urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'prospects:{source}:{number}')}>"


def _date(at: int) -> str:
    return moment_of(at).strftime("%Y-%m-%dT%H:%M:%S.%fZ")

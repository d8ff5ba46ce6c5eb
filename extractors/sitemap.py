"""Sitemaps (sitemaps.org 0.9) as a stream: urlset, index, RSS, Atom and plain text, gzip or not.

Nothing is kept of what was read, entities are not resolved, and inflating stops at 50 MB, the most that the
protocol allows: a sitemap of a million addresses costs no memory and neither does a bomb.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, NamedTuple
from urllib.parse import urljoin

MOST_ENTRIES, MOST_BYTES = 50_000, 50 * 2**20
"""What one sitemap may hold by the protocol; the rest is left out."""
MOST_DEPTH = 3
"""Indexes within indexes: the protocol allows one level, some sites have two."""
_CHUNK = 64 * 1024
_W3C = re.compile(
    r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?)\d*\s*(Z|[+-]\d\d:?\d\d)?)?)?)?",
    re.IGNORECASE,
)
_ENTRIES = frozenset({"url", "sitemap", "item", "entry"})
_FARTHEST_WEST = timedelta(hours=12)


class Entry(NamedTuple):
    """One address; ``lastmod`` as printed, ``is_sitemap``: it leads to a further sitemap."""

    url: str
    lastmod: str | None
    is_sitemap: bool


def entries(body: bytes, base: str) -> Iterator[Entry]:
    """Yield what a sitemap lists, in its order; a broken one as far as it can be read. Never raises.

    Args:
        body: as it was fetched; gzip is inflated here, for ``sitemap.xml.gz`` is a file and not a coding.
        base: address that the body came from; relative addresses, wrong by the protocol, count against it.
    """
    chunks = _chunks(body)
    first = next(chunks, b"")
    found = (
        _xml(first, chunks, base)
        if first.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<"
        else _text(first, chunks)
    )
    for count, entry in enumerate(found):
        if count >= MOST_ENTRIES:
            return
        yield entry


def latest_change(lastmod: str | None) -> datetime | None:
    """Return the last moment that a printed ``lastmod`` may mean; None where it is none.

    ``2026-11-20`` is true of a page that was changed at the end of that day in the farthest west.
    """
    text = (lastmod or "").strip()
    match = _W3C.fullmatch(text)
    try:
        if match is None:
            moment = parsedate_to_datetime(text)  # RSS
            return moment.replace(tzinfo=moment.tzinfo or UTC)
        year, month, day, time, zone = match.groups()
        if time:
            offset = (zone or "").upper().replace("Z", "+00:00")
            moment = datetime.fromisoformat(f"{year}-{month}-{day}T{time}{offset}")
            return moment if moment.tzinfo else moment.replace(tzinfo=UTC) + _FARTHEST_WEST
        start = datetime(int(year), int(month or 12), int(day or 1), tzinfo=UTC)
        if day:
            return start + timedelta(days=1) + _FARTHEST_WEST
        return (start.replace(day=1) + timedelta(days=32)).replace(day=1) + _FARTHEST_WEST
    except (ValueError, OverflowError, TypeError):
        return None


def _chunks(body: bytes) -> Iterator[bytes]:
    """Yield the body in pieces, inflated where it is gzip, at most 50 MB of it."""
    if body[:2] != b"\x1f\x8b":
        for start in range(0, min(len(body), MOST_BYTES), _CHUNK):
            yield body[start : start + _CHUNK]
        return
    inflater, rest, total = zlib.decompressobj(31), body, 0
    while rest and total < MOST_BYTES and not inflater.eof:
        try:
            piece = inflater.decompress(rest, _CHUNK)
        except zlib.error:
            return
        rest = inflater.unconsumed_tail
        total += len(piece)
        if piece:
            yield piece


def _text(first: bytes, chunks: Iterator[bytes]) -> Iterator[Entry]:
    left = b""
    for piece in (first, *chunks):
        *lines, left = (left + piece).split(b"\n")
        yield from _lines(lines)
        left = left[-4096:]
    yield from _lines([left])


def _lines(lines: list[bytes]) -> Iterator[Entry]:
    for line in lines:
        url = line.decode("utf-8-sig", "replace").strip()
        if url.startswith(("http://", "https://")):
            yield Entry(url, None, False)


def _xml(first: bytes, chunks: Iterator[bytes], base: str) -> Iterator[Entry]:
    from lxml import etree  # type: ignore[import-untyped] # 10 ms that crawls without a sitemap save

    parser = etree.XMLPullParser(
        events=("end",),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        recover=True,
        huge_tree=False,
    )
    try:
        for piece in (first, *chunks):
            parser.feed(piece)
            for _, element in parser.read_events():
                name = _local(element)
                if name not in _ENTRIES:
                    continue
                entry = _entry(element, name == "sitemap", base)
                element.clear()
                while element.getprevious() is not None:
                    del element.getparent()[0]
                if entry:
                    yield entry
    except etree.XMLSyntaxError:
        return


def _entry(element: Any, is_sitemap: bool, base: str) -> Entry | None:
    url = lastmod = None
    for child in element:
        name, text = _local(child), (child.text or "").strip()
        if name in ("loc", "link") and url is None:
            url = text or child.get("href")
        elif name in ("lastmod", "pubDate", "updated") and text:
            lastmod = text
    try:
        url = urljoin(base, url) if url else ""
    except ValueError:
        return None
    return Entry(url, lastmod, is_sitemap) if url.startswith(("http://", "https://")) else None


def _local(element: Any) -> str:
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""

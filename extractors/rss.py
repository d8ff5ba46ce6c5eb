"""Read news: RSS, Atom and RDF feeds, or entries of JSON, as dated mentions."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from time import struct_time

from config.catalogue import Source
from config.records import Issue, Mention, stable_id
from extractors.errors import SourceBroken
from extractors.feed import read_entry
from extractors.page import Document, absolute
from extractors.plain_text import block_text, one_line

_TAGS = re.compile(r"<[a-zA-Z/!][^>]*>|&[#\w]+;")


def read_feed(document: Document, source: Source) -> Iterator[Mention | Issue]:
    """Yield the items of a feed in its order; an item without a title is skipped with an issue.

    Raises:
        SourceBroken: the page is no feed.
    """
    import feedparser

    page = document.page
    # sanitising costs half of the time and is for browsers; text without mark-up is made here
    parsed = feedparser.parse(
        io.BytesIO(page.body), sanitize_html=False, resolve_relative_uris=False, response_headers=page.headers
    )
    if not parsed.version and not parsed.entries:
        raise SourceBroken(f"{page.url}: this is no RSS or Atom feed; look at what the address serves now.")
    for entry in parsed.entries:
        moment = entry.get("published_parsed") or entry.get("updated_parsed")
        yield from mentions_of(entry, document, source, _day(moment))


def mentions_of(
    entry: Mapping[str, object], document: Document, source: Source, published: date | None = None
) -> Iterator[Mention | Issue]:
    """Yield the mention that ``entry`` is, by the fields title, text, link and published_on of the spec."""
    page, list_page = document.page, source.spec.list_page
    assert list_page is not None
    values = read_entry(entry, list_page.fields, page.url)
    title = _plain(values.get("title"))
    link = absolute(document.page.final_url, values.get("link"))
    if not title:
        message = f"an item of {page.url} has no title (link {link or 'none'})"
        yield Issue(source=source.name, level="warning", kind="skipped", message=message, url=page.url)
        return
    yield Mention(
        mention_id=stable_id("m", source.name, link) if link else stable_id("m", source.name, None, title),
        source=source.name,
        title=one_line(title),
        text=_plain(values.get("text")),
        link=link,
        published_on=published or parse_day(values.get("published_on")),
        url=page.url,
        page_sha256=page.sha256,
        retrieved_at=page.fetched_at,
    )


def _plain(value: str | None) -> str | None:
    if value and _TAGS.search(value):
        value = block_text(value)
    return (value or "").strip() or None


def _day(moment: object) -> date | None:
    """feedparser's UTC time as a date; None for what it could not read."""
    if not isinstance(moment, struct_time | tuple):
        return None
    try:
        return date(*moment[:3])
    except ValueError:
        return None


def parse_day(text: str | None) -> date | None:
    """Return the UTC date of an ISO 8601 or RFC 5322 date, None for anything else."""
    if not text:
        return None
    for parse in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            moment = parse(text.strip())
        except (ValueError, TypeError):
            continue
        return (moment.astimezone(UTC) if moment.tzinfo else moment).date()
    return None

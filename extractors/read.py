"""From a page to what it says and where it leads. Pure: no network, no archive, no clock."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from types import ModuleType
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from config.catalogue import Source
from config.errors import UserError
from config.records import Claim, Issue, Listing, Mention, Page, SearchResult
from extractors import company_page, csv_file, html, json_feed, register, rss, search, vcard, xlsx_file
from extractors.errors import SkipListing
from extractors.feed import read_entry
from extractors.json_path import values_at
from extractors.links import Link
from extractors.page import Document, absolute
from extractors.record import Record, to_listing

Read = Record | Mention | Claim | SearchResult | Issue


def open_page(page: Page, source: Source) -> Document:
    """Return the page with the encoding that the spec tells, if it does."""
    return Document(page, source.spec.encoding)


def read_page(page: Page, source: Source) -> Iterator[Listing | Mention | Claim | SearchResult | Issue]:
    """Yield everything that one page says; an entry that cannot be used is an issue of kind ``skipped``.

    A detail page gives a listing by itself; `extractors.extract` joins it to its list record instead.

    Raises:
        SourceBroken: the page is not what the spec expects, in one sentence.
        UserError: a selector is malformed, a file cannot be used.
    """
    document = open_page(page, source)
    found: Iterator[Read] = (
        iter([read_detail(document, source)]) if page.role == "detail" else read_document(document, source)
    )
    for item in found:
        if not isinstance(item, Record):
            yield item
            continue
        try:
            yield to_listing(item, page, source)
        except SkipListing as reason:
            yield skipped(page, str(reason))


def skipped(page: Page, reason: str) -> Issue:
    """Return the issue that stands for a record which was left out."""
    return Issue(
        source=page.source, level="warning", kind="skipped", message=f"Skipped: {reason}.", url=page.url
    )


def read_document(document: Document, source: Source) -> Iterator[Read]:
    """Yield what a list page, file or looked-up page says, records not yet made into listings."""
    spec = source.spec
    if document.page.role == "lookup":
        by_website = spec.lookup is None or spec.lookup.by == "website"
        yield from (
            company_page.read_claims(document, source)
            if by_website
            else register.read_claims(document, source)
        )
    elif spec.search:
        yield from search.read_results(document, source)
    elif spec.custom:
        yield from custom_module(source).extract(document)
    elif spec.format == "html":
        yield from html.read_list(document, source)
    elif spec.format == "json":
        if _is_news(source):
            for entry in json_feed.entries(document, source):
                yield from rss.mentions_of(entry, document, source)
        else:
            yield from json_feed.read_list(document, source)
    elif spec.format == "rss":
        yield from rss.read_feed(document, source)
    else:
        reader = {"csv": csv_file, "xlsx": xlsx_file, "vcard": vcard}[spec.format]
        yield from reader.read_list(document, source)


def read_detail(document: Document, source: Source, name: str | None = None) -> Record:
    """Return what a detail page says as a record under its own address."""
    spec = source.spec
    if spec.format == "json" and spec.detail:
        data = json_feed.parse_json(document)
        values = read_entry(data, spec.detail.fields, document.page.url) if isinstance(data, dict) else {}
    else:
        values = html.read_detail(document, source, name)
    return Record({"detail_url": document.page.url} | values, where=document.page.url)


def custom_module(source: Source) -> ModuleType:
    """Return ``extractors/custom/<source>.py``: it has ``extract(document) -> Iterator[Record]``.

    Raises:
        UserError: there is none for this source.
    """
    name = f"extractors.custom.{source.name}"
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        if error.name != name:
            raise
        raise UserError(
            f"{source.path}: key 'custom': there is no extractors/custom/{source.name}.py; write it."
        ) from None


def _is_news(source: Source) -> bool:
    return bool(source.spec.list_page and "title" in source.spec.list_page.fields)


def links_of(page: Page, source: Source) -> list[Link]:
    """Return where the spec says to go on from this page: details, the next page, related sources.

    The crawl adds depth, hop and chain and knows when a pagination repeats itself. A next page has role list,
    on a related host too. Links of a looked-up page are its imprint, contact and about pages.

    Raises:
        SourceBroken: the page is not what the spec expects. UserError: a malformed selector.
    """
    spec = source.spec
    if page.role in ("detail", "file") or spec.search:
        return []
    document = open_page(page, source)
    if page.role == "lookup":
        by_website = spec.lookup is not None and spec.lookup.by == "website"
        urls = company_page.further_pages(document, spec.lookup.pages) if spec.lookup and by_website else []
        return [Link(url=url, role="lookup", parent_url=page.url, subject=page.subject) for url in urls]
    details, count = (
        _details(document, source) if spec.detail or (spec.next and not spec.next.link) else ([], 0)
    )
    links = [Link(url=url, role="detail", parent_url=page.url) for url in details]
    following = _next_page(document, source, count)
    if following and following != page.url:
        links.append(Link(url=following, role="list", parent_url=page.url))
    if spec.related and spec.format == "html":
        for url in html.follow(document, spec.related.links, every=True):
            links.append(Link(url=url, role="related", parent_url=page.url))
    return links


def _details(document: Document, source: Source) -> tuple[list[str], int]:
    """Return the detail addresses of a list page, without repeats, and how many records it has."""
    if source.spec.format == "html" and not source.spec.custom:
        return html.detail_urls(document, source)
    found = [item for item in read_document(document, source) if not isinstance(item, Issue)]
    urls = [
        url
        for item in found
        if isinstance(item, Record) and (url := absolute(document.base, item.values.get("detail_url")))
    ]
    return (list(dict.fromkeys(urls)) if source.spec.detail else []), len(found)


def _next_page(document: Document, source: Source, count: int) -> str | None:
    """Return the address of the next page; of numbered pages only while this one has records."""
    way = source.spec.next
    if way is None:
        return None
    if way.link and source.spec.format == "json":
        found = values_at(json_feed.parse_json(document), way.link)
        return absolute(document.base, str(found[0])) if found and found[0] else None
    if way.link:
        return next(iter(html.follow(document, way.link)), None)
    if not count:
        return None
    parts = urlsplit(document.page.url)
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    name = way.page or way.offset or ""
    first = way.start if way.page or "start" in way.model_fields_set else 0
    step = way.step if way.page or "step" in way.model_fields_set else count
    given = query.get(name, "")
    query[name] = str((int(given) if given.isdigit() else first) + step)
    return urlunsplit(parts._replace(query=urlencode(query)))

"""From a page to what it says and where it leads. Pure: no network, no archive, no clock."""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator
from types import ModuleType

from config.catalogue import Source
from config.errors import UserError
from config.records import Claim, Issue, Listing, Mention, Page, SearchResult
from extractors import (
    company_page,
    csv_file,
    html,
    json_feed,
    pdf_file,
    register,
    rss,
    search,
    sitemap,
    vcard,
    xlsx_file,
    xml_feed,
)
from extractors.errors import SkipListing, SourceBroken
from extractors.feed import read_entry
from extractors.json_path import values_at
from extractors.links import Link, Role
from extractors.page import Document, absolute
from extractors.paging import counts_records, next_page
from extractors.record import Record, to_listing

Read = Record | Mention | Claim | SearchResult | Issue


def open_page(page: Page, source: Source) -> Document:
    """Return the page with the encoding that the spec tells, if it does.

    The answer behind a "load more" button may be JSON with mark-up in it: the document is that mark-up.
    """
    document = Document(page, source.spec.encoding)
    way = source.spec.next
    if way and way.load_more and way.load_more.html and json_feed.looks_like_json(page.body):
        found = values_at(json_feed.parse_json(document), way.load_more.html)
        markup = "\n".join(part for part in found if isinstance(part, str))
        return Document(page, source.spec.encoding, markup=markup)
    return document


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
    elif spec.mode == "auto":
        yield from _found(document, source)
    elif spec.format == "html" and not (spec.list_page and spec.list_page.embedded):
        yield from html.read_list(document, source)
    elif spec.format in ("html", "json", "jsonl"):
        if _is_news(source):
            for entry in json_feed.entries(document, source):
                yield from rss.mentions_of(entry, document, source)
        else:
            yield from json_feed.read_list(document, source)
    elif spec.format == "rss":
        yield from rss.read_feed(document, source)
    else:
        readers = {"csv": csv_file, "xlsx": xlsx_file, "vcard": vcard, "xml": xml_feed, "pdf": pdf_file}
        found = readers[spec.format].read_list(document, source)
        yield from found if document.page.role == "file" else _of_the_web(found)


def _of_the_web(found: Iterator[Read]) -> Iterator[Read]:
    """Yield what a reader finds; a file of ours that cannot be read is for us to mend, one of the web is not.

    Raises:
        SourceBroken: instead of UserError.
    """
    try:
        yield from found
    except UserError as error:
        raise SourceBroken(str(error)[:500]) from None


def _found(document: Document, source: Source) -> Iterator[Record]:
    """Yield what the automatic extractor finds on a list page (``mode: auto``).

    Raises:
        SourceBroken: it abstains; its reason is in the sentence.
    """
    found = document.found
    if not found.records and source.spec.index and html.follow(document, source.spec.index):
        return  # a page that only leads to lists
    if not found.records:
        raise SourceBroken(
            f"{source.path}: mode: auto finds nothing on {document.page.url}"
            f" ({found.reason or 'no records'}); write selectors, or leave the address out."
        )
    for position, one in enumerate(found.records, 1):
        values = dict(one.values)
        url = absolute(document.base, values.get("detail_url"))
        if url:  # as selectors give it: its page is joined, and the id made, by the whole address
            values["detail_url"] = url
        yield Record(values, where=f"record {position} of {document.page.url}")


def read_detail(document: Document, source: Source, name: str | None = None) -> Record:
    """Return what a detail page says as a record under its own address."""
    spec = source.spec
    kind = spec.detail_format
    if kind == "xml" and spec.detail:
        values = read_entry(
            xml_feed.first(document, spec.detail.record), spec.detail.fields, document.page.url
        )
    elif kind == "json" and spec.detail:
        found = values_at(json_feed.parse_json(document), spec.detail.record or ".")
        data = found[0] if found else None
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
    if page.role == "sitemap":
        return _listed(page, source)
    document = open_page(page, source)
    if page.role == "lookup":
        by_website = spec.lookup is not None and spec.lookup.by == "website"
        urls = company_page.further_pages(document, spec.lookup.pages) if spec.lookup and by_website else []
        return [Link(url=url, role="lookup", parent_url=page.url, subject=page.subject) for url in urls]
    needs_details = spec.detail is not None or counts_records(spec.next)
    details, count = _details(document, source) if needs_details else ([], 0)
    links = [Link(url=url, role="detail", parent_url=page.url) for url in details]
    following = _following(document, source, count)
    if following and following != page.url:
        links.append(Link(url=following, role="list", parent_url=page.url))
    if spec.index:
        for url in html.follow(document, spec.index, every=True):
            links.append(Link(url=url, role="list", parent_url=page.url, chain=url))
    if spec.related and spec.format == "html":
        for url in html.follow(document, spec.related.links, every=True):
            links.append(Link(url=url, role="related", parent_url=page.url))
    return links


def _listed(page: Page, source: Source) -> list[Link]:
    """Return the addresses of a sitemap that the spec includes, and the sitemaps that an index names."""
    chosen = source.spec.sitemap
    assert chosen is not None
    links = []
    for entry in sitemap.entries(page.body, page.final_url):
        wanted = re.search(chosen.include, entry.url) and not (
            chosen.exclude and re.search(chosen.exclude, entry.url)
        )
        if entry.is_sitemap or wanted:
            role: Role = "sitemap" if entry.is_sitemap else chosen.role
            links.append(Link(url=entry.url, role=role, parent_url=page.url, lastmod=entry.lastmod))
    return links


def _following(document: Document, source: Source, count: int) -> str | None:
    """Return the archived address of the next page; ``mode: auto`` finds it where the spec does not say."""
    if source.spec.mode == "auto" and source.spec.next is None:
        return document.found.next_page
    return next_page(document, source, count)


def _details(document: Document, source: Source) -> tuple[list[str], int]:
    """Return the detail addresses of a list page, without repeats, and how many records it has.

    A page without records has none: the crawl goes on, the extraction says what is wrong.
    """
    spec = source.spec
    is_embedded = spec.list_page is not None and spec.list_page.embedded is not None
    if spec.format == "html" and not spec.custom and spec.mode == "selectors" and not is_embedded:
        return html.detail_urls(document, source)
    try:
        found = [item for item in read_document(document, source) if not isinstance(item, Issue)]
    except SourceBroken:
        return [], 0
    urls = [
        url
        for item in found
        if isinstance(item, Record) and (url := absolute(document.base, item.values.get("detail_url")))
    ]
    return (list(dict.fromkeys(urls)) if spec.detail else []), len(found)

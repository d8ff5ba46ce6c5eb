"""Crawl a source on the test server and read what came: every way of paging is tested over real requests."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from config.catalogue import Source
from config.home import Home
from config.records import Issue, Listing, Page
from extractors.archive import Archive
from extractors.crawl import crawl
from extractors.read import read_page
from tests.extractors.small_source import DAY, settings, source
from tests.extractors.web import Web


def spec(web: Web, path: str = "/list", **more: Any) -> Source:
    """Return a source that starts at ``path`` of the server, one request after the other."""
    values: dict[str, Any] = {"next": None, "politeness": {"delay_s": 0, "concurrency": 1}} | more
    start = [] if "sitemap" in more or "start" in more else [web.url + path]
    return source(*start, **values)


def walk(one: Source, home: Path) -> tuple[list[str], list[Issue]]:
    """Return the names of every listing that crawl and readers find, in order, and the crawl's issues."""
    crawl(one, DAY, Home(home), settings())
    with Archive(Home(home).archive(one.name), one.name) as archive:
        pages, issues = list(archive.pages(DAY)), archive.issues(DAY)
    found = [item for page in pages if page.role != "sitemap" for item in _read(page, one)]
    return [item.name for item in found if isinstance(item, Listing)], issues


def _read(page: Page, one: Source) -> list[object]:
    try:
        return list(read_page(page, one))
    except Exception as error:  # noqa: BLE001 - the empty page that ends a pagination
        assert "finds nothing" in str(error), error
        return []


def stored(one: Source, home: Path) -> list[Page]:
    """Return every page that the archive holds for the day."""
    with Archive(Home(home).archive(one.name), one.name) as archive:
        return list(archive.pages(DAY))

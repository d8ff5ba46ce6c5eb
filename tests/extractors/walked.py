"""Crawl a source on the test server and read what came: every way of paging is tested over real requests."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from config.catalogue import Source
from config.home import Home
from config.records import Page
from extractors.archive import Archive
from extractors.crawl import crawl
from extractors.extract import extract
from extractors.staging import read_partition
from tests.extractors.small_source import DAY, settings, source
from tests.extractors.web import Web


def spec(web: Web, path: str = "/list", **more: Any) -> Source:
    """Return a source that starts at ``path`` of the server, one request after the other."""
    values: dict[str, Any] = {"next": None, "politeness": {"delay_s": 0, "concurrency": 1}} | more
    start = [] if "sitemap" in more or "start" in more else [web.url + path]
    return source(*start, **values)


def walk(one: Source, home: Path) -> tuple[list[str], list[tuple[str, str]]]:
    """Crawl, extract, and return the sorted names of the listings, and kind and message of each issue."""
    crawl(one, DAY, Home(home), settings())
    extract(one, DAY, Home(home), settings())
    staged = read_partition(Home(home).staging(one.name, DAY))
    names = staged.tables["listings"].column("name").to_pylist()
    issues = zip(
        staged.tables["issues"].column("kind").to_pylist(),
        staged.tables["issues"].column("message").to_pylist(),
        strict=True,
    )
    return sorted(names), list(issues)


def stored(one: Source, home: Path) -> list[Page]:
    """Return every page that the archive holds for the day."""
    with Archive(Home(home).archive(one.name), one.name) as archive:
        return list(archive.pages(DAY))

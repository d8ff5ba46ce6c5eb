"""Where the example pages of a source lie, and which pages become examples in the first place."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from config.catalogue import SHIPPED, Source
from config.errors import UserError
from config.home import Home
from config.records import Page
from config.settings import Settings
from extractors.archive import Archive
from extractors.links import page_url
from extractors.read import links_of
from extractors.stand_ins import without_persons
from extractors.trim import rows_of, trimmed, without_rows
from extractors.visit import Visit, visit
from flows.stages.privacy import keeper

_LOOKUPS = 2


def folder_of(source: Source) -> Path:
    """Return ``examples/<name>`` beside the catalogue; of shipped specs ``tests/examples/<name>``."""
    if source.path.parent.resolve() == SHIPPED.resolve():
        return SHIPPED.parents[1] / "tests" / "examples" / source.name
    return source.path.parent / "examples" / source.name


def example_pages(source: Source, home: Home, settings: Settings) -> list[Page]:
    """Return a list page and the page about one of its records, cut short and without persons.

    They come from the newest crawl, or are fetched: two requests at most. Who must not be stored is in none.

    Raises:
        UserError: there is no page to be had, none with a record, or none that may be kept.
    """
    if source.file is not None:
        raise UserError(f"{source.path}: reads a file of yours, which is an example of itself; run it.")
    pages = _archived(source, home) or _fetched(source, settings)
    keep = keeper(home, source.spec.terms)
    if pages[0].role == "list":
        dropped = [row for row in rows_of(pages[0], source) if keep(row) is None]
        links = {page_url(row.detail_url) for row in dropped if row.detail_url}
        first = without_rows(pages[0], source, dropped) if dropped else pages[0]
        pages = [trimmed(first, source), *(page for page in pages[1:] if page.url not in links)]
    return [without_persons(page, source) for page in pages]


def _archived(source: Source, home: Home) -> list[Page]:
    path = home.archive(source.name)
    if not path.is_file():
        return []
    with Archive(path, source.name) as archive:
        nights = archive.partitions()
        if not nights:
            return []
        listed: Page | None = None
        wanted: list[str] = []
        lookups: list[Page] = []
        for page in archive.pages(nights[-1]):
            if page.role == "lookup":
                if len(lookups) < _LOOKUPS and page.subject == (lookups or [page])[0].subject:
                    lookups.append(page)
            elif listed is None and page.role == "list" and rows_of(page, source):
                listed = page
                wanted = [page_url(link.url) for link in links_of(page, source) if link.role == "detail"]
            elif page.role == "detail" and listed is not None and page.url in wanted:
                return [listed, page]
        return [listed] if listed is not None else lookups


def _fetched(source: Source, settings: Settings) -> list[Page]:
    urls = source.spec.start_urls()
    if source.spec.lookup or not urls or source.spec.request:
        raise UserError(
            f"{source.path}: nothing of the source is archived; run 'prospects crawl --source {source.name}'"
            " first."
        )
    listed = _page(_visit(urls[0], source, settings), source)
    if not rows_of(listed, source):
        raise UserError(f"{urls[0]}: the spec reads no record there; look at the page and correct the spec.")
    details = [link.url for link in links_of(listed, source) if link.role == "detail"]
    if not details:
        return [listed]
    got = _visit(details[0], source, settings)
    return [listed, replace(_page(got, source), role="detail")] if got.page else [listed]


def _visit(url: str, source: Source, settings: Settings) -> Visit:
    spec = source.spec
    (got,) = visit(
        [url],
        settings,
        source=source.name,
        allow_loopback=spec.allow_loopback,
        politeness=spec.politeness,
    )
    return got


def _page(got: Visit, source: Source) -> Page:
    if got.page is None:
        raise UserError(f"{source.path}: {got.reason}; look at 'start'.")
    return replace(got.page, final_url=got.page.url)

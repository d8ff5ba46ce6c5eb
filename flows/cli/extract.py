"""``prospects extract``: what pages list, as JSON lines, without a warehouse and with or without a spec."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal
from urllib.parse import urlsplit

import typer

from config.errors import UserError
from flows.cli.options import CatalogOption, HomeOption, settings_for
from flows.cli.pages import check_is_page, check_url, fetch, is_address, read_file, source_named
from flows.cli.printing import as_json, complain, say

if TYPE_CHECKING:
    from config.catalogue import Source
    from config.settings import Settings
    from extractors.page import Document

FIELDS = (
    "name", "phone", "website", "email", "street", "city", "region", "postcode", "country", "category",
    "detail_url", "booth", "address",
)  # fmt: skip
_HIDDEN = frozenset({"url", "page_sha256", "retrieved_at", "source", "raw", "lawful_basis"})


def extract(
    pages: Annotated[
        list[str],
        typer.Argument(metavar="FILE_OR_URL...", help="Saved pages, or addresses that are fetched once."),
    ],
    source: Annotated[
        str | None,
        typer.Option("--source", help="Read by the spec of this source instead of automatically."),
    ] = None,
    shape: Annotated[
        Literal["listing", "company"],
        typer.Option("--as", help="What the pages are: lists of companies, or one company's own pages."),
    ] = "listing",
    url: Annotated[
        list[str] | None, typer.Option("--url", help="Address of a saved page; once per file, in order.")
    ] = None,
    home: HomeOption = None,
    catalog: CatalogOption = None,
) -> None:
    """Print what pages list as JSON lines: one per company, and last the link to the next page.

    With several pages each line says which "file" it is from. What is left out is said on stderr. A page
    that cannot be had does not keep the others from being read; the exit code is 2 then.
    """
    urls = list(url or [])
    files = [page for page in pages if not is_address(page)]
    if len(urls) > len(files):
        raise UserError(f"--url is given {len(urls)} times for {len(files)} files; give it once per file.")
    for each in urls:
        check_url(each)
    settings = settings_for(home, catalog) if source or len(files) < len(pages) else None
    spec = source_named(source, settings) if source and settings else None
    failed, told = 0, iter(urls)
    for page in pages:
        extra = {"file": page} if len(pages) > 1 else {}
        address = None if is_address(page) else next(told, None)
        try:
            for line in _lines(_document(page, address, spec, settings), spec, shape, page):
                say(as_json(line | extra))
        except UserError as error:
            complain(f"prospects: {error}")
            failed += 1
    if failed:
        raise typer.Exit(2)


def _document(page: str, url: str | None, source: Source | None, settings: Settings | None) -> Document:
    if settings and is_address(page):
        document, _ = fetch(page, settings, source)
    else:
        document = read_file(Path(page), url)
    if source is None:
        check_is_page(document, page)
        return document
    from extractors.page import Document

    return Document(replace(document.page, source=source.name), source.spec.encoding)


def _lines(
    document: Document, source: Source | None, shape: Literal["listing", "company"], where: str
) -> Iterator[dict[str, Any]]:
    if source is not None:
        yield from _by_spec(document, source, shape)
    elif shape == "company":
        from extractors.auto.company import read_company

        yield dict(read_company(document))
    else:
        from extractors.auto.listings import read_listings

        found = read_listings(document)
        for record in found.records:
            yield {key: record.values[key] for key in FIELDS if key in record.values}
        yield {"next_page": found.next_page}
        if not found.records:
            complain(f"{where}: {found.reason}")


def _by_spec(
    document: Document, source: Source, shape: Literal["listing", "company"]
) -> Iterator[dict[str, Any]]:
    from config.records import Issue
    from extractors.errors import SourceBroken
    from extractors.read import links_of, read_page

    if shape == "company":
        yield _company(document, source)
        return
    if source.spec.lookup:
        raise UserError(f"{source.path}: the source is asked about one company at a time; use --as company.")
    try:
        for item in read_page(document.page, source):
            if isinstance(item, Issue):
                complain(item.message)
            else:
                given = {key: value for key, value in vars(item).items() if value is not None}
                order = [key for key in FIELDS if key in given]
                rest = [key for key in given if key not in FIELDS and key not in _HIDDEN]
                yield {key: given[key] for key in (*order, *rest) if not key.endswith("_id")}
        following = (link.url for link in links_of(document.page, source) if link.role == "list")
        yield {"next_page": next(following, None)}
    except SourceBroken as reason:
        raise UserError(str(reason)) from None


def _company(document: Document, source: Source) -> dict[str, Any]:
    """Return what the page about one company says by the spec's ``detail`` or ``lookup``."""
    from config.records import Claim
    from extractors.errors import SourceBroken
    from extractors.page import Document
    from extractors.read import read_detail, read_page

    try:
        if source.spec.lookup:
            subject = f"website:{urlsplit(document.page.url).hostname}"
            found = read_page(replace(document.page, role="lookup", subject=subject), source)
            return {one.field: one.value for one in found if isinstance(one, Claim) and one.value}
        if source.spec.detail:
            page = Document(replace(document.page, role="detail"), source.spec.encoding)
            return dict(read_detail(page, source).values)
    except SourceBroken as reason:
        raise UserError(str(reason)) from None
    raise UserError(f"{source.path}: the source has no 'detail'; leave out --as company.")

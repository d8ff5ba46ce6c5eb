"""``prospects extract``: what saved pages list, as JSON lines, without a catalogue and without a warehouse."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from config.errors import UserError
from flows.cli.printing import as_json, say

if TYPE_CHECKING:
    from extractors.page import Document

UNKNOWN_ADDRESS = "http://page.invalid/"
"""Stands for the address of a page whose address is not known (RFC 2606): no link of it is off-site by host."""

FIELDS = (
    "name", "phone", "website", "email", "street", "city", "region", "postcode", "country", "category",
    "detail_url", "booth", "address",
)  # fmt: skip


def extract(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Saved pages.")],
    shape: Annotated[
        Literal["listing", "company"],
        typer.Option("--as", help="What the pages are: lists of companies, or one company's own pages."),
    ] = "listing",
    url: Annotated[
        list[str] | None, typer.Option("--url", help="Address of a page; once per file, in order.")
    ] = None,
) -> None:
    """Print what pages list as JSON lines: one per company, and last the link to the next page.

    With several files each line says which "file" it is from. What is left out is said on stderr.
    """
    urls = list(url or [])
    if len(urls) > len(files):
        raise UserError(f"--url is given {len(urls)} times for {len(files)} files; give it once per file.")
    for number, file in enumerate(files):
        document = read_file(file, urls[number] if number < len(urls) else UNKNOWN_ADDRESS)
        extra = {"file": str(file)} if len(files) > 1 else {}
        if shape == "company":
            _print_company(document, extra)
        else:
            _print_listings(document, extra, str(file))


def read_file(file: Path, url: str) -> Document:
    """Return a saved page as a document.

    Raises:
        UserError: it cannot be read.
    """
    from datetime import UTC, datetime

    from config.records import Page
    from extractors.page import Document

    try:
        body = file.read_bytes()
    except OSError as error:
        raise UserError(
            f"{file}: cannot be read ({error.strerror}); give the file of a saved page."
        ) from None
    now = datetime.now(UTC)
    page = Page(
        source="extract", partition=now.date(), url=url, final_url=url, status=200, fetched_at=now, sha256="", body=body
    )  # fmt: skip
    return Document(page)


def _print_listings(document: Document, extra: dict[str, str], where: str) -> None:
    from extractors.auto.listings import read_listings
    from flows.cli.printing import complain

    found = read_listings(document)
    for record in found.records:
        say(as_json({key: record.values[key] for key in FIELDS if key in record.values} | extra))
    say(as_json({"next_page": found.next_page} | extra))
    if not found.records:
        complain(f"{where}: {found.reason}")


def _print_company(document: Document, extra: dict[str, str]) -> None:
    from extractors.auto.company import read_company

    say(as_json({**read_company(document), **extra}))

"""Pages and sources that a command is given: a saved file, an address, a name of the catalogue."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from config.errors import UserError
from flows.cli.progress import shown

if TYPE_CHECKING:
    from config.catalogue import Source
    from config.settings import Settings
    from extractors.page import Document
    from extractors.visit import Visit


UNKNOWN_ADDRESS = "http://page.invalid/"
"""Address of a page whose own is not known (RFC 2606): no link of it is off-site by its host."""


def is_address(text: str) -> bool:
    """Tell an http(s) address from the path of a file."""
    return text.startswith(("http://", "https://"))


def check_url(url: str) -> None:
    """Tell what is no address before it becomes that of a saved page.

    Raises:
        UserError: it is none.
    """
    if not is_address(url):
        raise UserError(f"--url {url}: not an http or https address; give the one that the page came from.")


def read_file(file: Path, url: str | None = None) -> Document:
    """Return a saved page as a document.

    Raises:
        UserError: it cannot be read.
    """
    from datetime import UTC, datetime
    from hashlib import sha256

    from config.records import Page
    from extractors.page import Document

    try:
        body = file.read_bytes()
    except OSError as error:
        raise UserError(
            f"{file}: cannot be read ({error.strerror}); give the file of a saved page."
        ) from None
    now, url = datetime.now(UTC), url or UNKNOWN_ADDRESS
    page = Page(
        source="extract", partition=now.date(), url=url, final_url=url, status=200, fetched_at=now,
        sha256=sha256(body).hexdigest(), body=body,
    )  # fmt: skip
    return Document(page)


def fetch(url: str, settings: Settings, source: Source | None = None) -> tuple[Document, float]:
    """Return the page at ``url``, fetched once as a guest, and the Crawl-delay of its host in seconds.

    Of ``source`` the politeness counts; without one, an address of this machine is meant as typed.

    Raises:
        UserError: it cannot be had, or its host does not want us to read it.
    """
    from extractors.page import Document
    from extractors.visit import is_loopback, manners, visit

    allowed = source.spec.allow_loopback if source else is_loopback(url)
    politeness = source.spec.politeness if source else manners(url)
    with shown() as progress:
        progress.begin("visit", 1)
        (got,) = visit([url], settings, allow_loopback=allowed, politeness=politeness)
    if got.page is None:
        raise UserError(refusal(got))
    return Document(got.page), got.delay_s


_OTHER = (("%PDF", "pdf"), ("PK\x03\x04", "xlsx"))


def check_is_page(document: Document, where: str) -> None:
    """Tell what is no page of the web before somebody looks for companies in it.

    Raises:
        UserError: it is empty, a PDF, a workbook, JSON, or no text at all.
    """
    text = document.text.lstrip()
    kind = next((format for start, format in _OTHER if text.startswith(start)), None)
    if kind is None and text[:1] in ("{", "[") and text.rstrip()[-1:] in ("}", "]"):
        kind = "json"
    if kind is not None:
        raise UserError(
            f"{where}: is {kind.upper()}, and no page of the web; write a spec with format: {kind} after the"
            " nearest template, then 'prospects extract --source NAME' reads it."
        )
    if not text or "\0" in text[:4096]:
        told = "is no text" if text else "is empty"
        raise UserError(f"{where}: {told}; give a page of the web, or its saved file.")


def source_named(name: str, settings: Settings) -> Source:
    """Return a source of the catalogue by name, enabled or not.

    Raises:
        UserError: there is none of that name, or its spec is broken.
    """
    from config.catalogue import load_source

    folder = catalogue(settings)
    path = folder / f"{name}.yml"
    if not path.is_file():
        known = ", ".join(sorted(each.stem for each in folder.glob("*.yml"))) or "none"
        raise UserError(f"{folder}: no source named '{name}'; known are: {known}.")
    return load_source(path)


def catalogue(settings: Settings) -> Path:
    """Return the folder of specs that these settings mean."""
    from flows.night import catalogue_folder

    return settings.catalog or catalogue_folder(settings.paths)


def refusal(got: Visit) -> str:
    """Return why a page could not be had, and what to do."""
    reason = got.reason if got.url in (got.reason or "") else f"{got.url}: {got.reason}"
    if got.kind in ("robots", "reserved", "forbidden"):
        return f"{reason}; respect that, or ask the publisher."
    if got.kind == "address":
        return f"{reason}; give an address of the public web."
    return f"{reason}; look at the address in a browser, or give a saved page."

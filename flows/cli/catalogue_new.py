"""``prospects sources new``: a first spec for a page, with the rows that it reads there."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from config.errors import UserError
from flows.cli.options import CatalogOption, HomeOption, settings_for
from flows.cli.pages import check_is_page, check_url, fetch, is_address, read_file
from flows.cli.printing import say, show

if TYPE_CHECKING:
    from config.settings import Settings
    from extractors.page import Document
    from extractors.propose import Proposal

_FIRST = 10
_MOST_COLUMNS = 7


def new(
    page: Annotated[
        str,
        typer.Argument(metavar="URL", help="Address of a list of companies, or the file of a saved page."),
    ],
    url: Annotated[
        str | None, typer.Option("--url", help="Address of a saved page. [default: what the page says]")
    ] = None,
    name: Annotated[
        str | None,
        typer.Option("--name", help="Name of the source. [default: <country>_<publisher>_<list>]"),
    ] = None,
    kind: Annotated[
        str | None, typer.Option("--kind", help="Kind of the source. [default: what its words speak for]")
    ] = None,
    home: HomeOption = None,
    catalog: CatalogOption = None,
    yes: Annotated[bool, typer.Option("--yes", help="Write the file without asking.")] = False,
) -> None:
    """Read a page that no spec describes, show its rows, and write a spec to be corrected and enabled.

    The page is fetched once, as a guest. Where no one asks (no terminal), the file is written.
    """
    from extractors.visit import is_loopback
    from flows.new_source import path_of, proposed, write

    settings = settings_for(home, catalog)
    document, delay_s = _open(page, url, settings)
    proposal = proposed(
        document, name=name, kind=kind, delay_s=delay_s, allow_loopback=is_loopback(document.page.url)
    )
    if proposal.spec is None:
        raise UserError(
            f"{page}: no list of companies is found there: {proposal.reason} Give the page that lists them,"
            " or write the spec by hand after the nearest template."
        )
    path = path_of(proposal, settings.catalog or settings.paths.catalogue)
    preview(proposal)
    if not yes and sys.stdin.isatty():
        typer.confirm(f"Write {path}?", default=True, abort=True)
    write(proposal, document, path)
    say(f"wrote {path}")
    for line in _next(proposal, path, _options(home, catalog)):
        say(line)


def preview(proposal: Proposal) -> None:
    """Print what a proposal reads: the first rows, how often each field is there, and how it goes on."""
    assert proposal.spec is not None
    rows, spec, found = proposal.rows, proposal.spec, proposal.found
    columns = [field for field in proposal.fill if field != "detail_url"]
    often = sorted(columns, key=lambda field: (field != "name", -proposal.fill[field]))[:_MOST_COLUMNS]
    shown = [field for field in columns if field in often]
    show([{field: getattr(row, field) for field in shown} for row in rows[:_FIRST]], shown)
    if len(rows) > _FIRST:
        say(f"... and {len(rows) - _FIRST} more")
    say()
    say(f"records     {len(rows)}, read by {_way(proposal)}; confidence {found.confidence:.2f}")
    say("filled      " + ", ".join(f"{field} {share:.0%}" for field, share in proposal.fill.items()))
    say(f"next page   {found.next_page or 'none'}")
    if proposal.by_letter:
        say(f"letters     {proposal.by_letter}")
    guess = ", ".join(proposal.kind_words) or "no word speaks for another"
    say(f"kind        {spec['kind']} ({guess})")
    say()


def _way(proposal: Proposal) -> str:
    if proposal.why_auto:
        return f"mode auto ({proposal.why_auto.rstrip('.')})"
    listed = proposal.spec["list"] if proposal.spec else {}
    return f"selectors, record {listed['record']!r}" if "record" in listed else "structured data"


def _open(page: str, url: str | None, settings: Settings) -> tuple[Document, float]:
    """Return the page and the Crawl-delay of its host, 0 of a saved page."""
    if is_address(page):
        if url:
            raise UserError("--url is for the file of a saved page; leave it out.")
        document, delay_s = fetch(page, settings)
        check_is_page(document, page)
        return document, delay_s
    document = read_file(Path(page), url)
    check_is_page(document, page)
    if url is None:
        own = _own_address(document)
        if own is None:
            raise UserError(f"{page}: the page does not say its own address; give it with --url.")
        document = read_file(Path(page), own)
    else:
        check_url(url)
    return document, 0.0


def _own_address(document: Document) -> str | None:
    for css, attribute in (("link[rel=canonical]", "href"), ("meta[property='og:url']", "content")):
        node = document.tree.css_first(css)
        address = (node.attributes.get(attribute) or "").strip() if node is not None else ""
        if is_address(address):
            return address
    return None


def _options(home: Path | None, catalog: Path | None) -> str:
    return (f" --home {home}" if home else "") + (f" --catalog {catalog}" if catalog else "")


def _next(proposal: Proposal, path: Path, options: str) -> list[str]:
    assert proposal.spec is not None
    name = proposal.spec["source"]
    return [
        "",
        "Next:",
        f"  1. fill in the terms in {path}: what may be read, what may be kept; correct what is wrong",
        f"  2. prospects sources test {name}{options}      keeps a page and its rows as an example",
        f"  3. set enabled: true; prospects sources check{options}",
        f"  4. prospects run --source {name}{options}, then set the bounds from what came",
    ]

"""``prospects sources discover``: pages that may become sources, with a preview; a person accepts."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from flows.cli.options import CatalogOption, HomeOption, JsonOption, settings_for
from flows.cli.pages import catalogue
from flows.cli.printing import as_json, complain, say, show
from flows.cli.progress import shown

if TYPE_CHECKING:
    from config.settings import Settings
    from flows.candidates import Candidate
    from flows.discover import Discovery


def discover(
    source: Annotated[
        list[str] | None,
        typer.Option("--from", help="Only what this source leads to; may be repeated. [default: every one]"),
    ] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, max=200, help="Pages to ask for at most.")] = 10,
    accept: Annotated[
        str | None,
        typer.Option("--accept", help="Write the spec of a candidate last shown: its number or address."),
    ] = None,
    name: Annotated[
        str | None, typer.Option("--name", help="Name of the accepted source. [default: as for new]")
    ] = None,
    home: HomeOption = None,
    catalog: CatalogOption = None,
    json: JsonOption = False,
) -> None:
    """Propose new sources from what the crawled ones lead to, by what each page lists that is new.

    Looks at links of associations, links that many list pages share and search results; asks for each page
    once, as a guest. Nothing is enabled: --accept writes a spec for a person to fill in.
    """
    settings = settings_for(home, catalog)
    if accept is not None:
        _accept(accept, name, settings)
        return
    from config.catalogue import load_catalogue
    from flows.candidates import hosts_of, remember
    from flows.discover import discover as look_around
    from flows.discover import leads, today

    folder = catalogue(settings)
    sources = load_catalogue(folder, names=source or ())
    loopback = any(each.spec.allow_loopback for each in sources)
    with shown() as progress:
        found = leads(sources, settings.paths, progress)
        told = look_around(found, hosts_of(folder), settings, today(settings), limit, loopback, progress)
    remember(settings.paths, told.candidates)
    if json:
        say(as_json({"candidates": [_row(*each) for each in enumerate(told.candidates, 1)],
                     "left_out": [{"url": url, "reason": reason} for url, reason in told.left_out],
                     "asked": told.asked}))  # fmt: skip
        return
    _print(told, len(found))


def _print(told: Discovery, leads: int) -> None:
    rows = [_row(number, one) for number, one in enumerate(told.candidates, 1)]
    columns = ["n", "url", "kind", "records", "fields", "confidence", "new", "score", "found_by", "how"]
    if rows:
        show(rows, columns)
    for row in rows:
        say()
        show(row["preview"], title=f"{row['n']}. {row['title']}")
    if told.left_out:
        say()
        show([{"left out": url, "because": reason} for url, reason in told.left_out])
    say()
    if not leads:
        complain(
            "prospects: nothing archived leads anywhere; crawl an association, a directory or a search engine"
            " first."
        )
    asked = f"{told.asked} {'page' if told.asked == 1 else 'pages'} asked for"
    taken = "; take one with 'prospects sources discover --accept N'" if rows else ""
    say(f"{len(rows)} of {leads} leads list companies, {asked}{taken}.")


def _row(number: int, one: Candidate) -> dict[str, Any]:
    from flows.candidates import first_rows

    spec = one.proposal.spec or {}
    return {
        "n": number,
        "url": one.url,
        "kind": spec.get("kind"),
        "title": spec.get("title"),
        "records": one.records,
        "fields": round(one.fields, 1),
        "confidence": round(one.confidence, 2),
        "new": f"{one.new:.0%}",
        "score": round(one.score, 1),
        "found_by": one.found_by,
        "how": one.how,
        "next_page": one.proposal.found.next_page,
        "preview": first_rows(one),
    }


def _accept(which: str, name: str | None, settings: Settings) -> None:
    from extractors.page import Document
    from extractors.visit import is_loopback
    from flows.candidates import recall
    from flows.new_source import path_of, proposed, write

    page, found_by = recall(settings.paths, which)
    document = Document(page)
    proposal = proposed(document, name=name, found_by=found_by, allow_loopback=is_loopback(page.url))
    path = path_of(proposal, _own(settings))
    write(proposal, document, path)
    say(f"wrote {path}: {len(proposal.rows)} records on {page.url}, found by {found_by}")
    say("Next: fill in its terms, correct what is wrong, 'prospects sources test', set enabled: true.")


def _own(settings: Settings) -> Path:
    return settings.catalog or settings.paths.catalogue

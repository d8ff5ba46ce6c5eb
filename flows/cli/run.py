"""Commands that run the pipeline: run, backfill, crawl, serve."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from flows.cli.options import (
    CatalogOption,
    HomeOption,
    InlineOption,
    JsonOption,
    SourceOption,
    day,
    past_day,
    settings_for,
)
from flows.cli.printing import as_json, complain, say, show
from flows.cli.progress import shown

if TYPE_CHECKING:
    from config.settings import Settings
    from flows.night import Night


class PastMode(StrEnum):
    """How a past night is done again."""

    replay = "replay"
    recrawl = "recrawl"
    rescore = "rescore"


def run(
    source: SourceOption = None,
    date: Annotated[
        str | None, typer.Option("--date", help="Night to run, as YYYY-MM-DD. [default: today]")
    ] = None,
    catalog: CatalogOption = None,
    home: HomeOption = None,
    inline: InlineOption = False,
    json: JsonOption = False,
) -> None:
    """Run one night now: crawl, read, resolve, score, check, publish.

    It is a Prefect flow run: on the server of PREFECT_API_URL or of a running 'prospects serve' of this home,
    else on a temporary one whose history 'prospects serve' shows later.
    """
    from flows.night import new_night
    from flows.plan import make_plan

    settings = settings_for(home, catalog)
    partition = past_day(date, "--date", settings)
    night = new_night(settings, partition=partition, sources=tuple(source or ()))
    make_plan(night, settings)  # a fault in a spec is told at once, before any server is started
    if inline:
        result = execute(night, settings, None, quiet=json)
    else:
        from flows.temporary import prefect_api

        with prefect_api(settings.paths) as wait_for_it:
            result = execute(night, settings, wait_for_it, quiet=json)
    tell(result, json=json)


def execute(
    night: Night, settings: Settings, wait_for_prefect: Callable[[], None] | None, *, quiet: bool
) -> dict[str, Any]:
    """Run a night, as a flow run once Prefect is there, or inline (None), and return its result.

    Raises:
        UserError: unusable input. RunFailed: the run did not finish.
    """
    from flows.session import Session

    with shown(quiet) as progress:
        if wait_for_prefect is None:
            from flows.pipeline import run_night

            return run_night(night, settings, progress=progress).as_json()
        from flows.nightly import run_as_flow

        wait_for_prefect()
        return run_as_flow(Session(settings, progress, night))


def tell(result: dict[str, Any], *, json: bool) -> None:
    """Print what a run did and, on stderr, what did not work."""
    if json:
        say(as_json(result))
    else:
        say(
            f"Night of {result['partition']}: {result['pages']:,} pages, {result['listings']:,} listings, "
            f"{result['companies']:,} companies, {result['prospects']:,} prospects in {result['seconds']} s."
        )
        if result["snapshot"]:
            say(f"Published {result['snapshot']}")
        if result["report"]:
            say(f"Report    {result['report']}")
    for note in result["notes"]:
        complain(f"prospects: {note}")


def backfill(
    first: Annotated[str, typer.Option("--from", help="First night, as YYYY-MM-DD.")],
    last: Annotated[str, typer.Option("--to", help="Last night, as YYYY-MM-DD.")],
    source: SourceOption = None,
    mode: Annotated[
        PastMode,
        typer.Option(
            help="replay: read the archived pages again. recrawl: ask for every page again. "
            "rescore: work out companies and scores anew from what is loaded."
        ),
    ] = PastMode.replay,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what would be done.")] = False,
    catalog: CatalogOption = None,
    home: HomeOption = None,
    inline: InlineOption = False,
    json: JsonOption = False,
) -> None:
    """Do past nights again, the oldest first: the same flow as the form in Prefect's UI."""
    from datetime import datetime
    from zoneinfo import ZoneInfo

    settings = settings_for(home, catalog)
    from flows.past import Backfill, preview, run_backfill

    first_day, last_day = day(first, "--from"), day(last, "--to")
    assert first_day is not None and last_day is not None
    order = Backfill(first_day, last_day, tuple(source or ()), mode.value, settings.catalog)
    order.check(datetime.now(ZoneInfo(settings.timezone)).date())
    rows = preview(order, settings)
    if dry_run:
        if json:
            say(as_json(rows))
        else:
            show(rows)
        return
    if inline:
        with shown(json) as progress:
            results = [each.as_json() for each in run_backfill(order, settings, progress=progress)]
    else:
        from flows.session import Session
        from flows.temporary import prefect_api

        with prefect_api(settings.paths) as wait_for_it, shown(json) as progress:
            from flows.backfill import run_as_flow

            wait_for_it()
            results = run_as_flow(Session(settings, progress), order, dry_run=False)["nights"]
    if json:
        say(as_json(results))
        return
    for result in results:
        tell(result, json=False)


def crawl(
    source: SourceOption = None,
    date: Annotated[
        str | None, typer.Option("--date", help="Night to crawl for, as YYYY-MM-DD. [default: today]")
    ] = None,
    catalog: CatalogOption = None,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Only fetch the pages of the sources into the archive, where a later run finds them."""
    from flows.night import new_night

    settings = settings_for(home, catalog)
    partition = past_day(date, "--date", settings)
    night = new_night(settings, partition=partition, sources=tuple(source or ()))
    from flows.pipeline import run_night

    with shown(json) as progress:
        result = run_night(night, settings, progress=progress, only=frozenset({"crawl"}))
    if json:
        say(as_json({"pages": result.pages, "notes": result.notes}))
    else:
        say(f"{result.pages:,} pages of {night.partition} are in {Path(night.home) / 'archive'}")
    for note in result.notes:
        complain(f"prospects: {note}")


def serve(
    port: Annotated[
        int | None,
        typer.Option("--port", min=1, max=65535, help="Port of UI and API on this machine. [default: 4200]"),
    ] = None,
    catalog: CatalogOption = None,
    home: HomeOption = None,
) -> None:
    """Serve Prefect's UI, run the nightly on its schedule and backfills on demand, until Ctrl-C."""
    settings = settings_for(home, catalog, port=port)
    from flows.serve import serve as serve_home

    serve_home(settings, settings.port, complain)

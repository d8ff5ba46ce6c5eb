"""The demo: the nightly flow on an invented web on this machine, measured against its known truth."""

from __future__ import annotations

import os
from contextlib import ExitStack
from typing import TYPE_CHECKING, Annotated, Any

import typer

from flows.cli.options import HomeOption, InlineOption, JsonOption, settings_for
from flows.cli.printing import as_json, complain, say, show
from flows.cli.run import execute

if TYPE_CHECKING:
    from pathlib import Path


def demo(
    seed: Annotated[int, typer.Option(help="Another seed invents another world.")] = 1,
    home: HomeOption = None,
    inline: InlineOption = False,
    json: JsonOption = False,
) -> None:
    """Run the nightly pipeline on an invented web on this machine and measure it against its truth.

    Needs no network and no configuration. Its home is <home>/demo, or demo-N for
    another seed: no real company mixes with invented ones.
    """
    outer = settings_for(home)
    from flows.demo import CATALOGUE, truth, world
    from flows.demo.server import serve
    from flows.night import new_night

    home_of_demo = outer.paths.root / ("demo" if seed == 1 else f"demo-{seed}")
    with ExitStack() as stack:
        wait_for_prefect = None
        if not inline:
            from flows.temporary import prefect_api

            wait_for_prefect = stack.enter_context(prefect_api(outer.paths))
        invented = world.build(seed)
        web = stack.enter_context(serve(invented, home_of_demo / "files"))
        os.environ["DEMO_FILES"] = str(web.files)
        os.environ["PROSPECTS_HOST_MAP"] = ",".join(
            f"{name}={address}" for name, address in web.host_map.items()
        )
        settings = settings_for(home_of_demo, CATALOGUE)
        night = new_night(settings, partition=invented.today, catalogue=CATALOGUE)
        result = execute(night, settings, wait_for_prefect, quiet=json)
    measured = truth.measure(_path(result["snapshot"]), invented)
    if json:
        say(as_json(summary(result, measured)))
        return
    tell_demo(result, measured, home_of_demo)
    if not inline:
        say(f"          prospects serve --home {outer.paths.root}     shows this run's history")


def summary(result: dict[str, Any], measured: dict[str, Any]) -> dict[str, Any]:
    """Return the one object that ``demo --json`` prints."""
    taken = ("seconds", "peak_rss_mib", "pages", "listings", "companies", "prospects")
    truths = ("listing_recall", "listing_precision", "pairwise_f1", "facts_accuracy")
    return (
        {name: result[name] for name in taken}
        | {name: measured[name] for name in truths}
        | {"snapshot": result["snapshot"]}
    )


def tell_demo(result: dict[str, Any], measured: dict[str, Any], home: Path) -> None:
    """Print the list to call, how true it is, and where to look next."""
    from flows.explain import top_prospects

    rows = top_prospects(_path(result["snapshot"]), None, 10)
    columns = ["rank", "company", "city", "country", "score", "tier", "cell", "action", "why"]
    show(rows, columns, title="Whom to call first")
    say()
    say(
        f"{result['pages']:,} pages, {result['listings']:,} listings, {result['companies']:,} companies, "
        f"{result['prospects']:,} prospects in {result['seconds']} s, {result['peak_rss_mib']:.0f} MiB."
    )
    say(
        "Against the truth of the invented world: "
        f"listing recall {measured['listing_recall']:.3f}, precision {measured['listing_precision']:.3f}, "
        f"pairwise F1 {measured['pairwise_f1']:.3f}, facts right {measured['facts_accuracy']:.3f}."
    )
    for note in result["notes"]:
        complain(f"note: {note}")
    say()
    say(f"Snapshot  {result['snapshot']}")
    say(f"Report    {result['report']}")
    say(f"Next:     prospects explain {rows[0]['company_id']} --home {home}" if rows else "")


def _path(text: str) -> Path:
    from pathlib import Path

    return Path(text)

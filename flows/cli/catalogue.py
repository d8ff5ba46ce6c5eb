"""``prospects sources ...``: the catalogue."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer

from config.errors import UserError
from flows.cli import catalogue_discover, catalogue_new, catalogue_test
from flows.cli.heal import heal
from flows.cli.options import CatalogOption, HomeOption, JsonOption, settings_for
from flows.cli.pages import catalogue
from flows.cli.printing import as_json, complain, say, show

if TYPE_CHECKING:
    from config.settings import Settings

app = typer.Typer(
    help="The catalogue: what is read, its state, and whether its specs are right.", no_args_is_help=True
)
app.command("new")(catalogue_new.new)
app.command("heal")(heal)
app.command("test")(catalogue_test.test)
app.command("discover")(catalogue_discover.discover)


@app.command("list")
def list_sources(home: HomeOption = None, catalog: CatalogOption = None, json: JsonOption = False) -> None:
    """List the sources, how each fared in the published run, and on what terms it is read."""
    from config.catalogue import load_catalogue

    settings = settings_for(home, catalog)
    health = _health(settings)
    rows = []
    for source in load_catalogue(catalogue(settings)):
        last = health.get(source.name, {})
        rows.append(
            {
                "source": source.name,
                "kind": source.spec.kind,
                "state": last.get("state") or "not run yet",
                "night": last.get("partition"),
                "pages": last.get("pages"),
                "listings": last.get("listings"),
                "redistribute": "yes" if source.spec.terms.redistribute else "no",
                "cause": last.get("cause"),
            }
        )
    if json:
        say(as_json(rows))
    elif rows:
        show(rows)
    else:
        say(
            f"{catalogue(settings)}: no source is enabled; fill one in and set enabled: true,"
            " or let 'prospects sources new URL' write one."
        )


@app.command("check")
def check_sources(home: HomeOption = None, catalog: CatalogOption = None) -> None:
    """Validate every spec and name every fault with its file, line and key."""
    from config.catalogue import load_source
    from extractors.check import check_selectors

    folder = catalogue(settings_for(home, catalog))
    paths = sorted(folder.glob("*.yml"))
    if not paths:
        raise UserError(f"{folder}: no *.yml here; 'prospects init' makes a first source.")
    faults = 0
    for path in paths:
        try:
            check_selectors(load_source(path))
        except UserError as error:
            complain(f"prospects: {error}")
            faults += 1
    if faults:
        raise typer.Exit(2)
    specs = "1 spec" if len(paths) == 1 else f"{len(paths)} specs"
    say(f"{folder}: {specs}, no fault.")


def _health(settings: Settings) -> dict[str, dict[str, Any]]:
    path = settings.paths.published
    if not path.is_file():
        return {}
    from warehouse.query import run_query

    rows = run_query(path, "SELECT source, state, partition, pages, listings, cause FROM source_health")
    return {
        str(row["source"]): {str(key): value for key, value in row.items()} for row in rows.to_dict("records")
    }

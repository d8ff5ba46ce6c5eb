"""Commands about the installation: init, doctor."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from flows.cli.options import CatalogOption, HomeOption, JsonOption, settings_for
from flows.cli.printing import as_json, say, show


def init(
    directory: Annotated[
        Path | None, typer.Argument(metavar="[DIR]", help="Folder of the new home. [default: ./data]")
    ] = None,
) -> None:
    """Make a home with a profile to fill in, a first source, and what to do next."""
    from flows.first_home import make_home

    settings = settings_for(directory)
    for line in make_home(settings.paths):
        say(line)


def doctor(home: HomeOption = None, catalog: CatalogOption = None, json: JsonOption = False) -> None:
    """Look for what is wrong with this installation, and name the cure."""
    from flows.doctor import examine

    findings = examine(settings_for(home, catalog))
    if json:
        say(as_json([finding.__dict__ for finding in findings]))
    else:
        show([finding.__dict__ for finding in findings], ["state", "what", "finding"])
    if any(finding.state == "bad" for finding in findings):
        raise typer.Exit(1)

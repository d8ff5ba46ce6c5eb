"""Options that several commands share, and what they make of them."""

from __future__ import annotations

import getpass
import os
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from zoneinfo import ZoneInfo

import typer

from config.errors import UserError

if TYPE_CHECKING:
    from config.settings import Settings

HomeOption = Annotated[
    Path | None,
    typer.Option(
        "--home", help="Folder where everything is kept; wins over PROSPECTS_HOME. [default: ./data]"
    ),
]
CatalogOption = Annotated[
    Path | None,
    typer.Option(
        "--catalog", help="Folder of source specs (*.yml). [default: <home>/sources, else the shipped ones]"
    ),
]
SourceOption = Annotated[
    list[str] | None,
    typer.Option(
        "--source", help="Only this source; may be given several times. [default: every enabled one]"
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]
InlineOption = Annotated[
    bool, typer.Option("--inline", help="Run without Prefect: no history, no start-up time.")
]
IcpOption = Annotated[
    str | None, typer.Option("--icp", help="Name of the ideal customer profile. [default: the first by name]")
]
AuthorOption = Annotated[str | None, typer.Option("--author", help="Who decides. [default: your user name]")]


def settings_for(home: Path | None = None, catalog: Path | None = None, **others: Any) -> Settings:
    """Return the settings of this command, and set them in the environment for whatever it starts.

    Raises:
        UserError: a setting has an unusable value.
    """
    from config.settings import load_settings

    settings = load_settings(home=home, catalog=catalog, **others)
    os.environ["PROSPECTS_HOME"] = str(settings.paths.root)
    if settings.catalog:
        os.environ["PROSPECTS_CATALOG"] = str(settings.catalog.absolute())
    return settings


def author_of(given: str | None) -> str:
    """Return who decides: the name given, or else that of the user.

    Raises:
        UserError: no name is given and this user has none, as in some containers.
    """
    if given and given.strip():
        return given.strip()
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        raise UserError("this user has no name; say with --author NAME who decides.") from None


def day(text: str | None, option: str) -> date | None:
    """Return a date given as YYYY-MM-DD.

    Raises:
        UserError: it is none.
    """
    if text is None:
        return None
    try:
        return datetime.strptime(text, "%Y-%m-%d").date()
    except ValueError:
        raise UserError(f"{option} {text}: not a date; write it as YYYY-MM-DD.") from None


def past_day(text: str | None, option: str, settings: Settings) -> date | None:
    """Return a date that is not in the future: a night of next year would hide every night until then.

    Raises:
        UserError: it is none, or it is later than today in the installation's time zone.
    """
    given, today = day(text, option), datetime.now(ZoneInfo(settings.timezone)).date()
    if given and given > today:
        raise UserError(f"{option} {text}: is in the future; give {today} or earlier.")
    return given


def published(settings: Settings) -> Path:
    """Return the published snapshot.

    Raises:
        UserError: nothing has been published in this home.
    """
    path = settings.paths.published
    if not path.is_file():
        raise UserError(
            f"{path}: nothing is published yet; run 'prospects run' first, or choose another --home."
        )
    return path

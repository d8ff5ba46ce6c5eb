"""One night's order: what to run, for which date, in which home. Plain data that any runner can carry."""

from __future__ import annotations

import secrets
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

from config.catalogue import SHIPPED
from config.home import Home
from config.settings import Settings

Mode = Literal["run", "replay", "recrawl", "rescore"]
"""``run`` asks the web for what is missing; ``replay`` reads the archive again; ``recrawl`` asks for every
page again; ``rescore`` takes what is loaded and works out the companies and their scores anew."""


@dataclass(frozen=True, kw_only=True)
class Night:
    """One execution of one partition date. ``sources`` empty means every enabled source."""

    run_id: str
    partition: date
    home: str
    catalogue: str
    icps: str
    mode: Mode = "run"
    sources: tuple[str, ...] = ()

    @property
    def paths(self) -> Home:
        return Home(Path(self.home))

    def as_json(self) -> dict[str, Any]:
        """Return plain values, as a flow run's parameters or a log line carry them."""
        return asdict(self) | {"partition": self.partition.isoformat(), "sources": list(self.sources)}


def new_night(
    settings: Settings,
    *,
    partition: date | None = None,
    mode: Mode = "run",
    sources: tuple[str, ...] = (),
    catalogue: Path | None = None,
    icps: Path | None = None,
) -> Night:
    """Fill in what was not said: today in the installation's time zone, the home's catalogue and profiles.

    A home without a ``sources`` (or ``icps``) folder uses what ships with the program.
    """
    home = settings.paths
    return Night(
        run_id=f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{secrets.token_hex(2)}",
        partition=partition or datetime.now(ZoneInfo(settings.timezone)).date(),
        home=str(home.root),
        catalogue=str((catalogue or settings.catalog or catalogue_folder(home)).absolute()),
        icps=str((icps or icp_folder(home)).absolute()),
        mode=mode,
        sources=sources,
    )


def catalogue_folder(home: Home) -> Path:
    """Return the user's own catalogue where there is one, else the shipped templates."""
    return home.catalogue if home.catalogue.is_dir() else SHIPPED


def icp_folder(home: Home) -> Path:
    """Return the user's own profiles where there are any, else the shipped one."""
    return home.icps if home.icps.is_dir() else SHIPPED.parent / "icps"

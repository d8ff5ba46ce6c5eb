"""Backfill: the nights of a range of dates once more, in order."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Literal

from config.catalogue import load_catalogue
from config.errors import UserError
from config.settings import Settings
from flows.night import catalogue_folder, new_night
from flows.pipeline import run_night
from flows.result import RunResult
from flows.runner import Runner, inline
from flows.session import Progress, Silent
from flows.stages import output, sources

PastMode = Literal["replay", "recrawl", "rescore"]
_LONGEST = 366


@dataclass(frozen=True)
class Backfill:
    """Which nights to do again and how."""

    first_day: date
    last_day: date
    sources: tuple[str, ...] = ()
    mode: PastMode = "replay"
    catalogue: Path | None = None

    @property
    def days(self) -> list[date]:
        """Every date of the range, the oldest first."""
        return [self.first_day + timedelta(n) for n in range((self.last_day - self.first_day).days + 1)]

    def check(self, today: date) -> None:
        """Refuse what the form cannot refuse by itself, before anything is taken or written.

        Raises:
            UserError: the dates are in the wrong order, in the future or too many.
        """
        if self.first_day > self.last_day:
            raise UserError(
                f"the first day {self.first_day} is later than the last day {self.last_day}; swap them."
            )
        if self.last_day > today:
            raise UserError(f"the last day {self.last_day} is in the future; give {today} or earlier.")
        if len(self.days) > _LONGEST:
            raise UserError(
                f"{self.first_day} to {self.last_day} are {len(self.days)} nights; give at most {_LONGEST}."
            )


def preview(backfill: Backfill, settings: Settings) -> list[dict[str, object]]:
    """Return what a backfill would do: one row a night and source. Nothing is requested or written."""
    home = settings.paths
    folder = backfill.catalogue or catalogue_folder(home)
    chosen = load_catalogue(folder, names=backfill.sources)
    return [
        {"night": day.isoformat(), "source": source.name} | sources.forecast(source, day, home, backfill.mode)
        for day in backfill.days
        for source in chosen
    ]


def _with_something_to_do(backfill: Backfill, settings: Settings) -> list[date]:
    """Nights that a replay finds pages of; the other modes do not live on the archive."""
    if backfill.mode != "replay":
        return list(backfill.days)
    rows = preview(backfill, settings)
    busy = {row["night"] for row in rows if not str(row["does"]).startswith("nothing")}
    return [day for day in backfill.days if day.isoformat() in busy]


def run_backfill(
    backfill: Backfill,
    settings: Settings,
    runner: Runner = inline,
    progress: Progress | None = None,
    *,
    wait_s: float = 0.0,
) -> list[RunResult]:
    """Run each night of the range, the oldest first.

    A night before the published one must not replace it: its partitions are loaded, and the published night
    is worked out once more at the end, so that analysts see the effect and never an older world. Nights of
    which no page is archived are passed over by a replay.

    Raises:
        UserError: a replay of nights of which none has a page.
    """
    published = output.published_partition(settings.paths)
    results = []
    days = _with_something_to_do(backfill, settings)
    if not days:
        raise UserError(
            f"{backfill.first_day} to {backfill.last_day}: no page of these nights is archived, so none is"
            " read again; 'prospects run' fetches tonight's."
        )
    for day in days:
        night = new_night(
            settings,
            partition=day,
            mode=backfill.mode,
            sources=backfill.sources,
            catalogue=backfill.catalogue,
        )
        results.append(run_night(night, settings, runner, progress or Silent(), wait_s=wait_s))
    if published and published > backfill.last_day:
        again = replace(
            new_night(settings, partition=published, catalogue=backfill.catalogue), mode="rescore"
        )
        results.append(run_night(again, settings, runner, progress or Silent(), wait_s=wait_s))
    return results

"""The nightly flow. Prefect finds it by its module entrypoint, ``flows.nightly:nightly``."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from prefect import flow, runtime
from prefect.artifacts import create_markdown_artifact
from prefect.context import FlowRunContext
from prefect.events.worker import EventsWorker
from prefect.logging.handlers import APILogWorker
from prefect.states import Cancelled

from config.settings import Settings, load_settings
from flows.night import new_night
from flows.pipeline import run_night
from flows.prefect_runner import as_task
from flows.result import RunResult
from flows.session import Session, Silent, current

WAIT_S = 2 * 3600
"""A deployment's run waits that long for another run of the home; a person at a terminal is told at once."""
_TOO_LATE = timedelta(hours=12)


def _run_name() -> str:
    """Return the run's name on its page: the night that it is for, as far as that is known when it starts."""
    session = current.get()
    if session and session.night:
        return f"night of {session.night.partition} ({session.night.run_id[-4:]})"
    scheduled = runtime.flow_run.scheduled_start_time
    return f"night of {scheduled:%Y-%m-%d %H:%M}"


@flow(name="nightly", flow_run_name=_run_name, retries=0, persist_result=False)
def nightly(partition: date | None = None, sources: list[str] | None = None) -> Any:
    """Crawl, resolve, score and publish one night.

    Args:
        partition: Date of the night; empty means the scheduled date, or today.
        sources: Names of sources; empty means every enabled source.
    """
    session = current.get()
    settings = settings_of(session)
    scheduled = _scheduled_at()
    if scheduled and datetime.now(UTC) - scheduled > _TOO_LATE:
        # Prefect starts missed runs late. Today's web must not be filed under the day of a missed night.
        return Cancelled(message="Missed while nothing was serving; the next night replaces it.")
    night = session.night if session else None
    if night is None:
        day = partition or (scheduled.astimezone(ZoneInfo(settings.timezone)).date() if scheduled else None)
        night = new_night(settings, partition=day, sources=tuple(sources or ()))
    progress = session.progress if session else Silent()
    result = run_night(night, settings, as_task, progress, wait_s=0 if session else WAIT_S)
    create_markdown_artifact(
        key="night", markdown=as_markdown(result), description=f"Night of {night.partition}"
    )
    return result.as_json()


def run_as_flow(session: Session) -> dict[str, Any]:
    """Run a prepared night as a flow run of this process and return its result."""
    night = session.night
    token = current.set(session)
    try:
        result: Any = nightly(
            partition=night.partition if night else None, sources=list(night.sources) if night else None
        )
    finally:
        current.reset(token)
        drain()
    return dict(result)


def drain() -> None:
    """Send what waits in this process's queues: a temporary server must have it before it is stopped."""
    EventsWorker.drain_all()
    APILogWorker.drain_all()


def as_markdown(result: RunResult) -> str:
    """Return the run's outcome for its page in Prefect."""
    counts = {
        "pages": result.pages,
        "listings": result.listings,
        "companies": result.companies,
        "prospects": result.prospects,
    }
    lines = [f"# Night of {result.partition}", "", "| what | how many |", "|---|---|"]
    lines += [f"| {name} | {count:,} |" for name, count in counts.items()]
    lines += [
        "",
        f"Run `{result.run_id}`, {result.seconds} s. Snapshot `{result.snapshot}`, log `{result.log}`.",
    ]
    if result.notes:
        lines += ["", "## To look at", ""] + [f"- {note}" for note in result.notes]
    return "\n".join(lines)


def _scheduled_at() -> datetime | None:
    """Return when the schedule wanted this run; None for a run that a person started."""
    context = FlowRunContext.get()
    run = context.flow_run if context else None
    return run.expected_start_time if run is not None and run.auto_scheduled else None


def settings_of(session: Session | None) -> Settings:
    """Return the settings of a run: its starter's, or else the environment's."""
    return session.settings if session else load_settings()

"""The backfill flow; its parameters are the form in Prefect's UI. Entrypoint: ``flows.backfill:backfill``."""

from __future__ import annotations

from datetime import date, datetime
from enum import Enum
from typing import Any
from zoneinfo import ZoneInfo

from prefect import flow
from prefect.artifacts import create_markdown_artifact, create_table_artifact

from config.catalogue import load_catalogue
from config.errors import UserError
from config.settings import load_settings
from flows.night import catalogue_folder
from flows.nightly import WAIT_S, as_markdown, drain, settings_of
from flows.past import Backfill, PastMode, preview, run_backfill
from flows.prefect_runner import as_task
from flows.session import Session, Silent, current


def _source_names() -> Any:
    """Return the enabled sources as the choices of the form.

    They are read once, when the flow is imported: a source that was added since then appears after
    ``prospects serve`` is started again.
    """
    try:
        settings = load_settings()
        names = [
            source.name for source in load_catalogue(settings.catalog or catalogue_folder(settings.paths))
        ]
    except UserError:
        names = []  # the run itself says what is wrong with the catalogue
    return Enum("SourceName", {name: name for name in names} or {"none_enabled": "none_enabled"}, type=str)


SourceName: Any = _source_names()


@flow(name="backfill", flow_run_name="{mode} {first_day} to {last_day}", retries=0, persist_result=False)
def backfill(
    first_day: date,
    last_day: date,
    sources: list[SourceName] = [],  # noqa: B006 (the form shows this default; nobody changes it)
    mode: PastMode = "replay",
    dry_run: bool = False,
) -> Any:
    """Do past nights again: read their pages with today's rules, or score them with today's profile.

    Args:
        first_day: First night to do again.
        last_day: Last night to do again.
        sources: Sources to do again. None chosen means all that are enabled.
        mode: replay: read the archived pages again. recrawl: ask for every page again. rescore: work out
            companies and scores anew from what is loaded.
        dry_run: Only show, as an artifact of the run, what would be done.
    """
    session = current.get()
    settings = settings_of(session)
    order = Backfill(
        first_day,
        last_day,
        tuple(source.value if isinstance(source, Enum) else source for source in sources),
        mode,
        settings.catalog,
    )
    order.check(datetime.now(ZoneInfo(settings.timezone)).date())
    rows = preview(order, settings)
    create_table_artifact(key="backfill-preview", table=rows, description=f"{len(rows)} partitions, {mode}")
    if dry_run:
        return {"dry_run": True, "preview": rows}
    progress = session.progress if session else Silent()
    results = run_backfill(order, settings, as_task, progress, wait_s=0 if session else WAIT_S)
    for result in results:
        create_markdown_artifact(key="night", markdown=as_markdown(result))
    return {"dry_run": False, "nights": [result.as_json() for result in results]}


def run_as_flow(session: Session, order: Backfill, *, dry_run: bool) -> dict[str, Any]:
    """Run a backfill as a flow run of this process."""
    token = current.set(session)
    try:
        result: Any = backfill(
            first_day=order.first_day,
            last_day=order.last_day,
            sources=list(order.sources),
            mode=order.mode,
            dry_run=dry_run,
        )
    finally:
        current.reset(token)
        drain()
    return dict(result)

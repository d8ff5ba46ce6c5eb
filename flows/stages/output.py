"""Last stages: check, publish, report. And the run log, of which the snapshot carries a copy."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from config.catalogue import Source
from config.home import Home
from flows.plan import Plan
from flows.result import PartResult
from flows.runner import Done
from flows.session import Progress
from flows.stages import privacy
from warehouse import publish as publishing
from warehouse import report as reporting
from warehouse.dictionary import markdown
from warehouse.disk import write_whole
from warehouse.query import run_query
from warehouse.work import Work

log = logging.getLogger(__name__)


def publish(plan: Plan, source: Source | None, progress: Progress) -> Done:
    """Check tonight's tables and swap the new snapshot in; a failed check leaves yesterday's in place."""
    night = plan.night
    newer = published_partition(night.paths)
    if newer and newer > night.partition:
        told = f"not published: the published night {newer} is later"
        return Done(0, 0, told, note=f"{night.partition} was {told}; analysts keep seeing that one.")
    with Work(night.paths) as work:
        path = publishing.publish(
            work,
            run_id=night.run_id,
            partition=night.partition,
            keep=plan.settings.keep_snapshots,
            sources=plan.names,
            is_suppressed=privacy.withheld(night.paths),
        )
    gone = privacy.forget(night.paths, path)
    message = f"{gone} older snapshots and reports removed: they held what is suppressed now" if gone else ""
    return Done(0, 1, message, paths=(str(path),))


def report(plan: Plan, source: Source | None, progress: Progress) -> Done:
    """Write the run's report, and the data dictionary beside the snapshot that it describes."""
    home = plan.night.paths
    target = home.reports / f"{plan.night.run_id}.html"
    reporting.write_report(home.published, target)
    write_whole(home.publish / "data-dictionary.md", markdown(home.published))
    return Done(0, 1, paths=(str(target),))


def published_partition(home: Home) -> date | None:
    """Return the night that analysts see now; None where nothing is published."""
    if not home.published.is_file():
        return None
    rows = run_query(home.published, "SELECT max(partition) AS night FROM runs WHERE stage = 'score'")
    night: date | None = rows["night"].iloc[0]
    return night


def notes(plan: Plan, results: Sequence[PartResult]) -> list[str]:
    """Return what a person should know about a run that finished: a sentence a source, then the rest."""
    if not plan.catalogue:
        return [
            f"{plan.night.catalogue}: no source is enabled, so there was nothing to do; "
            "set enabled: true in one, or let 'prospects init' make one to fill in."
        ]
    failed = {part.source: part.done.message for part in results if part.source and part.error}
    told = {part.source: part.done.note for part in results if part.source and part.done.note}
    rest = [part.done.note for part in results if part.done.note and not part.source]
    return [f"source {name}: {sentence}" for name, sentence in sorted((told | failed).items())] + rest


def log_parts(plan: Plan, results: Sequence[PartResult], already: int) -> int:
    """Log one row a stage for the parts since ``already``; return how many parts are logged now."""
    night = plan.night
    stages: dict[str, list[PartResult]] = defaultdict(list)
    for result in results[already:]:
        stages[result.stage].append(result)
    with Work(night.paths) as work:
        for stage, parts in stages.items():
            failed = [part for part in parts if part.error is not None]
            said = [f"{part.source or stage}: {part.done.message}" for part in failed] or [
                part.done.message for part in parts if part.source is None
            ]
            work.log(
                {
                    "run_id": night.run_id,
                    "partition": night.partition,
                    "mode": night.mode,
                    "stage": stage,
                    "state": "failed" if failed and len(failed) == len(parts) else "ok",
                    "rows_in": sum(part.done.rows_in for part in parts),
                    "rows_out": sum(part.done.rows_out for part in parts),
                    "started_at": min(part.started_at for part in parts),
                    "ended_at": max(part.ended_at for part in parts),
                    "message": "; ".join(said) or None,
                }
            )
    return len(results)


def log_parts_quietly(plan: Plan, results: Sequence[PartResult], already: int) -> None:
    """Log what there is when a run is failing; a second failure must not hide the first."""
    try:
        log_parts(plan, results, already)
    except Exception as error:
        log.warning("the run log could not be written: %s", error)

"""What is told of a run: a row a stage in the log, which the snapshot carries along, and notes for people."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Sequence

from flows.plan import Plan
from flows.result import PartResult

log = logging.getLogger(__name__)


def notes(plan: Plan, results: Sequence[PartResult]) -> list[str]:
    """Return what a person should know about a run that finished: a sentence a source, then the rest."""
    if not plan.catalogue:
        return [
            f"{plan.night.catalogue}: no source is enabled, so there was nothing to do; "
            "set enabled: true in one, or let 'prospects sources new URL' write one for a list of companies."
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
    from warehouse.work import Work  # DuckDB: a crawl needs it at its end at the earliest

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

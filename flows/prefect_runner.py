"""The same stages as Prefect tasks: one task is one part of a stage, never a page."""

from __future__ import annotations

from prefect import task
from prefect.cache_policies import NO_CACHE

from config.catalogue import Source
from flows.pipeline import STAGES
from flows.plan import Plan
from flows.runner import Done, Stage
from flows.session import Progress, Silent, current


@task(retries=0, cache_policy=NO_CACHE, persist_result=False)
def run_part(stage: str, plan: Plan, source: str | None) -> Done:
    """Execute one part of a stage. Cached results would serve last month's pages, so there are none."""
    session = current.get()
    progress: Progress = session.progress if session else Silent()
    call = next(each.call for each in STAGES if each.name == stage)
    return call(plan, plan.source(source) if source else None, progress)


def as_task(stage: Stage, plan: Plan, source: Source | None, progress: Progress) -> Done:
    """Execute a part as a task run.

    A whole-table stage has its time limit as a task. Prefect cannot interrupt a part that runs in a thread of
    a source; there the requests have limits of their own and `flows.pipeline` stops waiting.
    """
    name = f"{stage.name} {source.name}" if source else stage.name
    configured = run_part.with_options(
        name=stage.name,
        task_run_name=f"{name} {plan.night.partition}",
        timeout_seconds=None if source else stage.timeout_s,
    )
    return configured(stage.name, plan, source.name if source else None)

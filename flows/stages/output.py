"""Last stages: check, publish, report."""

from __future__ import annotations

from datetime import date

from config.catalogue import Source
from config.home import Home
from flows.plan import Plan
from flows.runner import Done
from flows.session import Progress
from flows.stages import privacy
from warehouse import publish as publishing
from warehouse import report as reporting
from warehouse.dictionary import markdown
from warehouse.disk import write_whole
from warehouse.query import run_query
from warehouse.work import Work


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

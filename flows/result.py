"""What a night did, for the terminal, the run's page and programs."""

from __future__ import annotations

import resource
import sys
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from flows.plan import Plan
from flows.runner import Done


@dataclass(frozen=True)
class PartResult:
    """One part of a stage as it went."""

    stage: str
    source: str | None
    done: Done
    error: Exception | None
    started_at: datetime
    ended_at: datetime


@dataclass(frozen=True)
class RunResult:
    """Counts and files of one run. ``seconds`` and ``peak_rss_mib`` are those of the pipeline's process."""

    run_id: str
    partition: str
    mode: str
    seconds: float
    peak_rss_mib: float
    pages: int
    listings: int
    companies: int
    prospects: int
    snapshot: str | None
    report: str | None
    log: str
    notes: list[str] = field(default_factory=list)
    """What did not work although the run finished: a sentence a source, with what to do."""

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def summarise(
    plan: Plan, results: list[PartResult], seconds: float, log: Path, notes: list[str]
) -> RunResult:
    """Add up what the parts did."""
    given = {name: 0 for name in ("crawl", "look_up", "load", "resolve", "score")}
    paths: dict[str, str] = {}
    for result in results:
        given[result.stage] = given.get(result.stage, 0) + result.done.rows_out
        if result.done.paths:
            paths[result.stage] = result.done.paths[0]
    return RunResult(
        run_id=plan.night.run_id,
        partition=plan.night.partition.isoformat(),
        mode=plan.night.mode,
        seconds=round(seconds, 2),
        peak_rss_mib=peak_rss_mib(),
        pages=given["crawl"] + given["look_up"],
        listings=given["load"],
        companies=given["resolve"],
        prospects=given["score"],
        snapshot=paths.get("publish"),
        report=paths.get("report"),
        log=str(log),
        notes=notes,
    )


def peak_rss_mib() -> float:
    """Return the largest resident set of this process so far, in MiB."""
    # A process that is started from a larger one inherits that one's ru_maxrss (Linux, across exec):
    # the kernel's high-water mark of the address space is the process's own.
    with suppress(OSError), open("/proc/self/status", encoding="ascii", errors="replace") as status:
        for line in status:
            if line.startswith("VmHWM:"):
                return round(int(line.split()[1]) / 2**10, 1)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(peak / (2**20 if sys.platform == "darwin" else 2**10), 1)

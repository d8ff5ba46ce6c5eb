"""The order of a night. It runs without Prefect; `flows.prefect_runner` only changes how a part is called."""

from __future__ import annotations

import errno
import logging
import queue
import sqlite3
import time
import traceback
from collections.abc import Iterator, Sequence
from contextlib import suppress
from contextvars import copy_context
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import import_module
from itertools import groupby
from pathlib import Path
from threading import Thread

from config.catalogue import Source
from config.errors import RunFailed, UserError
from config.settings import Settings
from flows.lock import run_lock
from flows.logs import run_log
from flows.memory import give_back, settled
from flows.night import Mode, Night
from flows.plan import Plan, make_plan
from flows.ready import make_ready
from flows.result import PartResult, RunResult, peak_rss_mib, summarise
from flows.runner import Call, Done, Runner, Stage, inline
from flows.session import Progress, Silent
from flows.stages import sources, told

log = logging.getLogger(__name__)

_CRAWLS: frozenset[Mode] = frozenset({"run", "recrawl"})
_READS: frozenset[Mode] = frozenset({"run", "recrawl", "replay"})
_ALL: frozenset[Mode] = frozenset({"run", "recrawl", "replay", "rescore"})


def _of(module: str, name: str) -> Call:
    """Return a stage that is imported when it is called: a crawl alone needs neither pandas nor DuckDB."""

    def call(plan: Plan, source: Source | None, progress: Progress) -> Done:
        stage: Call = getattr(import_module(f"flows.stages.{module}"), name)
        return stage(plan, source, progress)

    return call


STAGES: tuple[Stage, ...] = (
    Stage("crawl", sources.crawl, "sources", _CRAWLS, 4 * 3600),
    Stage("extract", sources.extract, "sources", _READS, 3600),
    Stage("load", sources.load, "everything", _READS, 3600),
    Stage("resolve", _of("companies", "resolve"), "everything", _ALL, 3600),
    Stage("look_up", _of("companies", "look_up"), "lookups", _CRAWLS, 4 * 3600),
    Stage("extract_answers", sources.extract, "lookups", _READS, 3600),
    Stage("load_answers", sources.load_answers, "everything", _READS, 3600),
    Stage("enrich", _of("companies", "enrich"), "everything", _ALL, 3600),
    Stage("signals", _of("scoring", "signals"), "everything", _ALL, 3600),
    Stage("score", _of("scoring", "score"), "everything", _ALL, 3600),
    Stage("publish", _of("output", "publish"), "everything", _ALL, 3600),
    Stage("report", _of("output", "report"), "everything", _ALL, 600),
)
"""Read it from top to bottom: that is a night. A stage on sources starts for a source as soon as the stage
before it is done for that source, so that a slow host keeps nobody waiting."""


@dataclass
class _Run:
    plan: Plan
    runner: Runner
    progress: Progress
    results: list[PartResult]

    def part(self, stage: Stage, source: Source | None) -> PartResult:
        """Execute one part and say how it went; only a fault of one source is not a fault of the run."""
        started = datetime.now(UTC)
        error: Exception | None = None
        try:
            done = self.runner(stage, self.plan, source, self.progress)
        except Exception as fault:
            error, done = fault, Done(0, 0, _sentence(fault))
            log.error("%s %s: %s", stage.name, source.name if source else "", done.message, exc_info=fault)
            traceback.clear_frames(fault.__traceback__)  # they hold database connections
        self.progress.end(stage.name, done.message)
        ended = datetime.now(UTC)
        name = source.name if source else None
        took = (ended - started).total_seconds()
        what = f"{stage.name} {name}" if name else stage.name
        log.info("%s: %d -> %d, %.2f s, %.0f MiB", what, done.rows_in, done.rows_out, took, peak_rss_mib())
        return PartResult(stage.name, name, done, error, started, ended)

    def chain(self, stages: Sequence[Stage], source: Source) -> list[PartResult]:
        """Execute consecutive stages of one source; the first fault ends them and is kept as its health."""
        results = []
        for stage in stages:
            results.append(self.part(stage, source))
            fault = results[-1].error
            if fault is not None:
                sources.record_fault(self.plan, source, results[-1].done.message)
                break
        return results

    def fan_out(self, stages: Sequence[Stage], parts: Sequence[Source]) -> None:
        """Execute the chains of all sources in threads.

        They are daemons, so that Ctrl-C does not wait for a slow host: every page is stored in a transaction
        of its own, and the next run carries on where this one stopped.
        """
        for stage in stages:
            self.progress.begin(stage.name, len(parts))
        waiting: queue.SimpleQueue[Source] = queue.SimpleQueue()
        finished: queue.SimpleQueue[list[PartResult] | BaseException] = queue.SimpleQueue()
        for part in parts:
            waiting.put(part)

        def work() -> None:
            with suppress(queue.Empty):
                while True:
                    part = waiting.get_nowait()
                    try:
                        finished.put(self.chain(stages, part))
                    except BaseException as fault:
                        finished.put(fault)

        for number in range(min(len(parts), self.plan.settings.source_threads)):
            Thread(target=copy_context().run, args=(work,), name=f"source-{number}", daemon=True).start()
        results: list[PartResult] = []
        deadline = time.monotonic() + sum(stage.timeout_s for stage in stages)
        try:
            for _ in parts:
                outcome = finished.get(timeout=max(0.0, deadline - time.monotonic()))
                if isinstance(outcome, BaseException):
                    raise outcome
                results += outcome
        except queue.Empty:
            seen = {result.source for result in results}
            results += [self.overdue(stages[0], part) for part in parts if part.name not in seen]
        self.results += sorted(results, key=lambda result: (result.source or "", result.started_at))

    def overdue(self, stage: Stage, source: Source) -> PartResult:
        """Give a source up for tonight: one endless site must not keep the others from being published."""
        fault = RunFailed("not done in time; its pages so far are kept and the next run carries on.")
        sources.record_fault(self.plan, source, str(fault))
        now = datetime.now(UTC)
        return PartResult(stage.name, source.name, Done(0, 0, str(fault)), fault, now, now)

    def whole(self, stage: Stage) -> None:
        self.progress.begin(stage.name, 1)
        result = self.part(stage, None)
        self.results.append(result)
        give_back()
        if result.error is not None:
            raise _as_failure(stage, result) from result.error


def run_night(
    night: Night,
    settings: Settings,
    runner: Runner = inline,
    progress: Progress | None = None,
    *,
    wait_s: float = 0.0,
    only: frozenset[str] | None = None,
) -> RunResult:
    """Run one night from the first request to the published snapshot and its report.

    Args:
        only: names of stages to run instead of all that the mode asks for.
        wait_s: for how long to wait for another run of this home; 0 refuses at once.

    Raises:
        UserError: unusable input; found before anything is written wherever that is possible.
        RunFailed: another run holds the home, or a stage failed; yesterday's snapshot stays in place.
    """
    plan = make_plan(night, settings)
    home = night.paths
    make_ready(home)
    with (
        run_lock(home, wait_s=wait_s),
        settled(),
        run_log(home, night.run_id, Path(night.catalogue)) as log_path,
    ):
        log.info("run %s of %s, mode %s, %.0f MiB", night.run_id, night.partition, night.mode, peak_rss_mib())
        started = time.perf_counter()
        run = _Run(plan, runner, progress or Silent(), [])
        logged = 0
        try:
            for on, stages in _groups(night, only) if plan.catalogue else ():
                if stages[0].name == "publish":  # the snapshot carries the log of its run along
                    logged = told.log_parts(plan, run.results, logged)
                if on == "everything":
                    run.whole(stages[0])
                else:
                    run.fan_out(stages, plan.sources if on == "sources" else plan.lookups)
            if run.results and only is None:  # a crawl alone opens no warehouse: its archive says what it did
                told.log_parts(plan, run.results, logged)
        except BaseException:
            told.log_parts_quietly(plan, run.results, logged)
            raise
        seconds = time.perf_counter() - started
        return summarise(plan, run.results, seconds, log_path, told.notes(plan, run.results))


def _groups(night: Night, only: frozenset[str] | None) -> Iterator[tuple[str, list[Stage]]]:
    """Yield whole-table stages one by one, and consecutive stages on sources together."""
    chosen = [stage for stage in STAGES if night.mode in stage.modes and (only is None or stage.name in only)]
    for on, stages in groupby(chosen, key=lambda stage: stage.on):
        if on == "everything":
            yield from ((on, [stage]) for stage in stages)
        else:
            yield on, list(stages)


def _as_failure(stage: Stage, result: PartResult) -> Exception:
    if isinstance(result.error, UserError | RunFailed):
        return result.error
    return RunFailed(f"stage '{stage.name}' failed: {result.done.message}")


def _sentence(fault: Exception) -> str:
    """Return one line that a person can act on."""
    if isinstance(fault, UserError | RunFailed):
        return str(fault)
    full = isinstance(fault, OSError) and fault.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
    if full or (isinstance(fault, sqlite3.OperationalError) and "full" in str(fault)):
        return f"the disk is full ({fault}); make room and run again, nothing that was published is lost."
    first_line = str(fault).strip().splitlines()[0] if str(fault).strip() else "no message"
    return f"{type(fault).__name__}: {first_line}"

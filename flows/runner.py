"""How one part of a stage is executed: here by calling it, in `flows.prefect_runner` as a Prefect task."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, Protocol

from config.catalogue import Source
from flows.night import Mode
from flows.plan import Plan
from flows.session import Progress


@dataclass(frozen=True)
class Done:
    """What a part of a stage did: rows (or pages) it took and gave, and a sentence for people."""

    rows_in: int
    rows_out: int
    message: str = ""
    note: str | None = None
    """What a person should know, with what to do where something can be done; None where all is well."""
    paths: tuple[str, ...] = ()
    """Files that it made, for whoever shows the result."""


Call = Callable[[Plan, Source | None, Progress], Done]


@dataclass(frozen=True)
class Stage:
    """One stage: a name, what it calls, and on what: each crawled source, each lookup, or everything."""

    name: str
    call: Call
    on: Literal["sources", "lookups", "everything"]
    modes: frozenset[Mode]
    timeout_s: float


class Runner(Protocol):
    """Executes one part of a stage and returns what it did, or raises what it raised."""

    def __call__(self, stage: Stage, plan: Plan, source: Source | None, progress: Progress) -> Done: ...


def inline(stage: Stage, plan: Plan, source: Source | None, progress: Progress) -> Done:
    """Call the stage in this thread."""
    return stage.call(plan, source, progress)

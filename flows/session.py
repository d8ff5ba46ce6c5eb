"""What whoever starts a run in this process gives to it beyond plain parameters."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:  # a command that runs nothing need not read the model of specs
    from config.settings import Settings
    from flows.night import Night


class Progress(Protocol):
    """Who watches a run: a terminal, or nobody. Called from several threads at once."""

    def begin(self, stage: str, parts: int) -> None:
        """A stage starts on so many parts: sources, or 1 for a whole-table stage."""

    def pages(self, stage: str, count: int) -> None:
        """So many more pages have been stored."""

    def end(self, stage: str, message: str) -> None:
        """One part of a stage is done."""


class Silent:
    """Nobody watches."""

    def begin(self, stage: str, parts: int) -> None:
        pass

    def pages(self, stage: str, count: int) -> None:
        pass

    def end(self, stage: str, message: str) -> None:
        pass


@dataclass(frozen=True)
class Session:
    """Given by the command line before it calls a flow in its own process.

    A flow's parameters are plain data that the run's page shows; settings and a progress bar are neither.
    A run that a deployment starts has no session: it takes its settings from the environment.
    """

    settings: Settings
    progress: Progress
    night: Night | None = None


current: ContextVar[Session | None] = ContextVar("current", default=None)

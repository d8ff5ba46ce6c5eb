"""Progress on a terminal: a line a stage with its parts and pages. Nothing is drawn where nobody looks."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock

from flows.session import Progress, Silent

WORDS = {
    "crawl": "Crawling",
    "extract": "Reading pages",
    "load": "Loading",
    "resolve": "Resolving companies",
    "look_up": "Looking companies up",
    "extract_answers": "Reading answers",
    "load_answers": "Loading answers",
    "enrich": "Weighing claims",
    "signals": "Dating signals",
    "score": "Scoring",
    "publish": "Checking and publishing",
    "report": "Writing the report",
    "visit": "Fetching",
    "leads": "Reading what is archived",
    "look": "Looking at candidates",
}


@contextmanager
def shown(quiet: bool = False) -> Iterator[Progress]:
    """Show progress on stderr during the block if it is a terminal."""
    if quiet or not sys.stderr.isatty():
        yield Silent()
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bars

    columns = (
        TextColumn("{task.description:<24}"),
        BarColumn(bar_width=24),
        MofNCompleteColumn(),
        TextColumn("{task.fields[note]}"),
        TimeElapsedColumn(),
    )
    with Bars(*columns, console=Console(stderr=True), transient=True) as bars:
        yield _Drawn(bars)


class _Drawn:
    """One bar a stage."""

    def __init__(self, bars: object) -> None:
        from rich.progress import Progress as Bars

        assert isinstance(bars, Bars)
        self._bars = bars
        self._tasks: dict[str, object] = {}
        self._pages: dict[str, int] = {}
        self._lock = Lock()

    def begin(self, stage: str, parts: int) -> None:
        with self._lock:
            if stage not in self._tasks:
                self._tasks[stage] = self._bars.add_task(WORDS.get(stage, stage), total=0, note="")
            self._update(stage, more=parts)

    def pages(self, stage: str, count: int) -> None:
        with self._lock:
            self._pages[stage] = self._pages.get(stage, 0) + count
            self._update(stage, note=f"{self._pages[stage]:,} pages")

    def end(self, stage: str, message: str) -> None:
        with self._lock:
            self._update(stage, advance=1)

    def _update(self, stage: str, *, more: int = 0, advance: int = 0, note: str | None = None) -> None:
        for task in self._bars.tasks:
            if task.id == self._tasks.get(stage):
                total = (task.total or 0) + more
                fields = {} if note is None else {"note": note}
                self._bars.update(task.id, total=total, advance=advance, **fields)  # type: ignore[arg-type]


@contextmanager
def stages(quiet: bool = False) -> Iterator[Callable[[str, int | None], None]]:
    """Name each stage on stderr as it begins, with what lies before it, if that is a terminal."""
    if quiet or not sys.stderr.isatty():
        yield lambda stage, count: None
        return
    from rich.console import Console

    with Console(stderr=True, highlight=False).status("Starting") as status:

        def begin(stage: str, count: int | None) -> None:
            told = stage.capitalize() if count is None else f"{stage.capitalize()} {count:,}"
            status.update(told)

        yield begin

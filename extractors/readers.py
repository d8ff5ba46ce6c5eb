"""Read the pages of a large night on several processors; the rows are those of one process, in its order.

Beside this process programs of their own read, spoken to over sockets (`extractors.reader`). A pool of
`multiprocessing` would import the main module of whoever calls us again, and that may be Prefect's engine.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import partial
from itertools import islice
from multiprocessing.connection import Pipe
from selectors import EVENT_READ, DefaultSelector
from threading import Lock

from config.catalogue import Source
from config.errors import RunFailed
from config.settings import Settings
from extractors.archive import Archive
from extractors.reading import PageRead, Task, read_all

WORTH_IT = 3 * 2**19
"""Packed bytes for each process, some 150 pages of 150 KB: less is read while one starts."""
_CHUNK = 16

ReadAll = Callable[[Iterable[Task]], Iterator[PageRead]]
_busy = Lock()
"""Sources are read in threads: one that finds the processors taken reads by itself."""


@contextmanager
def reader(
    archive: Archive, source: Source, partition: date, settings: Settings, is_joined: bool
) -> Iterator[ReadAll]:
    """Yield what reads pages in order: this process, with others where that pays and processors are there.

    ``is_joined`` as in `extractors.reading.read_all`.
    """
    here = partial(read_all, archive, source, is_joined)
    wanted = min(settings.read_processes, processors())
    if wanted > 1:
        wanted = min(wanted, archive.packed(partition) // WORTH_IT)
    if wanted < 2 or not _busy.acquire(blocking=False):
        yield here
        return
    helpers: list[_Helper] = []
    try:
        for _ in range(wanted - 1):
            helpers.append(_Helper((str(archive.path), source, is_joined)))
        yield partial(_read_by, helpers, here)
    finally:
        for helper in helpers:
            helper.stop()
        _busy.release()


def processors() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class _Helper:
    """A process that reads one chunk of tasks at a time; ``chunk`` is the number of that one."""

    def __init__(self, beginning: object) -> None:
        self.chunk: int | None = None
        self.pipe, there = Pipe()
        number = there.fileno()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "extractors.reader", str(number)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            pass_fds=[number],
        )
        there.close()
        self.send(beginning)

    def send(self, message: object) -> None:
        try:
            self.pipe.send(message)
        except OSError:
            raise self._died() from None

    def answer(self) -> list[PageRead]:
        """Return what the pages of the chunk say; waits for it."""
        try:
            found: list[PageRead] | BaseException = self.pipe.recv()
        except (EOFError, OSError):
            raise self._died() from None
        if isinstance(found, BaseException):
            raise found
        return found

    def stop(self) -> None:
        self.pipe.close()
        self.process.kill()
        self.process.wait()

    def _died(self) -> RunFailed:
        return RunFailed(
            "a process that read archived pages ended by itself (exit code"
            f" {self.process.wait()}); make room in memory or set PROSPECTS_READ_PROCESSES=1, then run again."
        )


def _read_by(helpers: list[_Helper], here: ReadAll, tasks: Iterable[Task]) -> Iterator[PageRead]:
    """Yield what each page says in the order of the tasks, of which the helpers and this process read chunks.

    Helpers that are done get their next chunk after each page that is read here: a thread for each of them
    would wait for the interpreter longer than that takes.
    """
    chunks = enumerate(_chunks(tasks))
    done: dict[int, list[PageRead]] = {}
    following = 0

    def give(helper: _Helper) -> None:
        helper.chunk, some = next(chunks, (None, None))
        if some:
            helper.send(some)

    def serve(wait_s: float | None) -> None:
        for key, _ in ready.select(wait_s):
            helper: _Helper = key.data
            found = helper.answer()
            if helper.chunk is not None:
                done[helper.chunk] = found
            give(helper)

    with DefaultSelector() as ready:
        for helper in helpers:
            ready.register(helper.pipe, EVENT_READ, helper)
            give(helper)
        for number, chunk in chunks:
            mine = done[number] = []
            for found in here(chunk):
                mine.append(found)
                serve(0)
            while following in done:
                yield from done.pop(following)
                following += 1
        while any(helper.chunk is not None for helper in helpers):
            serve(None)
        for number in sorted(done):
            yield from done[number]


def _chunks(tasks: Iterable[Task]) -> Iterator[list[Task]]:
    rest = iter(tasks)
    while chunk := list(islice(rest, _CHUNK)):
        yield chunk

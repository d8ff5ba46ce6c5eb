"""Read the pages of a large night on several processors; the rows are those of one process, in its order.

The readers are programs of their own that are spoken to over pipes (`extractors.reader`). A pool of
`multiprocessing` would import the main module of whoever calls us again, and that may be Prefect's engine.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date
from functools import partial
from itertools import islice
from pathlib import Path
from queue import SimpleQueue
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
_Child = subprocess.Popen[bytes]
_busy = Lock()
"""Sources are read in threads: one that finds the processors taken reads by itself."""


@contextmanager
def reader(archive: Archive, source: Source, partition: date, settings: Settings) -> Iterator[ReadAll]:
    """Yield what reads pages in order: this process, or several where that pays and processors are there."""
    wanted = min(settings.read_processes, processors())
    if wanted > 1:
        wanted = min(wanted, archive.packed(partition) // WORTH_IT)
    if wanted < 2 or not _busy.acquire(blocking=False):
        yield partial(read_all, archive, source)
        return
    children: list[_Child] = []
    try:
        for _ in range(wanted):
            children.append(_start(archive.path, source))
        yield partial(_read_by, children)
    finally:
        for child in children:
            child.kill()
            child.communicate()
        _busy.release()


def processors() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _start(path: Path, source: Source) -> _Child:
    child = subprocess.Popen(
        [sys.executable, "-m", "extractors.reader"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    _send(child, (str(path), source))
    return child


def _read_by(children: list[_Child], tasks: Iterable[Task]) -> Iterator[PageRead]:
    """Hand out chunks of tasks to whoever is free and yield the answers in the order of the tasks."""
    free: SimpleQueue[_Child] = SimpleQueue()
    for child in children:
        free.put(child)

    def read(chunk: list[Task]) -> list[PageRead]:
        child = free.get()
        try:
            _send(child, chunk)
            return _answer(child)
        finally:
            free.put(child)

    threads = ThreadPoolExecutor(len(children), "reader")
    try:
        for found in threads.map(read, _chunks(tasks)):
            yield from found
    finally:
        threads.shutdown(cancel_futures=True)


def _chunks(tasks: Iterable[Task]) -> Iterator[list[Task]]:
    rest = iter(tasks)
    while chunk := list(islice(rest, _CHUNK)):
        yield chunk


def _send(child: _Child, message: object) -> None:
    assert child.stdin is not None
    try:
        pickle.dump(message, child.stdin, pickle.HIGHEST_PROTOCOL)
        child.stdin.flush()
    except OSError:
        raise _died(child) from None


def _answer(child: _Child) -> list[PageRead]:
    assert child.stdout is not None
    try:
        found: list[PageRead] | BaseException = pickle.load(child.stdout)
    except (EOFError, pickle.UnpicklingError):
        raise _died(child) from None
    if isinstance(found, BaseException):
        raise found
    return found


def _died(child: _Child) -> RunFailed:
    return RunFailed(
        f"a process that read archived pages ended by itself (exit code {child.wait()}); make room in memory"
        " or set PROSPECTS_READ_PROCESSES=1, then run again."
    )

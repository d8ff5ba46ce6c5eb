"""Keep the resident set small: give memory back to the system instead of keeping it for later."""

from __future__ import annotations

import atexit
import ctypes
import gc
import os
import sys
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager

_TRIM_THRESHOLD, _MMAP_THRESHOLD, _ARENA_MAX = -1, -3, -8  # of glibc's malloc.h, there with M_
_KEPT = 4 * 2**20
"""Free bytes that stay: a page is parsed where the last one was, a fifth faster than on new memory."""
_OF_ITS_OWN = 2**20
"""Bytes of an array that the system is asked for by itself. Smaller ones come and go with each part of the
rows: asked for one by one, as glibc does from 128 KiB, they cost a quarter of resolution in page faults."""
_ENVIRON = {"ARROW_DEFAULT_MEMORY_POOL": "system", "OPENBLAS_NUM_THREADS": "1"}
"""Arrow's own pools keep freed memory; the system's can give it back. Threads of numpy's matrices spin for
50 ms of CPU when they start, and we have none that are worth it."""


def economise(environ: MutableMapping[str, str] | None = None) -> None:
    """Let malloc use one arena and return what is free at its end. Call it before threads and pyarrow.

    With an arena a thread, what a thread of a source has freed is of no use to the stages after it: 90 MiB.
    """
    gc.set_threshold(50_000, 20, 50)  # a night makes millions of objects and hardly a cycle among them
    atexit.register(_pass_over)
    environ = os.environ if environ is None else environ
    for name, value in _ENVIRON.items():
        environ.setdefault(name, value)
    libc = _libc()
    if libc is not None:
        libc.mallopt(_ARENA_MAX, 1)
        libc.mallopt(_TRIM_THRESHOLD, _KEPT)
        libc.mallopt(_MMAP_THRESHOLD, _OF_ITS_OWN)


@contextmanager
def settled() -> Iterator[None]:
    """Let the collector pass over what stays until the end of the night, such as what the imports made."""
    give_back()
    try:
        yield
    finally:
        gc.unfreeze()


def give_back() -> None:
    """Collect garbage and return free memory to the system.

    Whatever outlives a stage is not looked at again: half a million objects of pandas and others cost
    0.1 s of CPU each time, and stay until the end of the night anyhow.
    """
    gc.collect()
    gc.freeze()
    libc = _libc()
    if libc is not None:
        libc.malloc_trim(0)


def _libc() -> ctypes.CDLL | None:
    """Return the C library where it is glibc; others have no such calls and need none."""
    if not sys.platform.startswith("linux"):
        return None
    try:
        libc = ctypes.CDLL("libc.so.6")
    except OSError:
        return None
    return libc if hasattr(libc, "malloc_trim") and hasattr(libc, "mallopt") else None


def _pass_over() -> None:
    """Spare whoever ends the search through all objects for cycles, 0.1 s. DuckDB takes what is left for
    leaks and says so at length."""
    if "_duckdb" not in sys.modules:
        gc.freeze()

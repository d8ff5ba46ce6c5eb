"""Keep the resident set small: give memory back to the system instead of keeping it for later."""

from __future__ import annotations

import atexit
import gc
import os
import sys
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager

from config.malloc import ARENA_MAX, GIVEN_BACK, set_malloc, trim

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
    set_malloc({ARENA_MAX: 1} | GIVEN_BACK)


@contextmanager
def settled() -> Iterator[None]:
    """Let the collector pass over what stays until the end of the night, such as what the imports made."""
    give_back()
    try:
        yield
    finally:
        gc.unfreeze()


def give_back() -> None:
    """Collect garbage and return free memory to the system, within `settled`.

    Whatever outlives a stage is not looked at again: half a million objects of pandas and others cost
    0.1 s of CPU each time, and stay until the end of the night anyhow.
    """
    gc.collect()
    gc.freeze()
    trim()


def _pass_over() -> None:
    """Spare whoever ends the search through all objects for cycles, 0.1 s. DuckDB takes what is left for
    leaks and says so at length."""
    if "_duckdb" not in sys.modules:
        gc.freeze()

"""What the C library does with free memory. glibc can be told; others need, and have, no such calls."""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Mapping

TRIM_THRESHOLD, MMAP_THRESHOLD, ARENA_MAX = -1, -3, -8
"""Parameters of malloc.h, there with M_: free bytes that stay, bytes of an array that the system is asked for
by itself, and how many threads' memory is kept apart."""
GIVEN_BACK = {TRIM_THRESHOLD: 2**22, MMAP_THRESHOLD: 2**20}
"""The usual: a page is parsed where the last one was, a fifth faster than on new memory. Smaller arrays come
and go with each part of the rows: asked for one by one, as glibc does from 128 KiB, they cost a quarter of
resolution in page faults."""
KEPT = {TRIM_THRESHOLD: 2**25, MMAP_THRESHOLD: 2**22}
"""For a file that is resolved by itself."""
REUSED = {TRIM_THRESHOLD: 2**27, MMAP_THRESHOLD: 2**25}
"""For work that needs little memory and should be quick."""


def set_malloc(value_of: Mapping[int, int]) -> None:
    """Set parameters, for the whole process and from now on."""
    mallopt = _function("mallopt")
    if mallopt:
        for parameter, value in value_of.items():
            mallopt(parameter, value)


def trim() -> None:
    """Return what is free to the system."""
    malloc_trim = _function("malloc_trim")
    if malloc_trim:
        malloc_trim(0)


def _function(name: str) -> ctypes._NamedFuncPointer | None:
    return getattr(ctypes.CDLL(None), name, None) if sys.platform == "linux" else None

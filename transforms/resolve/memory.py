"""Memory that is free, but that Arrow and the C library would keep for themselves."""

from __future__ import annotations

import ctypes
import sys

import pyarrow as pa


def give_back() -> None:
    """Give free memory back to the system, between steps that need much of it for other things."""
    pa.default_memory_pool().release_unused()
    if sys.platform == "linux":  # other C libraries give it back by themselves, or have no such call
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if trim:
            trim(0)

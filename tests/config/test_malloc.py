"""Free memory goes back to the system, where the C library can be told so."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from config.malloc import GIVEN_BACK, REUSED, set_malloc, trim

MANY = 1_000


def resident() -> int:
    """Bytes of this process that lie in memory now."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


@pytest.mark.skipif("CS_GNU_LIBC_VERSION" not in os.confstr_names, reason="another C library than glibc")
def test_what_is_free_is_given_back() -> None:
    set_malloc(REUSED)
    try:
        held = [bytearray(b"x" * 64 * 1024) for _ in range(MANY)]
        full = resident()
        del held
        trim()
        assert resident() < full - MANY * 32 * 1024
    finally:
        set_malloc(GIVEN_BACK)

"""The figures of a run are its own."""

from __future__ import annotations

import subprocess
import sys


def test_the_peak_is_that_of_the_process_and_not_of_the_one_that_started_it() -> None:
    """On Linux ru_maxrss of a fresh process holds the peak of its parent: 400 MiB here."""
    child = "from flows.result import peak_rss_mib; print(peak_rss_mib())"
    parent = (
        "import subprocess, sys; ballast = b'x' * (400 << 20); "
        f"print(subprocess.run([sys.executable, '-c', {child!r}], capture_output=True, text=True).stdout)"
    )
    done = subprocess.run([sys.executable, "-c", parent], capture_output=True, text=True, check=True)
    assert 5 < float(done.stdout) < 300

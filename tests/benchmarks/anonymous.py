"""Memory that the system cannot take back from a process: its peak, looked up while it runs.

Peak resident memory also counts pages of mapped files, which go when others need the room.
"""

from __future__ import annotations

import subprocess
import tempfile
import time
from pathlib import Path

STEP = 0.02
"""Seconds between two looks."""


Ran = subprocess.CompletedProcess[str]


def run_and_watch(arguments: list[str], env: dict[str, str]) -> tuple[Ran, float]:
    """Run a command; return what it printed, and the most anonymous memory (MiB) of one of its processes.

    The memory is NaN where the system does not tell; Linux does.
    """
    most = 0.0
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
        process = subprocess.Popen(arguments, stdout=out, stderr=err, env=env)
        while process.poll() is None:
            most = max([most, *map(_anonymous, _family(process.pid))])
            time.sleep(STEP)
        out.seek(0)
        err.seek(0)
        ran = subprocess.CompletedProcess(arguments, process.returncode, out.read(), err.read())
    return ran, most or float("nan")


def _family(pid: int) -> list[int]:
    """A process and all below it."""
    try:
        found = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return []
    return [pid, *(below for child in found for below in _family(int(child)))]


def _anonymous(pid: int) -> float:
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0.0
    return sum(float(line.split()[1]) / 1024 for line in lines if line.startswith("RssAnon:"))

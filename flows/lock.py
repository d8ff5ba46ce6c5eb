"""One run at a time per home. The lock is the kernel's, so that a killed run leaves nothing to clean up."""

from __future__ import annotations

import json
import os
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

import filelock
import psutil

from config.errors import RunFailed, UserError
from config.home import Home


@dataclass(frozen=True)
class Holder:
    """Who holds the lock of a home."""

    pid: int
    host: str
    since: str
    command: str

    def __str__(self) -> str:
        return f"'{self.command}' (process {self.pid} on {self.host}, since {self.since})"


@contextmanager
def run_lock(home: Home, *, wait_s: float = 0.0) -> Iterator[Holder]:
    """Hold the home for one run.

    The name of the holder stands in a file beside the lock, for `filelock` empties the lock file itself. That
    file may outlive a killed process; the lock does not, so nobody has to remove anything after kill -9.

    Raises:
        RunFailed: another run holds the home; the sentence names it.
        UserError: the lock file cannot be written.
    """
    lock = filelock.FileLock(home.lock)
    deadline = time.monotonic() + wait_s
    try:
        while True:
            try:
                lock.acquire(timeout=min(0.5, wait_s))
                break
            except filelock.Timeout:
                if time.monotonic() >= deadline:
                    raise RunFailed(
                        f"{home.root} is in use by {holder(home) or 'another run'}; wait for it or stop it."
                    ) from None
    except OSError as error:
        raise UserError(
            f"{home.lock}: cannot be written ({error.strerror}); make the home writable or choose another."
        ) from None
    me = Holder(os.getpid(), socket.gethostname(), f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC", _command())
    try:
        _note(home).write_text(json.dumps(asdict(me)), encoding="utf-8")
        yield me
    finally:
        _note(home).unlink(missing_ok=True)
        lock.release()


def holder(home: Home) -> Holder | None:
    """Return who holds the home, as it signed itself; None where nobody did. It may be dead."""
    try:
        return Holder(**json.loads(_note(home).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def is_held(home: Home) -> bool:
    """Return whether a live process holds the home, by trying."""
    if not home.lock.exists():
        return False
    lock = filelock.FileLock(home.lock)
    try:
        lock.acquire(timeout=0)
    except filelock.Timeout:
        return True
    except OSError:
        return False
    lock.release()
    return False


def is_alive(signed: Holder) -> bool:
    """Return whether the process that signed still runs; a process of another host counts as alive."""
    return signed.host != socket.gethostname() or psutil.pid_exists(signed.pid)


def _note(home: Home) -> Path:
    return home.lock.with_suffix(".json")


def _command() -> str:
    name, *rest = sys.argv
    return " ".join([Path(name).name, *rest])[:200]

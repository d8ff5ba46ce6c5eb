from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from config.errors import RunFailed, UserError
from config.home import Home
from flows.lock import holder, is_alive, is_held, run_lock

HOLD = """
import sys, time
from pathlib import Path
from config.home import Home
from flows.lock import run_lock
with run_lock(Home(Path(sys.argv[1]))):
    print("held", flush=True)
    time.sleep(600)
"""


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path)
    home.prepare()
    return home


@pytest.fixture
def other(home: Home):
    """Another process that holds the home."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(home.root)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None and process.stdout.readline() == "held\n"
    yield process
    process.kill()
    process.wait()
    process.stdout.close()


def test_a_second_run_is_refused_and_told_who_holds_the_home(
    home: Home, other: subprocess.Popen[str]
) -> None:
    with pytest.raises(RunFailed) as refused, run_lock(home):
        pass
    sentence = str(refused.value)
    assert f"process {other.pid}" in sentence and str(home.root) in sentence and "since" in sentence
    assert is_held(home)


def test_a_killed_holder_leaves_the_home_free(home: Home, other: subprocess.Popen[str]) -> None:
    os.kill(other.pid, signal.SIGKILL)
    other.wait()
    signed = holder(home)
    assert signed is not None and not is_alive(signed) and not is_held(home)
    with run_lock(home) as mine:
        assert mine.pid == os.getpid() and holder(home) == mine
    assert holder(home) is None


def test_one_may_wait_for_the_other(home: Home, other: subprocess.Popen[str]) -> None:
    started = time.monotonic()
    with pytest.raises(RunFailed), run_lock(home, wait_s=0.6):
        pass
    assert time.monotonic() - started >= 0.6
    other.kill()
    other.wait()
    with run_lock(home, wait_s=60):
        pass


def test_the_lock_is_free_again_after_a_failure(home: Home) -> None:
    with pytest.raises(ZeroDivisionError), run_lock(home):
        raise ZeroDivisionError
    with run_lock(home):
        pass


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_lock_that_cannot_be_written_is_said_in_one_sentence(home: Home) -> None:
    home.root.chmod(0o500)
    try:
        with pytest.raises(UserError, match=r"run\.lock: cannot be written"), run_lock(home):
            pass
    finally:
        home.root.chmod(0o700)

"""``prospects serve`` ends in order, leaves no process behind, and finds what a kill left."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from tests.flows.homes import make_home, prospects
from tests.flows.served import Served, free_port, wait_until, warnings_in

pytestmark = [pytest.mark.slow, pytest.mark.prefect]


def test_ctrl_c_ends_everything_in_order(tmp_path: Path) -> None:
    home = make_home(tmp_path / "home")
    server = Served(home, free_port())
    assert len(server.children()) == 2
    assert server.stop(signal.SIGINT) == 0
    assert server.children() == []
    assert not (home / "prefect" / "serve.json").exists()
    assert warnings_in((home / "serve.log").read_text()) == []


def test_a_killed_supervisor_leaves_no_child_and_no_zombie(tmp_path: Path) -> None:
    home = make_home(tmp_path / "home")
    server = Served(home, free_port(), PROSPECTS_CRON="* * * * *")
    running = wait_until(
        lambda: [run for run in server.runs("nightly") if run["state_type"] in ("RUNNING", "PENDING")], 150
    )
    assert running, server.output()
    for process in [server.process.pid, *server.children()]:
        os.kill(process, signal.SIGKILL)
    server.process.wait()
    assert wait_until(lambda: not server.children(), 30)
    server.log.close()

    again = Served(home, free_port())
    try:
        found = next(run for run in again.runs("nightly") if run["id"] == running[0]["id"])
        assert found["state_type"] == "CRASHED"
        assert prospects("run", "--inline", "--home", home).code == 0
    finally:
        assert again.stop(signal.SIGTERM) == 0

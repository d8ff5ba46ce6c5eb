"""``prospects serve`` ends in order, leaves no process behind, and finds what a kill left."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from tests.flows.homes import ROWS, make_home, prospects, prospects_apart
from tests.flows.served import Served, free_port, wait_until, warnings_in

pytestmark = [pytest.mark.slow, pytest.mark.prefect]


def test_history_outlives_servers_and_ctrl_c_ends_everything(tmp_path: Path) -> None:
    """A run on the temporary server, then one on the served one: both are on the page of the second."""
    home = make_home(tmp_path / "home")
    first = prospects_apart("run", "--home", home, "--date", "2026-11-17")
    assert (first.code, first.err) == (0, "")
    server = Served(home, free_port())
    assert len(server.children()) == 2
    second = prospects_apart("run", "--home", home, "--date", "2026-11-18")
    assert (second.code, second.err) == (0, "")
    runs = server.ask("/flow_runs/filter", {"sort": "START_TIME_ASC"})
    done = [(run["name"][:19], run["state_type"]) for run in runs if run["state_type"] != "SCHEDULED"]
    assert done == [("night of 2026-11-17", "COMPLETED"), ("night of 2026-11-18", "COMPLETED")]
    for run in runs:
        if run["state_type"] == "COMPLETED":
            tasks = server.ask("/task_runs/filter", {"flow_runs": {"id": {"any_": [run["id"]]}}})
            assert {task["state_type"] for task in tasks} == {"COMPLETED"} and len(tasks) == 10

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


def test_a_failed_flow_run_is_told_in_one_sentence(tmp_path: Path) -> None:
    home = make_home(tmp_path, rows=ROWS.replace("Number,Company", "Number,Firm", 1))
    ran = prospects_apart("run", "--home", home)
    assert ran.code == 2 and "'Company'" in ran.sentence and "Firm" in ran.sentence
    assert not (home / "publish" / "prospects.duckdb").exists()

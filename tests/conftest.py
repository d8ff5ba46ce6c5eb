"""Fixtures that more than one folder needs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock
from hypothesis import HealthCheck, settings

from tests.flows.guarded import run_guarded

BUSY = [HealthCheck.too_slow]  # a busy machine is no fault of an example
settings.register_profile("steady", derandomize=True, deadline=None, suppress_health_check=BUSY)
settings.register_profile("roam", deadline=None, suppress_health_check=BUSY)
settings.load_profile("steady")
"""Each run tries the same examples, so that a change is refused for what it changes;
``pytest --hypothesis-profile=roam`` tries others."""

Run = tuple[Path, dict[str, Any], dict[str, Any]]


@pytest.fixture(scope="session")
def demo_run(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Run:
    """One guarded demo for the whole session: its folder, what it printed, what its guard saw.

    The processes of a parallel run share it: the first to ask makes it, the others wait.
    """
    if worker_id == "master":
        folder = tmp_path_factory.mktemp("demo")
        return folder, *run_guarded(folder)
    folder = tmp_path_factory.getbasetemp().parent / "demo"
    told = folder / "told.json"
    with FileLock(f"{folder}.lock"):
        if not told.is_file():
            folder.mkdir()
            told.write_text(json.dumps(run_guarded(folder)), encoding="utf-8")
    demo, guard = json.loads(told.read_text(encoding="utf-8"))
    return folder, demo, guard


@pytest.fixture(scope="session")
def demo(demo_run: Run) -> tuple[Path, dict[str, Any]]:
    """The demo's folder, in which it has its ``data``, and what it printed.

    Tests read it; whoever changes a home makes a copy or runs a demo of its own.
    """
    return demo_run[0], demo_run[1]

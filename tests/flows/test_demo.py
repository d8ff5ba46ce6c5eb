"""The demo keeps its promises: true, repeatable, and safe to kill at any moment."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

from tests.flows.demo_command import broken_promises, command, environment, run_demo
from warehouse.compare import difference


def test_the_demo_is_true_and_a_repeat_changes_nothing(demo: tuple[Path, dict[str, Any]]) -> None:
    folder, first = demo
    assert broken_promises(first) == {}
    assert first["peak_rss_mib"] <= 500
    again = run_demo(folder / "data", "--inline")
    assert first["snapshot"] != again["snapshot"]
    assert difference(Path(first["snapshot"]), Path(again["snapshot"])) == []


@pytest.mark.slow
def test_three_kills_leave_what_an_undisturbed_run_leaves(
    demo: tuple[Path, dict[str, Any]], tmp_path: Path
) -> None:
    undisturbed = demo[1]
    took = undisturbed["seconds"]
    chance = random.Random(1)
    for kill in range(3):
        process = subprocess.Popen(
            command("demo", "--json", "--inline", "--home", str(tmp_path)),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=environment(),
            start_new_session=True,
        )
        # Later kills start from what earlier runs left, so they wait longer to reach the later stages.
        time.sleep(chance.uniform(1.0, 3.0 + took * (kill + 1) / 3))
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    repaired = run_demo(tmp_path, "--inline")
    assert difference(Path(undisturbed["snapshot"]), Path(repaired["snapshot"])) == []

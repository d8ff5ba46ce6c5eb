"""Run ``prospects demo`` as a user does: a process of its own, a home of its own, one JSON object."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

PROMISED = {
    "listing_recall": 0.98,
    "listing_precision": 0.98,
    "pairwise_f1": 0.95,
    "facts_accuracy": 0.97,
}


def environment() -> dict[str, str]:
    """The user's environment without settings of ours that may be set while the tests run."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("PROSPECTS_", "PREFECT_"))}
    return kept | {"PYTHONWARNINGS": "default"}


def command(*arguments: str) -> list[str]:
    """Return the command line of ``prospects`` in this environment."""
    return [sys.executable, "-m", "flows.cli.main", *arguments]


def run_demo(home: Path, *arguments: str, seed: int = 1, timeout_s: float = 600) -> dict[str, Any]:
    """Run the demo in ``home`` and return the object that it prints."""
    line = command("demo", "--json", "--seed", str(seed), "--home", str(home), *arguments)
    done = subprocess.run(line, capture_output=True, text=True, timeout=timeout_s, env=environment())
    assert done.returncode == 0, done.stderr
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def broken_promises(result: dict[str, Any]) -> dict[str, float]:
    """Return the measures of a demo that are lower than promised."""
    return {name: result[name] for name, least in PROMISED.items() if result[name] < least}

"""How a command begins and ends: nothing that its user should wait for or hear of."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.flows.homes import ROOT

BEGIN = """
import atexit, gc, sys
atexit.register(lambda: print("duckdb" in sys.modules, gc.get_freeze_count() > 0))  # runs last
from flows.memory import economise
economise()
"""


def ended(program: str) -> str:
    """Run ``program`` in a process of its own; what it printed, complaints at the end included."""
    done = subprocess.run(
        [sys.executable, "-c", BEGIN + program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return done.stdout + done.stderr


@pytest.mark.slow
def test_a_crawl_loads_no_duckdb_and_ends_without_a_search_for_garbage() -> None:
    assert ended("import flows.pipeline, flows.stages.privacy, extractors.extract") == "False True\n"


def test_whoever_has_loaded_duckdb_ends_without_a_word() -> None:
    """It takes the objects that are passed over for leaks and prints forty lines."""
    assert ended("import duckdb") == "True False\n"

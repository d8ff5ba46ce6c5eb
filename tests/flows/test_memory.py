"""What a command does about memory is nothing that its user should hear of."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.flows.homes import ROOT


@pytest.mark.parametrize("library", ["duckdb", "pyarrow"])
def test_a_command_ends_without_a_word_whatever_it_has_loaded(library: str) -> None:
    program = f"from flows.memory import economise; economise(); import {library}"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout + done.stderr == ""

"""Fixtures that more than one folder needs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.flows.guarded import run_guarded

Run = tuple[Path, dict[str, Any], dict[str, Any]]


@pytest.fixture(scope="session")
def demo_run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """One guarded demo for the whole session: its folder, what it printed, what its guard saw."""
    folder = tmp_path_factory.mktemp("demo")
    return folder, *run_guarded(folder)


@pytest.fixture(scope="session")
def demo(demo_run: Run) -> tuple[Path, dict[str, Any]]:
    """The demo's folder, in which it has its ``data``, and what it printed.

    Tests read it; whoever changes a home makes a copy or runs a demo of its own.
    """
    return demo_run[0], demo_run[1]

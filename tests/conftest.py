"""Fixtures that more than one folder needs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.flows.demo_command import run_demo


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """One demo run for the whole session: the folder in which it has its ``data`` and what it printed.

    Tests read it; whoever changes a home makes a copy or runs a demo of its own.
    """
    folder = tmp_path_factory.mktemp("demo")
    return folder, run_demo(folder / "data", "--inline")

"""``prospects dedupe`` on labelled lists, without labels: pairwise F1 by the labelled data's own scorer."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.real.shared import SHARED

pytestmark = pytest.mark.real


@pytest.mark.parametrize(
    ("name", "clean", "target"),
    [("fodors_zagats", ("fodors", "zagats"), 0.92), ("chicago", (), 0.90)],
)
def test_pairs_are_found(name: str, clean: tuple[str, ...], target: float, tmp_path: Path) -> None:
    out = tmp_path / "clusters.csv"
    options = [part for source in clean for part in ("--clean-source", source)]
    source = SHARED / "er" / f"{name}.csv"
    run = subprocess.run(
        [
            sys.executable,
            "-m",
            "flows.cli.main",
            "dedupe",
            str(source),
            str(out),
            "--threshold",
            "0.5",
            *options,
        ],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env={"PYTHONPATH": str(Path(__file__).parents[2])},
    )
    assert run.returncode == 0, run.stderr
    scored = subprocess.run(
        [
            sys.executable,
            str(SHARED / "accept" / "score_pairs.py"),
            str(SHARED / "er" / f"{name}_truth.csv"),
            str(out),
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    result = json.loads(scored.stdout)
    assert result["records_missing"] == 0
    assert result["pairwise"]["f1"] >= target, result
    assert sorted(path.name for path in tmp_path.iterdir()) == ["clusters.csv"], "it needs no project"

"""What the benchmarks of ``prospects dedupe`` share: the command, the kit beside the repository, scores."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.benchmarks.anonymous import run_and_watch

REPOSITORY = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("SHARED", REPOSITORY.parent / "shared"))
KIT, SETS, SCORERS = SHARED / "bench", SHARED / "er", SHARED / "accept"
LISTINGS = Path(os.environ.get("BENCH_LISTINGS", Path(tempfile.gettempdir(), "prospects-bench-listings")))
"""Invented listings are kept here: a million of them take minutes to make."""


@dataclass(frozen=True)
class Listings:
    """Files of invented listings: the first delivery, the next one (1 % of it), and the truth of both."""

    rows: Path
    truth: Path
    delta: Path
    truth_after: Path


def skipped(name: str, *needed: Path) -> bool:
    """Say so where something is missing that a benchmark needs."""
    missing = [path for path in needed if not path.exists()]
    if missing:
        sys.stdout.write(f"{name}: skipped, there is no {missing[0]}; SHARED names the folder of the kit\n")
    return bool(missing)


def listings(rows: int, seed: int) -> Listings:
    """Return invented listings with a next delivery of 1 %, made once for each number and seed."""
    LISTINGS.mkdir(parents=True, exist_ok=True)
    stem = f"{rows}_{seed}"
    found = Listings(
        LISTINGS / f"rows_{stem}.csv",
        LISTINGS / f"truth_{stem}.csv",
        LISTINGS / f"rows_{stem}.delta.csv",
        LISTINGS / f"truth_{stem}.delta.csv",
    )
    if not found.truth_after.exists():
        maker = [sys.executable, str(KIT / "make_listings.py"), str(rows), str(found.rows)]
        options = ["--truth", str(found.truth), "--seed", str(seed), "--delta", "0.01"]
        subprocess.run([*maker, *options], check=True, stdout=subprocess.DEVNULL)
    return found


def command(*arguments: object) -> list[str]:
    """``prospects dedupe`` of this checkout."""
    return [sys.executable, "-m", "flows.cli.main", "dedupe", *map(str, arguments), "--json"]


def environment() -> dict[str, str]:
    """Ours from anywhere, and nothing of the user's settings."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("PROSPECTS_")}
    return {**kept, "PYTHONPATH": str(REPOSITORY)}


def measured(arguments: list[str], *, rounds: int = 1, versus: list[str] | None = None) -> dict[str, Any]:
    """Run a command on core 0, in turn with another if there is one; see ``measure.py`` of the kit.

    ``peak_anonymous_mib`` is added to what it says: the larger one of both commands.

    Raises:
        CalledProcessError: it failed.
    """
    measure = [sys.executable, str(KIT / "measure.py"), "--cpu", "0", "--rounds", str(rounds)]
    if versus:
        measure += ["--versus", " ".join(versus)]
    ran, anonymous = run_and_watch([*measure, "--", *arguments], environment())
    if ran.returncode:
        sys.stderr.write(ran.stderr[-2000:])
        ran.check_returncode()
    return {**json.loads(ran.stdout), "peak_anonymous_mib": anonymous}


def scored(truth: Path, clusters: Path, *options: str) -> dict[str, Any]:
    """Return what ``score_pairs.py`` says of a result."""
    scorer = [sys.executable, str(SCORERS / "score_pairs.py"), str(truth), str(clusters), *options]
    return dict(json.loads(subprocess.run(scorer, capture_output=True, text=True, check=True).stdout))


def table(head: list[str], rows: list[list[object]]) -> None:
    """Print a table."""
    for row in (head, ["---"] * len(head), *rows):
        sys.stdout.write("| " + " | ".join(map(str, row)) + " |\n")
    sys.stdout.flush()

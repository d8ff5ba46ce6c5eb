"""Pairwise F1 of ``prospects dedupe`` at threshold 0.5: labelled sets, invented listings by rows and seed.

    python -m tests.benchmarks.dedupe_quality [--rows 20000 100000 ...] [--seed 41] [--no-sets]

Half labels: the program learns from labels of half of the entities and is judged on the other half, both
ways. Branch merges: share of the pairs of one chain at different places that share a company.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.benchmarks.dedupe_kit import (
    KIT,
    SCORERS,
    SETS,
    command,
    environment,
    listings,
    measured,
    scored,
    skipped,
    table,
)

LABELLED: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...] = (
    ("fodors_zagats", ("--clean-source", "fodors", "--clean-source", "zagats"), ()),
    ("chicago", (), ()),
    ("listed", (), ("website", "name")),
    ("names", (), ()),
)
"""Name, options, columns in which the scorer lets a wrong pair pass (its README says why)."""


def labelled(name: str, options: tuple[str, ...], ignore: tuple[str, ...]) -> list[object]:
    """Return the table's row of one labelled set."""
    rows, truth = SETS / f"{name}.csv", SETS / f"{name}_truth.csv"
    let_pass = [part for column in ignore for part in ("--ignore-column", column)]
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder, "out.csv")
        cost = measured(command(rows, out, *options))
        found = scored(truth, out, *(["--input", str(rows), *let_pass] if ignore else []))
    half = "-" if name == "names" else half_labels(rows, truth, options, let_pass)
    pairs = found["pairwise"]
    return [name, pairs["precision"], pairs["recall"], pairs["f1"], half, cost["cpu_s"], cost["peak_rss_mib"]]


def half_labels(rows: Path, truth: Path, options: tuple[str, ...], let_pass: list[str]) -> float:
    """Return the mean F1 of both halves, each judged with labels of the other."""
    scorer = [sys.executable, str(SCORERS / "score_half_labels.py"), str(rows), str(truth), *let_pass, "--"]
    ours = command("{input}", "{output}", "--labels", "{labels}", *options)
    ran = subprocess.run([*scorer, *ours], capture_output=True, text=True, env=environment(), check=True)
    return float(json.loads(ran.stdout)["f1"])


def invented(rows: int, seed: int) -> list[object]:
    """Return the table's row of invented listings."""
    files = listings(rows, seed)
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder, "out.csv")
        cost = measured(command(files.rows, out, "--level", "location"))
        found = scored(files.truth, out)
    pairs = found["pairwise"]
    return [
        f"{rows:,} listings, seed {seed}",
        pairs["precision"],
        pairs["recall"],
        pairs["f1"],
        f"{100 * found['branch_merges']:.3f} %",
        cost["cpu_s"],
        cost["peak_rss_mib"],
    ]


def main() -> int:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--rows", type=int, nargs="*", default=[20_000])
    parser.add_argument("--seed", type=int, nargs="*", default=[41])
    parser.add_argument("--no-sets", action="store_true")
    args = parser.parse_args()
    if skipped("dedupe_quality", KIT, SCORERS, SETS):
        return 0
    end = ["CPU s", "MiB"]
    if not args.no_sets:
        rows = [labelled(*given) for given in LABELLED]
        table(["labelled set", "precision", "recall", "F1", "F1 with half labels", *end], rows)
        sys.stdout.write("\n")
    if args.rows:
        rows = [invented(count, seed) for count in args.rows for seed in args.seed]
        table(["invented", "precision", "recall", "F1", "branch merges", *end], rows)
    return 0


if __name__ == "__main__":
    sys.exit(main())

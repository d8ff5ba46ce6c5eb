"""Print the pairwise F1 of `transforms.dedupe` on the labelled sets beside the repository, without labels.

    python -m tests.benchmarks.dedupe_quality

The sets are in ``../shared`` (or ``$SHARED``). Without them there is nothing to do.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from transforms.dedupe.run import dedupe_file

REPOSITORY = Path(__file__).resolve().parents[2]
SETS: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...] = (
    ("fodors_zagats", ("fodors", "zagats"), ()),
    ("chicago", (), ()),
    ("listed", (), ("website", "name")),
    ("names", (), ()),
)
"""Name, clean sources, columns in which the scorer lets a wrong pair pass (its README says why)."""


def measure(shared: Path, name: str, clean: tuple[str, ...], ignore: tuple[str, ...]) -> dict[str, object]:
    """Return precision, recall, F1, CPU seconds and counts for one set at threshold 0.5."""
    rows, truth = shared / "er" / f"{name}.csv", shared / "er" / f"{name}_truth.csv"
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "clusters.csv"
        started = time.process_time()
        summary = dedupe_file(rows, out, clean_sources=clean)
        seconds = time.process_time() - started
        options = ["--input", str(rows)] if ignore else []
        options += [part for column in ignore for part in ("--ignore-column", column)]
        scorer = [sys.executable, str(shared / "accept" / "score_pairs.py"), str(truth), str(out), *options]
        scored = subprocess.run(scorer, capture_output=True, text=True, check=True)
    pairwise = json.loads(scored.stdout)["pairwise"]
    return {**pairwise, "cpu_s": round(seconds, 2), "level": summary["level"], "rows": summary["rows"]}


def main() -> int:
    """Measure every set that is there; 0 also where none is."""
    shared = Path(os.environ.get("SHARED", REPOSITORY.parent / "shared"))
    for name, clean, ignore in SETS:
        if not (shared / "er" / f"{name}.csv").exists():
            sys.stdout.write(f"{name}: skipped, {shared / 'er'} has no {name}.csv\n")
            continue
        found = measure(shared, name, clean, ignore)
        sys.stdout.write(f"{name}: " + ", ".join(f"{key} {value}" for key, value in found.items()) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())

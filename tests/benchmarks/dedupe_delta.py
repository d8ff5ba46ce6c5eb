"""The next delivery (1 %: half changed rows, half new ones) into a state, beside the full run that made it.

    python -m tests.benchmarks.dedupe_delta [--rows 20000] [--seed 41]

Shown: CPU seconds of both, imports included; whether all rows resolved anew by the same model come out the
same; F1 after the delivery; and how many ids moved, for unchanged data and for the delivery.
"""

from __future__ import annotations

import argparse
import csv
import shutil
import sys
import tempfile
from pathlib import Path

import numpy as np
import pyarrow.compute as pc

from tests.benchmarks.dedupe_kit import KIT, SCORERS, command, listings, measured, scored, skipped, table
from transforms.resolve.resolution import resolve_cleaned
from transforms.resolve.state import ALIVE, State
from transforms.resolve.state_files import Folder

KEYS = ("cpu_s", "peak_rss_mib")


def main() -> int:
    """Print the table; 1 where the delivery gave another result than all rows, or an id moved unsaid."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=41)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--no-rebuild", action="store_true", help="leave out the comparison with all rows")
    args = parser.parse_args()
    if skipped("dedupe_delta", KIT, SCORERS):
        return 0
    files = listings(args.rows, args.seed)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        level = ("--level", "location")
        first, out, state, events = (
            folder / part for part in ("first.csv", "out.csv", "state", "events.csv")
        )
        full = measured(command(files.rows, first, *level))
        made = measured(command(files.rows, first, *level, "--state", state))
        ids = _ids(first)
        again = measured(command(files.rows, out, *level, "--state", state))
        unmoved = _moved(ids, _ids(out))
        runs = []
        for number in range(args.rounds):
            copy = folder / f"state{number}"
            shutil.copytree(state, copy)
            runs.append(measured(command(files.delta, out, *level, "--state", copy, "--events", events)))
        cost = sorted(runs, key=lambda run: float(run["cpu_s"]))[len(runs) // 2]
        moved = _moved(ids, _ids(out))
        told = _told(events)
        unsaid = [row for row, old, new in moved if (old, new) not in told]
        lost = set(ids.values()) - set(_ids(out).values())
        is_equal = None if args.no_rebuild else _is_as_all_rows(folder / "state0")
        f1 = scored(files.truth_after, out)["pairwise"]["f1"]
    of_rows, of_ids = len(moved) / len(ids), len(lost) / len(set(ids.values()))
    runs_cpu, runs_mib = (", ".join(str(run[key]) for run in (full, made, again)) for key in KEYS)
    said = "not looked at" if is_equal is None else "yes" if is_equal else "NO"
    sys.stdout.write(f"{args.rows:,} listings, seed {args.seed}; then a delivery of 1 %\n\n")
    table(
        ["what", "target", "got"],
        [
            ["CPU s: full run, with state, the same again", "", runs_cpu],
            ["CPU s of the delivery, median", "", cost["cpu_s"]],
            ["of the full run", "<= 3 %", f"{cost['cpu_s'] / full['cpu_s']:.1%}"],
            ["peak MiB: the same three", "", runs_mib],
            ["peak MiB of the delivery", "", cost["peak_rss_mib"]],
            ["same as all rows anew", "yes", said],
            ["F1 after the delivery", "", f1],
            ["rows whose id moved, unchanged data", "0", len(unmoved)],
            ["rows whose id moved, delivery", "<= 0.1 %", f"{len(moved)} ({of_rows:.3%})"],
            ["of these without an event", "0", len(unsaid)],
            ["ids that are no more", "<= 0.1 %", f"{len(lost)} ({of_ids:.3%})"],
        ],
    )  # fmt: skip
    return int(is_equal is False or bool(unmoved) or bool(unsaid))


def _ids(path: Path) -> dict[str, str]:
    with path.open(encoding="utf-8", newline="") as file:
        return {row["id"]: row["company_id"] for row in csv.DictReader(file)}


def _moved(before: dict[str, str], after: dict[str, str]) -> set[tuple[str, str, str]]:
    """Rows known before whose id is another now, with both ids."""
    return {(row, company, after[row]) for row, company in before.items() if after[row] != company}


def _told(events: Path) -> set[tuple[str, str]]:
    """Pairs of ids, old and new, between which rows moved according to the events."""
    with events.open(encoding="utf-8", newline="") as file:
        return {(row["other_company_id"], row["company_id"]) for row in csv.DictReader(file)}


def _is_as_all_rows(folder: Path) -> bool:
    """True where the state's clusters are those of all its rows, resolved at once by its model.

    Numbers of clusters differ, so both ways of grouping are compared: each group of one is one of the other.
    """
    state = State.load(Folder(folder))
    alive = np.flatnonzero(state.labels.status == ALIVE)
    rows = state.take(alive)
    order = pc.sort_indices(rows["listing_id"]).to_numpy()
    options = state.facts["options"]
    found = resolve_cleaned(
        rows.take(order), level=state.model.level, threshold=options["threshold"], model=state.model
    )
    kept = state.labels.cluster[alive][order]
    pairs = np.unique(np.column_stack([kept, found.cluster]), axis=0)
    return len(pairs) == len(np.unique(kept)) == len(np.unique(found.cluster))


if __name__ == "__main__":
    sys.exit(main())

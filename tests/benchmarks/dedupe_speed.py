"""``prospects dedupe`` beside Splink on the same listings: CPU seconds and memory, one core, A B A B.

    BENCH_PEERS=/path/to/peers/bin/python python -m tests.benchmarks.dedupe_speed [--rows 20000] [--seed 41]

Splink runs with its training, and with a model that it saved before. Imports count on both sides.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.benchmarks.dedupe_kit import KIT, SCORERS, command, listings, measured, scored, skipped, table

PEER = KIT / "peer_splink.py"


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=41)
    parser.add_argument("--rounds", type=int, default=2)
    args = parser.parse_args()
    peers = os.environ.get("BENCH_PEERS")
    if not peers:
        sys.stdout.write("dedupe_speed: skipped, BENCH_PEERS names no Python that has splink\n")
        return 0
    if skipped("dedupe_speed", PEER, SCORERS, Path(peers)):
        return 0
    files = listings(args.rows, args.seed)
    with tempfile.TemporaryDirectory() as folder:
        ours, theirs, model = (Path(folder, name) for name in ("ours.csv", "splink.csv", "model.json"))
        splink = [peers, str(PEER), str(files.rows), str(theirs), "--threads", "1"]
        subprocess.run([*splink, "--save-model", str(model)], check=True, stdout=subprocess.DEVNULL)
        rows: list[list[object]] = []
        for what, options, quality in (
            ("with its training", [], "0.95"),
            ("with a saved model", ["--load-model", str(model)], "0.999"),
        ):
            run = measured(
                command(files.rows, ours, "--level", "location"),
                rounds=args.rounds,
                versus=[*splink, "--threshold", quality, *options],
            )
            beside = run["versus"]
            rows.append(
                [
                    f"Splink {what}, threshold {quality}",
                    f"{run['cpu_s']} : {beside['cpu_s']}",
                    run["ratio"]["cpu_s"],
                    f"{run['peak_rss_mib']} : {beside['peak_rss_mib']}",
                    f"{_f1(files.truth, ours)} : {_f1(files.truth, theirs)}",
                ]
            )
    sys.stdout.write(f"{args.rows:,} listings, seed {args.seed}; ours : theirs\n\n")
    table(["beside", "CPU s", "ratio", "peak MiB", "F1"], rows)
    return 0


def _f1(truth: Path, clusters: Path) -> float:
    return float(scored(truth, clusters)["pairwise"]["f1"])


if __name__ == "__main__":
    sys.exit(main())

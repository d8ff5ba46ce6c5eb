"""Print how true the demo is on three worlds, and how long the pipeline takes on each."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.flows.demo_command import run_demo

SEEDS = (1, 2, 3)
SHOWN = ("seconds", "peak_rss_mib", "pages", "listings", "companies", "prospects")
TRUTHS = ("listing_recall", "listing_precision", "pairwise_f1", "facts_accuracy")


def main() -> int:
    """Run the demo once a seed, without Prefect, each in a home of its own."""
    for seed in SEEDS:
        with tempfile.TemporaryDirectory() as folder:
            result = run_demo(Path(folder), "--inline", seed=seed)
        told = [f"{name} {result[name]}" for name in SHOWN] + [
            f"{name} {result[name]:.4f}" for name in TRUTHS
        ]
        sys.stdout.write(f"demo, seed {seed}: {', '.join(told)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""``make bench``: every figure that the README quotes; ``python -m tests.benchmarks NAME...`` some of them.

Whoever needs data or programs that are not there says so and is passed over.
"""

from __future__ import annotations

import importlib
import sys

ALL = (
    "demo",
    "dedupe_quality",
    "names",
    "dedupe_speed",
    "dedupe_delta",
    "dedupe_scale",
    "auto_extract",
    "crawl_speed",
    "replay",
    "kills",
    "frontier",
    "archive",
    "unchanged",
    "politeness",
    "hostile",
    "drift",
)


def main() -> int:
    """Run the benchmarks named, or all; each prints its table. Returns the worst exit code."""
    names = sys.argv[1:] or list(ALL)
    unknown = [name for name in names if name not in ALL]
    if unknown:
        sys.stderr.write(f"no benchmark '{unknown[0]}'; there are {', '.join(ALL)}\n")
        return 2
    worst = 0
    for name in names:
        sys.stdout.write(f"\n## {name}\n\n")
        sys.stdout.flush()
        sys.argv = [name]  # each reads its own options from there
        worst = max(worst, importlib.import_module(f"tests.benchmarks.{name}").main())
    return worst


if __name__ == "__main__":
    sys.exit(main())

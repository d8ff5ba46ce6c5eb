"""How cost and memory of ``prospects dedupe`` grow with the rows.

Anonymous memory is what must be there; the rest of the peak are pages of files, which the system may drop.

python -m tests.benchmarks.dedupe_scale [--rows 20000 100000 300000 1000000 3000000] [--seed 41]
"""

from __future__ import annotations

import argparse
import math
import sys
import tempfile
from pathlib import Path

from tests.benchmarks.dedupe_kit import KIT, SCORERS, command, listings, measured, scored, skipped, table


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--rows", type=int, nargs="+", default=[10_000, 30_000])
    parser.add_argument("--seed", type=int, default=41)
    args = parser.parse_args()
    if skipped("dedupe_scale", KIT, SCORERS):
        return 0
    rows: list[list[object]] = []
    for count in args.rows:
        files = listings(count, args.seed)
        with tempfile.TemporaryDirectory() as folder:
            out = Path(folder, "out.csv")
            cost = measured(command(files.rows, out, "--level", "location"))
            f1 = scored(files.truth, out)["pairwise"]["f1"]
        cpu, mib, anonymous = cost["cpu_s"], cost["peak_rss_mib"], cost["peak_anonymous_mib"]
        growth = 1e6 * cpu / (count * math.log2(count))
        rows.append(
            [
                f"{count:,}",
                cpu,
                f"{1e6 * cpu / count:.1f}",
                f"{growth:.2f}",
                mib,
                f"{anonymous:.0f}",
                f"{anonymous * 2**20 / count:,.0f}",
                f1,
            ]
        )
    head = [
        "rows",
        "CPU s",
        "us a row",
        "us a row and log2 n",
        "peak MiB",
        "anonymous MiB",
        "bytes a row",
        "F1",
    ]
    table(head, rows)
    counts, mib_of = args.rows, [float(str(row[5])) for row in rows]
    if len(rows) > 1:
        slope = (mib_of[-1] - mib_of[-2]) * 2**20 / (counts[-1] - counts[-2])
        sys.stdout.write(f"anonymous memory grows by {slope:,.0f} bytes a row from the last but one on\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())

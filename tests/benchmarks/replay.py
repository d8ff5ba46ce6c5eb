"""Read archived list pages of 150 KB again: pages a second on one core and on two, and whether rows agree.

    python -m tests.benchmarks.replay [PAGES]

The pages, of 60 listings each, come from the generator of ``../shared/bench/site.py``; the archive is filled
without a web. Each reading is a process of its own, imports not counted, and both begin with warm files.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
from datetime import UTC, date, datetime
from pathlib import Path

from config.home import Home
from config.records import Page
from extractors.archive import Archive, Link
from tests.benchmarks.crawl_speed import REPOSITORY, SPEC
from tests.real.shared import load_module

DAY = date(2026, 3, 2)
NAME, ADDRESS = "xx_bench_directory", "http://127.0.0.1:9/dir/page/{}"
LISTINGS, ROUNDS = 60, 3
CHILD = """
import json, sys, time
from datetime import date
from pathlib import Path
from flows.memory import economise
economise()
from config.catalogue import load_catalogue
from config.home import Home
from config.settings import load_settings
from extractors import extract
root, processes = Path(sys.argv[1]), sys.argv[2]
(source,) = load_catalogue(root / "sources")
settings = load_settings({"PROSPECTS_READ_PROCESSES": processes}, home=root)
day = date.fromisoformat(sys.argv[3])
began = time.perf_counter()
counts = extract.extract(source, day, Home(root), settings)
seconds = time.perf_counter() - began
print(json.dumps({"seconds": seconds, "cpu": time.process_time(), "listings": counts.listings}))
"""


def fill(root: Path, site: Path, pages: int) -> int:
    """Archive the pages and return the mean size of one in bytes."""
    made, size = load_module(site), 0
    with Archive(Home(root).archive(NAME), NAME) as archive:
        archive.begin(DAY)
        archive.group()
        for number in range(1, pages + 1):
            r = random.Random(number)
            firms = [made.company(r, number, k) for k in range(LISTINGS)]
            body = made.listing_page(r, firms, number, pages).encode()
            url = ADDRESS.format(number)
            archive.seed(DAY, [Link(url=url)])
            archive.store(
                Page(
                    source=NAME,
                    partition=DAY,
                    url=url,
                    final_url=url,
                    status=200,
                    fetched_at=datetime(2026, 3, 2, 4, tzinfo=UTC),
                    sha256=hashlib.sha256(body).hexdigest(),
                    body=body,
                    headers={"content-type": "text/html; charset=utf-8"},
                ),
                [],
            )
            size += len(body)
        archive.flush()
    return size // pages


def replay(root: Path, cores: str, processes: int) -> tuple[float, dict[str, str]]:
    """Return the seconds of one reading on ``cores`` and the hash of every staged file."""
    command = ["taskset", "-c", cores, sys.executable, "-c", CHILD, str(root), str(processes), str(DAY)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=REPOSITORY)
    folder = Home(root).staging(NAME, DAY)
    rows = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}
    for path in folder.iterdir():
        path.unlink()
    return float(json.loads(done.stdout)["seconds"]), rows


def main() -> int:
    """Print the table; 1 where the rows differ."""
    pages = int(sys.argv[1]) if len(sys.argv) > 1 and sys.argv[1].isdigit() else 3000
    shared = Path(os.environ.get("SHARED", REPOSITORY.parent / "shared"))
    if not (shared / "bench" / "site.py").is_file():
        sys.stdout.write(f"replay: skipped, {shared} has no bench/site.py\n")
        return 0
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "sources").mkdir()
        (root / "sources" / f"{NAME}.yml").write_text(SPEC.format(start=ADDRESS.format(1)), encoding="utf-8")
        size = fill(root, shared / "bench" / "site.py", pages)
        one, two, seen = [], [], []
        for _ in range(ROUNDS):
            for cores, processes, seconds in (("0", 1, one), ("0,1", 2, two)):
                took, rows = replay(root, cores, processes)
                seconds.append(took)
                seen.append(rows)
    write = sys.stdout.write
    ratio = statistics.median(a / b for a, b in zip(one, two, strict=True))
    is_same = all(rows == seen[0] for rows in seen)
    write("| what | target | got |\n|---|---|---|\n")
    write(
        f"| replay on one core, pages of {size / 1000:.0f} KB a second | >= 250 | {pages / min(one):.0f} |\n"
    )
    write(f"| x on two processes | >= 1.8 | {ratio:.2f} |\n")
    write(f"| rows and bytes alike in {len(seen)} readings | yes | {'yes' if is_same else 'NO'} |\n")
    return 0 if is_same else 1


if __name__ == "__main__":
    sys.exit(main())

"""Read archived list pages of 150 KB again: pages a second on one core and on two, and whether rows agree.

    python -m tests.benchmarks.replay [PAGES]

The pages, of 60 listings each, come from the generator of ``../shared/bench/site.py``; the archive is filled
without a web. Each reading is a process of its own, imports not counted, and both begin with warm files; what
a helper needs to start is counted. The clock tells of two cores only where nobody else works on them, so the
gain is also told by CPU seconds: what the first process does alone in the end, and half of all the rest.
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
from typing import NamedTuple

from config.home import Home
from config.records import Page
from extractors.archive import Archive, Link
from tests.benchmarks.crawl_speed import REPOSITORY, SPEC
from tests.real.shared import load_module

DAY = date(2026, 3, 2)
NAME, ADDRESS = "xx_bench_directory", "http://127.0.0.1:9/dir/page/{}"
LISTINGS, ROUNDS = 60, 3
CHILD = """
import json, resource, sys, time
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
merge, alone = extract.merge_entries, []
extract.merge_entries = lambda listings: alone.append(time.process_time()) or merge(listings)
cpu, began = time.process_time(), time.perf_counter()
extract.extract(source, day, Home(root), settings)
seconds, end = time.perf_counter() - began, time.process_time()
helpers = resource.getrusage(resource.RUSAGE_CHILDREN)
shared = alone[0] - cpu + helpers.ru_utime + helpers.ru_stime
print(json.dumps({"seconds": seconds, "shared": shared, "alone": end - alone[0]}))
"""


class Took(NamedTuple):
    """Seconds of one reading: by the clock, of CPU while pages were read, of CPU after that."""

    seconds: float
    shared: float
    alone: float


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


def replay(root: Path, cores: str, processes: int) -> tuple[Took, dict[str, str]]:
    """Return what one reading on ``cores`` took and the hash of every staged file."""
    command = ["taskset", "-c", cores, sys.executable, "-c", CHILD, str(root), str(processes), str(DAY)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=REPOSITORY)
    folder = Home(root).staging(NAME, DAY)
    rows = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}
    for path in folder.iterdir():
        path.unlink()
    return Took(**json.loads(done.stdout)), rows


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
        one: list[Took] = []
        two: list[Took] = []
        seen = []
        for _ in range(ROUNDS):
            for cores, processes, all_took in (("0", 1, one), ("0,1", 2, two)):
                took, rows = replay(root, cores, processes)
                all_took.append(took)
                seen.append(rows)
    write = sys.stdout.write
    ratio = statistics.median(a.seconds / b.seconds for a, b in zip(one, two, strict=True))
    bound = statistics.median(
        (a.shared + a.alone) / (b.alone + b.shared / 2) for a, b in zip(one, two, strict=True)
    )
    fastest, cpu = min(a.seconds for a in one), min(a.shared + a.alone for a in one)
    is_same = all(rows == seen[0] for rows in seen)
    write("| what | target | got |\n|---|---|---|\n")
    write(
        f"| replay on one core, pages of {size / 1000:.0f} KB a second | >= 250 | {pages / fastest:.0f} |\n"
    )
    write(f"| the same, a CPU second | >= 250 | {pages / cpu:.0f} |\n")
    write(f"| x on two processes | >= 1.8 | {ratio:.2f} |\n")
    write(f"| the same by CPU seconds, had each a core | >= 1.8 | {bound:.2f} |\n")
    write(f"| rows and bytes alike in {len(seen)} readings | yes | {'yes' if is_same else 'NO'} |\n")
    return 0 if is_same else 1


if __name__ == "__main__":
    sys.exit(main())

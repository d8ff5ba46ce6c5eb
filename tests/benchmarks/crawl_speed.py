"""Crawl and read 5,000 linked pages beside Scrapy and crawlee: pages per CPU second, peak memory.

    BENCH_PEERS=/path/to/peers/bin/python python -m tests.benchmarks.crawl_speed [PAGES [ROUNDS]]

The site of ``../shared/bench/site.py`` is served on core 1; one crawler after the other runs on core 0,
and the medians of the ratios per round are printed. Our side is a night's stages crawl and extract in a
process of their own: robots.txt, archive, address guard, links and fields of every page; imports count.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
PEERS = "BENCH_PEERS"
CACHE = str(Path(tempfile.gettempdir(), "prospects-bench-pycache"))
"""Compiled modules of both sides, filled by a small crawl first: imports count, compiling does not."""
SPEC = """\
source: xx_bench_directory
kind: yellow_pages
publisher: {{name: Bench}}
terms: {{basis: our own server, note: invented companies}}
start: ["{start}"]
allow_loopback: true
politeness: {{delay_s: 0, concurrency: 16}}
list:
  record: div.result
  fields:
    name: a.business-name
    phone: div.phones a
    website: a.track-visit-website@href
    street: div.street-address
    city: div.locality
    category: [div.categories a]
next: {{link: "a.next@href", max: 100000}}
detail:
  follow: a.business-name@href
  fields:
    name: h1.name
    phone: div.phone a
    website: a.website@href
    email: a.email@href
    address: div.adr
    category: div.cat
"""
CHILD = """
import json, sys
from dataclasses import asdict
from flows.memory import economise
economise()  # before anything heavy is imported, as the command does
from flows.cli.options import settings_for
from flows.night import new_night
from flows.pipeline import run_night
from pathlib import Path
settings = settings_for(Path(sys.argv[1]), Path(sys.argv[2]))
result = run_night(new_night(settings), settings, only=frozenset({"crawl", "extract"}))
print(json.dumps({"pages": result.pages, "items": result.listings}))
"""


@dataclass(frozen=True)
class Cost:
    """What one run took: CPU seconds of the process tree, peak memory of its largest process."""

    pages: int
    cpu_s: float
    rss_mib: float

    @property
    def rate(self) -> float:
        return self.pages / self.cpu_s


def measured(command: list[str], folder: Path = REPOSITORY) -> tuple[str, float, float]:
    """Run ``command`` on core 0 and return what it printed, its CPU seconds and its peak MiB.

    Raises:
        CalledProcessError: it failed.
    """
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("PROSPECTS_", "PYTHON"))}
    kept["PYTHONPYCACHEPREFIX"] = CACHE
    process = subprocess.Popen(
        ["taskset", "-c", "0", *command], stdout=subprocess.PIPE, text=True, cwd=folder, env=kept
    )
    assert process.stdout is not None
    printed = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command, printed)
    return printed, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


@contextmanager
def site(shared: Path, pages: int) -> Iterator[str]:
    """Serve the bench site on core 1; the address of its first page."""
    command = ["taskset", "-c", "1", sys.executable, str(shared / "bench" / "site.py"), "--port", "0"]
    server = subprocess.Popen([*command, "--pages", str(pages)], stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    try:
        yield str(json.loads(server.stdout.readline())["start"])
    finally:
        server.terminate()
        server.wait()


def ours(start: str) -> Cost:
    """Crawl and extract with an empty home."""
    with tempfile.TemporaryDirectory() as folder:
        catalogue, home = Path(folder, "sources"), Path(folder, "home")
        catalogue.mkdir()
        (catalogue / "xx_bench_directory.yml").write_text(SPEC.format(start=start), encoding="utf-8")
        printed, cpu_s, rss_mib = measured([sys.executable, "-c", CHILD, str(home), str(catalogue)])
    return Cost(json.loads(printed.splitlines()[-1])["pages"], cpu_s, rss_mib)


def peer(python: str, script: Path, start: str, *options: str) -> Cost:
    """Run one of the peers of the bench kit."""
    with tempfile.TemporaryDirectory() as folder:
        command = [python, str(script), "--start", start, *options]
        printed, cpu_s, rss_mib = measured(command, Path(folder))
    return Cost(json.loads(printed.splitlines()[-1])["pages"], cpu_s, rss_mib)


def main() -> int:
    """Print the table; the peers' rows only where there is an interpreter that has them."""
    pages = int(sys.argv[1]) if len(sys.argv) > 1 and sys.argv[1].isdigit() else 5000
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 3
    shared = Path(os.environ.get("SHARED", REPOSITORY.parent / "shared"))
    if not (shared / "bench" / "site.py").is_file():
        sys.stdout.write(f"crawl speed: skipped, {shared} has no bench/site.py\n")
        return 0
    python = os.environ.get(PEERS, "")
    bench = shared / "bench"
    peers: dict[str, tuple[float, tuple[str, ...]]] = {
        "Scrapy, selectolax, JOBDIR + HTTPCACHE": (
            6.0,
            ("peer_scrapy.py", "--durable", "--parser", "selectolax"),
        ),
        "Scrapy, parsel": (4.0, ("peer_scrapy.py",)),
        "crawlee ParselCrawler, memory": (1.5, ("peer_crawlee.py",)),
    }
    mine: list[Cost] = []
    theirs: dict[str, list[Cost]] = {name: [] for name in peers}
    with site(shared, 60) as start:
        ours(start)
        for _, (script, *options) in peers.values() if python else ():
            peer(python, bench / script, start, *options)
    with site(shared, pages) as start:
        for _ in range(rounds):
            mine.append(ours(start))
            for name, (_, (script, *options)) in peers.items() if python else ():
                theirs[name].append(peer(python, bench / script, start, *options))
    write = sys.stdout.write
    write("| what | target | got |\n|---|---|---|\n")
    write(f"| pages crawled and read | {pages:,} | {min(cost.pages for cost in mine):,} |\n")
    write(f"| pages per CPU second | - | {statistics.median(cost.rate for cost in mine):.0f} |\n")
    write(f"| peak RSS, MiB | <= 120 | {max(cost.rss_mib for cost in mine):.0f} |\n")
    for name, costs in theirs.items():
        if not costs:
            write(f"| x {name} | >= {peers[name][0]:g} | not run: set {PEERS} to a Python that has it |\n")
            continue
        ratios = [a.rate / b.rate for a, b in zip(mine, costs, strict=True)]
        span = f"{statistics.median(ratios):.1f} [{min(ratios):.1f}-{max(ratios):.1f}]"
        rate, rss = statistics.median(cost.rate for cost in costs), max(cost.rss_mib for cost in costs)
        write(f"| x {name} ({rate:.0f} pages per CPU s, {rss:.0f} MiB) | >= {peers[name][0]:g} | {span} |\n")
    return 0 if min(cost.pages for cost in mine) == pages else 1


if __name__ == "__main__":
    sys.exit(main())

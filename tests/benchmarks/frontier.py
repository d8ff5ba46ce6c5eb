"""A frontier of a million known addresses: peak memory of a crawl, CPU time of each operation, size.

    python -m tests.benchmarks.frontier [ADDRESSES [PAGES]]

The addresses are put into the archive, then a crawl in a process of its own asks for so many pages of the
benchmark kit's site and stops at its limit; a second night does the same beside the rows of the first.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from config.home import Home
from config.settings import Settings
from extractors.archive import Archive
from extractors.crawl import crawl, fingerprint
from extractors.links import Link
from tests.benchmarks.site import KIT, NAME, site, source

DAY = date(2026, 11, 20)
ROOT = Path(__file__).parents[2]
MOST_MIB = 120


def main(addresses: int = 1_000_000, pages: int = 500) -> int:
    """Print the table; 1 where a crawl took more than 120 MiB."""
    if not KIT.is_dir():
        sys.stdout.write(
            "frontier: skipped, there is no benchmark kit; SHARED names the folder that it is in\n"
        )
        return 0
    with tempfile.TemporaryDirectory() as folder, site(pages) as start:
        told: dict[str, Any] = {}
        for step in ("seed", "crawl", "ask", "again"):
            arguments = [step, start, folder, str(addresses), str(pages)]
            command = [sys.executable, "-m", "tests.benchmarks.frontier", *arguments]
            out = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, cwd=ROOT).stdout
            told[step] = json.loads(out)
        size = Home(Path(folder)).archive(NAME).stat().st_size / 1e6
    first, again, asked = told["crawl"], told["again"], told["ask"]
    rows = [
        ("addresses in the frontier", f"{addresses:,}", f"{asked['known']:,}"),
        ("peak RSS of a crawl, MiB", f"<= {MOST_MIB}", f"{first['rss']:.0f}"),
        ("peak RSS of the second night's crawl, MiB", f"<= {MOST_MIB}", f"{again['rss']:.0f}"),
        ("CPU ms a page, first and second night", "", f"{first['ms']:.2f}, {again['ms']:.2f}"),
        ("CPU us an address put into the frontier", "", f"{told['seed']['us']:.1f}"),
        *((f"CPU ms: {name}", "", f"{value:.2f}") for name, value in asked["ms"].items()),
        ("MB of archive for two nights", "", f"{size:.0f}"),
    ]
    sys.stdout.write("| what | target | got |\n|---|---|---|\n")
    sys.stdout.writelines(f"| {what} | {target} | {value} |\n" for what, target, value in rows)
    return int(max(first["rss"], again["rss"]) > MOST_MIB or asked["known"] < addresses)


def step(name: str, start: str, folder: str, addresses: str, pages: str) -> dict[str, Any]:
    """Do one step in this process and return what it cost."""
    home, wanted = Home(Path(folder)), source(start, limits={"pages": int(pages)}, next=None)
    day = DAY + timedelta(days=name == "again")
    if name in ("seed", "again"):
        with Archive(home.archive(NAME), NAME) as archive:
            archive.begin(day, fingerprint(wanted))
            began = time.process_time()
            archive.seed(day, _known(start, int(addresses)))
            us = (time.process_time() - began) / int(addresses) * 1e6
        if name == "seed":
            return {"us": us}
    if name == "ask":
        return _ask(home)
    began = time.process_time()
    counts = crawl(wanted, day, home, Settings(retries=0))
    ms = (time.process_time() - began) * 1000 / max(1, counts.pages + counts.failed_pages)
    return {"rss": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, "ms": ms, "pages": counts.pages}


def _known(start: str, count: int) -> Iterator[Link]:
    """Yield the addresses: those of the site's own pages come by its links, these are details like them."""
    base = start.rpartition("/dir/")[0]
    yield Link(url=start)
    for number in range(1, count):
        url = f"{base}/dir/biz/northern-industrial-fabricators-gmbh-{number // 49}-{number}"
        yield Link(url=url, role="detail", parent_url=start)


def _ask(home: Home) -> dict[str, Any]:
    """Measure what a crawl and an extraction ask of the frontier."""
    ms: dict[str, float] = {}

    def timed(name: str, ask: Callable[[], Any]) -> Any:
        began = time.process_time()
        result = ask()
        ms[name] = (time.process_time() - began) * 1000
        return result

    with Archive(home.archive(NAME), NAME) as archive:
        counts = timed("counts", lambda: archive.counts(DAY))
        timed("admit, nothing held", lambda: archive.admit(DAY, frozenset(), 5))
        timed("issues", lambda: archive.issues(DAY))
        timed("has_shown", lambda: archive.has_shown(DAY, "http://a.example/", "x"))
        timed("asked", lambda: archive.asked(DAY))
        timed("begin again", lambda: archive.begin(DAY, _spec(archive)))
        timed("claim 200", lambda: archive.claim(DAY, 200))
        timed("claim 200 more", lambda: archive.claim(DAY, 200))
        known = archive._db.execute("SELECT count(*) FROM frontier").fetchone()[0]
    return {"ms": ms, "known": known, "pages": counts.pages}


def _spec(archive: Archive) -> str:
    return str(archive._db.execute("SELECT spec FROM partitions").fetchone()[0])


if __name__ == "__main__":
    if sys.argv[1:2] and not sys.argv[1].isdigit():
        sys.stdout.write(json.dumps(step(*sys.argv[1:])))
    else:
        sys.exit(main(*map(int, sys.argv[1:])))

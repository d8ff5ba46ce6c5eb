"""Kill a crawl of 5,000 pages fifty times without warning: what is lost, what is stored twice.

    python -m tests.benchmarks.kills [PAGES [KILLS]]

Each process is killed (SIGKILL) a random number of committed pages and some milliseconds after it began, and
the next one carries on. The archive is then compared with that of a crawl that nobody disturbed.
"""

from __future__ import annotations

import random
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

from config.home import Home
from config.settings import Settings
from extractors.archive import Archive
from extractors.crawl import crawl
from tests.benchmarks.site import KIT, NAME, site, source, stats

DAY = date(2026, 11, 20)
ROOT = Path(__file__).parents[2]


def main(pages: int = 5000, kills: int = 50) -> int:
    """Print the table; 1 where a page was lost or stored twice."""
    if not KIT.is_dir():
        sys.stdout.write("kills: skipped, there is no benchmark kit; SHARED names the folder that it is in\n")
        return 0
    with tempfile.TemporaryDirectory() as folder, site(pages) as start:
        calm, killed = Path(folder, "calm"), Path(folder, "killed")
        assert _child(start, calm).wait() == 0
        stats(start, reset=True)
        done = _kill(start, killed, kills, pages)
        asked = stats(start)["requests"]
        wanted, got = content(calm), content(killed)
        twice = sum(times - 1 for times in fetches(killed).values())
    lost = len(wanted.keys() - got.keys())
    other = sum(wanted[url] != got[url] for url in wanted.keys() & got.keys())
    rows = [
        ("processes killed", kills, done),
        ("pages in the archive", len(wanted), len(got)),
        ("pages lost", 0, lost),
        ("pages stored twice", 0, twice),
        ("pages whose bytes, role or place differ", 0, other),
        ("pages asked for again, as they were under way", "few", asked - pages),
    ]
    sys.stdout.write("| what | target | got |\n|---|---|---|\n")
    sys.stdout.writelines(f"| {what} | {target} | {value} |\n" for what, target, value in rows)
    return int(bool(lost or twice or other or done < kills))


def _kill(start: str, home: Path, kills: int, pages: int) -> int:
    """Kill so many crawls at random moments, then let the last one finish; return how many were killed."""
    chance, most, done = random.Random(20261120), max(2, pages // (kills + 2)), 0
    while done < kills:
        process = _child(start, home)
        assert process.stdout is not None
        target = chance.randint(0, most)
        while target and (line := process.stdout.readline()) and int(line) < target:
            pass
        time.sleep(chance.uniform(0, 0.05))
        process.kill()
        if process.wait() == 0:
            return done  # it was done before its turn came
        done += 1
    assert _child(start, home).wait() == 0
    return done


def _child(start: str, home: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.benchmarks.kills", "child", start, str(home)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT, bufsize=1)


def child(start: str, home: str) -> None:
    """Crawl, telling of each committed page."""

    def told(stored: int) -> None:
        sys.stdout.write(f"{stored}\n")
        sys.stdout.flush()

    crawl(source(start), DAY, Home(Path(home)), Settings(), on_page=told)


def content(home: Path) -> dict[str, tuple[object, ...]]:
    """Return what extraction reads of each address, with its place in the order, but not the time."""
    with Archive(Home(home).archive(NAME), NAME) as archive:
        return {
            page.url: (place, page.final_url, page.role, page.sha256, len(page.body), sorted(page.headers))
            for place, page in enumerate(archive.pages(DAY))
        }


def fetches(home: Path) -> dict[int, int]:
    """Return how often each address was stored as fetched."""
    with Archive(Home(home).archive(NAME), NAME) as archive:
        return dict(archive._db.execute("SELECT url, count(*) FROM fetches GROUP BY url").fetchall())


if __name__ == "__main__":
    if sys.argv[1:2] == ["child"]:
        child(*sys.argv[2:])
    else:
        sys.exit(main(*map(int, sys.argv[1:])))

"""kill -9 loses nothing and stores nothing twice; the resumed crawl reads exactly like an undisturbed one."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from config.home import Home
from config.records import Page
from extractors.archive import Archive
from extractors.crawl import crawl
from tests.extractors.small_source import DAY, links_of, settings, source
from tests.extractors.test_crawl import list_pages
from tests.extractors.web import Web

ROOT = Path(__file__).parents[2]


def start(home: Path, web: Web, fatal_page: int = 0) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "tests.extractors.crawl_once", str(home), str(web.port), str(fatal_page)]
    return subprocess.Popen(command, cwd=ROOT)


def content(home: Path) -> list[Page]:
    """Return what extraction reads, without the time of fetching."""
    with Archive(Home(home).archive("de_test_list"), "de_test_list") as archive:
        at = datetime(2026, 11, 20, tzinfo=UTC)
        return [replace(page, fetched_at=at) for page in archive.pages(DAY)]


def stored_twice(home: Path) -> list[tuple[str, int]]:
    with Archive(Home(home).archive("de_test_list"), "de_test_list") as archive:
        return archive._db.execute(
            "SELECT url, count(*) FROM fetches GROUP BY url HAVING count(*) > 1"
        ).fetchall()


def undisturbed(web: Web, home: Path) -> list[Page]:
    crawl(source(f"{web.url}/list?page=1"), DAY, Home(home), settings(), links_of=links_of)
    return content(home)


def test_one_kill_in_the_middle(web: Web, tmp_path: Path) -> None:
    list_pages(web, 10, 10)
    expected = undisturbed(web, tmp_path / "calm")
    home = tmp_path / "killed"
    assert start(home, web, fatal_page=25).wait(60) == -signal.SIGKILL
    kept = {page.url for page in content(home)}
    assert 25 <= len(kept) < 110, "it is told of committed pages, which are committed in groups"
    web.asked.clear()
    crawl(source(f"{web.url}/list?page=1"), DAY, Home(home), settings(), links_of=links_of)
    assert content(home) == expected
    assert stored_twice(home) == []
    assert not kept & {web.url + path for path in web.paths()}, "what was stored is not asked for again"


@pytest.mark.slow
def test_kills_at_five_random_moments(web: Web, tmp_path: Path) -> None:
    list_pages(web, 50, 40)
    expected = undisturbed(web, tmp_path / "calm")
    assert len(expected) == 2050
    home, chance = tmp_path / "killed", random.Random(20261120)
    kills = 0
    while kills < 5:
        before = len(web.asked)
        process = start(home, web)
        while len(web.asked) == before and process.poll() is None:
            time.sleep(0.005)
        time.sleep(chance.uniform(0.0, 0.25))
        process.kill()
        if process.wait(60) == 0:
            break  # a quick machine has read all of it by now
        assert process.returncode == -signal.SIGKILL
        kills += 1
    assert kills >= 2, "the site is too small"
    assert start(home, web).wait(120) == 0
    assert content(home) == expected
    assert stored_twice(home) == []

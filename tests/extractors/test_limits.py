from __future__ import annotations

import time
from pathlib import Path

import pytest

from config.source_spec import Limits
from extractors.limits import MAX_URL, Budget, trap
from extractors.links import CrawlCounts
from tests.extractors.small_source import source
from tests.extractors.test_crawl import go, issues, pages
from tests.extractors.web import Answer, Web

HERE = "https://a.example"


def calendar(web: Web) -> None:
    """Every month has a link to the next one, for ever."""

    def month(path: str) -> Answer:
        number = int(path.rpartition("=")[2])
        return Answer(f"<p>{number}</p><a next href='/calendar?month={number + 1}'>next</a>")

    web.routes["/calendar"] = month


def test_a_night_ends_at_its_number_of_pages_and_goes_on_when_it_is_raised(web: Web, tmp_path: Path) -> None:
    calendar(web)
    wanted = source(f"{web.url}/calendar?month=1", limits={"pages": 7})
    assert go(wanted, tmp_path) == CrawlCounts(pages=7, fetched=7)
    assert len(web.paths()) == 7
    [issue] = issues(tmp_path)
    assert (issue.kind, issue.level, issue.url) == ("limit", "warning", f"{web.url}/calendar?month=8")
    assert "limits.pages: 7; 1 addresses are left" in issue.message
    assert go(wanted, tmp_path) == CrawlCounts(pages=7, fetched=0)
    assert len(web.paths()) == 7 and [each.kind for each in issues(tmp_path)] == ["limit"]
    more = source(f"{web.url}/calendar?month=1", limits={"pages": 10})
    assert go(more, tmp_path) == CrawlCounts(pages=10, fetched=3)
    assert web.paths()[7:] == [f"/calendar?month={number}" for number in (8, 9, 10)]


def test_no_more_is_asked_than_allowed_however_many_work_at_once(web: Web, tmp_path: Path) -> None:
    links = "".join(f"<a detail href='/d/{number}'>" for number in range(40))
    web.routes |= {"/": links} | {f"/d/{number}": "d" for number in range(0, 40, 2)}
    go(source(f"{web.url}/", limits={"pages": 10}), tmp_path)
    assert len(web.paths()) == 10, "pages that are not there count too"
    assert sum(issue.kind == "limit" for issue in issues(tmp_path)) == 1


def test_a_run_ends_when_its_time_is_up_even_in_the_middle_of_a_wait(web: Web, tmp_path: Path) -> None:
    calendar(web)
    wanted = source(
        f"{web.url}/calendar?month=1", limits={"seconds": 0.5}, politeness={"delay_s": 30, "concurrency": 1}
    )
    begun = time.monotonic()
    counts = go(wanted, tmp_path)
    assert time.monotonic() - begun < 25 and counts.pages == len(pages(tmp_path)) <= 1
    assert "limits.seconds: 0.5" in issues(tmp_path)[0].message


def test_a_run_ends_at_its_size(web: Web, tmp_path: Path) -> None:
    calendar(web)
    web.routes["/calendar"] = lambda path, month=web.routes["/calendar"]: Answer(
        str(month(path).body) + "x" * 400_000  # type: ignore[operator]
    )
    go(source(f"{web.url}/calendar?month=1", limits={"megabytes": 1}), tmp_path)
    assert len(web.paths()) == 3 and "limits.megabytes: 1" in issues(tmp_path)[0].message


def test_a_crawl_that_ends_by_itself_says_nothing_of_limits(web: Web, tmp_path: Path) -> None:
    web.routes["/"] = "<a detail href='/d'>"
    web.routes["/d"] = "d"
    assert go(source(f"{web.url}/", limits={"pages": 2}), tmp_path).pages == 2
    assert issues(tmp_path) == []


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/x?q=" + "a" * MAX_URL, "characters"),
        ("/" + "/".join(f"s{n}" for n in range(30)), "30 segments"),
        ("/a/a/a/a", "'/a' is repeated"),
        ("/de/shop/de/shop/de/shop/de/shop/list", "'/de/shop' is repeated"),
        ("/list/x/y/z/x/y/z/x/y/z/x/y/z", "repeated"),
        ("/list?f=1&f=1&f=1&f=1", "'f=1' is repeated"),
    ],
)
def test_what_a_trap_looks_like(path: str, reason: str) -> None:
    assert reason in (trap(HERE + path) or "")


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/",
        "/a/a/a",
        "/de/de-by/muenchen/muenchen/list",
        "/2026/11/11/11/11/list",
        "/0/0/0/0/0/0",
        "/aa/aab/aabb/aabbb",
        "/list?f=1&f=2&f=3&f=4&f=5&page=2",
        "/search?" + "&".join(f"filter[{n}]=on" for n in range(40)),
        "/" + "/".join(f"s{n}" for n in range(20)),
    ],
)
def test_what_is_no_trap(path: str) -> None:
    assert trap(HERE + path) is None


def test_looking_for_traps_takes_no_time() -> None:
    begun = time.process_time()
    for path in ("/a" * 1000, "/" + "a/b" * 600, "/x" * 24 + "y" * 1900, "?" + "&" * 2000):
        trap(HERE + path)
    assert time.process_time() - begun < 0.5


def test_links_into_a_trap_are_not_followed_and_the_page_says_so(web: Web, tmp_path: Path) -> None:
    web.routes["/"] = "<a detail href='/d'><a detail href='/d/d/d/d/d'><a detail href='/e/e/e/e/e'>"
    web.routes["/d"] = "d"
    assert go(source(f"{web.url}/"), tmp_path).pages == 2
    [issue] = issues(tmp_path)
    assert issue.kind == "trap" and "2 links look endless" in issue.message and "/d/d/d/d/d" in issue.message


def test_the_seconds_that_are_left() -> None:
    budget = Budget(Limits(seconds=100.0), 0)
    assert 99 < budget.seconds_left <= 100 and budget.spent() is None

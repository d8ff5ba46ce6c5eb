"""Older nights take a fraction of the room, answer as before and can be run again."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from extractors.archive import Archive, CrawlCounts, Link
from tests.extractors.small_source import DAY
from tests.extractors.test_archive import page

NIGHTS = [DAY + timedelta(days=n) for n in range(4)]
START = "http://a.example/"


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive(tmp_path / "s.sqlite", "s") as opened:
        yield opened


def crawl_night(archive: Archive, day: date) -> None:
    """A list, 30 details, a failure that may pass, one that will not, a lookup that is kept from us."""
    archive.begin(day, "spec")
    lookup = Link(url=START + "home", role="lookup", subject="website:a")
    archive.seed(day, [Link(url=START), lookup])
    details = [Link(url=f"{START}{n}", role="detail", parent_url=START, lastmod="2026") for n in range(32)]
    archive.store(page(START, b"list", day), details, signature="shown", warning=("links", "some"))
    for n in range(30):
        archive.store(page(f"{START}{n}", b"%d" % n, day, role="detail"), [])
    archive.fail(day, details[30], "timeout", "slow", transient=True)
    archive.fail(day, details[31], "not_found", "gone", transient=False)
    archive.fail(day, lookup, "robots", "no", transient=False)


def told(archive: Archive, day: date) -> list[object]:
    return [archive.counts(day), archive.issues(day), archive.blocked(day), list(archive.pages(day))]


def packed(archive: Archive) -> set[int]:
    return {row[0] for row in archive._db.execute("SELECT partition FROM nights")}


def test_a_packed_night_answers_as_before(archive: Archive) -> None:
    before = {}
    for day in NIGHTS:
        crawl_night(archive, day)
        before[day] = told(archive, day)
    assert packed(archive) == {20261120, 20261121}, "the two newest are as they were"
    pages = [archive.pages(day) for day in NIGHTS]
    assert all(next(each).url == START for each in pages), "several nights can be read at the same time"
    with Archive(archive.path, "s") as other:
        for opened in (archive, other):
            assert {day: told(opened, day) for day in NIGHTS} == before
    rows = archive._db.execute("SELECT count(*) FROM frontier").fetchone()[0]
    assert rows == 2 * 34


def test_a_packed_night_is_taken_up_where_it_was(archive: Archive) -> None:
    for day in NIGHTS:
        crawl_night(archive, day)
    archive.begin(DAY, "spec")
    assert packed(archive) == {20261121}
    todo = archive.claim(DAY, 9)
    assert todo == [
        Link(url=f"{START}30", role="detail", chain=f"{START}30", parent_url=START, lastmod="2026")
    ]
    assert archive.has_shown(DAY, START, "shown")
    archive.store(page(todo[0].url, b"late", DAY, role="detail"), [])
    archive.begin(NIGHTS[3], "spec")
    assert packed(archive) == {20261120, 20261121}
    assert archive.counts(DAY) == CrawlCounts(pages=32, failed_pages=1, blocked_pages=1)


def test_a_reader_does_not_need_to_write(archive: Archive) -> None:
    for day in NIGHTS:
        crawl_night(archive, day)
    with Archive(archive.path, "s") as reader:
        archive._db.execute("BEGIN IMMEDIATE")  # a crawl is writing
        assert reader.counts(DAY).pages == 31
        archive._db.execute("ROLLBACK")


def test_packing_takes_a_fraction_of_the_room(archive: Archive) -> None:
    links = [Link(url=f"http://a.example/firm/{n}", role="detail", parent_url=START) for n in range(3000)]
    for day in NIGHTS:
        archive.begin(day, "spec")
        archive.seed(day, links)
    size = archive._db.execute("SELECT sum(length(data)) FROM nights WHERE partition = 20261120").fetchone()[
        0
    ]
    assert size < 3 * len(links)


def test_an_archive_of_the_second_schema_learns_to_pack(tmp_path: Path) -> None:
    path = tmp_path / "s.sqlite"
    with Archive(path, "s") as archive:
        crawl_night(archive, DAY)
    with sqlite3.connect(path) as db:
        db.executescript("DROP TABLE nights; PRAGMA user_version = 2")
    with Archive(path, "s") as archive:
        for day in NIGHTS[1:]:
            crawl_night(archive, day)
        assert archive.counts(DAY).pages == 31


def test_nights_crawled_out_of_order_are_taken_up_again(archive: Archive) -> None:
    """A packed night's row numbers may belong to a later night by then."""
    for at in (1, 2, 0, 3):
        crawl_night(archive, NIGHTS[at])
    archive.begin(NIGHTS[3], "spec")
    assert NIGHTS[0].day in {number % 100 for number in packed(archive)}
    crawl_night(archive, date(2026, 11, 29))
    before = told(archive, NIGHTS[0])
    archive.begin(NIGHTS[0], "spec")
    assert [each.url for each in archive.claim(NIGHTS[0], 9)] == [f"{START}30"]
    assert list(archive.pages(NIGHTS[0])) == before[3]

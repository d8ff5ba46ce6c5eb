from __future__ import annotations

import hashlib
import random
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from config.errors import RunFailed, UserError
from config.records import Page
from extractors.archive import Archive, CrawlCounts, Link, natural_order, page_url
from tests.extractors.small_source import DAY

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
A, B = "http://a.example/1", "http://a.example/2"


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive(tmp_path / "archive" / "s.sqlite", "s") as opened:
        opened.begin(DAY)
        yield opened


def page(url: str, body: bytes = b"text", partition: date = DAY, **values: object) -> Page:
    made = Page(
        source="s",
        partition=partition,
        url=url,
        final_url=url,
        status=200,
        fetched_at=NOON,
        sha256=hashlib.sha256(body).hexdigest(),
        body=body,
        headers={"etag": '"1"'},
    )
    return replace(made, **values)  # type: ignore[arg-type]


def urls(archive: Archive, partition: date = DAY) -> list[str]:
    return [each.url for each in archive.pages(partition)]


def test_a_page_comes_back_as_it_was_stored(archive: Archive) -> None:
    stored = page(A, "Müller".encode(), subject="website:a.example", role="lookup")
    archive.seed(DAY, [Link(url=A, role="lookup", subject="website:a.example")])
    archive.store(stored, [])
    assert list(archive.pages(DAY)) == [stored]
    assert archive.latest(A, "lookup") == replace(stored, subject=None)
    assert archive.latest(B, "lookup") is None


def test_seeding_and_linking_again_adds_nothing(archive: Archive) -> None:
    for _ in range(2):
        archive.seed(DAY, [Link(url=A), Link(url=A + "#top"), Link(url="HTTP://A.example:80/1".lower())])
    assert archive.counts(DAY).waiting == 1
    archive.store(page(A), [Link(url=A), Link(url=B, role="detail", parent_url=A, lastmod="2026-11-20")])
    assert [link.url for link in archive.claim(DAY, 9)] == [B]


def test_a_link_keeps_what_was_said_about_it(archive: Archive) -> None:
    link = Link(url=B, role="detail", depth=1, hop=3, chain=A, parent_url=A, subject="x", lastmod="2026")
    archive.seed(DAY, [link])
    assert archive.claim(DAY, 9) == [link]


def test_a_claim_is_handed_out_once_and_is_forgotten_with_the_process(tmp_path: Path) -> None:
    path = tmp_path / "s.sqlite"
    with Archive(path, "s") as first:
        first.begin(DAY)
        first.seed(DAY, [Link(url=f"http://a.example/{n}") for n in range(5)])
        assert [len(first.claim(DAY, 2)) for _ in range(4)] == [2, 2, 1, 0]
    with Archive(path, "s") as second:
        second.begin(DAY)
        assert len(second.claim(DAY, 9)) == 5


def test_bodies_are_kept_once_and_versions_each(archive: Archive) -> None:
    tomorrow = DAY + timedelta(days=1)
    archive.begin(tomorrow)
    for day, body in ((DAY, b"same"), (tomorrow, b"new")):
        archive.seed(day, [Link(url=A), Link(url=B)])
        archive.store(page(A, b"same", day), [])
        archive.store(page(B, body, day), [])
    count = archive._db.execute(
        "SELECT (SELECT count(*) FROM bodies), (SELECT count(*) FROM fetches)"
    ).fetchone()
    assert count == (2, 4)
    assert [each.body for each in archive.pages(DAY)] == [b"same", b"same"]
    assert [each.body for each in archive.pages(tomorrow)] == [b"same", b"new"]
    assert archive.partitions() == [DAY, tomorrow]
    latest = archive.latest(B, "list")
    assert latest is not None and latest.body == b"new"


def test_pages_come_in_an_order_that_arrival_does_not_change(tmp_path: Path) -> None:
    links = [Link(url=f"http://a.example/?page={n}") for n in (1, 2, 10)]
    links += [Link(url=f"http://a.example/d/{n}", role="detail") for n in (3, 20)]
    links += [Link(url=f"http://z.example/{n}", role="lookup", subject=s) for s, n in (("b", 1), ("a", 2))]
    seen = []
    for turn, order in enumerate((links, links[::-1], links[3:] + links[:3])):
        with Archive(tmp_path / f"{turn}.sqlite", "s") as archive:
            archive.begin(DAY)
            archive.seed(DAY, order)
            for link in order:
                archive.store(page(link.url, role=link.role, subject=link.subject), [])
            seen.append(urls(archive))
    assert seen[0] == seen[1] == seen[2]
    assert seen[0] == [link.url for link in links[:5]] + ["http://z.example/2", "http://z.example/1"]


def test_page_and_links_are_one_transaction(archive: Archive) -> None:
    archive.seed(DAY, [Link(url=A)])

    def broken() -> Iterator[Link]:
        yield Link(url=B)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        archive.store(page(A), broken())
    assert archive.counts(DAY) == CrawlCounts(waiting=1)
    assert archive.latest(A, "list") is None
    archive.store(page(A), [])
    assert archive.counts(DAY) == CrawlCounts(pages=1)


def test_what_failed_for_a_passing_reason_is_tried_by_the_next_run(archive: Archive) -> None:
    wanted = [Link(url=f"http://a.example/{n}") for n in range(4)]
    archive.seed(DAY, wanted)
    archive.fail(DAY, wanted[0], "timeout", "slow", transient=True)
    archive.fail(DAY, wanted[1], "not_found", "gone", transient=False)
    archive.fail(DAY, wanted[2], "robots", "forbidden", transient=False)
    archive.fail(DAY, wanted[3], "robots", "robots.txt answered 503", transient=True)
    assert archive.counts(DAY) == CrawlCounts(failed_pages=2, blocked_pages=2)
    assert [(i.kind, i.level, i.url) for i in archive.issues(DAY)] == [
        ("timeout", "error", wanted[0].url),
        ("not_found", "error", wanted[1].url),
        ("robots", "warning", wanted[2].url),
        ("robots", "warning", wanted[3].url),
    ]
    archive.begin(DAY)
    assert [link.url for link in archive.claim(DAY, 9)] == [wanted[0].url, wanted[3].url]
    assert [i.kind for i in archive.issues(DAY)] == ["not_found", "robots"]


def test_a_source_is_gone_when_every_start_page_is(archive: Archive) -> None:
    archive.seed(DAY, [Link(url=A), Link(url=B)])
    archive.fail(DAY, Link(url=A), "unreachable", "no connection", transient=True)
    assert archive.counts(DAY).state == "empty"
    archive.fail(DAY, Link(url=B), "not_found", "404", transient=False)
    assert archive.counts(DAY).state == "gone"
    archive.store(page(B), [])
    assert archive.counts(DAY).state == "ok"


def test_a_source_is_blocked_when_nothing_may_be_read(archive: Archive) -> None:
    archive.seed(DAY, [Link(url=A)])
    archive.fail(DAY, Link(url=A), "forbidden", "403", transient=False)
    assert archive.counts(DAY).state == "blocked"


def test_a_warning_stays_with_a_page_that_is_there(archive: Archive) -> None:
    archive.seed(DAY, [Link(url=A)])
    archive.store(page(A), [], warning=("links", "its links could not be read"))
    assert [(i.level, i.kind) for i in archive.issues(DAY)] == [("warning", "links")]
    assert archive.counts(DAY) == CrawlCounts(pages=1)


def test_a_repeat_is_kept_but_not_read(archive: Archive) -> None:
    archive.seed(DAY, [Link(url=A), Link(url=B, chain=A)])
    archive.store(page(A), [], signature="x")
    archive.store(page(B), [], signature="x", is_repeat=True)
    assert urls(archive) == [A]
    assert archive.latest(B, "list") is not None
    assert archive.has_shown(DAY, A, "x")
    assert not archive.has_shown(DAY, A, "y") and not archive.has_shown(DAY, B, "x")


@pytest.mark.parametrize(
    ("days", "age", "is_found"), [(0, 1, False), (30, 29, True), (30, 30, False), (2, 1, True)]
)
def test_pages_younger_than_the_refresh_age_are_used_again(
    archive: Archive, days: int, age: int, is_found: bool
) -> None:
    archive.seed(DAY, [Link(url=A)])
    archive.store(page(A), [])
    found = archive.reusable(DAY + timedelta(days=age), Link(url=A), days)
    assert (found is not None) is is_found
    assert archive.reusable(DAY - timedelta(days=1), Link(url=A), 30) is None, "the future is no source"


def test_a_reused_page_is_a_visit_of_the_old_version(archive: Archive) -> None:
    archive.seed(DAY, [Link(url=A)])
    archive.store(page(A), [])
    tomorrow = DAY + timedelta(days=1)
    archive.begin(tomorrow)
    archive.seed(tomorrow, [Link(url=A)])
    found = archive.reusable(tomorrow, Link(url=A), 30)
    assert found is not None
    archive.store(found[1], [Link(url=B)], fetch=found[0])
    again = next(archive.pages(tomorrow))
    assert (again.partition, again.fetched_at) == (tomorrow, NOON)
    assert archive._db.execute("SELECT count(*) FROM fetches").fetchone() == (1,)


def test_a_recrawl_asks_for_everything_and_resumes_where_it_was_cut(archive: Archive) -> None:
    archive.seed(DAY, [Link(url=A), Link(url=B)])
    archive.store(page(A, b"old"), [])
    archive.store(page(B, b"old"), [])
    began = NOON + timedelta(hours=1)
    archive.begin(DAY, recrawl=True, now=began)
    archive.seed(DAY, [Link(url=A), Link(url=B)])
    assert archive.counts(DAY) == CrawlCounts(waiting=2)
    assert archive.reusable(DAY, Link(url=A), 30) is None
    archive.store(page(A, b"new", fetched_at=began + timedelta(minutes=1)), [])
    archive.begin(DAY, recrawl=True, now=began + timedelta(hours=1))
    assert archive.counts(DAY) == CrawlCounts(pages=1, waiting=1)
    archive.begin(DAY)
    archive.store(page(B, b"new", fetched_at=began + timedelta(minutes=2)), [])
    assert [each.body for each in archive.pages(DAY)] == [b"new", b"new"]
    archive.begin(DAY, recrawl=True, now=began + timedelta(hours=2))
    assert archive.counts(DAY).pages == 0


def test_another_spec_walks_anew_over_the_pages_that_are_there(archive: Archive) -> None:
    archive.begin(DAY, "spec one")
    archive.seed(DAY, [Link(url=A)])
    archive.store(page(A), [Link(url=B)])
    archive.begin(DAY, "spec one")
    assert archive.counts(DAY) == CrawlCounts(pages=1, waiting=1)
    archive.begin(DAY, "spec two")
    assert archive.counts(DAY) == CrawlCounts()
    assert archive.reusable(DAY, Link(url=A), 0) is not None


def test_related_hosts_get_in_by_their_address_up_to_the_limit(archive: Archive) -> None:
    hosts = ["d.example", "b.example", "own.example", "c.example"]
    archive.seed(DAY, [Link(url=f"http://{host}/", role="related", depth=1) for host in hosts])
    archive.seed(DAY, [Link(url="http://b.example/2", role="related", depth=1)])
    assert archive.claim(DAY, 9) == []
    assert archive.admit(DAY, frozenset({"own.example"}), max_hosts=2) == 4
    assert {link.url for link in archive.claim(DAY, 9)} == {
        "http://b.example/",
        "http://b.example/2",
        "http://c.example/",
        "http://own.example/",
    }
    assert archive.admit(DAY, frozenset({"own.example"}), max_hosts=2) == 0
    archive.seed(DAY, [Link(url="http://a.example/", role="related", depth=1)])
    assert archive.admit(DAY, frozenset({"own.example"}), max_hosts=2) == 0, "the places are taken"


def test_hosts_are_remembered_for_as_long_as_asked(archive: Archive) -> None:
    archive.remember("http://a.example", "robots", "text", 1000.0)
    assert archive.recall("http://a.example", "robots", 60, 1059.0) == "text"
    assert archive.recall("http://a.example", "robots", 60, 1060.0) is None
    assert archive.recall("http://b.example", "robots", 60, 1000.0) is None


@pytest.mark.parametrize(
    ("url", "same"),
    [
        ("http://A.example:80/x#y", "http://a.example/x"),
        ("https://a.example:443", "https://a.example/"),
        ("https://a.example:8443/?b=1", "https://a.example:8443/?b=1"),
        ("file:customers.csv", "file:customers.csv"),
        ("http://[bad/", "http://[bad/"),
    ],
)
def test_page_url(url: str, same: str) -> None:
    assert page_url(url) == same
    assert page_url(same) == same


def test_natural_order() -> None:
    assert sorted(["p10", "p9", "p1"], key=natural_order) == ["p1", "p9", "p10"]


def test_a_file_that_is_no_archive_is_named(tmp_path: Path) -> None:
    path = tmp_path / "s.sqlite"
    path.write_text("this is not a database, it is a note that somebody left here " * 20)
    with pytest.raises(UserError, match=r"s\.sqlite: the archive cannot be opened"):
        Archive(path, "s")


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "archive").write_text("")
    with pytest.raises(UserError, match="cannot be opened"):
        Archive(tmp_path / "archive" / "s.sqlite", "s")


def test_a_full_disk_ends_the_run_with_what_was_committed(archive: Archive) -> None:
    archive.seed(DAY, [Link(url=A), Link(url=B)])
    archive.store(page(A), [])
    pages = archive._db.execute("PRAGMA page_count").fetchone()[0]
    archive._db.execute(f"PRAGMA max_page_count = {pages + 2}")
    with pytest.raises(RunFailed, match="disk is full"):
        archive.store(page(B, random.Random(1).randbytes(500_000)), [])
    assert urls(archive) == [A]
    assert archive.counts(DAY) == CrawlCounts(pages=1, waiting=1)


def test_readers_work_while_a_page_is_written(archive: Archive) -> None:
    archive.seed(DAY, [Link(url=A), Link(url=B)])
    archive.store(page(A), [])
    with Archive(archive.path, "s") as reader:
        reading = reader.pages(DAY)
        assert next(reading).url == A
        archive.store(page(B), [])
        assert list(reading) == []
        assert urls(reader) == [A, B]
    assert sqlite3.connect(archive.path).execute("PRAGMA journal_mode").fetchone() == ("wal",)

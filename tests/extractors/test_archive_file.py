"""How an archive's file is opened: new, of the first schema, of a schema to come; and grouped writes."""

from __future__ import annotations

import hashlib
import sqlite3
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import zstandard

from config.errors import UserError
from extractors import archive_file
from extractors.archive import Archive, CrawlCounts, Link
from extractors.archive_file import make_url_id, make_url_ids, url_id
from tests.extractors.small_source import DAY
from tests.extractors.test_archive import A, B, page

# The schema as the first release wrote it: a file of it must open for ever.
FIRST = """
CREATE TABLE partitions (
    partition TEXT PRIMARY KEY, spec TEXT NOT NULL, recrawl INTEGER NOT NULL, since TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE frontier (
    id INTEGER PRIMARY KEY, partition TEXT NOT NULL, subject TEXT NOT NULL, url TEXT NOT NULL,
    role TEXT NOT NULL, depth INTEGER NOT NULL, hop INTEGER NOT NULL, chain TEXT NOT NULL,
    parent_url TEXT, context TEXT,
    state TEXT NOT NULL, transient INTEGER NOT NULL DEFAULT 0, kind TEXT, message TEXT, fetch INTEGER,
    signature TEXT,
    UNIQUE (partition, subject, url)
);
CREATE INDEX frontier_todo ON frontier (partition, id) WHERE state = 'todo';
CREATE TABLE fetches (
    id INTEGER PRIMARY KEY, url TEXT NOT NULL, partition TEXT NOT NULL, fetched_at TEXT NOT NULL,
    final_url TEXT NOT NULL, status INTEGER NOT NULL, headers TEXT NOT NULL, sha256 TEXT NOT NULL
);
CREATE INDEX fetches_url ON fetches (url, partition);
CREATE TABLE bodies (sha256 TEXT PRIMARY KEY, zstd BLOB NOT NULL);
CREATE TABLE hosts (origin TEXT, what TEXT, fetched_at REAL NOT NULL, value TEXT NOT NULL,
    PRIMARY KEY (origin, what)) WITHOUT ROWID;
"""
MORNING = datetime(2026, 11, 20, 3, 15, 7, 999999, tzinfo=UTC)
NEXT = DAY + timedelta(days=1)
NO = (None, None)


def first_schema(path: Path) -> None:
    """Two nights of two pages; a failure, a lookup, a link that is to do, a repeat, a re-used fetch."""
    bodies = {name: name.encode() * 50 for name in ("list", "detail", "new detail")}
    sha = {name: hashlib.sha256(body).hexdigest() for name, body in bodies.items()}
    with sqlite3.connect(path) as db:
        db.executescript("PRAGMA journal_mode = WAL;" + FIRST)
        db.executemany(
            "INSERT INTO bodies VALUES (?, ?)",
            [(sha[name], zstandard.ZstdCompressor(level=3).compress(body)) for name, body in bodies.items()],
        )
        db.executemany(
            "INSERT INTO partitions VALUES (?, ?, ?, ?)",
            [(str(DAY), "spec", 0, ""), (str(NEXT), "spec", 1, "2026-11-21T03:00:00+00:00")],
        )
        head = '{"content-type": "text/html", "etag": "\\"1\\""}'
        db.executemany(
            "INSERT INTO fetches VALUES (?, ?, ?, ?, ?, 200, ?, ?)",
            [
                (1, A, str(DAY), MORNING.isoformat(), A, head, sha["list"]),
                (2, B, str(DAY), "2026-11-20T03:16:00+00:00", B + "/moved", "{}", sha["detail"]),
                (3, B, str(NEXT), "2026-11-21T03:16:00.5+00:00", B, "{}", sha["new detail"]),
            ],
        )
        row = "INSERT INTO frontier VALUES (?, ?, ?, ?, ?, 0, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
        db.executemany(
            row,
            [
                (1, str(DAY), "", A, "list", 0, A, None, None, "done", 0, None, None, 1, "sig"),
                (2, str(DAY), "", B, "detail", 0, B, A, '{"n": 1}', "done", 0, None, None, 2, None),
                (3, str(DAY), "", A + "x", "detail", 0, A + "x", A, None, "failed", 1, "timeout", "s", *NO),
                (4, str(DAY), "", A + "2", "list", 1, A, A, None, "repeat", 0, None, None, 1, "sig"),
                (5, str(DAY), "website:a", B, "lookup", 0, B, None, None, "blocked", 0, "robots", "no", *NO),
                (6, str(NEXT), "", A, "list", 0, A, None, None, "done", 0, None, None, 1, "sig"),
                (7, str(NEXT), "", B, "detail", 0, B, A, None, "done", 0, None, None, 3, None),
                (8, str(NEXT), "", A + "3", "list", 2, A, A + "2", None, "todo", 0, *NO, *NO),
            ],
        )  # fmt: skip
        db.execute("INSERT INTO hosts VALUES ('http://a.example', 'robots', 1000.0, 'text')")


def test_an_archive_of_the_first_schema_opens_with_all_that_it_had(tmp_path: Path) -> None:
    path = tmp_path / "s.sqlite"
    first_schema(path)
    for _ in range(2):
        with Archive(path, "s") as archive:
            first, second = list(archive.pages(DAY))
            assert (first.url, first.body, first.fetched_at) == (A, b"list" * 50, MORNING)
            assert first.headers == {"content-type": "text/html", "etag": '"1"'}
            assert (second.url, second.final_url, second.body) == (B, B + "/moved", b"detail" * 50)
            assert [one.body for one in archive.pages(NEXT)] == [b"list" * 50, b"new detail" * 50]
            assert archive.counts(DAY) == CrawlCounts(pages=2, failed_pages=1, blocked_pages=1)
            assert archive.counts(NEXT) == CrawlCounts(pages=2, waiting=1)
            assert [(i.kind, i.level) for i in archive.issues(DAY)] == [
                ("timeout", "warning"),
                ("robots", "warning"),
            ]
            assert archive.blocked(DAY) == [("website:a", B, "no")]
            assert archive.has_shown(DAY, A, "sig") and not archive.has_shown(DAY, B, "sig")
            assert archive.recall("http://a.example", "robots", 60, 1001.0) == "text"
            assert archive.partitions() == [DAY, NEXT]
            latest = archive.latest(B, "detail")
            assert latest is not None and latest.body == b"new detail" * 50
    with Archive(path, "s") as archive:
        archive.begin(DAY, "spec")
        assert archive.claim(DAY, 9) == [
            Link(url=A + "x", role="detail", chain=A + "x", parent_url=A, subject=None)
        ]
        assert archive.claim(NEXT, 9) == [Link(url=A + "3", hop=2, chain=A, parent_url=A + "2")]
        archive.begin(NEXT, "spec", recrawl=True)
        assert archive.counts(NEXT) == CrawlCounts(pages=2, waiting=1), "a recrawl that was cut short goes on"
        reused = archive.reusable(NEXT, Link(url=B, role="detail"), 1)
        assert reused is not None and reused[1].body == b"new detail" * 50
        assert archive.reusable(NEXT, Link(url=A), 30) is None, "asked before the recrawl began"


def test_a_migration_that_fails_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "s.sqlite"
    first_schema(path)
    with sqlite3.connect(path) as db:
        db.execute("UPDATE fetches SET fetched_at = 'yesterday' WHERE id = 3")
    with pytest.raises(UserError, match="cannot be opened"):
        Archive(path, "s")
    with sqlite3.connect(path) as db:
        names = {row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        assert names == {"partitions", "frontier", "fetches", "bodies", "hosts"}
        assert db.execute("SELECT count(*) FROM fetches").fetchone() == (3,)
        db.execute("UPDATE fetches SET fetched_at = '2026-11-21T03:16:00+00:00' WHERE id = 3")
    with Archive(path, "s") as archive:
        assert len(list(archive.pages(NEXT))) == 2


def test_an_archive_of_a_newer_program_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "s.sqlite"
    with sqlite3.connect(path) as db:
        db.execute("PRAGMA user_version = 99")
    with pytest.raises(UserError, match="made by a newer version"):
        Archive(path, "s")


def test_grouped_writes_are_there_together_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive_file, "_GROUP_S", 600.0)
    path = tmp_path / "s.sqlite"
    with Archive(path, "s") as archive, Archive(path, "s") as reader:
        archive.begin(DAY)
        archive.seed(DAY, [Link(url=A), Link(url=B)])
        archive.group()
        archive.store(page(A), [Link(url=A + "/more")])
        assert archive.is_held
        assert [link.url for link in archive.claim(DAY, 9)] == [B, A + "/more"]
        assert reader.counts(DAY) == CrawlCounts(waiting=2)
        with pytest.raises(ZeroDivisionError):
            archive.store(page(B), (Link(url=1 // 0) for _ in range(1)))  # type: ignore[arg-type]
        assert not archive.is_held
        assert archive.counts(DAY) == CrawlCounts(waiting=2)
        archive.store(page(A), [])
        archive.flush()
        assert reader.counts(DAY) == CrawlCounts(pages=1, waiting=1)


def test_what_a_host_asked_for_is_not_left_to_a_group(tmp_path: Path) -> None:
    path = tmp_path / "s.sqlite"
    with Archive(path, "s") as archive, Archive(path, "s") as reader:
        archive.begin(DAY)
        archive.seed(DAY, [Link(url=A)])
        archive.group()
        archive.store(page(A), [])
        archive.remember("a.example", "not_before", "1.0", 1.0)
        assert not archive.is_held
        assert reader.recall("a.example", "not_before", 60, 2.0) == "1.0"
        assert reader.counts(DAY) == CrawlCounts(pages=1)


def test_bodies_written_before_and_after_the_dictionary_are_read(tmp_path: Path) -> None:
    path = tmp_path / "s.sqlite"
    bodies = [
        (f"<html><head><title>Firm {n}</title></head><body class='firm'><h1>Firm {n}</h1>"
         + "<p>same words" * 20 + f"<a href='tel:+49 30 {n * 7919}'>{n * 7919}</a></body></html>").encode()
        for n in range(260)
    ]  # fmt: skip
    with Archive(path, "s") as archive:
        archive.begin(DAY)
        archive.group()
        archive.seed(DAY, [Link(url=f"http://a.example/{n}") for n in range(len(bodies))])
        for n, body in enumerate(bodies):
            archive.store(page(f"http://a.example/{n}", body), [])
    with Archive(path, "s") as archive:
        assert [one.body for one in archive.pages(DAY)] == bodies
        sizes = dict(archive._db.execute("SELECT dictionary, avg(length(zstd)) FROM bodies GROUP BY 1"))
        assert set(sizes) == {None, 1} and sizes[1] < 0.6 * sizes[None]


def test_a_dictionary_that_was_rolled_back_is_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive_file, "_GROUP_S", 600.0)
    path, words = tmp_path / "s.sqlite", "<p>same words again and again</p>" * 9
    bodies = [f"<h1>Firm {n}</h1>{words}{n * 7919}".encode() for n in range(230)]
    links = [Link(url=f"http://a.example/{n}") for n in range(len(bodies))]
    with Archive(path, "s") as archive:
        archive.begin(DAY)
        archive.seed(DAY, links)
        for n in range(191):
            archive.store(page(links[n].url, bodies[n]), [])
        archive.group()
        for broken in range(2):
            assert len(archive.claim(DAY, 999)) == 39
            archive.store(page(links[191].url, bodies[191]), [Link(url=f"http://a.example/more{broken}")])
            assert archive._db.execute("SELECT count(*) FROM dictionaries").fetchone() == (1,)
            archive.claim(DAY, 9)
            with pytest.raises(ZeroDivisionError):
                archive.store(page(links[192].url), (Link(url=1 // 0) for _ in range(1)))  # type: ignore[arg-type]
        archive.seed(DAY, [Link(url="http://a.example/other")])
        for n in range(192, 230):
            archive.store(page(links[n].url, bodies[n]), [])
        archive.store(page(links[191].url, bodies[191]), [])
    with Archive(path, "s") as archive:
        assert [one.body for one in archive.pages(DAY)] == bodies
        assert [link.url for link in archive.claim(DAY, 9)] == ["http://a.example/other"]


def test_a_source_whose_pages_have_nothing_in_common_does_without_a_dictionary(tmp_path: Path) -> None:
    with Archive(tmp_path / "s.sqlite", "s") as archive:
        archive.begin(DAY)
        archive.group()
        archive.seed(DAY, [Link(url=f"http://a.example/{n}") for n in range(220)])
        for n in range(220):
            archive.store(page(f"http://a.example/{n}", str(n).encode()), [])
        assert [one.body for one in archive.pages(DAY)] == [str(n).encode() for n in range(220)]


def test_what_a_crawl_asks_again_and_again_walks_an_index(tmp_path: Path) -> None:
    asked: list[str] = []
    with Archive(tmp_path / "s.sqlite", "s") as archive:
        archive.begin(DAY)
        archive.seed(DAY, [Link(url=A)])
        archive._db.set_trace_callback(asked.append)
        archive.claim(DAY, 9)
        archive.newest(Link(url=A), DAY)
        archive.has_shown(DAY, A, "x")
        archive.store(page(A), [Link(url=B)])
        archive.issues(DAY)
        archive.counts(DAY)
        archive._db.set_trace_callback(None)
        plans = [
            (query, row[3])
            for query in asked
            if query.startswith(("SELECT", "UPDATE"))
            for row in archive._db.execute(f"EXPLAIN QUERY PLAN {query}")
        ]
    assert len(plans) > 10
    scans = [(query, plan) for query, plan in plans if plan.startswith("SCAN")]
    assert [each for each in scans if "json_each" not in each[1]] == []  # that is the list of what is asked
    assert any("urls_key" in plan for query, plan in plans if "json_each" in query)
    claims = [plan for query, plan in plans if "ORDER BY q.id" in query]
    assert any("frontier_open" in plan for plan in claims) and not any("TEMP" in plan for plan in claims)


def test_many_addresses_get_the_numbers_that_each_would_get(tmp_path: Path) -> None:
    with Archive(tmp_path / "s.sqlite", "s") as archive, archive.file.write() as db:
        known = make_url_id(db, "http://a.example/\u00e9")
        urls = [f"http://a.example/{n}" for n in range(40)] + ["http://a.example/\u00e9"]
        numbers = make_url_ids(db, urls)
        assert numbers == {url: url_id(db, url) for url in urls} and numbers[urls[-1]] == known
        assert make_url_ids(db, reversed(urls)) == numbers and make_url_ids(db, []) == {}


def test_one_address_for_two_subjects_is_looked_for_again_once_it_was_fetched(tmp_path: Path) -> None:
    with Archive(tmp_path / "s.sqlite", "s") as archive:
        archive.begin(DAY)
        archive.seed(DAY, [Link(url=A, role="lookup", subject=subject) for subject in ("x", "y")])
        first, second = archive.claim(DAY, 9)
        assert archive.newest(first, DAY) is None and archive.newest(second, DAY) is None
        archive.store(replace(page(A), role="lookup", subject="x"), [])
        assert archive.newest(second, DAY) is not None


def test_a_body_that_another_page_has_is_stored_once(tmp_path: Path) -> None:
    with Archive(tmp_path / "s.sqlite", "s") as archive:
        archive.begin(DAY)
        archive.seed(DAY, [Link(url=A), Link(url=B)])
        for url in (A, B):
            archive.store(page(url, b"the same"), [])
        assert archive._db.execute("SELECT count(*) FROM bodies").fetchone() == (1,)
        assert [one.body for one in archive.pages(DAY)] == [b"the same", b"the same"]

"""WARC files out of the archive and into it: nothing of a night is lost, and foreign files are read too."""

from __future__ import annotations

import gzip
import io
import os
from datetime import date, timedelta
from pathlib import Path

import brotli
import pytest
from warcio.archiveiterator import ArchiveIterator
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from config.catalogue import Source
from config.errors import RunFailed, UserError
from config.home import Home
from extractors.archive import Archive
from extractors.crawl import Subject, crawl, crawl_lookups
from extractors.extract import extract
from extractors.links import CrawlCounts
from extractors.walk_stored import walk_stored
from extractors.warc_export import export
from extractors.warc_import import Imported, import_warc
from tests.extractors.small_source import DAY, settings, source
from tests.extractors.web import Answer, Web

NAME = "de_test_list"
NIGHTS = [DAY + timedelta(days=n) for n in range(3)]
NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"


def members(url: str, **values: object) -> Source:
    spec: dict[str, object] = {
        "list": {"record": "li", "fields": {"name": "a", "city": "i"}},
        "next": {"link": "a.next@href"},
        "detail": {"follow": "a@href", "fields": {"phone": "p.tel"}},
        "refresh": {"detail": "2d"},
        "politeness": {"delay_s": 0.0, "concurrency": 1},
    }
    return source(url, **(spec | values))


@pytest.fixture
def home(web: Web, tmp_path: Path) -> Home:
    """Three nights: noise, a change, a page that is not modified, one that fails, one used again."""
    made = Home(tmp_path / "home")
    for number, night in enumerate(NIGHTS):
        city = "Köln" if number < 2 else "Bonn"
        web.routes |= {
            "/list": f"<ul><li><a href='/d/1'>Brandt</a><i>{city}</i></ul>"
            f"<a class=next href='/two'>next</a><footer>{number}</footer>",
            "/two": lambda _: Answer("<ul><li><a href='/d/2'>Weber</a></ul>", headers={"etag": '"2"'}),
            "/d/1": "<p class=tel>030 1</p>",
            "/d/2": Answer(status=404),
        }
        if number:
            web.routes["/two"] = lambda _: Answer(b"", 304, {"etag": '"2"'})
        crawl(members(f"{web.url}/list"), night, made, settings())
    return made


def opened(home: Home) -> Archive:
    return Archive(home.archive(NAME), NAME)


def staged(home: Home, wanted: Source, nights: list[date] = NIGHTS) -> dict[str, bytes]:
    files = {}
    for night in nights:
        extract(wanted, night, home, settings())
        for path in sorted(home.staging(NAME, night).iterdir()):
            files[f"{night} {path.name}"] = path.read_bytes()
    return files


def test_what_is_exported_and_imported_gives_the_same_rows(web: Web, home: Home, tmp_path: Path) -> None:
    file, again, other = tmp_path / "a.warc.gz", tmp_path / "b.warc.gz", Home(tmp_path / "other")
    with opened(home) as archive:
        assert export(archive, file) == export(archive, again) == 9
        counts, issues = [archive.counts(n) for n in NIGHTS], [archive.issues(n) for n in NIGHTS]
    assert file.read_bytes() == again.read_bytes()
    with opened(other) as archive:
        assert import_warc(archive, file) == Imported(pages=8, nights=set(NIGHTS), is_ours=True)
        assert import_warc(archive, file).pages == 0, "what is there is left as it is"
        assert [archive.counts(n) for n in NIGHTS] == counts
        assert [archive.issues(n) for n in NIGHTS] == issues
        assert archive._db.execute("SELECT count(*) FROM versions").fetchone() == (4,)
    wanted = members(f"{web.url}/list")
    assert staged(other, wanted) == staged(home, wanted)
    with opened(other) as archive:
        export(archive, again)
    assert sorted(told(again)) == sorted(told(file))


def told(file: Path) -> list[tuple[str, ...]]:
    """What a file says, ids aside."""
    with file.open("rb") as out:
        return [
            tuple(
                str(record.rec_headers.get_header(name))
                for name in ("WARC-Type", "WARC-Target-URI", "WARC-Date")
            )
            for record in ArchiveIterator(out)
        ]


def test_a_night_that_is_packed_is_imported_into(web: Web, home: Home, tmp_path: Path) -> None:
    """It stays one night: its rows are there once, and it can still be crawled."""
    file, wanted = tmp_path / "a.warc.gz", members(f"{web.url}/list")
    with opened(home) as archive:
        export(archive, file)
        before = [archive.counts(night) for night in NIGHTS]
        import_warc(archive, file)
        assert [archive.counts(night) for night in NIGHTS] == before
        assert archive._db.execute("SELECT partition FROM nights").fetchall() == [(20261120,)]
    assert crawl(wanted, NIGHTS[0], home, settings()).pages == before[0].pages


def test_a_page_that_a_night_lacked_is_imported_into_it(web: Web, home: Home, tmp_path: Path) -> None:
    file, other, wanted = tmp_path / "a.warc.gz", Home(tmp_path / "other"), members(f"{web.url}/list")
    with opened(home) as archive:
        export(archive, file)
        before = [archive.counts(night) for night in NIGHTS]
    web.routes.clear()
    assert crawl(wanted, DAY, other, settings()).pages == 0
    with opened(other) as archive:
        import_warc(archive, file)
        assert [archive.counts(night) for night in NIGHTS] == before
    assert staged(other, wanted) == staged(home, wanted)


def test_any_tool_reads_what_is_exported(web: Web, home: Home, tmp_path: Path) -> None:
    file = tmp_path / "a.warc.gz"
    with opened(home) as archive:
        assert export(archive, file, [NIGHTS[1]]) == 3
    found: dict[str, list[str]] = {}
    with file.open("rb") as out:
        for record in ArchiveIterator(out, check_digests="raise"):
            body = record.content_stream().read()
            if record.rec_type == "response":
                assert record.http_headers.get_statuscode() == "200"
                assert record.http_headers.get_header("content-type") == "text/html"
                assert body.startswith(b"<")
            told = record.rec_headers.get_header("WARC-Profile") or ""
            found.setdefault(record.rec_type, []).append(told)
    assert {kind: len(records) for kind, records in found.items()} == {
        "warcinfo": 1,
        "response": 3,
        "request": 3,
        "revisit": 2,
        "metadata": 5,
    }
    assert NOT_MODIFIED in found["revisit"]


def test_looked_up_pages_keep_whom_they_are_about(web: Web, tmp_path: Path) -> None:
    web.routes |= {"/": "<a href='/contact'>Contact</a> Tel. 030 1234567", "/contact": "Tel. 030 1234567"}
    sites = source(kind="company_site", lookup={"by": "website"}, next=None, list=None)
    mapped = settings(host_map={"*.example": f"127.0.0.1:{web.port}"})
    homes, file = [Home(tmp_path / name) for name in "ab"], tmp_path / "a.warc.gz"
    asked = [Subject("website:a.example", "http://a.example/")]
    crawl_lookups(sites, asked, DAY, homes[0], mapped)
    with opened(homes[0]) as one, opened(homes[1]) as other:
        export(one, file)
        import_warc(other, file)
        assert list(other.pages(DAY)) == list(one.pages(DAY)) != []


def test_addresses_and_headers_beyond_ascii_travel_too(web: Web, tmp_path: Path) -> None:
    body = Answer("<p><b>Straße</b></p>", headers={"content-language": "fran\xe7ais"})
    web.routes |= {"/caf%C3%A9": body, "/stra%C3%9Fe?q=%C3%A4%20b": Answer(status=410)}
    wanted = source(f"{web.url}/café", f"{web.url}/straße?q=ä b", next=None)
    homes, file = [Home(tmp_path / name) for name in "ab"], tmp_path / "a.warc.gz"
    crawl(wanted, DAY, homes[0], settings())
    with opened(homes[0]) as one, opened(homes[1]) as other:
        export(one, file)
        import_warc(other, file)
        assert list(other.pages(DAY)) == list(one.pages(DAY)) != []
        assert other.issues(DAY) == one.issues(DAY) != []


def test_a_file_source_travels_too(tmp_path: Path) -> None:
    (tmp_path / "c.csv").write_bytes(b"name\nBrandt\n")
    wanted = source(folder=tmp_path, file="c.csv", format="csv", next=None)
    homes, file = [Home(tmp_path / name) for name in "ab"], tmp_path / "a.warc.gz"
    crawl(wanted, DAY, homes[0], settings())
    with opened(homes[0]) as one, opened(homes[1]) as other:
        export(one, file)
        import_warc(other, file)
        assert list(other.pages(DAY)) == list(one.pages(DAY)) != []


def foreign(path: Path, url: str) -> None:
    """As another crawler writes it: codings and chunks as they came, a redirect, no word about nights."""
    rows = b"<ul><li><a href='/d/1'>Brandt</a><li><a href='/d/2'>Weber</a></ul>"
    chunked = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (rows[:20], rows[20:])) + b"0\r\n\r\n"
    records: list[tuple[str, str, list[tuple[str, str]], bytes]] = [
        ("/", "301 Moved", [("Location", "/list")], b""),
        ("/list", "200 OK", [("Content-Type", "text/html"), ("Transfer-Encoding", "chunked")], chunked),
        ("/d/1", "200 OK", [("Content-Encoding", "gzip")], gzip.compress(b"<p class=tel>030 1")),
        ("/d/2", "200 OK", [("Content-Encoding", "br")], brotli.compress(b"<p class=tel>030 2")),
        ("/d/3", "404 Not Found", [], b"no"),
        ("/d/4", "200 OK", [("Content-Encoding", "gzip")], b"<p>it was undone before it was written"),
        ("/d/5", "200 OK", [("Content-Encoding", "gzip")], gzip.compress(b" " * 20_000_000)),
    ]
    with path.open("wb") as out:
        writer = WARCWriter(out, gzip=True)
        writer.write_record(writer.create_warcinfo_record("x.warc.gz", {"software": "another 1.0"}))
        for target, status, headers, body in records:
            head = StatusAndHeaders(status, headers, protocol="HTTP/1.1")
            named = {"WARC-Date": f"{DAY}T03:00:00Z"}
            payload = io.BytesIO(body)
            told = {"length": len(body), "http_headers": head, "warc_headers_dict": named}
            record = writer.create_warc_record(url + target, "response", payload=payload, **told)
            writer.write_record(record)


def test_a_file_of_another_program_is_walked_by_the_spec(tmp_path: Path) -> None:
    file, home = tmp_path / "a.warc.gz", Home(tmp_path / "home")
    foreign(file, "http://a.example")
    wanted = members("http://a.example/", next=None)
    with opened(home) as archive:
        assert import_warc(archive, file) == Imported(pages=5, nights={DAY})
        assert walk_stored(wanted, DAY, archive) == CrawlCounts(pages=3, fetched=3)
        assert [page.url for page in archive.pages(DAY)] == [
            f"http://a.example{path}" for path in ("/", "/d/1", "/d/2")
        ]
        assert next(archive.pages(DAY)).final_url == "http://a.example/list"
    counts = extract(wanted, DAY, home, settings())
    assert (counts.state, counts.listings) == ("ok", 2)
    with opened(home) as archive:
        import_warc(archive, file, partition=NIGHTS[1])
        assert walk_stored(wanted, NIGHTS[1], archive).pages == 3


def test_what_a_foreign_file_lacks_is_left_to_a_crawl(tmp_path: Path) -> None:
    file = tmp_path / "a.warc.gz"
    foreign(file, "http://a.example")
    wanted = source("http://a.example/list", "http://a.example/more", next=None)
    with opened(Home(tmp_path)) as archive:
        import_warc(archive, file)
        assert walk_stored(wanted, DAY, archive) == CrawlCounts(pages=1, failed_pages=1, fetched=1)
        assert [issue.kind for issue in archive.issues(DAY)] == ["not_imported"]
        sites = source(kind="company_site", lookup={"by": "website"}, next=None, list=None)
        with pytest.raises(UserError, match="'lookup'"):
            walk_stored(sites, DAY, archive)


@pytest.mark.parametrize("kind", ["cut", "flipped", "text", "empty", "page", "missing"])
def test_a_broken_file_is_a_sentence_and_imports_nothing(kind: str, home: Home, tmp_path: Path) -> None:
    file = tmp_path / "a.warc.gz"
    with opened(home) as archive:
        export(archive, file)
    whole = bytearray(file.read_bytes())
    if kind == "flipped":
        whole[len(whole) // 2] ^= 255
    contents = {
        "cut": bytes(whole[: len(whole) * 2 // 3]),
        "flipped": bytes(whole),
        "text": b"this is a note\n" * 50,
        "empty": b"",
        "page": b"<html><body>Not found</body></html>",
    }
    file.unlink() if kind == "missing" else file.write_bytes(contents[kind])
    with opened(Home(tmp_path / "other")) as archive:
        with pytest.raises(UserError, match=r"a\.warc\.gz: .*\.$"):
            import_warc(archive, file)
        assert archive.partitions() == []
        assert archive._db.execute("SELECT count(*) FROM fetches").fetchone() == (0,)


def test_an_export_that_cannot_be_written_leaves_what_was_there(home: Home, tmp_path: Path) -> None:
    with opened(home) as archive:
        with pytest.raises(RunFailed, match="cannot be written"):
            export(archive, tmp_path / "no" / "a.warc.gz")
        with pytest.raises(UserError, match="nothing is archived for 2026-01-01"):
            export(archive, tmp_path / "a.warc.gz", [date(2026, 1, 1)])
        os.mkfifo(tmp_path / "pipe")
        with pytest.raises(UserError, match="is no file"):
            export(archive, tmp_path / "pipe")
    assert (tmp_path / "pipe").is_fifo(), "devices and pipes stay what they are"
    assert not list(tmp_path.glob("*.warc.gz")) and not list(tmp_path.glob(".*"))

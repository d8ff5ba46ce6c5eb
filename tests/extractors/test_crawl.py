from __future__ import annotations

import socket
import threading
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from config.catalogue import Source
from config.errors import RunFailed, UserError
from config.home import Home
from config.records import Issue, Listing, Page
from extractors import guest
from extractors.archive import Archive
from extractors.crawl import Subject, crawl, crawl_lookups
from extractors.links import CrawlCounts, Link
from tests.extractors.small_source import DAY, links_of, settings, source
from tests.extractors.web import Answer, Web

TOMORROW = DAY + timedelta(days=1)


@pytest.fixture(autouse=True)
def short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guest, "BACKOFF_S", 0.02)


def go(wanted: Source, home: Path, partition: date = DAY, **values: object) -> CrawlCounts:
    values.setdefault("links_of", links_of)
    return crawl(wanted, partition, Home(home), settings(), **values)  # type: ignore[arg-type]


def pages(home: Path, partition: date = DAY) -> list[Page]:
    with Archive(Home(home).archive("de_test_list"), "de_test_list") as archive:
        return list(archive.pages(partition))


def paths(home: Path, partition: date = DAY) -> list[str]:
    return [page.url.split("/", 3)[3] for page in pages(home, partition)]


def issues(home: Path, partition: date = DAY) -> list[Issue]:
    with Archive(Home(home).archive("de_test_list"), "de_test_list") as archive:
        return archive.issues(partition)


def list_pages(web: Web, count: int, details: int) -> None:
    """``/list?page=1`` .. ``count``, each with links to ``details`` pages."""
    for number in range(1, count + 1):
        links = [f"<a detail href='/d/{number}-{n}'>Firm</a>" for n in range(details)]
        if number < count:
            links.append(f"<a next href='/list?page={number + 1}'>next</a>")
        web.routes[f"/list?page={number}"] = f"<p>{number}</p>" + "\n".join(links)
        for n in range(details):
            web.routes[f"/d/{number}-{n}"] = f"<h1>Firm {number}-{n}</h1>"


def test_a_source_is_walked_over_next_and_detail_links(web: Web, tmp_path: Path) -> None:
    list_pages(web, 3, 4)
    told: list[int] = []
    counts = go(source(f"{web.url}/list?page=1"), tmp_path, on_page=told.append)
    assert counts == CrawlCounts(pages=15, fetched=15)
    assert told == list(range(1, 16))
    assert paths(tmp_path)[:5] == ["list?page=1", "list?page=2", "list?page=3", "d/1-0", "d/1-1"]
    assert sorted(web.paths()) == sorted({f"/{path}" for path in paths(tmp_path)})


def test_a_finished_partition_costs_no_request_and_changes_nothing(web: Web, tmp_path: Path) -> None:
    list_pages(web, 2, 2)
    wanted = source(f"{web.url}/list?page=1")
    go(wanted, tmp_path)
    before, asked = pages(tmp_path), len(web.asked)
    assert go(wanted, tmp_path) == CrawlCounts(pages=6, fetched=0)
    assert (len(web.asked), pages(tmp_path)) == (asked, before)


def test_recrawl_asks_again_and_keeps_both_versions(web: Web, tmp_path: Path) -> None:
    web.routes["/"] = "old"
    go(source(f"{web.url}/"), tmp_path)
    web.routes["/"] = "new"
    assert go(source(f"{web.url}/"), tmp_path, mode="recrawl").fetched == 1
    assert [page.body for page in pages(tmp_path)] == [b"new"]
    with Archive(Home(tmp_path).archive("de_test_list"), "de_test_list") as archive:
        assert archive._db.execute("SELECT count(*) FROM bodies").fetchone() == (2,)


def test_a_changed_spec_follows_other_links_without_asking_again(web: Web, tmp_path: Path) -> None:
    list_pages(web, 2, 1)
    wanted = source(f"{web.url}/list?page=1")
    go(wanted, tmp_path, links_of=lambda *_: [])
    assert paths(tmp_path) == ["list?page=1"]
    assert go(wanted, tmp_path).fetched == 0, "same spec: finished is finished"
    corrected = source(f"{web.url}/list?page=1", next={"link": "a[rel=next]"})
    assert go(corrected, tmp_path) == CrawlCounts(pages=4, fetched=3)
    assert web.paths().count("/list?page=1") == 1


def test_details_are_used_again_until_they_are_too_old(web: Web, tmp_path: Path) -> None:
    list_pages(web, 1, 3)
    wanted = source(f"{web.url}/list?page=1", refresh={"detail": "30d"})
    go(wanted, tmp_path)
    list_pages(web, 1, 4)
    web.asked.clear()
    assert go(wanted, tmp_path, TOMORROW) == CrawlCounts(pages=5, fetched=2)
    assert sorted(web.paths()) == ["/d/1-3", "/list?page=1"]
    assert pages(tmp_path, TOMORROW)[1].fetched_at == pages(tmp_path)[1].fetched_at
    assert go(wanted, tmp_path, DAY + timedelta(days=30)).fetched == 4


def test_links_of_a_reused_list_page_are_followed(web: Web, tmp_path: Path) -> None:
    list_pages(web, 2, 1)
    wanted = source(f"{web.url}/list?page=1", refresh={"list": "7d"})
    go(wanted, tmp_path)
    web.asked.clear()
    assert go(wanted, tmp_path, TOMORROW) == CrawlCounts(pages=4, fetched=2)
    assert sorted(web.paths()) == ["/d/1-0", "/d/2-0"]


def test_a_broken_page_fails_alone_and_the_next_run_has_it(web: Web, tmp_path: Path) -> None:
    list_pages(web, 1, 3)
    web.routes["/d/1-1"] = Answer(status=500)
    web.routes["/d/1-2"] = Answer(status=404)
    wanted = source(f"{web.url}/list?page=1")
    assert go(wanted, tmp_path) == CrawlCounts(pages=2, failed_pages=2, fetched=2)
    assert [(i.kind, i.level) for i in issues(tmp_path)] == [
        ("server_error", "warning"),
        ("not_found", "warning"),
    ]
    list_pages(web, 1, 3)
    assert go(wanted, tmp_path) == CrawlCounts(pages=3, failed_pages=1, fetched=1)


def test_forbidden_pages_are_counted_named_and_not_fetched(web: Web, tmp_path: Path) -> None:
    list_pages(web, 1, 3)
    web.routes["/robots.txt"] = "User-agent: *\nDisallow: /d/1-1"
    assert go(source(f"{web.url}/list?page=1"), tmp_path) == CrawlCounts(pages=3, blocked_pages=1, fetched=3)
    assert [i.kind for i in issues(tmp_path)] == ["robots"] and "Disallow: /d/1-1" in issues(tmp_path)[
        0
    ].message
    assert "/d/1-1" not in web.paths()


def test_robots_is_asked_once_and_remembered_until_tomorrow(web: Web, tmp_path: Path) -> None:
    list_pages(web, 2, 5)
    go(source(f"{web.url}/list?page=1"), tmp_path)
    go(source(f"{web.url}/list?page=1"), tmp_path, TOMORROW)
    assert [path for _, _, path in web.asked].count("/robots.txt") == 1


def test_a_dead_host_is_gone_and_costs_three_tries(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        dead = f"http://127.0.0.1:{listener.getsockname()[1]}"
    counts = go(source(*(f"{dead}/{n}" for n in range(100))), tmp_path)
    assert (counts.state, counts.failed_pages) == ("gone", 100)
    assert {i.level for i in issues(tmp_path)} == {"error"}


def test_the_other_host_of_a_half_dead_source_is_read(web: Web, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        dead = f"http://127.0.0.1:{listener.getsockname()[1]}/"
    web.routes["/"] = "alive"
    counts = go(source(dead, f"{web.url}/"), tmp_path)
    assert (counts.state, counts.pages, counts.failed_pages) == ("ok", 1, 1)


def test_a_pagination_that_repeats_its_last_page_ends(web: Web, tmp_path: Path) -> None:
    web.routes["/list"] = lambda path: Answer(f"<p>{min(int(path.rpartition('=')[2]), 3)}</p>")
    counter = source(f"{web.url}/list?page=1", next={"page": "page"})

    def next_number(page: Page, _: Source) -> list[Link]:
        head, _, number = page.url.rpartition("=")
        return [Link(url=f"{head}={int(number) + 1}")]

    go(counter, tmp_path, links_of=next_number)
    assert paths(tmp_path) == ["list?page=1", "list?page=2", "list?page=3"]
    assert web.paths()[-1] == "/list?page=4", "the repeat was fetched to know that it is one"


def test_the_same_records_in_other_bytes_are_a_repeat_too(web: Web, tmp_path: Path) -> None:
    def clamped(path: str) -> Answer:
        number = int(path.rpartition("=")[2])
        return Answer(f"page {number}<p>Firm {min(number, 3)}</p><a next href='/list?page={number + 1}'>")

    web.routes["/list"] = clamped

    go(source(f"{web.url}/list?page=1"), tmp_path, read_page=read_firm)
    assert paths(tmp_path) == ["list?page=1", "list?page=2", "list?page=3"]


def test_pages_with_the_same_details_are_a_repeat_too(web: Web, tmp_path: Path) -> None:
    def clamped(path: str) -> Answer:
        number = int(path.rpartition("=")[2])
        details = "".join(f"<a detail href='/d/{min(number, 2)}-{n}'>" for n in (1, 2))
        return Answer(f"page {number}{details}<a next href='/list?page={number + 1}'>")

    web.routes |= {"/list": clamped} | {f"/d/{page}-{n}": f"{page} {n}" for page in (1, 2) for n in (1, 2)}
    go(source(f"{web.url}/list?page=1"), tmp_path)
    assert paths(tmp_path) == ["list?page=1", "list?page=2", "d/1-1", "d/1-2", "d/2-1", "d/2-2"]


def test_a_circle_of_links_ends(web: Web, tmp_path: Path) -> None:
    web.routes["/1"] = "1<a next href='/2'>"
    web.routes["/2"] = "2<a next href='/1#again'>"
    assert go(source(f"{web.url}/1"), tmp_path).pages == 2


def test_a_pagination_ends_at_max_and_says_so(web: Web, tmp_path: Path) -> None:
    list_pages(web, 9, 0)
    wanted = source(f"{web.url}/list?page=1", next={"link": "a", "max": 3})
    assert go(wanted, tmp_path) == CrawlCounts(pages=3, fetched=3)
    assert [(i.kind, i.url) for i in issues(tmp_path)] == [("next_max", f"{web.url}/list?page=3")]


def test_related_hosts_are_read_up_to_depth_and_number(web: Web, tmp_path: Path) -> None:
    def by_host(name: str, *related: str) -> str:
        anchors = "".join(f"<a related href='http://{host}.example/'>" for host in related)
        return f"{name}<a detail href='/d'>{anchors}"

    sites = {"main": by_host("main", "sister1", "sister2", "sister3"), "sister1": by_host("s1", "cousin")}

    def answer(_: str) -> Answer:
        host = web.asked[-1][1].removesuffix(".example")
        return Answer(sites.get(host, by_host(host)))

    web.routes |= {"/": answer, "/d": "detail"}
    wanted = source(
        "http://main.example/",
        related={"links": "a", "max_depth": 1, "max_hosts": 2},
        politeness={"delay_s": 0.0, "concurrency": 1},
    )
    mapped = settings(host_map={"*.example": f"127.0.0.1:{web.port}"})
    counts = crawl(wanted, DAY, Home(tmp_path), mapped, links_of=links_of)
    hosts = [page.url.split("/")[2] for page in pages(tmp_path) if page.url.endswith("/d")]
    assert hosts == ["main.example", "sister1.example", "sister2.example"]
    assert (counts.pages, counts.waiting) == (6, 0)
    assert all(host != "cousin.example" for _, host, _ in web.asked)


def test_lookups_keep_their_subject_and_follow_a_few_links(web: Web, tmp_path: Path) -> None:
    home_page = "".join(f"<a lookup href='/{name}'>" for name in ("contact", "", "imprint", "about"))
    web.routes |= {"/": home_page, "/contact": "<a lookup href='/more'>", "/imprint": "i", "/about": "a"}
    wanted = source(
        kind="company_site", lookup={"by": "website", "pages": 2, "limit": 2}, next=None, list=None
    )
    subjects = [Subject(f"website:{name}.example", f"http://{name}.example") for name in ("a", "b", "c")]
    mapped = settings(host_map={"*.example": f"127.0.0.1:{web.port}"})
    for fetched in (6, 0):
        counts = crawl_lookups(wanted, subjects, DAY, Home(tmp_path), mapped, links_of=links_of)
        assert counts == CrawlCounts(pages=6, fetched=fetched)
    assert [(page.subject, page.url, page.role) for page in pages(tmp_path)] == [
        ("website:a.example", "http://a.example/", "lookup"),
        ("website:b.example", "http://b.example/", "lookup"),
        ("website:a.example", "http://a.example/contact", "lookup"),
        ("website:a.example", "http://a.example/imprint", "lookup"),
        ("website:b.example", "http://b.example/contact", "lookup"),
        ("website:b.example", "http://b.example/imprint", "lookup"),
    ]


def test_lookups_of_many_hosts_all_come_and_a_dead_one_holds_up_nobody(web: Web, tmp_path: Path) -> None:
    web.routes["/"] = "home"
    wanted = source(kind="company_site", lookup={"by": "website", "limit": 900}, next=None, list=None)
    subjects = [Subject(f"website:c{n}.example", f"http://c{n}.example/") for n in range(300)]
    subjects += [Subject(f"website:dead{n}.test", f"http://dead{n}.test/") for n in range(5)]
    with socket.create_server(("127.0.0.1", 0)) as listener:
        dead = listener.getsockname()[1]
    mapped = settings(host_map={"*.example": f"127.0.0.1:{web.port}", "*.test": f"127.0.0.1:{dead}"})
    counts = crawl_lookups(wanted, subjects, DAY, Home(tmp_path), mapped, links_of=links_of)
    assert (counts.pages, counts.failed_pages) == (300, 5)


def test_a_parser_that_breaks_costs_the_links_and_not_the_page(web: Web, tmp_path: Path) -> None:
    web.routes |= {"/a": "a", "/b": "<a detail href='/d'>", "/d": "d"}

    def fussy(page: Page, wanted: Source) -> list[Link]:
        if page.url.endswith("/a"):
            raise ZeroDivisionError("by accident")
        return links_of(page, wanted)

    assert go(source(f"{web.url}/a", f"{web.url}/b"), tmp_path, links_of=fussy).pages == 3
    assert [(i.kind, i.level) for i in issues(tmp_path)] == [("links", "warning")]


def test_an_unusable_spec_stops_its_crawl(web: Web, tmp_path: Path) -> None:
    web.routes["/"] = "a"

    def unusable(*_: object) -> list[Link]:
        raise UserError("x.yml:7: key 'next.link': '>>' is no selector.")

    with pytest.raises(UserError, match="is no selector"):
        go(source(f"{web.url}/"), tmp_path, links_of=unusable)


def test_text_that_no_utf8_holds_costs_nothing_else(web: Web, tmp_path: Path) -> None:
    web.routes["/"] = Answer("a", headers={"content-language": "d\xfc", "etag": '"\xff\xfe"'})
    half = f"{web.url}/half\ud800"
    counts = go(source(f"{web.url}/"), tmp_path, links_of=lambda *_: [Link(url=half, role="detail")])
    assert (counts.pages, counts.failed_pages) == (1, 1)
    assert pages(tmp_path)[0].headers["content-language"].startswith("d")
    assert go(source(f"{web.url}/"), tmp_path, TOMORROW, links_of=lambda *_: []).pages == 1


def test_links_that_are_no_web_addresses_are_left_out(web: Web, tmp_path: Path) -> None:
    web.routes["/"] = (
        "<a detail href='mailto:a@b'><a detail href='javascript:x()'><a detail href='http://[x'>"
    )
    counts = go(
        source(f"{web.url}/"),
        tmp_path,
        links_of=lambda *_: [Link(url="mailto:a@b", role="detail"), Link(url="http://[x/", role="detail")],
    )
    assert (counts.pages, counts.failed_pages) == (1, 1)
    assert issues(tmp_path)[0].kind == "address"


def test_several_sources_in_threads(web: Web, tmp_path: Path) -> None:
    list_pages(web, 3, 5)
    sources = [source(f"{web.url}/list?page=1", source=f"de_test_{n}") for n in range(6)]
    with ThreadPoolExecutor(6) as threads:
        counts = list(threads.map(lambda each: go(each, tmp_path), sources))
    assert counts == [CrawlCounts(pages=18, fetched=18)] * 6
    assert threading.active_count() < 20


def test_a_file_is_one_page_and_a_new_version_only_where_it_changed(tmp_path: Path) -> None:
    (tmp_path / "customers.csv").write_bytes(b"name\nBrandt\n")
    wanted = source(folder=tmp_path, file="customers.csv", format="csv", next=None)
    assert go(wanted, tmp_path) == CrawlCounts(pages=1, fetched=1)
    first = pages(tmp_path)[0]
    assert (first.url, first.role, first.body) == ("file:customers.csv", "file", b"name\nBrandt\n")
    assert go(wanted, tmp_path, TOMORROW) == CrawlCounts(pages=1, fetched=0)
    assert pages(tmp_path, TOMORROW) == [replace(first, partition=TOMORROW)]
    (tmp_path / "customers.csv").write_bytes(b"name\nWeber\n")
    assert go(wanted, tmp_path, TOMORROW).fetched == 1
    assert [page.body for page in pages(tmp_path, TOMORROW)] == [b"name\nWeber\n"]
    assert [page.body for page in pages(tmp_path)] == [b"name\nBrandt\n"]


@pytest.mark.parametrize("name", ["missing.csv", "."])
def test_a_file_that_cannot_be_read_is_a_sentence(tmp_path: Path, name: str) -> None:
    with pytest.raises(UserError, match="key 'file': .* cannot be read"):
        go(source(folder=tmp_path, file=name, format="csv", next=None), tmp_path)


def test_an_archive_that_cannot_be_written_ends_the_run(
    web: Web, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    list_pages(web, 1, 3)
    store = Archive.store

    def full(self: Archive, page: Page, *args: object, **kwargs: object) -> None:
        if page.role == "detail":
            raise RunFailed("the disk is full")
        store(self, page, *args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(Archive, "store", full)
    with pytest.raises(RunFailed, match="disk is full"):
        go(source(f"{web.url}/list?page=1"), tmp_path)
    monkeypatch.undo()
    assert go(source(f"{web.url}/list?page=1"), tmp_path) == CrawlCounts(pages=4, fetched=3)


def test_the_same_more_link_on_every_page_is_no_repeat(web: Web, tmp_path: Path) -> None:
    def numbered(path: str) -> Answer:
        number = int(path.rpartition("=")[2])
        following = f"<a next href='/list?page={number + 1}'>" if number < 4 else ""
        return Answer(f"<p>Firm {number}</p><a detail href='/more'>{following}")

    web.routes |= {"/list": numbered, "/more": "more"}
    go(source(f"{web.url}/list?page=1"), tmp_path)
    assert len(paths(tmp_path)) == 5
    go(source(f"{web.url}/list?page=1"), tmp_path, TOMORROW, read_page=read_firm)
    assert paths(tmp_path, TOMORROW) == [*(f"list?page={n}" for n in (1, 2, 3, 4)), "more"]


def read_firm(page: Page, _: Source) -> Iterable[Listing]:
    name = page.body.decode().split("<p>")[1].split("</p>")[0]
    yield Listing(
        listing_id="l",
        source="s",
        name=name,
        url=page.url,
        page_sha256=page.sha256,
        retrieved_at=page.fetched_at,
    )


def test_a_host_with_thousands_of_links_holds_up_no_other(web: Web, tmp_path: Path) -> None:
    flood = "".join(f"<a detail href='/d/{n}'>" for n in range(3000))
    few = "".join(f"<a detail href='/d/{n}'>" for n in range(20))
    web.routes["/"] = lambda _: Answer(flood if web.asked[-1][1] == "many.example" else few)
    web.routes |= {f"/d/{n}": "detail" for n in range(3000)}
    wanted = source(
        "http://many.example/",
        "http://few.example/",
        politeness={"delay_s": 0.002, "concurrency": 1},
        limits={"pages": 100},
    )
    crawl(
        wanted,
        DAY,
        Home(tmp_path),
        settings(host_map={"*.example": f"127.0.0.1:{web.port}"}),
        links_of=links_of,
    )
    hosts = [page.url.split("/")[2] for page in pages(tmp_path)]
    assert (hosts.count("few.example"), hosts.count("many.example")) == (21, 79)

"""What a second night costs: validators, versions by content, refresh policies; and what a replay reads."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from config.catalogue import Source
from config.home import Home
from config.records import Page
from extractors.archive import Archive
from extractors.crawl import crawl
from extractors.links import CrawlCounts, Link
from tests.extractors.small_source import DAY, links_of, settings, source
from tests.extractors.test_crawl import go, pages
from tests.extractors.web import Answer, Web

SECOND, THIRD = DAY + timedelta(days=1), DAY + timedelta(days=2)
POLITE = {"delay_s": 0.0, "concurrency": 1}
LONG_AGO = "Sun, 01 Nov 2026 03:00:00 GMT"


def tagged(web: Web, body: Callable[[], str], modified: str | None = None) -> Callable[[str], Answer]:
    """A route that answers 304 where the request names what it would send."""

    def answer(_: str) -> Answer:
        text, head = body(), web.heads[-1]
        tag = f'"{hashlib.md5(text.encode()).hexdigest()}"'
        headers = {"last-modified": modified} if modified else {"etag": tag}
        if head.get("if-none-match") == tag or (modified and head.get("if-modified-since") == modified):
            return Answer(b"", 304, headers)
        return Answer(text, headers=headers)

    return answer


def bodies(home: Path, day: object = DAY) -> list[bytes]:
    return [page.body for page in pages(home, day)]  # type: ignore[arg-type]


def query(home: Path, sql: str) -> list[tuple[object, ...]]:
    with Archive(Home(home).archive("de_test_list"), "de_test_list") as archive:
        return archive._db.execute(sql).fetchall()


@pytest.mark.parametrize("modified", [None, LONG_AGO])
def test_an_unchanged_page_costs_no_body_and_counts_for_tonight(
    web: Web, tmp_path: Path, modified: str | None
) -> None:
    web.routes["/"] = tagged(web, lambda: "<p><b>Firm</b></p>", modified)
    wanted = source(f"{web.url}/", politeness=POLITE)
    for day in (DAY, SECOND, THIRD):
        assert go(wanted, tmp_path, day) == CrawlCounts(pages=1, fetched=1)
    first, third = pages(tmp_path, DAY)[0], pages(tmp_path, THIRD)[0]
    assert (first.body, first.sha256) == (third.body, third.sha256)
    assert third.fetched_at > first.fetched_at and third.headers == first.headers
    assert query(tmp_path, "SELECT status, arrived FROM fetches ORDER BY id") == [
        (200, None),
        (304, None),
        (304, None),
    ]
    assert query(tmp_path, "SELECT count(*) FROM versions") == [(1,)]


def test_a_changed_page_is_fetched_and_its_new_validators_are_used(web: Web, tmp_path: Path) -> None:
    text = ["<p><b>Firm</b></p>"]
    web.routes["/"] = tagged(web, lambda: text[0])
    wanted = source(f"{web.url}/", politeness=POLITE)
    go(wanted, tmp_path)
    text[0] = "<p><b>Firm 2</b></p>"
    go(wanted, tmp_path, SECOND)
    go(wanted, tmp_path, THIRD)
    assert [bodies(tmp_path, day)[0] for day in (DAY, SECOND, THIRD)] == [
        b"<p><b>Firm</b></p>",
        b"<p><b>Firm 2</b></p>",
        b"<p><b>Firm 2</b></p>",
    ]
    assert [row[0] for row in query(tmp_path, "SELECT status FROM fetches ORDER BY id")] == [200, 200, 304]


def test_a_page_that_changed_this_minute_has_no_modification_date_to_rely_on(
    web: Web, tmp_path: Path
) -> None:
    web.routes["/"] = tagged(web, lambda: "<p>", format_datetime(datetime.now(UTC), usegmt=True))
    wanted = source(f"{web.url}/", politeness=POLITE)
    go(wanted, tmp_path)
    go(wanted, tmp_path, SECOND)
    assert "if-modified-since" not in web.heads[-1]


def test_noise_is_the_stored_version_and_its_bytes_stay_the_evidence(web: Web, tmp_path: Path) -> None:
    night = [0]
    noisy = "<p><b>Firm</b></p><script nonce='{0}'>var n = {0}</script><footer>{0}</footer>"
    web.routes["/"] = lambda _: Answer(noisy.format(night[0]))
    wanted = source(f"{web.url}/", politeness=POLITE)
    for night[0], day in enumerate((DAY, SECOND, THIRD)):
        go(wanted, tmp_path, day)
    for day in (DAY, SECOND, THIRD):
        page = pages(tmp_path, day)[0]
        assert page.body == noisy.format(0).encode()
        assert page.sha256 == hashlib.sha256(page.body).hexdigest()
    arrived = [row[0] for row in query(tmp_path, "SELECT arrived FROM fetches ORDER BY id")]
    assert arrived == [None, *(hashlib.sha256(noisy.format(n).encode()).digest() for n in (1, 2))]
    assert query(tmp_path, "SELECT count(*) FROM bodies") == [(1,)]


def test_validators_of_bytes_that_were_not_kept_hold_for_the_spec_that_judged_them(
    web: Web, tmp_path: Path
) -> None:
    text = ["<p><b>Firm</b></p><footer>Tel. 1</footer>"]
    web.routes["/"] = tagged(web, lambda: text[0])
    wanted = source(f"{web.url}/", politeness=POLITE)
    go(wanted, tmp_path)
    text[0] = "<p><b>Firm</b></p><footer>Tel. 2</footer>"
    go(wanted, tmp_path, SECOND)
    go(wanted, tmp_path, THIRD)
    assert query(tmp_path, "SELECT status FROM fetches ORDER BY id") == [(200,), (200,), (304,)]
    wider = source(
        f"{web.url}/", politeness=POLITE, list={"record": "p, footer", "fields": {"name": "b"}}, next=None
    )
    go(wider, tmp_path, THIRD + timedelta(days=1))
    assert bodies(tmp_path, THIRD + timedelta(days=1)) == [text[0].encode()], "now the footer is read"


def test_what_the_readers_make_of_it_counts_too(web: Web, tmp_path: Path) -> None:
    night = [0]
    web.routes["/"] = lambda _: Answer(f"<p><b>Firm</b></p><footer>{night[0]}</footer>")
    read = lambda page, _: [page.body.partition(b"<footer>")[2]]  # noqa: E731
    for night[0], day in enumerate((DAY, SECOND)):
        go(source(f"{web.url}/", politeness=POLITE), tmp_path, day, read_page=read)
    assert len(set(bodies(tmp_path, DAY) + bodies(tmp_path, SECOND))) == 2


def test_redirects_use_the_validators_of_where_they_end(web: Web, tmp_path: Path) -> None:
    web.routes |= {
        "/": Answer(status=302, headers={"location": "/a"}),
        "/a": tagged(web, lambda: "<p><b>A</b></p>"),
        "/b": tagged(web, lambda: "<p><b>A</b></p>"),
    }
    wanted = source(f"{web.url}/", politeness=POLITE)
    go(wanted, tmp_path)
    go(wanted, tmp_path, SECOND)
    assert pages(tmp_path, SECOND)[0].final_url == f"{web.url}/a"
    web.routes["/"] = Answer(status=302, headers={"location": "/b"})
    go(wanted, tmp_path, THIRD)
    assert pages(tmp_path, THIRD)[0].final_url == f"{web.url}/b", "its equal tag is no proof"
    assert query(tmp_path, "SELECT status FROM fetches ORDER BY id") == [(200,), (304,), (200,)]


@pytest.mark.parametrize(("refresh", "mode"), [({"list": "always"}, "run"), ({}, "recrawl")])
def test_asked_in_full_where_that_is_wanted(
    web: Web, tmp_path: Path, refresh: dict[str, str], mode: str
) -> None:
    web.routes["/"] = tagged(web, lambda: "<p>")
    wanted = source(f"{web.url}/", refresh=refresh)
    go(wanted, tmp_path)
    go(wanted, tmp_path, SECOND, mode=mode)
    assert not any("if-none-match" in head for head in web.heads)
    assert query(tmp_path, "SELECT count(*) FROM bodies") == [(1,)]


def test_a_version_without_its_bytes_is_asked_for_in_full(web: Web, tmp_path: Path) -> None:
    web.routes["/"] = tagged(web, lambda: "<p>")
    wanted = source(f"{web.url}/")
    go(wanted, tmp_path)
    query(tmp_path, "DELETE FROM bodies")
    go(wanted, tmp_path, SECOND)
    assert bodies(tmp_path, SECOND) == [b"<p>"]


def test_a_sitemap_that_says_so_spares_the_details(web: Web, tmp_path: Path) -> None:
    lastmod = {"1": "2026-11-01", "2": "2026-11-01"}
    web.routes |= {"/map": "map", "/d/1": "<h1>1</h1>", "/d/2": "<h1>2</h1>"}

    def listed(page: Page, wanted: Source) -> list[Link]:
        made = [Link(url=f"{web.url}/d/{n}", role="detail", lastmod=day) for n, day in lastmod.items()]
        return made if page.url.endswith("/map") else links_of(page, wanted)

    wanted = source(f"{web.url}/map", refresh={"detail": "sitemap"}, next=None)
    go(wanted, tmp_path, links_of=listed)
    tomorrow = datetime.now(UTC) + timedelta(days=2)
    lastmod["2"] = f"{tomorrow:%Y-%m-%d}"
    web.asked.clear()
    assert go(wanted, tmp_path, SECOND, links_of=listed) == CrawlCounts(pages=3, fetched=2)
    assert web.paths() == ["/map", "/d/2"]
    assert [page.url[-4:] for page in pages(tmp_path, SECOND)] == ["/map", "/d/1", "/d/2"]


def test_sitemaps_of_robots_spare_the_details_of_a_list(web: Web, tmp_path: Path) -> None:
    dates = {1: "2026-11-01", 2: f"{datetime.now(UTC) + timedelta(days=2):%Y-%m-%d}"}
    web.routes |= {
        "/list": "".join(f"<a detail href='/d/{n}'>" for n in (1, 2, 3)),
        **{f"/d/{n}": f"<h1>{n}</h1>" for n in (1, 2, 3)},
        "/robots.txt": Answer(f"Sitemap: {web.url}/index.xml\nSitemap: {web.url}/none.xml"),
        "/index.xml": f"<sitemapindex><sitemap><loc>{web.url}/map.xml</loc></sitemap></sitemapindex>",
        "/map.xml": lambda _: Answer(
            "<urlset>"
            + "".join(
                f"<url><loc>{web.url}/d/{n}</loc><lastmod>{day}</lastmod></url>" for n, day in dates.items()
            )
            + "</urlset>"
        ),
    }
    wanted = source(f"{web.url}/list", refresh={"detail": "sitemap"}, next=None)
    assert go(wanted, tmp_path).fetched == 4
    web.asked.clear()
    assert go(wanted, tmp_path, SECOND) == CrawlCounts(pages=4, fetched=3)
    assert sorted(web.paths()) == ["/d/2", "/d/3", "/index.xml", "/list", "/map.xml", "/none.xml"]
    web.routes["/index.xml"] = Answer(status=404)
    assert go(wanted, tmp_path, THIRD).fetched == 4, "without a sitemap of tonight nothing is spared"


def test_unasked_304_is_no_page(web: Web, tmp_path: Path) -> None:
    web.routes["/"] = Answer(status=304)
    counts = crawl(source(f"{web.url}/"), DAY, Home(tmp_path), settings(), links_of=links_of)
    assert (counts.pages, counts.failed_pages) == (0, 1)


def test_what_was_noise_to_another_spec_is_asked_for_again(web: Web, tmp_path: Path) -> None:
    """The bytes of the first night stand for the second; a spec that reads more must not take them for it."""
    heading = iter("123")
    web.routes["/"] = lambda _: Answer(f"<h1>{next(heading)}</h1><p><b>Firm</b></p>")
    for day in (DAY, SECOND):
        go(source(f"{web.url}/", politeness=POLITE), tmp_path, day)
    assert b"<h1>1" in bodies(tmp_path, SECOND)[0]
    more = {"record": "body", "fields": {"name": "b", "city": "h1"}}
    for _ in range(2):
        go(source(f"{web.url}/", politeness=POLITE, list=more), tmp_path, SECOND)
        assert b"<h1>3" in bodies(tmp_path, SECOND)[0]
    assert len(web.paths()) == 3


def test_a_tag_that_matches_everything_is_no_validator(web: Web, tmp_path: Path) -> None:
    web.routes["/"] = Answer("<p><b>Firm</b></p>", headers={"etag": "*"})
    for day in (DAY, SECOND):
        go(source(f"{web.url}/"), tmp_path, day)
    assert not any("if-none-match" in head for head in web.heads)


def test_an_unchanged_page_behind_a_redirect_to_another_origin_costs_no_body(
    web: Web, tmp_path: Path
) -> None:
    """Lists link to http:// for years after a site has moved to https://."""
    web.routes["/old"] = Answer(status=301, headers={"location": f"http://localhost:{web.port}/new"})
    web.routes["/new"] = tagged(web, lambda: "<p><b>Firm</b></p>")
    for day in (DAY, SECOND):
        go(source(f"{web.url}/old"), tmp_path, day)
    assert query(tmp_path, "SELECT status FROM fetches ORDER BY id") == [(200,), (304,)]
    assert bodies(tmp_path, SECOND) == [b"<p><b>Firm</b></p>"]

"""Sitemaps of every kind, broken ones included, and what their dates may mean."""

from __future__ import annotations

import gzip
import tracemalloc
from datetime import UTC, datetime

import pytest

from extractors import sitemap
from extractors.sitemap import Entry, entries, latest_change

BASE = "https://a.example/sitemap.xml"
URLSET = """<?xml version="1.0" encoding="UTF-8"?>
<!-- made by hand -->
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
 <url><loc> https://a.example/1?a=1&amp;b=2 </loc><lastmod>2026-11-20</lastmod><priority>0.5</priority></url>
 <url><image:image><image:loc>https://a.example/x.png</image:loc></image:image><loc>/2</loc></url>
 <url><loc>ftp://a.example/3</loc></url><url></url>
</urlset>"""


def test_an_urlset_with_relative_foreign_and_empty_entries() -> None:
    wanted = [
        Entry("https://a.example/1?a=1&b=2", "2026-11-20", False),
        Entry("https://a.example/2", None, False),
    ]
    assert list(entries(URLSET.encode(), BASE)) == wanted
    assert list(entries(gzip.compress(URLSET.encode()), BASE)) == wanted
    assert list(entries(b"\xef\xbb\xbf\n" + URLSET.split("\n", 1)[1].encode(), BASE)) == wanted


def test_an_index_a_feed_and_a_text() -> None:
    index = "<sitemapindex><sitemap><loc>https://a.example/s1.xml.gz</loc><lastmod>2026</lastmod></sitemap>"
    assert list(entries(index.encode(), BASE)) == [Entry("https://a.example/s1.xml.gz", "2026", True)]
    rss = "<rss><channel><item><link>https://a.example/n</link><pubDate>x</pubDate></item></channel></rss>"
    assert list(entries(rss.encode(), BASE)) == [Entry("https://a.example/n", "x", False)]
    atom = "<feed xmlns='http://www.w3.org/2005/Atom'><entry><link href='/n'/><updated>y</updated></entry>"
    assert list(entries(atom.encode(), BASE)) == [Entry("https://a.example/n", "y", False)]
    text = b"\xef\xbb\xbfhttps://a.example/1\r\nno address\n\nhttp://a.example/2"
    assert [each.url for each in entries(text, BASE)] == ["https://a.example/1", "http://a.example/2"]


def test_a_broken_one_is_read_as_far_as_it_goes() -> None:
    assert [each.url for each in entries(URLSET.partition("<loc>/2")[0].encode(), BASE)] == [
        "https://a.example/1?a=1&b=2"
    ]
    half = gzip.compress(URLSET.encode())[:-30]
    assert len(list(entries(half, BASE))) <= 2
    for odd in (b"", b"<", b"\x1f\x8b", b"\x1f\x8bxxxx", b"<html><body>Not found", b"\x00" * 100):
        assert list(entries(odd, BASE)) == []


def test_entities_are_not_resolved() -> None:
    bomb = """<!DOCTYPE x [<!ENTITY a "https://a.example/"><!ENTITY b "&a;&a;&a;"><!ENTITY f SYSTEM "file:///etc/passwd">]>
    <urlset><url><loc>&b;&f;</loc></url><url><loc>https://a.example/1</loc></url></urlset>"""
    assert [each.url for each in entries(bomb.encode(), BASE)] == ["https://a.example/1"]


def test_a_bomb_is_cut_at_what_the_protocol_allows(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = gzip.compress(b"<urlset>" + b"<url><loc>https://a.example/1</loc></url>" * 100_000)
    assert sum(1 for _ in entries(bomb, BASE)) == sitemap.MOST_ENTRIES
    monkeypatch.setattr(sitemap, "MOST_BYTES", 2**20)
    empty = gzip.compress(b"<urlset>" + b" " * 30_000_000)
    tracemalloc.start()
    assert list(entries(empty, BASE)) == []
    assert tracemalloc.get_traced_memory()[1] < 4 * 2**20
    tracemalloc.stop()


@pytest.mark.parametrize(
    ("printed", "latest"),
    [
        ("2026-11-20T10:00:00Z", datetime(2026, 11, 20, 10, tzinfo=UTC)),
        ("2026-11-20T10:00+02:00", datetime(2026, 11, 20, 8, tzinfo=UTC)),
        ("2026-11-20T10:00:00.123456789+0000", datetime(2026, 11, 20, 10, 0, 0, 123456, tzinfo=UTC)),
        ("2026-11-20T10:00:00", datetime(2026, 11, 20, 22, tzinfo=UTC)),
        ("2026-11-20", datetime(2026, 11, 21, 12, tzinfo=UTC)),
        ("2026-11", datetime(2026, 12, 1, 12, tzinfo=UTC)),
        ("2026", datetime(2027, 1, 1, 12, tzinfo=UTC)),
        ("Fri, 20 Nov 2026 10:00:00 +0000", datetime(2026, 11, 20, 10, tzinfo=UTC)),
        ("yesterday", None),
        ("2026-13-45", None),
        ("", None),
        (None, None),
    ],
)
def test_the_last_moment_that_a_date_may_mean(printed: str | None, latest: datetime | None) -> None:
    assert latest_change(printed) == latest

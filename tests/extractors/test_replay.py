"""A night that is read again years later gives the very same files, whatever was crawled in between."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pyarrow.parquet as pq

from config.home import Home
from extractors.archive import Archive
from extractors.crawl import crawl
from extractors.extract import extract
from tests.extractors.small_source import DAY, settings
from tests.extractors.test_warc import members
from tests.extractors.web import Web

NIGHTS = [DAY + timedelta(days=n) for n in range(5)]
CITIES = ["Köln", "Köln", "Bonn", "Köln", "Bonn"]


def night(web: Web, number: int) -> None:
    """What the site says on that night: noise each time, another city on some, more and more members."""
    rows = "".join(f"<li><a href='/d/{n}'>Firm {n}</a><i>{CITIES[number]}</i>" for n in range(5 + number))
    web.routes["/list"] = f"<script>var n={number}</script><ul>{rows}</ul><footer>{number}</footer>"
    for n in range(5 + number):
        web.routes[f"/d/{n}"] = f"<header>{number}</header><p class=tel>030 {n}{number // 4}</p>"


def staged(home: Home, day: date) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(home.staging("de_test_list", day).iterdir())}


def test_old_nights_replay_byte_by_byte(web: Web, tmp_path: Path) -> None:
    home, live = Home(tmp_path), {}
    wanted = members(f"{web.url}/list", next=None)
    for number, day in enumerate(NIGHTS):
        night(web, number)
        crawl(wanted, day, home, settings())
        extract(wanted, day, home, settings())
        live[day] = staged(home, day)
        (home.staging("de_test_list", day) / "listings.parquet").unlink()
    asked = len(web.asked)
    for day in reversed(NIGHTS):
        extract(wanted, day, home, settings())
        assert staged(home, day) == live[day], day
    assert len(web.asked) == asked
    cities = [set(_rows(home, day)["city"]) for day in NIGHTS]
    assert cities == [{city} for city in CITIES]
    assert [len(_rows(home, day)["city"]) for day in NIGHTS] == [5, 6, 7, 8, 9]
    with Archive(home.archive("de_test_list"), "de_test_list") as archive:
        shared = archive._db.execute("SELECT count(*) FROM fetches WHERE arrived IS NOT NULL").fetchone()[0]
    assert shared > 0, "some nights stand on bytes of an earlier one"


def test_rows_are_stamped_with_what_read_them(web: Web, tmp_path: Path) -> None:
    home = Home(tmp_path)
    night(web, 0)
    stamps = []
    for more in ({}, {"title": "other"}, {"list": {"record": "li", "fields": {"name": "a"}}}):
        wanted = members(f"{web.url}/list", next=None, **more)
        crawl(wanted, DAY, home, settings())
        extract(wanted, DAY, home, settings())
        metadata = pq.read_schema(home.staging("de_test_list", DAY) / "listings.parquet").metadata
        stamps.append(metadata[b"prospects.spec"])
        assert metadata[b"prospects.engine"].startswith(b"prospects ")
    assert len(set(stamps)) == 3
    assert [path for path in web.paths() if path == "/list"] == ["/list"], (
        "another spec asks for nothing again"
    )


def _rows(home: Home, day: date) -> dict[str, list[str]]:
    path = home.staging("de_test_list", day) / "listings.parquet"
    return pq.read_table(path, columns=["name", "city", "phone"]).to_pydict()

"""A file source is one archived page under a name that does not depend on where the file lies."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from config.catalogue import Source, load_source
from config.errors import UserError
from config.home import Home
from config.records import Listing
from config.settings import load_settings
from extractors.archive import Archive
from extractors.crawl import crawl
from extractors.extract import extract
from extractors.read import read_page

DAY = date(2026, 3, 2)
SPEC = """\
source: own_list
kind: customers
publisher: {name: ourselves}
terms: {basis: our own records, note: business data only}
format: csv
file: list.csv
list: {fields: {name: company, city: town}}
"""


def source_in(folder: Path, text: str) -> Source:
    folder.mkdir(exist_ok=True)
    (folder / "list.csv").write_text(text, encoding="utf-8")
    (folder / "own_list.yml").write_text(SPEC, encoding="utf-8")
    return load_source(folder / "own_list.yml", {})


def night(source: Source, home: Home, day: date) -> list[Listing]:
    counts = crawl(source, day, home, load_settings({}))
    assert (counts.pages, counts.waiting, counts.state) == (1, 0, "ok")
    with Archive(home.archive(source.name), source.name) as archive:
        pages = list(archive.pages(day))
    assert [page.role for page in pages] == ["file"]
    return [item for page in pages for item in read_page(page, source) if isinstance(item, Listing)]


def test_rows_come_through_the_archive(tmp_path: Path) -> None:
    source = source_in(tmp_path / "a", "company,town\nBrandt GmbH,Kiel\nOda Sàrl,Metz\n")
    listings = night(source, Home(tmp_path / "home"), DAY)
    assert [(one.name, one.city) for one in listings] == [("Brandt GmbH", "Kiel"), ("Oda Sàrl", "Metz")]


def test_ids_do_not_depend_on_the_folder(tmp_path: Path) -> None:
    text = "company,town\nBrandt GmbH,Kiel\n"
    here = night(source_in(tmp_path / "a", text), Home(tmp_path / "home-a"), DAY)
    there = night(source_in(tmp_path / "b", text), Home(tmp_path / "home-b"), DAY)
    assert [one.listing_id for one in here] == [one.listing_id for one in there]


def test_the_same_file_is_kept_once(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    source = source_in(tmp_path / "a", "company,town\nBrandt GmbH,Kiel\n")
    first = night(source, home, DAY)
    again = night(source, home, date(2026, 3, 3))
    assert first[0].page_sha256 == again[0].page_sha256
    changed = night(source_in(tmp_path / "a", "company,town\nBrandt GmbH,Bonn\n"), home, date(2026, 3, 4))
    assert changed[0].city == "Bonn" and changed[0].page_sha256 != first[0].page_sha256


def test_no_such_file(tmp_path: Path) -> None:
    source = source_in(tmp_path / "a", "")
    (tmp_path / "a" / "list.csv").unlink()
    with pytest.raises(
        UserError, match=r"own_list\.yml: key 'file': .*list\.csv cannot be read \(No such file"
    ):
        crawl(source, DAY, Home(tmp_path / "home"), load_settings({}))


def test_a_file_of_ours_may_grow_as_it_likes(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    for number, count in enumerate((40, 41, 42, 900)):
        rows = "".join(f"Firma {i} GmbH,Ulm\n" for i in range(count))
        source, day = source_in(tmp_path / "own", f"company,town\n{rows}"), DAY + timedelta(days=number)
        crawl(source, day, home, load_settings({}))
        counts = extract(source, day, home, load_settings({}))

    assert (counts.state, counts.listings) == ("ok", 900)

"""Specs of our own read real pages: records and fields against hand-checked labels."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import ModuleType

import pytest

from config.catalogue import Source
from config.home import Home
from config.records import Listing, Page
from config.settings import load_settings
from config.source_spec import Next
from extractors.archive import Archive
from extractors.crawl import crawl
from extractors.extract import extract
from extractors.read import links_of, read_page
from extractors.staging import read_partition
from tests.real.shared import FILE_SPECS, PAGE_SPECS, slug_of, truth

pytestmark = pytest.mark.real
DAY = date(2026, 3, 2)
FILE_RECORDS = {
    "us_chicago_early_childhood": 3337,
    "gb_companies_house_search": 20,
    "xx_gleif_search": 5,
    "br_osm_cafes": 99,
}
"""Companies in the recorded answers where there are several; one in the others, two or more in searches."""


def test_enough_of_the_real_world() -> None:
    assert len(PAGE_SPECS) >= 13 and len(FILE_SPECS) >= 8


@pytest.mark.parametrize("name", PAGE_SPECS)
def test_page_is_read_as_people_read_it(
    name: str, sources: dict[str, Source], scorer: ModuleType, tmp_path: Path
) -> None:
    listings = read(sources[name], tmp_path)
    found: dict[str, list[dict[str, str | None]]] = defaultdict(list)
    for listing in listings:
        found[listing.url].append({field: getattr(listing, field) for field in ("name", *scorer.FIELDS)})
    assert set(found) == set(sources[name].spec.start_urls())
    for url, records in found.items():
        scores = scorer.score_page(truth(slug_of(url)), records, url)
        shown = {field: round(score, 3) for field, score in scores["fields"].items()}
        assert scores["record_f1"] >= 0.95, (slug_of(url), scores["records"], scores["found"])
        assert scores["field_f1"] >= 0.9, (slug_of(url), shown)
        assert min(scores["fields"].values()) >= 0.8, (slug_of(url), shown)


@pytest.mark.parametrize("name", FILE_SPECS)
def test_file_is_read_whole(name: str, sources: dict[str, Source], tmp_path: Path) -> None:
    listings = read(sources[name], tmp_path)
    wanted = FILE_RECORDS.get(name)
    assert len(listings) == wanted if wanted else 1 <= len(listings) <= 10
    assert len({listing.listing_id for listing in listings}) == len(listings)
    if sources[name].spec.kind == "register":
        assert all((listing.reg_no or listing.lei) and listing.country for listing in listings)


@pytest.mark.parametrize("name", PAGE_SPECS + FILE_SPECS)
def test_no_person_gets_in(name: str, sources: dict[str, Source], tmp_path: Path) -> None:
    """Pages and answers that name persons (pastors, contact persons, directors) leave no trace of them."""
    for listing in read(sources[name], tmp_path):
        assert not (listing.contact_name or listing.contact_email or listing.contact_phone)
        for word in ("dirigeants", "Contact Person", "Pastor", "prenoms", "naissance"):
            assert word not in (listing.raw or "")


@pytest.mark.parametrize("name", PAGE_SPECS + FILE_SPECS)
def test_every_value_is_mapped_or_left_out_by_name(
    name: str, sources: dict[str, Source], tmp_path: Path
) -> None:
    """No selector that finds nothing anywhere, no key of an answer that the spec does not know."""
    source, home, settings = sources[name], Home(tmp_path), load_settings({})
    crawl(source, DAY, home, settings)
    assert extract(source, DAY, home, settings).state == "ok"
    issues = read_partition(home.staging(name, DAY)).tables["issues"].to_pylist()
    assert [issue["message"] for issue in issues if issue["kind"] != "skipped"] == []


@pytest.mark.parametrize(
    ("name", "link"),
    [
        ("gr_inmykonos_fashion", "a.btn.next@href"),
        ("at_wko_electrical", "link[rel='next']@href"),
        ("de_11880_it_stuttgart", "span.numbertext--counter + a@href"),
    ],
)
def test_next_page_is_found(name: str, link: str, sources: dict[str, Source], tmp_path: Path) -> None:
    """Where a page says that the list goes on. Not in the catalogue: it leads to the living site."""
    source = sources[name]
    onward = replace(source, spec=source.spec.model_copy(update={"next": Next(link=link)}))
    for page in archived(source, tmp_path):
        links = [one.url for one in links_of(page, onward)]
        assert links == [truth(slug_of(page.url))["next_page"]]


def archived(source: Source, folder: Path) -> list[Page]:
    """Return the source's pages, crawled and archived as on any night."""
    home = Home(folder)
    counts = crawl(source, DAY, home, load_settings({}, home=folder))
    assert counts.failed_pages == counts.blocked_pages == 0
    with Archive(home.archive(source.name), source.name) as archive:
        return list(archive.pages(DAY))


def read(source: Source, folder: Path) -> list[Listing]:
    """Return what the source's pages list."""
    items = (item for page in archived(source, folder) for item in read_page(page, source))
    return [item for item in items if isinstance(item, Listing)]

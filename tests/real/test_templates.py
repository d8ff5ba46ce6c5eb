"""The shipped templates read what the real services answered: mapping, next page, one company by number."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from config.catalogue import SHIPPED, Source, load_source
from config.records import Claim, Issue, Listing, Page
from extractors.json_path import values_at
from extractors.read import links_of, read_page
from tests.real.shared import SHARED

pytestmark = pytest.mark.real
REGISTERS = "emporion_recorded"


def enabled(name: str, folder: Path) -> Source:
    text = (SHIPPED / f"{name}.yml").read_text(encoding="utf-8").replace("enabled: false", "enabled: true")
    (folder / f"{name}.yml").write_text(text.replace("FILL IN", "read"), encoding="utf-8")
    return load_source(folder / f"{name}.yml", {"OVERPASS": "https://overpass.example"})


def answer(source: Source, file: str, url: str, subject: str | None = None) -> Page:
    body = (SHARED / "enrich" / file).read_bytes()
    return Page(
        source=source.name,
        partition=date(2026, 3, 2),
        url=url,
        final_url=url,
        status=200,
        fetched_at=datetime(2026, 3, 2, tzinfo=UTC),
        sha256="0" * 64,
        body=body,
        headers={"content-type": "application/json"},
        role="lookup" if subject else "list",
        subject=subject,
    )


@pytest.mark.parametrize(
    ("name", "file", "count", "filled"),
    [
        (
            "no_brreg_units",
            "brreg/enheter-search-page1-response.json",
            2,
            "reg_no category employees founded city",
        ),
        (
            "fr_recherche_entreprises",
            f"{REGISTERS}/fr_search_552032534.json",
            1,
            "reg_no employees street city",
        ),
        ("fi_prh_companies", f"{REGISTERS}/prh_0112038-9.json", 1, "reg_no website category street city"),
        (
            "xx_gleif_records",
            f"{REGISTERS}/gleif_names_deutsche_bank.json",
            5,
            "lei status street city country",
        ),
        ("us_sec_edgar", "edgar/company_tickers.json", 2500, "reg_no"),
        ("xx_osm_offices", "overpass/example_singlenode.json", 99, "native_ref"),
    ],
)
def test_list(name: str, file: str, count: int, filled: str, tmp_path: Path) -> None:
    source = enabled(name, tmp_path)
    found = list(read_page(answer(source, file, source.spec.start_urls()[0]), source))
    listings = [item for item in found if isinstance(item, Listing)]
    assert len(listings) == count == len({listing.listing_id for listing in listings})
    for field in filled.split():
        assert all(getattr(listing, field) for listing in listings), field
    assert not any("dirigeants" in (listing.raw or "") for listing in listings)


@pytest.mark.parametrize(
    ("name", "file", "expected"),
    [
        ("no_brreg_units", "brreg/enheter-search-page1-response.json", "page=1"),
        ("xx_gleif_records", f"{REGISTERS}/gleif_names_deutsche_bank.json", "page%5Bnumber%5D=2"),
        ("fi_prh_companies", f"{REGISTERS}/prh_0112038-9.json", "page=2"),
        ("fr_recherche_entreprises", f"{REGISTERS}/fr_search_552032534.json", "page=2"),
    ],
)
def test_next_page(name: str, file: str, expected: str, tmp_path: Path) -> None:
    source = enabled(name, tmp_path)
    start = source.spec.start_urls()[0]
    links = links_of(answer(source, file, start), source)
    assert [link.role for link in links] == ["list"]
    assert expected in links[0].url.split("?")[1].split("&") and links[0].url.startswith("https://")


@pytest.mark.parametrize(
    ("name", "file", "country", "number", "expected"),
    [
        (
            "no_brreg_lookup",
            f"{REGISTERS}/brreg_923609016.json",
            "NO",
            "organisasjonsnummer",
            {
                "employees_count": "antallAnsatte",
                "city": "forretningsadresse.poststed",
                "website": "hjemmeside",
            },
        ),
        (
            "cz_ares_lookup",
            f"{REGISTERS}/ares_00177041.json",
            "CZ",
            "ico",
            {"vat_id": "dic", "city": "sidlo.nazevObce"},
        ),
    ],
)
def test_lookup(
    name: str, file: str, country: str, number: str, expected: dict[str, str], tmp_path: Path
) -> None:
    """One company by its number gives claims about that number, with the words that say it."""
    source = enabled(name, tmp_path)
    printed = json.loads((SHARED / "enrich" / file).read_text(encoding="utf-8"))
    subject = f"reg_no:{country}:{printed[number]}"
    found = list(read_page(answer(source, file, "https://register.example/1", subject), source))
    claims = {item.field: item for item in found if isinstance(item, Claim)}
    for field, path in expected.items():
        assert claims[field].value == str(values_at(printed, path)[0]), field
    assert all(claim.subject == subject and claim.method == "registry" for claim in claims.values())
    assert not [item.message for item in found if isinstance(item, Issue)]

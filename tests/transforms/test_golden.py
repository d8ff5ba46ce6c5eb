"""The golden record: the rules of the table at the top of `transforms.golden`, one test each."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pandas as pd

from config.tables import COMPANIES, GOLDEN
from tests.transforms.rows import NIGHT, listings, sources
from transforms.claims import listing_claims
from transforms.golden import golden_record

KINDS = ("directory", "yellow_pages", "association", "exhibitor", "register", "company_site", "marketplace")
SOURCES = sources(*(f"a_{kind}" for kind in KINDS), "b_directory", "c_directory")


def chosen(*rows: dict[str, Any]) -> tuple[dict[str, Any], pd.DataFrame, pd.DataFrame]:
    found = listings(*rows)
    claims = listing_claims(found, SOURCES)
    companies, golden, claims = golden_record(claims, found, SOURCES, NIGHT)
    assert list(companies.columns) == COMPANIES.names
    assert list(golden.columns) == GOLDEN.names
    assert set(golden["claim_id"]) <= set(claims["claim_id"])
    return companies.iloc[0].to_dict(), golden.set_index("field"), claims


def test_agreement_beats_a_lone_typo() -> None:
    record, golden, claims = chosen(
        {"name": "Brandt Machinenbau GmbH", "source": "a_association"},
        {"name": "Brandt Maschinenbau GmbH", "source": "a_directory"},
        {"name": "BRANDT MASCHINENBAU GMBH", "source": "a_yellow_pages"},
    )
    assert record["display_name"] == "Brandt Maschinenbau GmbH"
    row = golden.loc["display_name"]
    assert row["decided_by"] == "agreement"
    assert row["margin"] > 0
    assert row["runner_up_claim_id"] is not None
    carried = claims[claims["is_chosen"].astype(bool) & (claims["field"] == "display_name")]
    assert len(carried) == 2


def test_a_legal_form_is_shown_in_short_and_lends_the_name_no_accents() -> None:
    record, _, _ = chosen(
        {"name": "Brandt Pumpen Gesellschaft mit beschränkter Haftung", "source": "a_association"},
        {"name": "Brandt Pumpen GmbH", "source": "a_directory"},
        {"name": "BRANDT PUMPEN GmbH", "source": "a_yellow_pages"},
    )
    assert record["display_name"] == "Brandt Pumpen GmbH"


def test_trust_decides_between_two() -> None:
    record, golden, _ = chosen(
        {"employees": "80", "source": "a_marketplace"}, {"employees": "120", "source": "a_register"}
    )
    assert record["employees_count"] == 120
    assert golden.loc["employees_count", "decided_by"] == "trust"


def test_freshness_decides_between_equals() -> None:
    old = datetime(2024, 1, 1, tzinfo=UTC)
    record, golden, _ = chosen(
        {"employees": "80", "source": "a_directory", "retrieved_at": old},
        {"employees": "120", "source": "b_directory"},
    )
    assert record["employees_count"] == 120
    assert golden.loc["employees_count", "decided_by"] in ("freshness", "trust")


def test_copies_count_once() -> None:
    words = {"description": "We build pumps for the whole world since our foundation in the year of 1987."}
    copied = {"phone": "+49 221 111111"} | words
    record, _, _ = chosen(
        copied | {"source": "a_directory"},
        copied | {"source": "b_directory"},
        {"phone": "+49 221 222222", "source": "a_yellow_pages"},
        {"phone": "+49 221 222222", "source": "a_exhibitor"},
    )
    assert record["phone"] == "+49221222222"


def test_the_address_moves_as_one_block() -> None:
    new = {"street": "Neue Straße 5", "postcode": "50667", "city": "Köln", "country": "DE"}
    old = {"street": "Alter Weg 9", "postcode": "40213", "city": "Düsseldorf", "country": "DE"}
    record, golden, _ = chosen(
        old | {"source": "a_directory"},
        old | {"source": "a_yellow_pages"},
        new | {"source": "a_register"},
    )
    assert {field: record[field] for field in new} == new
    assert golden.loc["street", "runner_up_claim_id"] is not None


def test_a_street_with_a_typo_is_outvoted_and_still_supports_its_block() -> None:
    right = {"street": "Hauptstraße 12", "postcode": "50667", "city": "Köln"}
    record, _, _ = chosen(
        right | {"source": "a_directory"},
        right | {"street": "Hauptstrase 12", "source": "a_association"},
        right | {"street": "Hauptstr. 12", "source": "a_yellow_pages"},
        {"street": "Anderer Ring 1", "postcode": "50999", "city": "Köln", "source": "a_exhibitor"},
    )
    assert record["postcode"] == "50667"
    assert record["street"].startswith("Hauptstr")
    assert "strase" not in record["street"]


def test_gaps_are_filled_from_the_same_place_alone() -> None:
    record, _, _ = chosen(
        {"street": "Neue Straße 5", "postcode": "50667", "source": "a_register"},
        {"street": "Neue Straße 5", "postcode": "50667", "city": "Köln", "source": "a_directory"},
        {"city": "Hamburg", "region": "Hamburg", "postcode": "20095", "source": "a_yellow_pages"},
    )
    assert record["city"] == "Köln"
    assert record["region"] is None


def test_a_registers_dissolved_wins_over_everybody() -> None:
    record, _, _ = chosen(
        {"status": "active", "source": "a_directory"},
        {"status": "active", "source": "a_association"},
        {"status": "active", "source": "a_company_site"},
        {"status": "erloschen", "source": "a_register"},
    )
    assert record["status"] == "dissolved"


def test_the_nicest_printed_form_is_shown() -> None:
    record, _, _ = chosen(
        {"name": "MUELLER PUMPEN GMBH", "source": "a_register"},
        {"name": "Müller Pumpen GmbH", "source": "a_directory"},
        {"name": "Mueller Pumpen", "source": "a_yellow_pages"},
    )
    assert record["display_name"] == "Müller Pumpen GmbH"
    assert record["legal_name"] == "MUELLER PUMPEN GMBH"


def test_legal_name_is_never_taken_from_a_directory() -> None:
    record, _, _ = chosen({"name": "Brandt GmbH", "source": "a_directory"})
    assert record["legal_name"] is None


def test_unknown_stays_unknown() -> None:
    record, golden, _ = chosen({"name": "Brandt GmbH"})
    assert all(
        record[field] is None or pd.isna(record[field])
        for field in ("status", "employees_count", "revenue_amount", "industry_code", "domain", "country")
    )
    assert set(golden.index) == {"display_name", "legal_form"}
    assert set(golden["decided_by"]) == {"only_value"}


def test_a_band_does_not_become_a_count() -> None:
    record, _, _ = chosen({"employees": "50-99"})
    assert pd.isna(record["employees_count"])


def test_counts_and_dates_of_listings() -> None:
    record, _, _ = chosen(
        {"name": "A GmbH", "source": "a_directory", "location_id": "o1", "first_seen_on": date(2026, 1, 1)},
        {"name": "A GmbH", "source": "b_directory", "location_id": "o2"},
        {"name": "A GmbH", "source": "b_directory"},
    )
    assert (record["listing_count"], record["source_count"], record["location_count"]) == (3, 2, 2)
    assert record["first_seen_on"] == date(2026, 1, 1)


def test_mail_under_the_own_domain_is_preferred() -> None:
    record, _, _ = chosen(
        {"website": "brandt.example", "email": "info@agentur.example", "source": "a_association"},
        {"website": "brandt.example", "email": "info@brandt.example", "source": "a_marketplace"},
    )
    assert record["email"] == "info@brandt.example"


def test_order_of_rows_does_not_matter() -> None:
    rows = listings(
        {
            "name": "Brandt Maschinenbau GmbH",
            "phone": "+49 221 111111",
            "city": "Köln",
            "source": "a_directory",
        },
        {"name": "Brandt Machinenbau", "phone": "+49 221 222222", "city": "Bonn", "source": "b_directory"},
        {"name": "Vogel AG", "phone": "+49 221 333333", "source": "b_directory", "company_id": "c2"},
    )
    claims = listing_claims(rows, SOURCES)
    forth = golden_record(claims, rows, SOURCES, NIGHT)
    back = golden_record(claims.iloc[::-1], rows.iloc[::-1], SOURCES, NIGHT)
    for left, right in zip(forth, back, strict=True):
        pd.testing.assert_frame_equal(left, right)

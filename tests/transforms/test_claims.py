"""Claims: every printed value with its evidence, and the gate that keeps other companies' facts out."""

from __future__ import annotations

import pytest

from config.tables import CLAIMS, STAGED_CLAIMS
from tests.transforms.rows import listings, sources, staged
from transforms.claims import attach, listing_claims
from transforms.statements import read, state_of

PRINTED = {
    "name": "Brandt Maschinenbau GmbH",
    "country": "Deutschland",
    "phone": "0221 / 123456",
    "email": "Info@Brandt.example",
    "website": "WWW.Brandt.example/",
    "category": "Maschinenbau",
    "employees": "50-99",
    "revenue": "3,5 Mio. EUR",
    "founded": "seit 1987",
    "status": "erloschen",
    "role": "Hersteller",
    "lei": "not a lei",
}


def values(**printed: str) -> dict[str, tuple[str | None, str]]:
    found = listing_claims(listings(printed), sources("a_directory"))
    assert list(found.columns) == CLAIMS.names
    return {row.field: (row.value, row.state) for row in found.itertuples()}


def test_each_printed_value_becomes_a_canonical_claim() -> None:
    said = values(**PRINTED)
    assert said["display_name"] == ("Brandt Maschinenbau GmbH", "available")
    assert said["legal_form"] == ("GmbH", "available")
    assert said["country"] == ("DE", "available")
    assert said["phone"] == ("+49221123456", "available")
    assert said["email"] == ("info@brandt.example", "available")
    assert said["domain"] == ("brandt.example", "available")
    assert said["website"] == ("https://www.brandt.example", "available")
    assert said["industry_code"] == ("28", "available")
    assert said["revenue_amount"] == ("3500000", "available")
    assert said["founded_year"] == ("1987", "available")
    assert said["status"] == ("dissolved", "available")
    assert said["role"] == ("producer", "available")


def test_a_band_is_no_number() -> None:
    said = values(employees="50-99")
    assert said == {"employees_band": ("50-99", "available")}


def test_what_cannot_be_read_is_kept_as_ambiguous_with_its_words() -> None:
    found = listing_claims(listings({"lei": "nonsense", "phone": "siehe Website"}), sources("a_directory"))
    assert dict(zip(found["field"], found["state"], strict=True)) == {
        "lei": "ambiguous",
        "phone": "ambiguous",
    }
    assert set(found["span"]) == {"nonsense", "siehe Website"}
    assert found["value"].isna().all()


def test_revenue_without_currency_is_ambiguous() -> None:
    assert values(revenue="12 Mio")["revenue_amount"] == ("12000000", "ambiguous")


def test_evidence_travels_with_the_claim() -> None:
    found = listing_claims(listings({"name": "Brandt"}), sources("a_directory"))
    row = found.iloc[0]
    assert (row["subject"], row["source"], row["url"]) == (
        "listing:l0",
        "a_directory",
        "https://a_directory.example/0",
    )
    assert (row["page_sha256"], row["licence"], row["method"]) == ("a_directory-0", "CC0", "table")


def test_a_register_states_legal_names_and_speaks_by_registry() -> None:
    found = listing_claims(listings({"name": "Brandt GmbH", "source": "a_register"}), sources("a_register"))
    assert {"legal_name", "display_name"} <= set(found["field"])
    assert set(found["method"]) == {"registry"}


def test_mail_of_a_person_is_no_claim() -> None:
    assert values(email="jane.doe@brandt.example") == {}


def test_ids_depend_on_raw_values_alone() -> None:
    rows = listings(PRINTED, PRINTED | {"source": "b_directory"})
    forth = listing_claims(rows, sources("a_directory"))
    back = listing_claims(rows.iloc[::-1], sources("a_directory"))
    assert forth["claim_id"].is_unique
    assert forth.equals(back)


@pytest.mark.parametrize(
    ("which", "printed", "state"),
    [
        ("status", "not active", "dissolved"),
        ("status", "Active", "active"),
        ("status", "in Liquidation", "dissolving"),
        ("status", "存续", "active"),
        ("customer_state", "Bestandskunde", "customer"),
        ("customer_state", "ex-customer", "lost"),
        ("role", "Großhändler", "trader"),
        ("role", "whatever", None),
    ],
)
def test_closed_lists(which: str, printed: str, state: str | None) -> None:
    assert state_of(which, printed) == state


def test_a_field_without_reader_passes_as_text() -> None:
    (said,) = read("social", " https://social.example/brandt ", None)
    assert (said.field, said.value) == ("social", "https://social.example/brandt")


KNOWN = listings(
    {"name": "Brandt Maschinenbau GmbH", "website": "brandt.example", "reg_no": "HRB 1234", "country": "DE"},
    {
        "name": "Vogel AG",
        "website": "shared.example",
        "company_id": "c2",
        "reg_no": "HRB 77",
        "country": "DE",
    },
    {"name": "Keller KG", "website": "shared.example", "company_id": "c3", "country": "DE"},
)


def test_a_page_of_the_own_domain_is_attached_and_read() -> None:
    rows = staged(
        {"subject": "website:brandt.example", "field": "phone", "value": "0221 123456"},
        {"subject": "website:brandt.example", "field": "employees_count", "value": "50-99"},
        {"subject": "website:brandt.example", "field": "legal_name", "value": "Brandt Maschinenbau GmbH"},
    )
    attached, unattached = attach(rows, KNOWN)
    assert unattached.empty
    assert set(attached["company_id"]) == {"c1"}
    said = dict(zip(attached["field"], attached["value"], strict=True))
    assert said["phone"] == "+49221123456"
    assert said["employees_band"] == "50-99"
    assert said["legal_form"] == "GmbH"
    assert attached["claim_id"].is_unique


def test_another_register_number_blocks_the_page() -> None:
    rows = staged(
        {"subject": "website:brandt.example", "field": "phone", "value": "0221 123456"},
        {"subject": "website:brandt.example", "field": "reg_no", "value": "HRB 9999"},
    )
    attached, unattached = attach(rows, KNOWN)
    assert attached.empty
    assert list(unattached.columns) == [*STAGED_CLAIMS.names, "reason"]
    assert unattached["reason"].str.contains("register number").all()


def test_courts_before_a_register_number_do_not_block() -> None:
    rows = staged(
        {"subject": "website:brandt.example", "field": "reg_no", "value": "Amtsgericht Köln, HRB 1234"},
    )
    attached, _ = attach(rows, KNOWN)
    assert len(attached) == 1


def test_a_shared_domain_needs_the_name() -> None:
    silent = staged({"subject": "website:shared.example", "field": "phone", "value": "0221 123456"})
    attached, unattached = attach(silent, KNOWN)
    assert attached.empty
    assert list(unattached["reason"]) == ["several companies share it"]
    named = staged(
        {"subject": "website:shared.example", "field": "phone", "value": "0221 123456"},
        {"subject": "website:shared.example", "field": "legal_name", "value": "KELLER KG"},
    )
    attached, _ = attach(named, KNOWN)
    assert set(attached["company_id"]) == {"c3"}


def test_a_register_answer_of_another_name_is_blocked() -> None:
    rows = staged({"subject": "reg_no:DE:HRB 1234", "field": "legal_name", "value": "Sonnenhof Reisen eG"})
    attached, unattached = attach(rows, KNOWN)
    assert attached.empty
    assert "another company" in unattached["reason"].iloc[0]


def test_persons_of_pages_are_not_kept() -> None:
    rows = staged(
        {"subject": "website:brandt.example", "field": "contact_name", "value": "Jane Doe"},
        {"subject": "website:brandt.example", "field": "contact_email", "value": "jane.doe@brandt.example"},
        {"subject": "website:brandt.example", "field": "email", "value": "jane.doe@brandt.example"},
        {"subject": "website:brandt.example", "field": "contact_role", "value": "Einkaufsleiterin"},
    )
    attached, _ = attach(rows, KNOWN)
    assert list(attached["field"]) == ["contact_role"]


def test_states_other_than_available_are_kept_without_value() -> None:
    rows = staged(
        {"subject": "website:brandt.example", "field": "employees", "value": None, "state": "not_available"}
    )
    attached, _ = attach(rows, KNOWN)
    assert list(attached[["field", "state"]].itertuples(index=False, name=None)) == [
        ("employees_count", "not_available")
    ]


def test_a_number_without_country_is_read_by_the_company_s_other_listings() -> None:
    rows = listings(
        {"name": "Brandt", "country": "DE"},
        {"name": "Brandt", "phone": "0221 / 123456", "source": "b_directory"},
    )
    found = listing_claims(rows, sources("a_directory"))
    assert list(found.loc[found["field"] == "phone", "value"]) == ["+49221123456"]

"""Suppression survives other spellings; persons are kept only with a lawful basis."""

from __future__ import annotations

import json
from dataclasses import replace

import pandas as pd
import pytest

from config.records import Listing
from config.source_spec import Terms
from tests.transforms.rows import SEEN, companies, contacts, listings
from transforms.persons import minimise
from transforms.suppress import Suppressed, key_hashes, suppressed

SECRET = b"a secret of the test"
NO_BASIS = Terms(basis="test", note="business data only")


def rules(kind: str, value: str) -> pd.DataFrame:
    hashes = key_hashes(kind, value, SECRET)
    return pd.DataFrame({"key_hash": hashes, "kind": kind, "scope": "store"})


@pytest.mark.parametrize(
    ("kind", "key", "row"),
    [
        ("email", "Info@Brandt.example", {"email": "mailto:info@BRANDT.example "}),
        ("email", "info@brandt.example", {"contact_email": "INFO@brandt.example"}),
        ("phone", "+49 221 123456", {"phone": "0221/12 34 56", "country": "Deutschland"}),
        ("phone", "0221 123456", {"phone": "+49 (221) 123456"}),
        ("phone", "0221-123456", {"phone": "0221 123 456"}),
        ("phone", "+49 221 123456", {"phone": "0221 123456", "country": None}),
        ("phone", "+49 221 123456", {"phone": "030 555444 / 0221 123456", "country": "DE"}),
        ("email", "Brandt <info@brandt.example>", {"email": "info@brandt.example"}),
        ("email", "info@brandt.example", {"email": "sales@brandt.example; info@brandt.example"}),
        ("domain", "https://www.brandt.example/kontakt", {"website": "BRANDT.example"}),
        ("domain", "brandt.example", {"email": "verkauf@brandt.example"}),
        ("name", "Müller Pumpen GmbH", {"name": "MUELLER PUMPEN"}),
        ("name", "Mueller Pumpen", {"name": "Müller  Pumpen GmbH & Co. KG"}),
    ],
)
def test_another_spelling_does_not_bring_a_row_back(kind: str, key: str, row: dict[str, str]) -> None:
    frame = listings(row, {"name": "Somebody else", "email": "info@other.example", "phone": "+49 30 999999"})
    assert list(suppressed(frame, rules(kind, key), SECRET)) == [True, False]
    assert Suppressed(rules(kind, key), SECRET).concerns(frame.iloc[0].to_dict())


def test_the_same_digits_in_another_country_are_somebody_else() -> None:
    frame = listings({"phone": "0221 123456", "country": "AT"}, {"phone": "+43 221 123456", "country": None})
    assert not suppressed(frame, rules("phone", "+49 221 123456"), SECRET).any()


def test_companies_and_contacts_are_held_against_the_list_too() -> None:
    assert list(suppressed(companies({}, {}), rules("company", "c2"), SECRET)) == [False, True]
    people = contacts({"contact_id": "p1", "email": "info@brandt.example"}, {"contact_id": "p2"})
    assert list(suppressed(people, rules("email", "info@brandt.example"), SECRET)) == [True, False]


def test_the_list_does_not_leak_and_needs_its_key() -> None:
    hashed = key_hashes("email", "info@brandt.example", SECRET)
    assert "brandt" not in hashed[0]
    assert hashed != key_hashes("email", "info@brandt.example", b"another secret")
    assert hashed != key_hashes("domain", "info@brandt.example", SECRET)


def test_an_empty_list_lets_everybody_through() -> None:
    nothing = pd.DataFrame({"key_hash": [], "kind": [], "scope": []})
    assert not suppressed(listings({"name": "Brandt"}), nothing, SECRET).any()


def test_a_key_without_content_is_refused() -> None:
    with pytest.raises(ValueError, match="holds no email"):
        key_hashes("email", "brandt", SECRET)
    with pytest.raises(ValueError, match="not one of"):
        key_hashes("shoe", "brandt", SECRET)


CARD = Listing(
    listing_id="l1",
    source="a_event",
    name="Brandt GmbH",
    url="https://a.example",
    page_sha256="s",
    retrieved_at=SEEN,
    email="jane.doe@brandt.example",
    contact_name="Jane Doe",
    contact_role="Head of purchasing",
    contact_email="jane.doe@brandt.example",
    contact_phone="+49 221 123456",
    description="Ask jane.doe@brandt.example or info@brandt.example",
    raw=json.dumps({"Ansprechpartner": "Jane Doe", "note": "jane.doe@brandt.example", "hall": "3"}),
)


def test_without_a_basis_the_person_goes_and_the_role_stays() -> None:
    kept = minimise(CARD, NO_BASIS)
    assert kept.contact_role == "Head of purchasing"
    assert (kept.contact_name, kept.contact_email, kept.contact_phone, kept.email) == (None,) * 4
    assert kept.description == "Ask  or info@brandt.example"
    assert "jane" not in (kept.raw or "").lower()
    assert json.loads(kept.raw or "")["hall"] == "3"
    assert kept.name == "Brandt GmbH"


def test_role_addresses_stay() -> None:
    card = replace(CARD, email="info@brandt.example", contact_email="einkauf@brandt.example")
    kept = minimise(card, NO_BASIS)
    assert (kept.email, kept.contact_email) == ("info@brandt.example", "einkauf@brandt.example")


def test_a_basis_on_the_row_or_in_the_terms_keeps_the_person() -> None:
    own = replace(CARD, lawful_basis="consent 2026-01-10")
    assert minimise(own, NO_BASIS) == own
    terms = Terms(basis="test", note="n", lawful_basis="legitimate interest, LIA 3")
    kept = minimise(CARD, terms)
    assert (kept.contact_name, kept.lawful_basis) == ("Jane Doe", "legitimate interest, LIA 3")

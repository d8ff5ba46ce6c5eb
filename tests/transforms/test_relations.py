"""Locations, groups, contacts, lifecycle and changes."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from config.tables import CHANGES, CONTACTS, GROUPS, LIFECYCLE, LOCATIONS
from tests.transforms.rows import NIGHT, claims, companies, listings, signals
from transforms.changes import changes
from transforms.contacts import authority_level, contacts
from transforms.groups import groups, parents
from transforms.lifecycle import lifecycle
from transforms.locations import locations


def test_locations_take_the_usual_value_and_know_the_head_office() -> None:
    place = {"location_id": "o1", "street": "Hauptstr. 12", "postcode": "50667", "country": "DE"}
    rows = listings(
        place | {"phone": "0221 123456", "city": "Köln"},
        place | {"phone": "0221 123456", "city": "Köln"},
        place | {"phone": "0221 999999", "city": "Koeln"},
        {"location_id": "o2", "street": "Ring 1", "postcode": "20095", "country": "DE"},
        {"name": "no address"},
    )
    home = companies({"street": "Hauptstraße 12", "postcode": "50667", "city": "Köln"})
    found = locations(rows, home)
    assert list(found.columns) == LOCATIONS.names
    assert list(found["location_id"]) == ["o1", "o2"]
    first = found.iloc[0]
    assert (first["city"], first["phone"], first["listing_count"]) == ("Köln", "+49221123456", 3)
    assert list(found["is_head_office"]) == [True, False]
    assert locations(rows)["is_head_office"].isna().all()


def test_groups_follow_stated_relations_to_the_head() -> None:
    rows = listings(
        {"company_id": "c1", "name": "Brandt Holding AG", "reg_no": "HRB 1", "country": "DE"},
        {"company_id": "c2", "name": "Brandt Pumpen GmbH", "parent_reg_no": "HRB1", "country": "DE"},
        {"company_id": "c3", "name": "Brandt Service GmbH", "parent_name": "Brandt Pumpen", "country": "DE"},
        {"company_id": "c4", "name": "Brandt Reisen GmbH", "country": "DE"},
    )
    found = groups(rows, companies({}, {}, {}, {}))
    assert list(found.columns) == GROUPS.names
    heads = dict(zip(found["company_id"], found["group_id"], strict=True))
    assert heads == {"c1": "c1", "c2": "c1", "c3": "c1"}
    assert parents(rows) == {"c2": "c1", "c3": "c2"}


def test_likeness_makes_no_group() -> None:
    alike = {"website": "https://brandt.example", "street": "Ring 1", "country": "DE", "phone": "0221 1234"}
    rows = listings(
        {"company_id": "c1", "name": "Brandt Holding AG"} | alike,
        {"company_id": "c2", "name": "Brandt Logistik GmbH"} | alike,
        {"company_id": "c3", "name": "Brandt Holding"} | alike,
    )
    assert groups(rows, companies(*({"company_id": f"c{n}"} for n in (1, 2, 3)))).empty
    assert parents(rows) == {}


def test_a_parents_name_that_two_companies_bear_says_nothing() -> None:
    rows = listings(
        {"company_id": "c1", "name": "Brandt AG", "country": "DE"},
        {"company_id": "c2", "name": "Brandt GmbH", "country": "DE"},
        {"company_id": "c3", "name": "Vogel GmbH", "parent_name": "Brandt", "country": "DE"},
    )
    assert parents(rows) == {}


def test_a_circle_of_parents_is_opened() -> None:
    rows = listings(
        {"company_id": "c1", "name": "A Werke AG", "parent_name": "B Werke AG"},
        {"company_id": "c2", "name": "B Werke AG", "parent_name": "A Werke AG"},
    )
    found = groups(rows, companies({}, {}))
    assert list(found["group_id"]) == ["c1", "c1"]


@pytest.mark.parametrize(
    ("title", "employees", "level"),
    [
        ("Geschäftsführer", 20, 3),
        ("Geschäftsführer", 2000, 2),
        ("Head of Purchasing", 100, 3),
        ("Einkauf", 100, 2),
        ("Assistant to the Managing Director", 20, 0),
        ("Vertrieb", 20, 0),
        ("采购经理", None, 3),
        (None, 20, 0),
    ],
)
def test_authority_by_role_and_size(title: str | None, employees: int | None, level: int) -> None:
    assert authority_level(title, employees) == level


def test_contacts_of_persons_need_a_basis() -> None:
    person = {
        "contact_name": "Jane Doe",
        "contact_role": "Head of purchasing",
        "contact_email": "jane.doe@brandt.example",
        "contact_phone": "+49 221 123456",
    }
    bare = contacts(listings(person), claims(), companies({}))
    assert list(bare.columns) == CONTACTS.names
    assert bare.empty
    found = contacts(listings(person | {"lawful_basis": "consent"}), claims(), companies({}))
    (row,) = found.to_dict("records")
    assert (row["name"], row["authority_level"], row["is_role_address"]) == ("Jane Doe", 3, False)


def test_role_addresses_are_contacts_with_their_function() -> None:
    found = contacts(
        listings(),
        claims(
            {"field": "email", "value": "einkauf@brandt.example"},
            {"field": "email", "value": "einkauf@brandt.example", "source": "b_directory"},
            {"field": "contact_role", "value": "Einkaufsleiterin"},
        ),
        companies({"employees_count": 100}),
    )
    assert sorted(zip(found["role"], found["authority_level"], strict=True)) == [
        ("Buyer", 2),
        ("Einkaufsleiterin", 3),
    ]
    assert found["name"].isna().all()


def test_lifecycle_takes_the_latest_statement() -> None:
    crm = {"source": "a_customers"}
    rows = listings(
        crm | {"customer_status": "verloren", "last_order": "01.02.2020"},
        crm | {"customer_status": "Kunde", "last_order": "05.06.2025", "customer_since": "2010"},
        crm | {"company_id": "c2"},
        {"company_id": "c3", "name": "No customer"},
    )
    found = lifecycle(rows, NIGHT)
    assert list(found.columns) == LIFECYCLE.names
    assert dict(zip(found["company_id"], found["state"], strict=True)) == {"c1": "customer", "c2": "customer"}
    assert found["last_order_on"].iloc[0] == date(2025, 6, 5)
    assert found["since"].iloc[0] == date(2010, 1, 1)


def tables(names: dict[str, str], cell: str, tier: str) -> dict[str, pd.DataFrame]:
    rows = companies(*[{"company_id": c, "display_name": n} for c, n in names.items()])
    prospects = pd.DataFrame([{"icp": "i", "company_id": "c1", "cell": cell, "tier": tier}])
    return {"companies": rows, "prospects": prospects, "signals": signals()}


def test_changes_between_two_nights() -> None:
    before = tables({"c1": "A", "c2": "B", "c3": "C"}, "MAn", "B")
    now = tables({"c1": "A", "c4": "D"}, "MAN", "B") | {
        "signals": signals({}, {"kind": "new_plant"}),
        "company_ids": pd.DataFrame({"old_company_id": ["c3"], "company_id": ["c1"]}),
    }
    found = changes(before, now)
    assert list(found.columns) == CHANGES.names
    assert list(found[["kind", "company_id", "before", "after"]].itertuples(index=False, name=None)) == [
        ("cell_changed", "c1", "MAn", "MAN"),
        ("gone_company", "c2", "B", None),
        ("new_company", "c4", None, "D"),
        ("new_signal", "c1", None, "new_plant; relocation"),
    ]


def test_the_first_night_has_nothing_to_differ_from() -> None:
    assert changes(None, tables({"c1": "A"}, "MAN", "A")).empty

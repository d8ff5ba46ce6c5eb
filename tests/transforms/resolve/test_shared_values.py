"""Sites and register numbers on rows of many companies identify none of them; those of a group still do."""

import pytest

from transforms.resolve import resolve
from transforms.resolve.names import count_words
from transforms.resolve.prepare import prepare
from transforms.resolve.shared_values import IDENTIFIERS, count_shared

from .listings import frame, groups, row
from .test_missing_fields import LISTINGS, recall_and_precision

TOWNS = "Aalen Bonn Celle Dessau Erfurt Fulda Gera Halle Jena Kiel Lindau Mainz".split()


def nobodys(*rows):
    records = prepare(frame(*rows))
    found = count_shared(records, count_words(records.names))
    return [column for column in IDENTIFIERS if len(found[f"shared_{column}"].keys)]


@pytest.mark.parametrize("half", [False, True])
@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("website", "www.fair.example"),
        ("email", "office@fair.example"),
        ("reg_no", "123456"),
        ("reg_no", "HRB 99999"),
        ("vat_id", "DE999999999"),
        ("lei", "5299000J2N45DDNE4Y28"),
    ],
)
def test_an_identifier_of_many_unlike_names_ties_nobody(column, value, half):
    listings = LISTINGS.assign(street=None, phone=None, email=None)
    own = listings[column]
    listings[column] = [value if at % 4 < 2 or not half else mine for at, mine in enumerate(own)]
    recall, precision = recall_and_precision(listings, "company")
    assert recall >= 0.95
    assert precision >= 0.98


def test_namesakes_of_a_directory_stay_apart_where_those_of_a_chain_are_one():
    others = [row(f"x{town}", f"{town} {town[::-1]}", city=town, country="DE") for town in TOWNS]
    two = [row(town, "Radhaus Nord", "map", city=town, country="DE") for town in ("Kiel", "Ulm")]
    site = dict(website="list.example")

    def are_one(*rows):
        return ["Kiel", "Ulm"] in groups(resolve(frame(*rows), level="company"))

    assert are_one(*others, *({**one, **site} for one in two))
    assert not are_one(*({**one, **site} for one in others + two))


def test_the_names_of_a_group_are_alike_whatever_all_of_them_share():
    hotels = [row(town, f"Hotel Seehof {town}", website="seehof.example", city=town) for town in TOWNS]
    brands = [
        row(f"{brand}{town}", f"{brand} {town}", website="group.example")
        for brand in ("Seehof", "Bergblick", "Rheinau", "Orvanta")
        for town in TOWNS
    ]
    firms = [row(town, f"{town} {town[::-1]}", website="list.example") for town in TOWNS]
    assert nobodys(*hotels) == nobodys(*brands) == nobodys(*firms[:9]) == []
    assert nobodys(*firms) == ["domain"]


def test_a_register_number_repeats_from_court_to_court():
    def firms(towns, number):
        return [
            row(f"{at}", f"{town} {town[::-1]}", reg_no=number, country="DE", city=towns[at % len(towns)])
            for at, town in enumerate(TOWNS)
        ]

    assert nobodys(*firms(TOWNS, "HRB 4711")) == []
    assert nobodys(*firms(TOWNS[:2], "HRB 4711")) == nobodys(*firms(TOWNS, "4711")) == ["reg"]

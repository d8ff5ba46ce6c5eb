"""Places inside a company."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.resolve import resolve
from transforms.resolve.places import find_places
from transforms.resolve.prepare import prepare

from .listings import frame, row


def places(*rows) -> dict[str, str | None]:
    found = resolve(frame(*rows), level="company").locations
    return dict(zip(found["listing_id"], found["location"], strict=True))


SITE = {"website": "brandt.example"}


def test_spellings_of_one_address_are_one_place():
    found = places(
        row("1", "Brandt", street="Hauptstraße 12", city="Ulm", postcode="89073", **SITE),
        row("2", "Brandt", street="Hauptstr. 12", city="Ulm", **SITE),
        row("3", "Brandt", street="Haupstrasse 12", city="Ulm", postcode="89073", **SITE),
        row("4", "Brandt", street="Hauptstraße 90", city="Ulm", postcode="89073", **SITE),
    )
    assert found["1"] == found["2"] == found["3"] == "1"
    assert found["4"] == "4"


def test_a_town_alone_joins_the_only_place_there():
    one = row("1", "Brandt", street="Ring 5", city="Ulm", **SITE)
    town = row("3", "Brandt", city="Ulm", **SITE)
    assert places(one, town)["3"] == "1"
    assert places(one, row("2", "Brandt", street="Allee 9", city="Ulm", **SITE), town)["3"] == "3"


def test_no_address_no_place():
    assert places(row("1", "Brandt", **SITE), row("2", "Brandt", street="Ring 5", **SITE)) == {
        "1": None,
        "2": "2",
    }


def test_neighbours_of_two_companies_are_two_places():
    found = places(
        row("1", "Brandt", street="Ring 5", city="Ulm", reg_no="11111"),
        row("2", "Weber", street="Ring 5", city="Ulm", reg_no="22222"),
    )
    assert found == {"1": "1", "2": "2"}


def test_a_listing_without_address_has_the_place_of_its_direct_phone():
    ulm = row("5", "Brandt", street="Ring 5", city="Ulm", phone="0731 123456", **SITE)
    jena = row("6", "Brandt", street="Allee 9", city="Jena", phone="03641 99887", **SITE)
    called = row("1", "Brandt", phone="0731 123456", **SITE)
    assert places(ulm, jena, called) == {"5": "1", "6": "6", "1": "1"}
    assert places(ulm, {**jena, "phone": "0731 123456"}, called)["1"] is None, "a switchboard is no place"
    assert places(jena, called)["1"] == "1", "a place of its own"
    assert places(jena, {**called, "phone": None})["1"] is None


def test_the_phone_says_which_of_two_places_in_town_is_meant():
    ring = row("1", "Brandt", street="Ring 5", city="Ulm", phone="0731 123456", **SITE)
    allee = row("2", "Brandt", street="Allee 9", city="Ulm", phone="0731 99887", **SITE)
    town = row("3", "Brandt", city="Ulm", **SITE)
    found = places(ring, allee, {**town, "phone": "0731 99887"})
    assert found == {"1": "1", "2": "2", "3": "2"}
    elsewhere = places(ring, allee, {**town, "city": "Jena", "phone": "0731 99887"})
    assert elsewhere["3"] == "3", "where a listing says it is counts for more"


def test_a_vague_listing_does_not_join_two_places():
    """It is at home in its postal code, and the other place in its town is none of its business."""
    found = places(
        row("1", "Brandt", city="Ulm", postcode="89073", **SITE),
        row("2", "Brandt", street="Ring 5", postcode="89073", **SITE),
        row("3", "Brandt", street="Allee 9", city="Ulm", **SITE),
    )
    assert found == {"1": "1", "2": "1", "3": "3"}


LISTINGS = st.lists(
    st.fixed_dictionaries(
        {},
        optional={
            "street": st.sampled_from(["Ring 5", "Ring 7", "Hafenweg 1", "Ring"]),
            "city": st.sampled_from(["Ulm", "Köln"]),
            "postcode": st.sampled_from(["89073", "50667"]),
            "phone": st.sampled_from(["0731 123456", "0221 998877"]),
        },
    ),
    min_size=1,
    max_size=8,
)


class Unseen:
    """No compared pairs."""

    a = b = np.empty(0, int)
    levels = np.empty((0, 8), np.uint8)


@settings(max_examples=40, deadline=None)
@given(LISTINGS, LISTINGS, st.randoms())
def test_a_place_depends_on_its_company_alone(one, two, random):
    together = [*((0, values) for values in one), *((1, values) for values in two)]
    random.shuffle(together)

    def found(rows):
        listings = frame(*({"listing_id": f"{at:02d}", **values} for at, (_, values) in enumerate(rows)))
        first = {company: at for at, (company, _) in reversed(list(enumerate(rows)))}
        cluster = np.array([first[company] for company, _ in rows])
        return find_places(prepare(listings), Unseen, cluster).tolist()

    both = found(together)
    for company in (0, 1):
        rows = [at for at, (its, _) in enumerate(together) if its == company]
        alone = found([together[at] for at in rows])
        assert [both[at] for at in rows] == [rows[at] if at >= 0 else -1 for at in alone]

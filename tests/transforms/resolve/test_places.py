"""Places inside a company."""

from transforms.resolve import resolve

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

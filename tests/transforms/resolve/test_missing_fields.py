"""Listings that lack a column, or hold one value for all: what is left decides, and little is lost by it."""

import pytest

from transforms.resolve import resolve

from .listings import frame, groups, row

_FIRST = "Ahlers Böhme Cramer Dülfer Engel Frings Gärtner Hölzl Illner Jäger".split()
_SECOND = "Holzbau Optik Reisen Metallbau Floristik Elektrotechnik Gartenbau Druckerei Bücher Möbel".split()
_TOWNS = [("Halle", "06108", "0345"), ("Celle", "29221", "05141"), ("Trier", "54290", "0651")]
PAIRS = [[f"{at:03d}a", f"{at:03d}b"] for at in range(len(_FIRST) * len(_SECOND))]


def _listings():
    """Every company in two lists, the second of which prints capitals and no legal form."""
    for at in range(len(PAIRS)):
        first, second = _FIRST[at % len(_FIRST)], _SECOND[at // len(_FIRST)]
        city, postcode, code = _TOWNS[at * 7 % 3]
        name, phone = f"{first} {second}", f"{code} {30000 + at * 61}"
        where = dict(street=f"{second}weg {at % 60 + 1}", city=city, postcode=postcode, country="DE")
        site = dict(website=f"firma{at}.example", category=second)
        yield row(f"{at:03d}a", f"{name} GmbH", "guide", phone=phone, **site, **where)
        yield row(f"{at:03d}b", name.upper(), "map", phone=phone, **where)


LISTINGS = frame(*_listings())


def recall_and_precision(listings, level):
    found = groups(resolve(listings, level=level))
    pairs = {(x, y) for group in found for x in group for y in group if x < y}
    right = pairs & set(map(tuple, PAIRS))
    return len(right) / len(PAIRS), len(right) / max(len(pairs), 1)


@pytest.mark.parametrize(
    ("kept", "level"),
    [
        ("name", "company"),
        ("name city", "company"),
        ("name postcode country", "company"),
        ("name website category country", "company"),
        ("name city postcode country category", "company"),
        ("name street city", "location"),
        ("name phone", "location"),
    ],
)
def test_a_field_more_takes_nothing_away(kept, level):
    listings = LISTINGS[["listing_id", "source", *kept.split()]]
    recall, precision = recall_and_precision(listings, level)
    assert recall >= 0.95
    assert precision >= 0.98


@pytest.mark.parametrize(
    "same", [{"phone": "0341 9018200"}, {"website": "fair.example"}, {"category": "Exhibitor"}], ids=str
)
def test_a_value_that_all_share_joins_nobody(same):
    recall, precision = recall_and_precision(LISTINGS.assign(**same), "location")
    assert recall >= 0.9
    assert precision >= 0.98


def test_towns_of_a_chain_are_told_by_postcodes_where_no_town_is_known():
    shops = [
        row(f"{at}{source}", "Radhaus", source, street=f"Ring {at * 20}", postcode=f"{at}9073",
            phone="0800 123477", website="radhaus.example")
        for at in range(1, 6)
        for source in ("guide", "map")
    ]  # fmt: skip
    found = groups(resolve(frame(*shops), level="location"))
    assert found == [[f"{at}guide", f"{at}map"] for at in range(1, 6)]


def test_area_codes_tell_the_branches_of_a_chain_where_no_address_is_known():
    """A listing without a phone is that of one of the branches, nobody knows which."""

    def with_the_bare_one(*phones):
        site = dict(website="radhaus.example")
        shops = [row(f"{at}", "Radhaus", phone=phone, **site) for at, phone in enumerate(phones)]
        found = groups(resolve(frame(*shops, row("bare", "Radhaus", "map", **site)), level="location"))
        return next(len(group) for group in found if "bare" in group)

    assert with_the_bare_one("0431 700800") == 2
    assert with_the_bare_one("0431 700800", "0731 551234", "0345 912345") == 1

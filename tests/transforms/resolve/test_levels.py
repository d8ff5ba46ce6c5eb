"""Levels: places, companies and what only looks like them, each case alone and among other listings."""

import numpy as np
import pytest

from transforms.resolve import resolve
from transforms.resolve.sources import Sources

from .level_cases import CASES
from .listings import frame, row

_FIRST = "Alber Bauer Cramer Dietz Engel Frank Gerber Heinze Illner Jahn Kaiser Lenz".split()
_SECOND = "Holzbau Optik Reisen Metallbau Floristik Elektrotechnik Gartenbau Druckerei Buchhandlung".split()
_TOWNS = [("Halle", "06108", "0345"), ("Celle", "29221", "05141"), ("Trier", "54290", "0651")]


def _background():
    """Ordinary companies, each in two lists, that weights and frequencies are counted on."""
    for at in range(len(_FIRST) * len(_SECOND)):
        first, second = _FIRST[at % len(_FIRST)], _SECOND[at // len(_FIRST)]
        city, postcode, code = _TOWNS[at * 7 % 3]
        where = dict(street=f"{second}weg {at % 60 + 1}", city=city, postcode=postcode, country="DE")
        phone, site = f"{code} {30000 + at * 61}", f"{first}-{second}-{at}.example".lower()
        yield row(f"y{at}a", f"{first} {second} GmbH", "guide", phone=phone, website=site, **where)
        yield row(f"y{at}b", f"{first} {second}", "map", phone=phone if at % 3 else None, **where)


BACKGROUND = list(_background())
LISTINGS = [values for listings, *_ in CASES.values() for values in listings]


@pytest.fixture(scope="module")
def among_others():
    listings = frame(*LISTINGS, *BACKGROUND)
    return {level: resolve(listings, level=level) for level in ("company", "location")}


def parts(found, column, listings):
    """Groups of the listings by a column; a listing without value is a group of its own."""
    value = found.set_index("listing_id")[column]
    groups = {}
    for values in listings:
        name = values["listing_id"]
        groups.setdefault(value[name] if value[name] is not None else name, []).append(name)
    return sorted(sorted(group) for group in groups.values())


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("is_alone", [True, False], ids=["alone", "among others"])
def test_companies_and_their_places(name, is_alone, among_others):
    listings, companies, places, _ = CASES[name]
    found = resolve(frame(*listings), level="company") if is_alone else among_others["company"]
    assert parts(found.clusters, "cluster", listings) == companies
    assert parts(found.locations, "location", listings) == places


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("is_alone", [True, False], ids=["alone", "among others"])
def test_places_where_no_companies_are_asked_for(name, is_alone, among_others):
    listings, _, _, places = CASES[name]
    found = resolve(frame(*listings), level="location") if is_alone else among_others["location"]
    assert parts(found.clusters, "cluster", listings) == places


def test_one_list_prints_two_records_also_if_another_prints_one_of_them_alike():
    source, stand_in = np.array([0, 1, 1, -1, -1, 2]), np.array([0, 0, 1, 2, 3, 3])
    sources = Sources.of(source, stand_in, 4)
    a, b = np.array([0, 0, 2, 1, 0]), np.array([1, 2, 3, 3, 3])
    assert sources.shared(a, b).tolist() == [True, False, False, False, False]

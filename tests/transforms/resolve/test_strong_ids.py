"""Identifiers join clusters after clustering, in a fixed order, and never against a number or a judgement."""

from unittest import mock

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.resolve import resolve, strong_ids
from transforms.resolve.compare import NAMES
from transforms.resolve.exclusive import Exclusive
from transforms.resolve.prepare import prepare
from transforms.resolve.strong_ids import Ties

from .listings import frame, groups, row

ROWS = st.integers(0, 11)
COUPLES = st.tuples(ROWS, ROWS).filter(lambda pair: pair[0] < pair[1])


class Told:
    """What merging looks at of scored pairs: those that names tell apart."""

    def __init__(self, apart):
        self.a, self.b = np.array(apart, np.int64).reshape(-1, 2).T
        self.apart = np.ones(len(apart), bool)

    def having(self, levels):
        self.levels = levels
        return self


def one_after_the_other(cluster, ties, apart, cannot, numbers):
    """The definition: each tie joins its two clusters unless something stands between them."""
    home = list(cluster)

    def between(pairs, x, y):
        return any({home[a], home[b]} == {x, y} for a, b in pairs)

    def values(of, kind):
        return {value for row, other, value in numbers if home[row] == of and other == kind}

    for a, b, is_number in ties:
        x, y = sorted((home[a], home[b]))
        clash = any(
            values(x, kind) and values(y, kind) and not values(x, kind) & values(y, kind) for kind in (0, 1)
        )
        if x == y or clash or between(cannot, x, y) or (between(apart, x, y) and not is_number):
            continue
        home = [x if root == y else root for root in home]
    return home


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.tuples(COUPLES, st.booleans()), max_size=14),
    st.lists(COUPLES, max_size=2),
    st.lists(COUPLES, max_size=2),
    st.dictionaries(st.tuples(ROWS, st.integers(0, 1)), st.integers(0, 2), max_size=5),
    st.lists(st.integers(0, 3), min_size=12, max_size=12),
)
def test_ties_join_in_order_unless_something_stands_between(tied, apart, cannot, held, seat):
    cluster = np.array([min(at for at, other in enumerate(seat) if other == mine) for mine in seat])
    ties = [(a, b, is_number) for (a, b), is_number in tied]
    numbers = [(row, kind, value) for (row, kind), value in held.items()]
    x, y, is_number = (
        (np.array(column) for column in zip(*ties, strict=True)) if ties else np.empty((3, 0), int)
    )
    exclusive = Exclusive(*np.array(numbers, np.int64).reshape(-1, 3).T)
    with mock.patch.object(strong_ids, "find_ties", return_value=Ties(x, y, is_number.astype(bool))):
        found = strong_ids.merge_by_id(range(12), Told(apart), None, None, cluster, cannot, exclusive)
    assert found.tolist() == one_after_the_other(cluster.tolist(), ties, apart, cannot, numbers)


def companies(*rows):
    return groups(resolve(frame(*rows), level="company"))


def test_a_number_of_two_courts_needs_the_town_the_site_or_the_name():
    def two(**other):
        one = row("1", "Brandt Werkzeuge", "guide", reg_no="HRB 4711", country="DE", city="Ulm")
        return len(
            companies(one, {**row("2", "Nordlicht", "fair", reg_no="HRB 4711", country="DE"), **other})
        )

    assert two(city="Kiel") == 2
    assert two(city="Ulm") == two(city="Kiel", name="Brandt Werkzeuge") == 1


def test_listings_of_one_number_find_each_other_whoever_stands_between():
    """In the order of ids a stranger of another court comes between two of one town."""
    rows = [("1", "Brandt", "Ulm"), ("2", "Nordlicht", "Kiel"), ("3", "Seidel", "Ulm")]
    listings = [row(at, name, reg_no="HRB 4711", country="DE", city=city) for at, name, city in rows]
    assert companies(*listings) == [["1", "3"], ["2"]]


def test_a_vat_number_joins_names_of_one_company_but_not_the_companies_of_a_group():
    vat = dict(vat_id="DE123456789", country="DE")
    assert len(companies(row("1", "Radhaus", **vat), row("2", "Müller Fahrräder GmbH", "fair", **vat))) == 1
    group = [
        row("1", "Harms Reederei GmbH", city="Kiel", **vat),
        row("2", "Seidel Spedition AG", city="Ulm", **vat),
        row("3", "Seidel Spedition", "fair", city="Köln", **vat),
    ]
    assert companies(*group) == [["1"], ["2", "3"]]


def test_a_listing_without_legal_form_shows_that_the_name_of_a_site_is_enough():
    def ties(*names):
        listings = frame(*(row(str(at), name, website="brandt.example") for at, name in enumerate(names)))
        records = prepare(listings)
        nothing = np.empty((0, len(NAMES)), np.uint8)
        found = strong_ids.find_ties(
            records, Told([]).having(nothing), np.zeros(len(names), int), (np.empty(0, int), np.empty(0, int))
        )
        return list(zip(found.x.tolist(), found.y.tolist(), strict=True))

    assert ties("Brandt GmbH", "Brandt AG", "Brandt GmbH") == [(0, 2)]
    assert ties("Brandt GmbH", "Brandt AG", "Brandt") == [(0, 1), (1, 2)]


def test_at_most_one_listing_of_a_clean_source_also_by_number():
    rows = [row(str(at), "Brandt", source, lei="5299000J2N45DDNE4Y28") for at, source in enumerate("abb")]
    found = resolve(frame(*rows), level="company", clean_sources=frozenset({"b"}))
    assert groups(found) == [["0", "1"], ["2"]]

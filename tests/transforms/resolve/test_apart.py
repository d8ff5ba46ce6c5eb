"""Location level: a place is told by its address or a direct phone; branches, first look, cost of caps."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.resolve.block import CAP, block, block_keys
from transforms.resolve.compare import Comparer
from transforms.resolve.levels import APART_BITS, are_apart
from transforms.resolve.links import UNSEEN
from transforms.resolve.names import count_words
from transforms.resolve.prefilter import Prefilter
from transforms.resolve.prepare import prepare
from transforms.resolve.resolution import resolve

from .listings import frame, groups, row

LISTING = st.fixed_dictionaries(
    {"name": st.just("Radhaus")},
    optional={
        "street": st.sampled_from(
            ["Ring 5", "Ring 7", "Ring 70", "Ring", "Hafenweg 5", "N Ring 5", "S Ring 5"]
        ),
        "city": st.sampled_from(["Ulm", "Köln"]),
        "postcode": st.sampled_from(["89073", "50667"]),
        "phone": st.sampled_from(["0731 123456", "+49 731 123456", "123456", "0221 998877", "9123456"]),
        "email": st.sampled_from(["radhaus1@gmail.com", "radhaus2@gmail.com"]),
    },
)


@settings(max_examples=30, deadline=None)
@given(st.lists(LISTING, min_size=2, max_size=12))
def test_the_first_look_leaves_out_nothing_but_two_places(rows):
    records = prepare(frame(*(row(f"l{at:02d}", **values) for at, values in enumerate(rows))))
    a, b = np.triu_indices(len(records), 1)
    kept = np.zeros(len(a), bool)
    kept[Prefilter.of(records).maybe_one_place(a, b)] = True
    apart = are_apart(Comparer.of(records, count_words(records.names)).contacts(a, b))
    assert (kept | apart).all()


def test_two_places_count_as_a_pair_that_was_never_compared():
    assert APART_BITS == UNSEEN, "else leaving them out at the first look changes clusters"


def chain(towns: int, *others):
    site = dict(website="radhaus.example", category="Fahrräder", country="DE")
    shops = [
        row(
            f"{at:02d}",
            "Radhaus",
            street=f"Ring {at * 20}",
            city=f"Ort {at}",
            phone=f"0731 {at}00{at}77",
            **site,
        )
        for at in range(1, towns + 1)
    ]
    return groups(resolve(frame(*shops, *others), level="location"))


def test_name_and_site_make_no_place():
    assert len(chain(2)) == 2
    assert len(chain(9)) == 9


def test_a_direct_phone_makes_one_place_where_an_address_is_old():
    moved = row("x", "Radhaus", "fair", street="Hafenweg 9", city="Kiel", phone="0731 100177")
    assert ["01", "x"] in chain(2, moved)


def test_a_town_in_common_is_a_place_in_common_unless_the_name_is_a_chain():
    vague = row("x", "Radhaus", "fair", city="Ort 1", website="radhaus.example")
    assert ["01", "x"] in chain(1, vague)
    assert ["x"] in chain(9, vague)


def test_where_phones_differ_two_branches_are_enough_for_doubt():
    vague = row("x", "Radhaus", "fair", city="Ort 1", website="radhaus.example", phone="0731 555123")
    assert ["01", "x"] in chain(1, vague)
    assert ["x"] in chain(2, vague)


def test_another_phone_and_no_address_make_no_place():
    lone = row("x", "Radhaus", "fair", website="radhaus.example", phone="0731 555123")
    assert ["x"] in chain(1, lone)


def test_street_and_number_of_a_chain_repeat_in_other_towns():
    again = row("x", "Radhaus", "fair", street="Ring 20", city="Ort Eins", website="radhaus.example")
    assert ["01", "x"] in chain(1, again)
    assert ["x"] in chain(9, again)


def test_the_hotline_of_a_chain_is_no_direct_phone():
    def shops(towns):
        return [
            row(f"{at}{source}", "Radhaus", source, street=f"Ring {at * 20}", city=f"Ort {at}",
                phone="0800 123477", website="radhaus.example")
            for at in range(1, towns + 1)
            for source in ("guide", "map")
        ]  # fmt: skip

    found = groups(resolve(frame(*shops(5)), level="location"))
    assert found == [[f"{at}guide", f"{at}map"] for at in range(1, 6)]


def test_what_a_cap_costs_is_told_by_what_hangs_on_its_kind_alone():
    crowd = [row(f"c{at:03d}", f"Firma{at}x{at * 7}", phone="0731 123456") for at in range(CAP + 10)]
    pair = [row("a", "Alba", phone="0221 998877"), row("b", "Quint", phone="0221 998877")]
    records = prepare(frame(*crowd, *pair))
    pairs = block(records, block_keys(records, count_words(records.names)))
    accepted = (pairs.a == 0) & (pairs.b == 1)
    assert pairs.cap_cost(accepted)["phone"] == {"records": CAP + 10, "found_alone": 1.0}
    assert "name" not in pairs.cap_cost(accepted), "nothing is closed there"


TRADES = "Logistik Immobilien Verwaltung".split()
HALL = dict(city="Ulm", postcode="89073", country="DE")
GROUP = [
    row(f"g{at}", f"{stem} {trade}", street=f"Ring {at}", city="Ulm", country="DE")
    for at, (stem, trade) in enumerate(
        (stem, trade) for stem in "Adler Dorn Falk".split() for trade in TRADES
    )
]


def places(*rows):
    """Places of these rows, among firms that make their words known ones."""
    found = groups(resolve(frame(*GROUP, *rows), level="location"))
    return [part for part in found if not part[0].startswith("g")]


def test_two_names_of_one_stem_in_one_town_need_more_than_the_town():
    site = dict(website="brandt.example", **HALL)
    bare, placed = row("1", "Brandt Logistik", **site), dict(street="Hafen 12", **site)
    assert places(bare, row("2", "Brandt Immobilien", "fair", **placed)) == [["1"], ["2"]]
    assert places(bare, row("2", "Brandt Logistik", "fair", **placed)) == [["1", "2"]]
    assert places(bare, row("2", "Brandt Logistkk", "fair", **placed)) == [["1", "2"]]


def test_two_legal_names_at_one_place_are_two_also_in_two_lists():
    at = dict(street="Hafen 12", phone="0731 445566", **HALL)
    assert places(
        row("1", "Brandt Logistik GmbH", **at), row("2", "Brandt Immobilien GmbH", "fair", **at)
    ) == [["1"], ["2"]]


def test_legal_names_with_other_numbers_are_two_at_one_place_and_houses_of_a_school_are_not():
    at = dict(street="Hafen 2", phone="0731 445566", **HALL)
    rows = [row("1", "Windpark Nord 1 GmbH", **at), row("2", "Windpark Nord II GmbH", "fair", **at)]
    assert places(*rows, row("3", "Windpark Nord 2 GmbH", "map", **at)) == [["1"], ["2", "3"]]
    house = [row("4", "Kita Sonnenhof 1", **at), row("5", "Kita Sonnenhof 2", "fair", **at)]
    assert places(*house) == [["4", "5"]]

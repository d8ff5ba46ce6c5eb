"""What resolution must get right, in small worlds that a reader can check by eye."""

import json

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.errors import UserError
from transforms.resolve import resolve

from .listings import COMPANIES, PLACES, SMALL_WORLD, TOWN, frame, groups, row


def judged(*pairs):
    return pd.DataFrame(pairs, columns=["listing_a", "listing_b", "decision"], dtype=object)


def test_company_level_brings_branches_of_one_site_together():
    assert groups(resolve(SMALL_WORLD, level="company")) == COMPANIES


def test_location_level_keeps_places_apart():
    assert groups(resolve(SMALL_WORLD, level="location")) == PLACES


def test_locations_inside_companies():
    found = resolve(SMALL_WORLD, level="company").locations.set_index("listing_id")["location"]
    assert found["a1"] == found["a2"] != found["a3"]
    assert found["c1"] != found["b1"], "a place belongs to one company"


def test_auto_takes_places_where_listings_have_addresses():
    assert resolve(SMALL_WORLD).summary["level"] == "location"
    names = frame(row("1", "Brandt GmbH"), row("2", "Weber AG"))
    assert resolve(names).summary["level"] == "company"


@settings(max_examples=8, deadline=None)
@given(st.permutations(range(len(SMALL_WORLD))))
def test_order_of_rows_does_not_matter(order):
    shuffled = resolve(SMALL_WORLD.iloc[order], level="company")
    once = resolve(SMALL_WORLD, level="company")
    pd.testing.assert_frame_equal(shuffled.clusters, once.clusters)
    pd.testing.assert_frame_equal(shuffled.locations, once.locations)
    pd.testing.assert_frame_equal(shuffled.matches, once.matches)


WORDS = st.sampled_from("Brandt Weber Nord Stahl Möbel Bau Service".split())
ROWS = st.lists(
    st.fixed_dictionaries(
        {"name": st.lists(WORDS, min_size=1, max_size=3).map(" ".join)},
        optional={
            "street": st.sampled_from(["Ring 5", "Ring 7", "Hafenweg 1", "Ring"]),
            "city": st.sampled_from(["Ulm", "Köln"]),
            "phone": st.sampled_from(["0731 123456", "0731 123457", "0221 998877"]),
            "website": st.sampled_from(["brandt.example", "weber.example", "facebook.com/brandt"]),
            "reg_no": st.sampled_from(["HRB 1234", "HRB 99881"]),
            "source": st.sampled_from(["guide", "fair"]),
        },
    ),
    max_size=14,
)


@settings(max_examples=20, deadline=None)
@given(ROWS, st.sampled_from(["company", "location"]), st.randoms())
def test_any_input_is_partitioned_and_permutation_changes_nothing(rows, level, random):
    listings = frame(*({"listing_id": f"l{at:02d}", **values} for at, values in enumerate(rows)))
    once = resolve(listings, level=level, clean_sources=frozenset({"fair"}))
    order = list(range(len(listings)))
    random.shuffle(order)
    again = resolve(listings.iloc[order], level=level, clean_sources=frozenset({"fair"}))
    pd.testing.assert_frame_equal(once.clusters, again.clusters)
    assert once.clusters["listing_id"].tolist() == listings["listing_id"].tolist()
    joined = once.clusters.merge(listings, on="listing_id")
    for column, only in (("source", "fair"), ("reg_no", None)):
        for _, part in joined.groupby("cluster"):
            values = part[column].dropna()
            assert len(values[values == only]) <= 1 if only else values.nunique() <= 1


def test_judgements_are_obeyed_whatever_the_evidence():
    found = resolve(
        SMALL_WORLD, judgements=judged(("a1", "a2", "different"), ("e1", "e2", "same")), level="company"
    )
    cluster = found.clusters.set_index("listing_id")["cluster"]
    assert cluster["a1"] != cluster["a2"]
    assert cluster["e1"] == cluster["e2"]


def test_judgement_holds_between_rows_that_are_equal_in_everything():
    twins = frame(row("1", "Brandt GmbH", phone="0731 123456"), row("2", "Brandt GmbH", phone="0731 123456"))
    assert groups(resolve(twins)) == [["1", "2"]]
    assert groups(resolve(twins, judgements=judged(("1", "2", "different")))) == [["1"], ["2"]]


def test_unsure_and_unknown_judgements_change_nothing():
    some = judged(("a1", "c1", "unsure"), ("a1", "gone", "same"))
    assert groups(resolve(SMALL_WORLD, judgements=some, level="company")) == COMPANIES


def test_null_never_equals_null():
    strangers = frame(
        *(row(str(at), name) for at, name in enumerate(["Brandt", "Weber", "Kleinholz", "Nordlicht"]))
    )
    assert len(groups(resolve(strangers))) == 4
    nothing = frame({"listing_id": "1"}, {"listing_id": "2"}, {"listing_id": "3"})
    assert groups(resolve(nothing)) == [["1"], ["2"], ["3"]]


def test_different_register_numbers_are_two_companies():
    values = dict(street="Ring 5", phone="0731 123456", website="brandt.example", **TOWN)
    one = row("1", "Brandt GmbH", reg_no="HRB 1234", **values)
    assert groups(resolve(frame(one, row("2", "Brandt GmbH", **values)), level="company")) == [["1", "2"]]
    two = frame(one, row("2", "Brandt GmbH", reg_no="HRB 5678", **values))
    assert groups(resolve(two, level="company")) == [["1"], ["2"]]


def test_register_number_joins_what_was_renamed():
    two = frame(
        row("1", "Brandt GmbH", reg_no="12345678", city="Leeds", country="GB"),
        row("2", "Nordlicht Ltd", reg_no="12345678", city="York", country="GB"),
    )
    assert groups(resolve(two, level="company")) == [["1", "2"]]


def test_court_bound_number_needs_more_than_itself():
    far = frame(
        row("1", "Brandt GmbH", reg_no="HRB 1234", city="Ulm", country="DE"),
        row("2", "Nordlicht GmbH", reg_no="HRB 1234", city="Kiel", country="DE"),
    )
    assert groups(resolve(far, level="company")) == [["1"], ["2"]]


def test_address_alone_makes_no_company():
    names = ["Brandt", "Weber", "Kleinholz", "Nordlicht", "Seidel", "Harms"]
    shared = dict(street="Ring 5", phone="0731 100100", **TOWN)
    coworking = frame(*(row(str(at), f"{name} Consulting GmbH", **shared) for at, name in enumerate(names)))
    assert len(groups(resolve(coworking, level="company"))) == len(names)


GROUP = [
    f"Orvanta {word}" for word in ("Finance Ltd", "Italy", "Technology Ltd", "Pensions Ltd", "Forex Ltd")
]


def test_names_that_one_list_prints_side_by_side_are_companies_of_one_group():
    shared = dict(street="Hall Lane", phone="01695 50000", postcode="L40 5UF", country="GB")
    one_list = frame(*(row(str(at), name, **shared) for at, name in enumerate(GROUP)))
    assert len(groups(resolve(one_list, level="company"))) == len(GROUP)


def test_one_list_may_still_print_a_company_and_its_products():
    names = ["Brandt GmbH", "Brandt GmbH Drucker", "Brandt GmbH Kopierer", "Brandt Gmbh."]
    shared = dict(street="Ring 5", phone="0731 100100", **TOWN)
    assert len(groups(resolve(frame(*(row(n, n, **shared) for n in names)), level="company"))) == 1


def test_two_lists_may_call_one_company_by_two_names():
    shared = dict(street="Ring 5", phone="0731 100100", **TOWN)
    two = frame(row("1", "Brandt Präzisionsdrehteile", **shared), row("2", "Brandt Ulm", "fair", **shared))
    assert len(groups(resolve(two, level="company"))) == 1


@pytest.mark.parametrize("site", [None, "windpark-nord.example"])
def test_a_number_is_part_of_a_legal_name(site):
    shared = dict(street="Ring 5", phone="0731 100100", website=site, **TOWN)
    names = ["Windpark Nord 1 GmbH", "Windpark Nord 2 GmbH", "Windpark Nord III GmbH"]
    listings = [row(f"{name} {source}", name, source, **shared) for name in names for source in ("a", "b")]
    assert len(groups(resolve(frame(*listings), level="company"))) == len(names)


def test_funds_of_one_family_are_told_by_their_number_where_anything_else_is_known():
    def are_one(**shared):
        two = (
            row(str(at), name, **shared) for at, name in enumerate(("Nord Fund II LP", "Nord Fund III LP"))
        )
        return len(groups(resolve(frame(*two), level="company"))) == 1

    assert are_one(source=None)
    assert not are_one(source="guide")
    assert not are_one(source=None, country="DE")


def test_a_large_chain_is_one_company_with_many_places():
    chain = frame(
        *(
            row(f"{at:03d}", "Radhaus", street=f"Ring {at}", city=f"Ort {at}", website="radhaus.example")
            for at in range(1, 121)
        )
    )
    found = resolve(chain, level="company")
    assert len(groups(found)) == 1
    assert found.locations["location"].nunique() == 120
    assert len(groups(resolve(chain, level="location"))) == 120


def test_many_equal_rows_cost_little_and_are_one():
    same = frame(*(row(f"{at:04d}", "Brandt GmbH", phone="0731 123456") for at in range(3000)))
    found = resolve(same)
    assert len(groups(found)) == 1
    assert found.summary["pairs_compared"] == 0


def test_reasons_add_up_to_the_log_odds():
    found = resolve(SMALL_WORLD, level="company").matches
    assert len(found) >= 5
    for log_odds, probability, text in zip(
        found["log_odds"], found["probability"], found["reasons"], strict=True
    ):
        reasons = json.loads(text)
        assert sum(bits for _, bits in reasons.values()) == pytest.approx(log_odds, abs=1e-9)
        assert probability == pytest.approx(1 / (1 + 2**-log_odds))
        assert all(isinstance(level, str) and level for level, _ in reasons.values())
    assert (found["listing_a"] < found["listing_b"]).all()


def test_threshold_moves_the_cut():
    sizes = [
        resolve(SMALL_WORLD, threshold=t, level="location").summary["companies"]
        for t in (0.21, 0.5, 0.999999)
    ]
    assert sizes[0] <= sizes[1] <= sizes[2]
    assert sizes[0] < sizes[2]


def test_a_high_threshold_still_joins_what_is_surer():
    """Single pairs are listened to up to 12 bits; a cut above that once joined nothing at all."""
    found = resolve(SMALL_WORLD, level="location")
    best = found.matches.sort_values("log_odds").iloc[-1]
    assert best["log_odds"] > 15
    strict = resolve(SMALL_WORLD, level="location", threshold=1 - 2**-14).clusters
    cluster = dict(zip(strict["listing_id"], strict["cluster"], strict=True))
    assert cluster[best["listing_a"]] == cluster[best["listing_b"]]
    assert strict["cluster"].nunique() > found.clusters["cluster"].nunique()


def test_bad_calls_are_one_sentence():
    with pytest.raises(UserError, match="above 0.2 and below 1"):
        resolve(SMALL_WORLD, threshold=1.0)
    with pytest.raises(UserError, match="id of its own"):
        resolve(pd.concat([SMALL_WORLD, SMALL_WORLD.head(1)]))


def test_empty_frame_gives_empty_frames():
    found = resolve(SMALL_WORLD.head(0))
    assert len(found.clusters) == len(found.locations) == len(found.matches) == 0
    assert found.summary["companies"] == 0


def test_long_garbage_does_not_hang():
    rng = np.random.default_rng(1)
    noise = ["".join(map(chr, rng.integers(33, 1200, 100_000))) for _ in range(3)]
    assert len(groups(resolve(frame(*(row(str(at), text) for at, text in enumerate(noise)))))) == 3

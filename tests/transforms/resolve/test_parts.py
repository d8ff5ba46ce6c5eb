"""The parts of resolution: levels, weights, blocks, clusters."""

import numpy as np
import pytest

from transforms.resolve.addresses import UNKNOWN, Place
from transforms.resolve.block import CAP, block, block_keys
from transforms.resolve.compare import COMPARISONS, NAMES, Comparer
from transforms.resolve.names import compare_names, count_words
from transforms.resolve.prepare import prepare
from transforms.resolve.weights import PRIOR_M, PRIOR_U, estimate

from .listings import TOWN, frame, row


def levels_of(one: dict[str, str], two: dict[str, str]) -> dict[str, int]:
    records = prepare(frame({"listing_id": "1", **one}, {"listing_id": "2", **two}))
    comparer, a, b = Comparer.of(records, count_words(records.names)), np.array([0]), np.array([1])
    table = comparer.rest(a, b, comparer.contacts(a, b)).table
    return dict(zip(NAMES, table[0].tolist(), strict=True))


FULL = {
    "name": "Brandt GmbH", "street": "Ring 5", "phone": "0731 123456", "website": "brandt.example",
    "email": "brandt77@gmail.com", "category": "Stahlbau", **TOWN,
}  # fmt: skip


def test_null_never_equals_null_in_any_comparison():
    assert set(levels_of({}, {}).values()) == {UNKNOWN}
    assert set(levels_of(FULL, {}).values()) == {UNKNOWN}
    assert UNKNOWN not in levels_of(FULL, FULL).values()


def test_equal_listings_reach_the_top_level_everywhere():
    assert levels_of(FULL, FULL) == {c.name: len(c.levels) - 1 for c in COMPARISONS}


def test_priors_fit_the_levels():
    for comparison in COMPARISONS:
        assert len(PRIOR_M[comparison.name]) == len(PRIOR_U[comparison.name]) == len(comparison.levels)


@pytest.mark.parametrize(
    ("one", "two", "level"),
    [
        ("12 High St | York", "12 High Street | York", Place.SAME),
        ("12 North High St | York", "12 High Street | York", Place.SAME),
        ("12 Hgih Street | York", "12 High Street | York", Place.LIKE_STREET),
        ("12 High St | York", "12 High St | Leeds", Place.SAME_STREET_OTHER_AREA),
        ("12 High St | York | YO1 9AA", "12 High St | Leeds | LS1 4DY", Place.OTHER_AREA),
        ("High St | York", "12 High St | York", Place.NO_NUMBER),
        ("14 High St | York", "12 High St | York", Place.NEAR_NUMBER),
        ("140 High St | York", "12 High St | York", Place.OTHER_NUMBER),
        ("| York | YO1 7AA", "| York | YO1 7AA", Place.SAME_POSTCODE),
        ("| York", "12 High St | york", Place.SAME_TOWN),
        ("| York | YO1 7AA", "| York | YO9 1BB", Place.SAME_TOWN_OTHER_POSTCODE),
        ("12 W 57th St", "12 W 58th St", Place.OTHER_STREET),
        ("12 North Main St", "12 South Main St", Place.OTHER_STREET),
        ("12 High St || YO1 7AA", "9 Low Rd || YO1 7AA", Place.OTHER_STREET_SAME_POSTCODE),
        ("| York", "| Leeds", Place.OTHER_AREA),
        ("12 High St | York", "9 Low Rd | Leeds", Place.OTHER_STREET_AND_AREA),
        ("12 High St", "| Leeds", UNKNOWN),
    ],
)
def test_address_levels(one, two, level):
    def values(text):
        parts = zip(("street", "city", "postcode"), text.split("|"), strict=False)
        return {column: part.strip() for column, part in parts if part.strip()}

    assert levels_of(values(one), values(two))["address"] == level


@pytest.mark.parametrize(
    ("one", "two", "level"),
    [
        ("030 123456", "+49 30 123456", 3),
        ("310/456-0169", "(310) 456 0169", 3),
        ("456-0169", "310-456-0169", 2),
        ("0731 123456", "0731 123499", 1),
        ("0731 123456", "0221 998877", 0),
    ],
)
def test_phone_levels(one, two, level):
    assert levels_of({"phone": one}, {"phone": two})["phone"] == level


def test_names_are_alike_by_the_words_that_tell_something():
    names = [
        "akebia therapeutics",
        "axsome therapeutics",
        "akebia therapeut",
        "therapeutics akebia",
        "akebia",
    ]
    names += [f"{word} therapeutics" for word in ("fate", "marker", "tenax", "ovid", "agex", "hansa")]
    words = count_words(names)
    s = compare_names(words, np.zeros(5, int), np.array([1, 2, 3, 4, 0]))
    assert s.overlap[1] > 0.9 and s.same_words[2] and s.containment[3] == pytest.approx(1)
    assert s.overlap[0] < 0.4, "a generic word in common is little in common"


def test_what_stands_behind_the_legal_form_hardly_counts():
    words = count_words(["softing ag inh", "softing", "weber inh"])
    s = compare_names(words, np.array([0, 0]), np.array([1, 2]))
    assert s.overlap[0] > 0.8 > 0.3 > s.overlap[1]


def test_blocks_over_the_cap_are_refined_or_counted():
    many = [row(f"{at:03d}", f"Firma{at}x{at * 7}", phone="0731 123456") for at in range(CAP + 10)]
    records = prepare(frame(*many))
    lost = block(records, block_keys(records, count_words(records.names)))
    assert lost.dropped["phone"] == CAP + 10
    halves = [{**values, "postcode": str(10000 + at % 2)} for at, values in enumerate(many)]
    records = prepare(frame(*halves))
    kept = block(records, block_keys(records, count_words(records.names)))
    assert "phone" not in kept.dropped
    assert (kept.a < kept.b).all()
    assert len(set(zip(kept.a.tolist(), kept.b.tolist(), strict=True))) == len(kept)


def test_weights_never_reward_a_difference_and_follow_the_seeds():
    rng = np.random.default_rng(3)
    strangers = np.full((4000, len(NAMES)), UNKNOWN, np.uint8)
    strangers[:, NAMES.index("name")] = (rng.random(4000) < 0.05) * 1
    strangers[:, NAMES.index("phone")] = 0
    same = np.full((500, len(NAMES)), UNKNOWN, np.uint8)
    same[:, NAMES.index("address")] = Place.SAME
    same[:, NAMES.index("phone")] = 3
    same[:, NAMES.index("name")] = np.where(rng.random(500) < 0.9, 6, 2)
    weights = estimate(np.vstack([same, strangers]), strangers, 4000, "location")
    bits = weights.level_bits["name"]
    assert weights.seeds["name"] == 500
    assert (np.diff(bits) >= -1e-9).all()
    assert bits[6] > 8 > 0 > bits[0]
    assert 2 ** weights.log2_m["name"][6] == pytest.approx(0.9, abs=0.05)

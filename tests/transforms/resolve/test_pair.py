"""Two listings compared on demand come out as among all listings of the night."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from tests.transforms.resolve.listings import SMALL_WORLD, frame, row
from transforms.resolve.block import CAP
from transforms.resolve.cleaned import clean_listings
from transforms.resolve.pair import KEY_WORDS, Compared, compare_two
from transforms.resolve.resolution import Resolution, resolve_cleaned

NIGHT = resolve_cleaned(clean_listings(SMALL_WORLD), level="company")


def two(a: str, b: str, listings: pd.DataFrame = SMALL_WORLD, night: Resolution = NIGHT) -> Compared:
    pair = listings[listings["listing_id"].isin([a, b])]
    return compare_two(clean_listings(pair), night.model)


def test_a_pair_of_the_night_has_the_same_bits_and_reasons() -> None:
    matches = NIGHT.matches.to_dict("records")
    assert len(matches) >= 6
    for match in matches:
        found = two(match["listing_a"], match["listing_b"])
        assert found.log_odds == pytest.approx(match["log_odds"]), match
        assert found.reasons == json.loads(match["reasons"])
        assert sum(bits for _, bits in found.reasons.values()) == pytest.approx(found.log_odds)
        assert found.shared and not found.never


def test_listings_without_a_key_in_common_were_never_compared() -> None:
    found = two("a1", "f2")
    assert found.never and found.shared == [] and found.log_odds < -4


def test_a_key_that_too_many_have_is_named() -> None:
    chain = frame(
        *(
            row(f"l{n:02}", f"{chr(65 + n % 26)}{chr(97 + n // 26)}rka Bau", phone="0731 123456")
            for n in range(CAP + 2)
        )
    )
    night = resolve_cleaned(clean_listings(chain), level="company")
    found = two("l00", "l31", chain, night)
    assert "phone" in found.shared and "phone" in found.too_common
    assert found.never == (found.shared == found.too_common)


def test_listings_that_print_the_same_stand_for_each_other() -> None:
    twins = frame(
        row("l0", "Brandt", city="Ulm"), row("l1", "BRANDT", "fair", city="Ulm"), row("l2", "Brandt")
    )
    night = resolve_cleaned(clean_listings(twins), level="company")
    assert two("l0", "l1", twins, night).is_equal and not two("l0", "l2", twins, night).is_equal


def test_every_kind_of_key_has_words() -> None:
    assert set(KEY_WORDS) == {kind for kind, _ in NIGHT.evidence.blocks.kinds}

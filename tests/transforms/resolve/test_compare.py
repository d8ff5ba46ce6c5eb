"""Phones are compared as what they are when dialled from abroad, as far as the country is known."""

import numpy as np
import pytest

from transforms.resolve.compare import Comparer
from transforms.resolve.names import count_words
from transforms.resolve.prepare import prepare

from .listings import frame, row

SAME, DIFFERENT = 3, 0


@pytest.mark.parametrize(
    ("one", "two", "level"),
    [
        (("+49 30 1234567", "DE"), ("030 1234567", "DE"), SAME),
        (("+49 30 1234567", "DE"), ("+43 30 1234567", "AT"), DIFFERENT),
        (("030 1234567", "DE"), ("030 1234567x", None), SAME),
        (("+49 30 1234567", "AT"), ("030 1234567", "DE"), SAME),
        (("+49 30 1234567", "DE"), ("030 1234567", "AT"), DIFFERENT),
        (("+39 06 12345678", "SM"), ("06 12345678", "IT"), SAME),
        (("+49 30 1234567", None), ("030 1234567", "AT"), SAME),
    ],
)
def test_phones_of_two_countries_with_one_ending(one, two, level):
    for first, second in ((one, two), (two, one)):
        listings = [
            row(listing, "Alba", phone=phone, country=country)
            for listing, (phone, country) in (("a", first), ("b", second))
        ]
        records = prepare(frame(*listings))
        comparer = Comparer.of(records, count_words(records.names))
        assert comparer.contacts(np.array([0]), np.array([1]))["phone"].tolist() == [level]

"""Where two listings say they are, as one level: street, number, code and town follow from each other."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import pyarrow.compute as pc
from rapidfuzz.distance import JaroWinkler
from rapidfuzz.process import cpdist

from transforms.resolve.columns import Texts, numbers
from transforms.resolve.keys import text_keys
from transforms.resolve.letters import first_letters, letter_bits
from transforms.resolve.prepare import Codes, Records

UNKNOWN = 255
"""Level of a comparison in which one side is unknown; it weighs nothing."""


class Place(IntEnum):
    """Levels of the address comparison, from apart to the same place."""

    OTHER_STREET_AND_AREA = 0
    OTHER_AREA = 1
    OTHER_STREET = 2
    SAME_TOWN_OTHER_POSTCODE = 3
    SAME_TOWN = 4
    OTHER_STREET_SAME_POSTCODE = 5
    SAME_POSTCODE = 6
    OTHER_NUMBER = 7
    NEAR_NUMBER = 8
    NO_NUMBER = 9
    SAME_STREET_OTHER_AREA = 10
    LIKE_STREET = 11
    SAME = 12

    @property
    def words(self) -> str:
        """The level for people; `prospects why` prints it."""
        return _WORDS[self]


_WORDS = {
    Place.OTHER_STREET_AND_AREA: "other street, other area",
    Place.OTHER_AREA: "other area",
    Place.OTHER_STREET: "other street",
    Place.SAME_TOWN_OTHER_POSTCODE: "same town, other postcode",
    Place.SAME_TOWN: "same town",
    Place.OTHER_STREET_SAME_POSTCODE: "other street, same postcode",
    Place.SAME_POSTCODE: "same postcode",
    Place.OTHER_NUMBER: "same street, other number",
    Place.NEAR_NUMBER: "same street, near number",
    Place.NO_NUMBER: "same street, no number",
    Place.SAME_STREET_OTHER_AREA: "same street and number, other area",
    Place.LIKE_STREET: "like street, same number",
    Place.SAME: "same street and number",
}
LIKE = 0.86
"""Likeness of letters from which streets are one; below, even their types are not looked at."""
NEAR = 8
"""House numbers this far apart may be one building with two doors."""


@dataclass(frozen=True)
class Streets:
    """Names of streets, each looked at once.

    bare: without blanks. key: of the bare name. core: key of the words that are no sides (`_SIDES`), -1
    without any. sides: those it has, as bits. has_ordinal: a word begins with a digit. length, letters,
    initial: of the bare name its characters, which of them it has as bits, and the first byte.
    """

    names: Texts
    bare: Texts
    key: Codes
    core: Codes
    sides: Codes
    has_ordinal: Codes
    length: Codes
    letters: Codes
    initial: Codes

    @classmethod
    def of(cls, names: Texts) -> Streets:
        """Look at each name."""
        cores, sides, ordinals = [], [], []
        for name in names:
            words = set(name.split())
            cores.append(" ".join(sorted(words - _SIDE_BITS.keys())))
            sides.append(sum(_SIDE_BITS[word] for word in words & _SIDE_BITS.keys()))
            ordinals.append(any(word[0].isdigit() for word in words))
        bare = Texts(pc.replace_substring(names.column, " ", ""))
        return cls(
            names,
            bare,
            text_keys(bare),
            text_keys(cores),
            np.asarray(sides, np.int64),
            np.asarray(ordinals, bool),
            numbers(pc.utf8_length(bare.column), np.int32),
            letter_bits(bare.column),
            first_letters(bare.column, 1)[:, 0],
        )

    def may_be_like(self, x: Codes, y: Codes) -> Codes:
        """Return which pairs of streets have enough letters in common to be `LIKE`.

        Letters that only one has match nothing, and an equal beginning adds four tenths of what is missing.
        """
        letters_x, letters_y, length_x, length_y = (
            of[at] for of in (self.letters, self.length) for at in (x, y)
        )
        matching = np.minimum(
            length_x - np.bitwise_count(letters_x & ~letters_y),
            length_y - np.bitwise_count(letters_y & ~letters_x),
        )
        most = (matching / np.maximum(length_x, 1) + matching / np.maximum(length_y, 1) + 1) / 3
        most += np.where(self.initial[x] == self.initial[y], 0.4, 0) * (1 - most)
        return np.asarray(most > LIKE - 1e-3)


def compare_addresses(records: Records, streets: Streets, a: Codes, b: Codes) -> Codes:
    """Return a level of `Place` for each pair, `UNKNOWN` where no part is known on both sides."""
    zip_a, zip_b, city_a, city_b = records.postcode[a], records.postcode[b], records.city[a], records.city[b]
    zip_known, city_known = (zip_a >= 0) & (zip_b >= 0), (city_a >= 0) & (city_b >= 0)
    same_zip, same_city = zip_known & (zip_a == zip_b), city_known & (city_a == city_b)
    near = same_zip | same_city
    far = (zip_known | city_known) & ~near
    elsewhere = far & zip_known & city_known  # every town has its High Street, and a number 12 in it
    has_street = (records.street[a] >= 0) & (records.street[b] >= 0)
    number_a, number_b = records.number_value(a), records.number_value(b)
    both = (number_a >= 0) & (number_b >= 0)
    same_number = both & (number_a == number_b)
    alike = np.zeros(len(a), np.float32)
    # In another town a street of that name says nothing by itself.
    asked = has_street & ~elsewhere & (same_number | ~far)
    if asked.any():
        alike[asked] = _likeness(streets, records.street[a[asked]], records.street[b[asked]])
    same_street, like_street = alike >= 0.99, alike >= LIKE
    return np.select(
        [
            ~has_street & ~zip_known & ~city_known,
            same_street & same_number & ~far,
            like_street & same_number & ~far,
            like_street & same_number,
            like_street & ~both & ~far,
            like_street & (abs(number_a - number_b) <= NEAR) & ~far,
            like_street & ~far,
            ~has_street & same_zip,
            has_street & same_zip,
            ~has_street & same_city & zip_known,
            ~has_street & same_city,
            has_street & ~far,
            ~has_street | elsewhere,
        ],
        list(
            np.array(
                [
                    UNKNOWN,
                    Place.SAME,
                    Place.LIKE_STREET,
                    Place.SAME_STREET_OTHER_AREA,
                    Place.NO_NUMBER,
                    Place.NEAR_NUMBER,
                    Place.OTHER_NUMBER,
                    Place.SAME_POSTCODE,
                    Place.OTHER_STREET_SAME_POSTCODE,
                    Place.SAME_TOWN_OTHER_POSTCODE,
                    Place.SAME_TOWN,
                    Place.OTHER_STREET,
                    Place.OTHER_AREA,
                ],
                np.uint8,
            )
        ),
        np.uint8(Place.OTHER_STREET_AND_AREA),
    )


_SIDES = "n s e w ne nw se sw st str ave rd blvd dr ln pl ct way pkwy hwy sq".split()
"""Compass points and types of streets."""
_SIDE_BITS = {side: 1 << at for at, side in enumerate(_SIDES)}


def _likeness(streets: Streets, x: Codes, y: Codes) -> Codes:
    """1 for the same street; type and compass point may be missing on one side, but not differ.

    West and East Street are two, 57th and 58th as well, much alike as they look.
    """
    likeness = np.ones(len(x), np.float32)
    differ = np.flatnonzero(x != y)
    size = np.int64(max(len(streets.names), 1))
    low, high = np.minimum(x, y)[differ].astype(np.int64), np.maximum(x, y)[differ]
    pairs, back = np.unique(low * size + high, return_inverse=True)
    x, y = pairs // size, pairs % size
    turned = streets.key[x] > streets.key[y]  # a pair is looked at in one order, whatever the codes
    x, y = np.where(turned, y, x), np.where(turned, x, y)
    alike, may = np.zeros(len(x), np.float32), np.flatnonzero(streets.may_be_like(x, y))
    one, two = (list(streets.bare.take(codes[may])) for codes in (x, y))
    alike[may] = cpdist(one, two, scorer=JaroWinkler.similarity, dtype=np.float32)
    sides_x, sides_y = streets.sides[x], streets.sides[y]
    both = sides_x & sides_y
    within = (both == sides_x) | (both == sides_y)
    same_core = streets.core[x] == streets.core[y]
    shares_word = (streets.core[x] >= 0) | (both > 0)
    alike[same_core & within & shares_word] = 1.0
    other = same_core & ~within
    asked = ~same_core & (alike >= LIKE) & streets.has_ordinal[x] & streets.has_ordinal[y]
    for at in np.flatnonzero(asked).tolist():
        left, right = (set(streets.names[codes[at]].split()) for codes in (x, y))
        other[at] = all(any(word[0].isdigit() for word in only) for only in (left - right, right - left))
    alike[other] = np.minimum(alike[other], np.float32(0.85))
    likeness[differ] = alike[back]
    return likeness

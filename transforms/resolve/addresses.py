"""Where two listings say they are, as one level: street, number, code and town follow from each other."""

from __future__ import annotations

from enum import IntEnum

import numpy as np
from rapidfuzz.distance import JaroWinkler
from rapidfuzz.process import cpdist

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
NEAR = 8
"""House numbers this far apart may be one building with two doors."""


def compare_addresses(records: Records, a: Codes, b: Codes) -> Codes:
    """Return a level of `Place` for each pair, `UNKNOWN` where no part is known on both sides."""
    zip_a, zip_b, city_a, city_b = records.postcode[a], records.postcode[b], records.city[a], records.city[b]
    zip_known, city_known = (zip_a >= 0) & (zip_b >= 0), (city_a >= 0) & (city_b >= 0)
    same_zip, same_city = zip_known & (zip_a == zip_b), city_known & (city_a == city_b)
    near = same_zip | same_city
    far = (zip_known | city_known) & ~near
    has_street = (records.street[a] >= 0) & (records.street[b] >= 0)
    alike = np.zeros(len(a), np.float32)
    if has_street.any():
        alike[has_street] = _street_likeness(records, a[has_street], b[has_street])
    same_street, like_street = alike >= 0.99, alike >= 0.86
    number_a, number_b = records.number_value(a), records.number_value(b)
    both = (number_a >= 0) & (number_b >= 0)
    same_number = both & (number_a == number_b)
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
            ~has_street,
        ],
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
        Place.OTHER_STREET_AND_AREA,
    )


_SIDES = frozenset("n s e w ne nw se sw st str ave rd blvd dr ln pl ct way pkwy hwy sq".split())


def _street_likeness(records: Records, a: Codes, b: Codes) -> Codes:
    """1 for the same street; type and compass point may be missing on one side, but not differ."""
    streets = records.streets
    size = np.int64(max(len(streets), 1))
    x, y = records.street[a].astype(np.int64), records.street[b].astype(np.int64)
    distinct, back = np.unique(np.minimum(x, y) * size + np.maximum(x, y), return_inverse=True)
    one, two = (distinct // size).tolist(), (distinct % size).tolist()
    bare = [street.replace(" ", "") for street in streets]
    core = [frozenset(street.split()) for street in streets]
    alike = cpdist(
        [bare[i] for i in one], [bare[j] for j in two], scorer=JaroWinkler.similarity, dtype=np.float32
    )
    for at, (i, j) in enumerate(zip(one, two, strict=True)):
        if i == j:
            alike[at] = 1.0
            continue
        only_i, only_j = core[i] - core[j], core[j] - core[i]
        if core[i] & core[j] and (not only_i or not only_j) and only_i | only_j <= _SIDES:
            alike[at] = 1.0
        elif only_i and only_j and (only_i | only_j <= _SIDES or _has_other_ordinal(only_i, only_j)):
            alike[at] = min(float(alike[at]), 0.85)
    return np.asarray(alike[back])


def _has_other_ordinal(x: frozenset[str], y: frozenset[str]) -> bool:
    """57th and 58th Street look alike and are not."""
    return any(word[0].isdigit() for word in x) and any(word[0].isdigit() for word in y)

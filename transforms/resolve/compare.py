"""Comparisons: what two listings say about each field, as a small level; higher means more alike.

Each comparison is one piece of evidence. Street, number, postal code and town are a single one, for
they follow from each other: counted apart they would vote four times for the same fact.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from rapidfuzz.distance import JaroWinkler
from rapidfuzz.process import cpdist

from transforms.resolve.names import NameSimilarity, Words, compare_names
from transforms.resolve.prepare import Codes, Records

UNKNOWN = 255
"""Level of a comparison in which one side is unknown; it weighs nothing."""


@dataclass(frozen=True)
class Comparison:
    """Name, its levels from different to same, and the levels from which it calls a pair a match."""

    name: str
    levels: tuple[str, ...]
    match_from: int
    is_identity: bool
    """True for what belongs to the company itself; only such comparisons seed the weights."""


COMPARISONS = (
    Comparison("name", ("different", "weak", "some words", "main words", "close", "near", "same"), 4, True),
    Comparison("phone", ("different", "same exchange", "same local digits", "same"), 3, True),
    Comparison(
        "address",
        (
            "other street, other area",
            "other area",
            "other street",
            "same town",
            "other street, same postcode",
            "same postcode",
            "same street, other number",
            "same street, near number",
            "same street, no number",
            "same street and number, other area",
            "like street, same number",
            "same street and number",
        ),
        10,
        True,
    ),
    Comparison("domain", ("different", "same"), 1, True),
    Comparison("mail", ("different", "same"), 1, True),
    Comparison("legal_form", ("other kind", "same kind"), 9, False),
    Comparison("country", ("different", "same"), 9, False),
    Comparison("category", ("different", "some words", "same"), 9, False),
)
NAMES = [comparison.name for comparison in COMPARISONS]


@dataclass(frozen=True)
class Levels:
    """Levels of pairs, one row a pair, one column a comparison; and the bits that both names share."""

    table: Codes
    name_bits: Codes


def compare(records: Records, words: Words, a: Codes, b: Codes) -> Levels:
    """Compare pairs of records in every comparison of `COMPARISONS`."""
    name, name_bits = _name(records, words, a, b)
    columns = (
        name,
        _phone(records, a, b),
        _address(records, a, b),
        _equal(records.domain, a, b),
        _equal(records.mail, a, b),
        _equal(records.form, a, b),
        _equal(records.country, a, b),
        _category(records, a, b),
    )
    return Levels(np.column_stack(columns).astype(np.uint8), name_bits)


def _equal(codes: Codes, a: Codes, b: Codes) -> Codes:
    known = (codes[a] >= 0) & (codes[b] >= 0)
    return np.where(known, codes[a] == codes[b], UNKNOWN)


def _name(records: Records, words: Words, a: Codes, b: Codes) -> tuple[Codes, Codes]:
    known = (records.name[a] >= 0) & (records.name[b] >= 0)
    level, bits = np.full(len(a), UNKNOWN), np.zeros(len(a), np.float32)
    if known.any():
        similarity = compare_names(words, records.name[a[known]], records.name[b[known]])
        level[known] = name_levels(similarity)
        bits[known] = np.where(similarity.ratio >= 0.88, np.inf, similarity.shared_bits)
    native = (records.native[a] >= 0) & (records.native[a] == records.native[b])
    return np.where(native, 6, level), bits


def name_levels(s: NameSimilarity) -> Codes:
    """Level of a pair of names: the best of what words and characters say."""
    return np.select(
        [
            s.same_words,
            (s.overlap >= 0.92) | (s.ratio >= 0.93),
            (s.overlap >= 0.78) | (s.ratio >= 0.88),
            (s.overlap >= 0.60) | (s.containment >= 0.97),
            (s.overlap >= 0.42) | (s.containment >= 0.85),
            (s.overlap >= 0.20) | (s.containment >= 0.50),
        ],
        [6, 5, 4, 3, 2, 1],
        0,
    )


def _phone(records: Records, a: Codes, b: Codes) -> Codes:
    if not records.phones:
        return np.full(len(a), UNKNOWN)
    value = np.asarray([int(phone[-9:]) for phone in records.phones] + [0], np.int64)
    length = np.asarray([min(len(phone), 9) for phone in records.phones] + [0])
    x, y = records.phone[a], records.phone[b]
    shared = np.minimum(length[x], length[y])
    modulus = 10**shared
    tail_x, tail_y = value[x] % modulus, value[y] % modulus
    level = np.select(
        [
            (tail_x == tail_y) & ((shared >= 8) | (length[x] == length[y])),
            (value[x] % 10**7 == value[y] % 10**7) & (shared >= 7),
            tail_x // 100 == tail_y // 100,
        ],
        [3, 2, 1],
        0,
    )
    return np.where((x >= 0) & (y >= 0), level, UNKNOWN)


def _address(records: Records, a: Codes, b: Codes) -> Codes:
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
    level = np.select(
        [
            ~has_street & ~zip_known & ~city_known,
            same_street & same_number & ~far,
            like_street & same_number & ~far,
            like_street & same_number,
            like_street & ~both & ~far,
            like_street & (abs(number_a - number_b) <= 8) & ~far,
            like_street & ~far,
            ~has_street & same_zip,
            has_street & same_zip,
            ~has_street & same_city,
            has_street & ~far,
            ~has_street,
        ],
        [UNKNOWN, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1],
        0,
    )
    return level


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


def _category(records: Records, a: Codes, b: Codes) -> Codes:
    x, y = records.category[a].astype(np.int64), records.category[b].astype(np.int64)
    known = (x >= 0) & (y >= 0)
    level = np.where(known, np.where(x == y, 2, 0), UNKNOWN)
    differ = known & (x != y)
    if differ.any():
        sets = [frozenset(text.replace("&", " ").split()) for text in records.categories]
        size = np.int64(len(sets))
        distinct, back = np.unique(x[differ] * size + y[differ], return_inverse=True)
        overlap = np.asarray([bool(sets[int(p // size)] & sets[int(p % size)]) for p in distinct], np.int64)
        level[differ] = overlap[back]
    return level

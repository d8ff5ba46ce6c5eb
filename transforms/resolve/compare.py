"""Comparisons: what two listings say about each field, as a small level; higher means more alike.

Each comparison is one piece of evidence. Street, number, postal code and town are a single one, for
they follow from each other: counted apart they would vote four times for the same fact.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from transforms.resolve.addresses import UNKNOWN, Place, compare_addresses
from transforms.resolve.names import NameSimilarity, Words, compare_names
from transforms.resolve.prepare import Codes, Records


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
    Comparison("address", tuple(level.words for level in Place), Place.LIKE_STREET, True),
    Comparison("domain", ("different", "same"), 1, True),
    Comparison("mail", ("different", "same"), 1, True),
    Comparison("legal_form", ("other kind", "same kind"), 9, False),
    Comparison("country", ("different", "same"), 9, False),
    Comparison("category", ("different", "some words", "same"), 9, False),
)
NAMES = [comparison.name for comparison in COMPARISONS]


@dataclass(frozen=True)
class Levels:
    """Levels of pairs, one row a pair, one column a comparison; and bits of the names' words."""

    table: Codes
    name_bits: Codes
    own_bits: Codes
    """See `NameSimilarity.own_bits`."""


def compare(records: Records, words: Words, a: Codes, b: Codes) -> Levels:
    """Compare pairs of records in every comparison of `COMPARISONS`."""
    name, name_bits, own_bits = _name(records, words, a, b)
    columns = (
        name,
        _phone(records, a, b),
        compare_addresses(records, a, b),
        _equal(records.domain, a, b),
        _equal(records.mail, a, b),
        _equal(records.form, a, b),
        _equal(records.country, a, b),
        _category(records, a, b),
    )
    return Levels(np.column_stack(columns).astype(np.uint8), name_bits, own_bits)


def _equal(codes: Codes, a: Codes, b: Codes) -> Codes:
    known = (codes[a] >= 0) & (codes[b] >= 0)
    return np.where(known, codes[a] == codes[b], UNKNOWN)


def _name(records: Records, words: Words, a: Codes, b: Codes) -> tuple[Codes, Codes, Codes]:
    known = (records.name[a] >= 0) & (records.name[b] >= 0)
    level, bits = np.full(len(a), UNKNOWN), np.zeros(len(a), np.float32)
    own = np.zeros(len(a), np.float32)
    if known.any():
        similarity = compare_names(words, records.name[a[known]], records.name[b[known]])
        level[known] = name_levels(similarity)
        bits[known] = np.where(similarity.ratio >= 0.88, np.inf, similarity.shared_bits)
        own[known] = similarity.own_bits
    native = (records.native[a] >= 0) & (records.native[a] == records.native[b])
    return np.where(native, 6, level), bits, np.where(native, 0, own)


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

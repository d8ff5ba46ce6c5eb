"""Comparisons: what two listings say about each field, as a small level; higher means more alike.

Each comparison is one piece of evidence. Street, number, postal code and town are a single one, for
they follow from each other: counted apart they would vote four times for the same fact.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from transforms.clean import calling_code
from transforms.resolve.addresses import UNKNOWN, Place, Streets, compare_addresses
from transforms.resolve.columns import Texts, numbers
from transforms.resolve.names import NameSimilarity, Words, compare_names
from transforms.resolve.prepare import Codes, Records
from transforms.resolve.unlike import Glance, are_unlike


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
    told_bits: Codes


@dataclass(frozen=True)
class Comparer:
    """Compares pairs of these records, many times if need be: what is asked of each value is found once."""

    records: Records
    words: Words
    same_words: Codes
    """By name code, the key of its words; -1 at the end, for code -1."""
    same_letters: Codes
    """By name code, the key of its letters; -1 at the end, for code -1."""
    glance: Glance
    """What is seen of each name at once."""
    streets: Streets
    phone_value: Codes
    """By phone code, its last nine digits as a number."""
    phone_length: Codes
    category_words: Codes
    """By category code, which words it has, one bit for several of them."""

    @classmethod
    def of(cls, records: Records, words: Words) -> Comparer:
        """Look at each value once."""
        return cls(
            records,
            words,
            np.append(words.sorted_code, -1),
            np.append(words.squeezed_code, -1),
            Glance.of(words),
            Streets.of(records.streets),
            *_phone_ends(records.phones),
            _category_words(records.categories),
        )

    def contacts(self, a: Codes, b: Codes) -> dict[str, Codes]:
        """Compare what says where a listing is: phone, address, mail; cheap beside a comparison of names."""
        return {
            "phone": self._phone(a, b),
            "address": compare_addresses(self.records, self.streets, a, b),
            "mail": _equal(self.records.mail, a, b),
        }

    def rest(self, a: Codes, b: Codes, contacts: dict[str, Codes]) -> Levels:
        """Compare what `contacts` has left."""
        return self.names(a, b, self.all_but_names(a, b, contacts))

    def all_but_names(self, a: Codes, b: Codes, contacts: dict[str, Codes]) -> Codes:
        """Return the levels of all comparisons but that of names, which costs more than all others."""
        columns = contacts | {
            "name": np.full(len(a), UNKNOWN, np.uint8),
            "domain": _equal(self.records.domain, a, b),
            "legal_form": _equal(self.records.form, a, b),
            "country": _equal(self.records.country, a, b),
            "category": self._category(a, b),
        }
        table = np.empty((len(a), len(NAMES)), np.uint8, order="F")
        for at, comparison in enumerate(NAMES):
            table[:, at] = columns[comparison]
        return table

    def names(self, a: Codes, b: Codes, others: Codes) -> Levels:
        """Compare names too, beside what `all_but_names` found."""
        others[:, NAMES.index("name")], *bits = self._name(a, b)
        return Levels(others, *bits)

    def highest_names(self, a: Codes, b: Codes) -> Codes:
        """Return the highest levels that the names of pairs may reach: told at a glance."""
        x, y = self.records.name[a], self.records.name[b]
        native = self.records.native[a]
        level = np.full(len(a), 5, np.uint8)
        level[(x < 0) | (y < 0)] = UNKNOWN
        known = np.flatnonzero(level == 5)
        level[known[are_unlike(self.glance, x[known], y[known])]] = 0
        same = self.same_words[x] == self.same_words[y]
        same |= self.same_letters[x] == self.same_letters[y]
        level[(same & (level != UNKNOWN)) | ((native >= 0) & (native == self.records.native[b]))] = 6
        return level

    def _name(self, a: Codes, b: Codes) -> tuple[Codes, Codes, Codes, Codes]:
        x, y = self.records.name[a], self.records.name[b]
        known = (x >= 0) & (y >= 0)
        level, bits = np.where(known, 6, UNKNOWN).astype(np.uint8), np.zeros(len(a), np.float32)
        own, told = np.zeros(len(a), np.float32), np.zeros(len(a), np.float32)
        native = (self.records.native[a] >= 0) & (self.records.native[a] == self.records.native[b])
        level[native] = 6
        asked = np.flatnonzero(known & ~native & (self.same_words[x] != self.same_words[y]))
        if len(asked):
            similarity = compare_names(self.words, x[asked], y[asked])
            level[asked] = name_levels(similarity)
            bits[asked] = np.where(similarity.ratio >= 0.88, np.inf, similarity.shared_bits)
            own[asked], told[asked] = similarity.own_bits, similarity.told_bits
        return level, bits, own, told

    def _phone(self, a: Codes, b: Codes) -> Codes:
        level = np.full(len(a), UNKNOWN, np.uint8)
        x, y = self.records.phone[a], self.records.phone[b]
        known = np.flatnonzero((x >= 0) & (y >= 0))
        x, y = x[known], y[known]
        level[known] = phone_levels(
            self.phone_value[x], self.phone_length[x], self.phone_value[y], self.phone_length[y]
        )
        alike = known[(x != y) & (level[known] >= 2)]
        level[alike[self._in_two_countries(a[alike], b[alike])]] = 0
        return level

    def _in_two_countries(self, a: Codes, b: Codes) -> Codes:
        """Which pairs of unequal phones with one ending belong to two countries.

        A number is complete with the calling code of its row's country; without one its ending has to do.
        """
        phone, land, texts = self.records.phone, self.records.country, self.records.phones
        found = np.zeros(len(a), bool)
        for at in np.flatnonzero((land[a] != land[b]) & (land[a] >= 0) & (land[b] >= 0)).tolist():
            rows = sorted((int(a[at]), int(b[at])), key=lambda row: len(texts[int(phone[row])]))
            short, long = (texts[int(phone[row])] for row in rows)
            code = calling_code(self.records.values["country"][int(land[rows[0]])])
            found[at] = long not in (code + short, f"{code}0{short}")  # Italy keeps the zero
        return found

    def _category(self, a: Codes, b: Codes) -> Codes:
        x, y = self.records.category[a], self.records.category[b]
        level = np.where((x | y) >= 0, np.where(x == y, np.uint8(2), np.uint8(0)), np.uint8(UNKNOWN))
        rows = np.flatnonzero((level == 0) & (self.category_words[x] & self.category_words[y] != 0))
        texts = self.records.categories
        pairs, back = np.unique(x[rows].astype(np.int64) * len(texts) + y[rows], return_inverse=True)
        overlap = [
            0 if _words(texts[pair // len(texts)]).isdisjoint(_words(texts[pair % len(texts)])) else 1
            for pair in pairs.tolist()
        ]
        level[rows] = np.asarray(overlap, np.uint8)[back]
        return level


def phone_levels(value_x: Codes, length_x: Codes, value_y: Codes, length_y: Codes) -> Codes:
    """Level of pairs of phones: their last digits (nine at most) as a number, and how many these are."""
    shared = np.minimum(length_x, length_y)
    modulus = (10 ** np.arange(10))[shared]
    tail_x, tail_y = value_x % modulus, value_y % modulus
    return np.select(
        [
            (tail_x == tail_y) & ((shared >= 8) | (length_x == length_y)),
            (value_x % 10**7 == value_y % 10**7) & (shared >= 7),
            tail_x // 100 == tail_y // 100,
        ],
        list(np.array([3, 2, 1], np.uint8)),
        np.uint8(0),
    )


def _equal(codes: Codes, a: Codes, b: Codes) -> Codes:
    x, y = codes[a], codes[b]
    return np.where((x | y) >= 0, x == y, np.uint8(UNKNOWN))


EXTRA_BITS = 0.5
"""Bits of words of one's own up to which names differ in spelling alone."""


def name_levels(s: NameSimilarity) -> Codes:
    """Level of a pair of names: the best of what words and characters say."""
    return np.select(
        [
            s.same_words,
            (s.extra_bits < EXTRA_BITS) & (s.shared_bits > 0),
            (s.overlap >= 0.78) | (s.ratio >= 0.88),
            (s.overlap >= 0.60) | (s.containment >= 0.97),
            (s.overlap >= 0.42) | (s.containment >= 0.85),
            (s.overlap >= 0.20) | (s.containment >= 0.50),
        ],
        [6, 5, 4, 3, 2, 1],
        0,
    )


def _phone_ends(phones: Texts) -> tuple[Codes, Codes]:
    """By phone code, its last nine digits as a number, and how many these are; 0 for code -1."""
    ends = pc.utf8_slice_codeunits(phones.column, start=-9, stop=None)
    value, length = numbers(ends.cast(pa.int64()), np.int64), numbers(pc.binary_length(ends), np.int32)
    return np.append(value, 0), np.append(length, 0).astype(np.int64)


def _category_words(categories: Texts) -> Codes:
    """By category code, which words it has; words share 64 bits, so that one in common is no proof."""
    seen, found = dict[str, int](), []
    for category in categories:
        found.append(sum({1 << seen.setdefault(word, len(seen)) % 64 for word in _words(category)}))
    return np.asarray([*found, 0], np.uint64)


def _words(category: str) -> set[str]:
    return set(category.replace("&", " ").split())

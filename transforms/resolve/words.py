"""Words of company names: what each tells, and under which keys names with like words are found."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow.compute as pc

from transforms.resolve.columns import Codes, Texts, numbers, texts
from transforms.resolve.counts import Counts
from transforms.resolve.keys import text_keys
from transforms.resolve.letters import first_letters, letter_bits, pack, packed_keys
from transforms.resolve.meanings import fillers, regions, vehicles


@dataclass(frozen=True)
class Vocabulary:
    """The distinct words; one more value at the end of each array, for code -1."""

    words: list[str]
    keys: Codes
    """Stable keys; see `transforms.resolve.keys`."""
    length: Codes
    first: Codes
    second: Codes
    letters: Codes
    """Which letters a word has, one bit each: words within a typing error hardly differ in it."""
    packed: Codes
    """The first eight characters in one number; a shorter word is padded."""
    is_number: Codes
    is_told: Codes
    """Words of several names: others may be misspelled."""
    is_filler: Codes
    """Words whose presence or absence makes no other company."""
    is_region: Codes
    """Regions of China, which stand before a company's name or not."""
    is_vehicle: Codes
    """Words of funds and trusts, which differ by their number alone."""


@dataclass(frozen=True)
class Words:
    """Words of the distinct names, in the order of the names; words that mean the same are one word."""

    names: Texts
    squeezed: Texts
    """The names without blanks."""
    vocabulary: Vocabulary
    counts: Counts
    """How many names bear each word."""
    name_keys: Codes
    """Stable key of each name."""
    letters: Codes
    """How many letters a name has."""
    signature: Codes
    """Which letters a name has, one bit each: names of almost one spelling hardly differ in it."""
    size: Codes
    """How many words a name has, `count_words.WIDTH` at most."""
    tokens: Codes
    """One row a name, word codes in the order of the name, -1 beyond its end."""
    idf: Codes
    """Same shape: bits that each word tells, 0 beyond its end."""
    is_core: Codes
    """Same shape: true for words of the name proper, false for a legal form and what stands behind it."""
    sorted_code: Codes
    """Stable key, equal for names with the same words in any order."""
    squeezed_code: Codes
    """Stable key, equal for names with the same letters."""
    prefix_code: Codes
    skeleton_code: Codes
    """Stable key, equal for names with the same first consonants: typing errors mostly hit vowels."""
    rarest_two_code: Codes

    @property
    def word_keys(self) -> Codes:
        """Stable key of each word of the vocabulary."""
        return self.vocabulary.keys[:-1]

    @property
    def initial(self) -> Codes:
        """First letter of each word of the vocabulary; -1 at the end, for code -1."""
        return self.vocabulary.first

    def postings(self, name: Codes) -> tuple[Codes, Codes]:
        """Rows and word codes of every word of every record."""
        rows = np.flatnonzero(name >= 0)
        tokens = self.tokens[name[rows]]
        row, column = np.nonzero(tokens >= 0)
        return rows[row], tokens[row, column]

    def spellings(self, name: Codes) -> tuple[Codes, Codes]:
        """Rows and keys that records share whose names begin alike but for one letter.

        Each key is the beginning of a name less one letter: costly, so it is for rows that hold a name only.
        """
        rows = np.flatnonzero(name >= 0)
        letters = first_letters(self.squeezed.take(name[rows]).column, 9)
        keys = [packed_keys(np.delete(letters, at, axis=1)) for at in range(letters.shape[1])]
        return np.tile(rows, len(keys)), np.concatenate(keys)

    def initials(self, name: Codes) -> tuple[Codes, Codes]:
        """Rows and keys that a short name shares with names of these initials (``bmw``)."""
        rows = np.flatnonzero(name >= 0)
        initials, of = [], []
        for row, printed in zip(rows.tolist(), self.names.take(name[rows]), strict=True):
            words = printed.split()
            if len(words) == 1 and 3 <= len(words[0]) <= 6:
                initials.append(words[0])
                of.append(row)
            elif 3 <= len(words) <= 8:
                full = "".join(word[0] for word in words)
                for text in {full, "".join(word[0] for word in words if word not in fillers())}:
                    initials.append(text)
                    of.append(row)
        return np.asarray(of, np.int64), text_keys(initials)


TOLD = 3
"""Names that bear a word from which it is no misspelling."""


def describe(words: list[str], keys: Codes, bearers: Codes) -> Vocabulary:
    """Measure the distinct words, whose stable keys these are, and how many names bear them."""
    column = texts([*words, ""])
    start = first_letters(column, 8)
    letters = letter_bits(column)
    each = [*words, ""]
    has_digit = (letters >> np.uint64(26)) & np.uint64(1023) != 0
    is_numeral = np.fromiter((word in ("i", "v", "x") for word in each), bool, len(each))
    return Vocabulary(
        words=words,
        keys=np.append(keys, -1),
        length=numbers(pc.binary_length(column), np.int32),
        first=np.append(start[:-1, 0].astype(np.int16), -1),
        second=np.append(start[:-1, 1].astype(np.int16), -1),
        letters=letters,
        packed=pack(start),
        is_number=has_digit | is_numeral,
        is_told=np.append(bearers >= TOLD, False),
        is_filler=np.fromiter(map(fillers().__contains__, each), bool, len(each)),
        is_region=np.fromiter(map(regions().__contains__, each), bool, len(each)),
        is_vehicle=np.fromiter(map(vehicles().__contains__, each), bool, len(each)),
    )

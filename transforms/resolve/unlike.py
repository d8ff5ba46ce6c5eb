"""Names that have nothing in common at the first look: most candidates were brought together by a place.

What counts as one word in `names` is equal, begins with one letter, or stands beside words that are equal.
So names whose words all begin otherwise can only be one by their letters as a whole.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from transforms.resolve.names import LEAST_RATIO, Words
from transforms.resolve.prepare import Codes

_SPLIT_LETTERS = 2
"""Letters that names may have apart which are split otherwise (`remainders`)."""


@dataclass(frozen=True)
class Glance:
    """What is seen of names at once, one value a name; ``initials``: which letters words begin with, as bits.

    The rest is that of `Words`.
    """

    initials: Codes
    size: Codes
    letters: Codes
    signature: Codes

    @classmethod
    def of(cls, words: Words) -> Glance:
        """Look at each name."""
        of_word = np.left_shift(np.uint64(1), (words.initial & 63).astype(np.uint64))
        of_word[-1] = 0
        found = np.zeros(len(words.tokens), np.uint64)
        for place in range(words.tokens.shape[1]):
            found |= of_word[words.tokens[:, place]]
        return cls(found, words.size, words.letters, words.signature)


def are_unlike(names: Glance, a: Codes, b: Codes) -> Codes:
    """Return for which pairs of names `names.compare_names` finds no word and too few letters in common.

    Args:
        a, b: positions of the names of each pair.
    """
    unlike = (names.initials[a] & names.initials[b]) == 0
    at = np.flatnonzero(unlike)
    a, b = a[at], b[at]
    size_a, size_b = names.size[a], names.size[b]
    # Single words are compared whatever their first letters, and may be the initials of many.
    unlike[at] = (np.minimum(size_a, size_b) > 1) | (np.maximum(size_a, size_b) == 2)
    letters = names.letters[a] + names.letters[b]
    most = np.maximum((1 - LEAST_RATIO) * letters + 1e-6, _SPLIT_LETTERS)
    unlike[at] &= np.bitwise_count(names.signature[a] ^ names.signature[b]) > most
    return np.asarray(unlike)

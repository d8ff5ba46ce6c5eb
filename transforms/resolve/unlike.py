"""Names that have nothing in common at the first look: most candidates were brought together by a place.

What counts as one word in `names` is equal, begins with one letter, or stands beside words that are equal.
So names whose words all begin otherwise can only be one by their letters as a whole.
"""

from __future__ import annotations

import numpy as np

from transforms.resolve.names import LEAST_RATIO, Words
from transforms.resolve.prepare import Codes

_SPLIT_LETTERS = 2
"""Letters that names may have apart which are split otherwise (`remainders`)."""


def initials(words: Words) -> Codes:
    """Return for each name with which letters its words begin, one bit each."""
    of_word = np.left_shift(np.uint64(1), (words.initial & 63).astype(np.uint64))
    of_word[-1] = 0
    found = np.zeros(len(words.tokens), np.uint64)
    for place in range(words.tokens.shape[1]):
        found |= of_word[words.tokens[:, place]]
    return found


def are_unlike(words: Words, initials: Codes, a: Codes, b: Codes) -> Codes:
    """Return for which pairs of names `names.compare_names` finds no word and too few letters in common.

    Args:
        initials: of all names.
        a, b: codes of the names of each pair.
    """
    unlike = (initials[a] & initials[b]) == 0
    at = np.flatnonzero(unlike)
    a, b = a[at], b[at]
    size_a, size_b = words.size[a], words.size[b]
    # Single words are compared whatever their first letters, and may be the initials of many.
    unlike[at] = (np.minimum(size_a, size_b) > 1) | (np.maximum(size_a, size_b) == 2)
    letters = words.letters[a] + words.letters[b]
    most = np.maximum((1 - LEAST_RATIO) * letters + 1e-6, _SPLIT_LETTERS)
    unlike[at] &= np.bitwise_count(words.signature[a] ^ words.signature[b]) > most
    return np.asarray(unlike)

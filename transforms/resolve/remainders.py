"""What is left of two names when the words they share are taken away: is it one thing, written otherwise?

``van der bilt`` and ``vanderbilt`` are split otherwise; ``bmw`` are the initials of three words.
"""

from __future__ import annotations

import numpy as np
from rapidfuzz.distance import OSA

from transforms.resolve.columns import Codes
from transforms.resolve.words import Vocabulary

_SHORTEST_ACRONYM = 3
_LITTLE = frozenset("and of the for de del der und".split())


def same_remainder(known: Vocabulary, x: Codes, y: Codes, left_x: Codes, left_y: Codes) -> Codes:
    """Return for which pairs the words left over are the same ones.

    Args:
        known: the words.
        x, y: word codes, one column a pair, in the order of the names.
        left_x, left_y: same shapes; words that the other name lacks.
    """
    found = np.zeros(x.shape[1], bool)
    count_x, count_y = left_x.sum(0), left_y.sum(0)
    at = np.flatnonzero((count_x > 0) & (count_y > 0) & (count_x != count_y))
    x, y, left_x, left_y = (table[:, at] for table in (x, y, left_x, left_y))
    sides = (left_x, x), (left_y, y)
    length_x, length_y = (np.where(left, known.length[of], 0).sum(0) for left, of in sides)
    near = np.flatnonzero(np.abs(length_x - length_y) <= 1)
    at, x, y, left_x, left_y = at[near], *(table[:, near] for table in (x, y, left_x, left_y))
    sides = (left_x, x), (left_y, y)
    letters_x, letters_y = (
        np.bitwise_or.reduce(np.where(left, known.letters[of], np.uint64(0)), axis=0) for left, of in sides
    )
    split = np.bitwise_count(letters_x ^ letters_y) <= 2
    for row in np.flatnonzero(split).tolist():
        one = [known.words[code] for code in x[left_x[:, row], row].tolist()]
        two = [known.words[code] for code in y[left_y[:, row], row].tolist()]
        found[at[row]] = _is_split(one, two)
    return found


def _is_split(one: list[str], two: list[str]) -> bool:
    a, b = "".join(one), "".join(two)
    if a == b:
        return True
    has_number = any(c.isdigit() for c in a + b)
    return not has_number and min(len(a), len(b)) >= 6 and OSA.distance(a, b, score_cutoff=1) <= 1


def is_acronym(short: str, words: list[str]) -> bool:
    """True where a word of three letters or more holds the initials of words, little ones left out or not."""
    if len(short) < _SHORTEST_ACRONYM:
        return False
    initials = "".join(word[0] for word in words)
    return short in (initials, "".join(word[0] for word in words if word not in _LITTLE))

"""Words that sound alike: one word of another alphabet, brought into Latin letters by two habits."""

from __future__ import annotations

import re
from functools import lru_cache

_HABITS = (
    ("shch", "sh"),
    ("tch", "ch"),
    ("sch", "sh"),
    ("ph", "f"),
    ("kh", "h"),
    ("ck", "k"),
    ("zh", "j"),
    ("ts", "c"),
    ("tz", "c"),
    ("x", "ks"),
    ("q", "k"),
    ("w", "v"),
    ("oo", "u"),
    ("ou", "u"),
    ("ee", "i"),
    ("y", "i"),
    ("j", "i"),
)
_DOUBLE = re.compile(r"(.)\1+")
_SHORTEST = 4


def sounds_like(one: str, two: str) -> bool:
    """True for two words that differ by habits of transliteration alone: ``chaikovskii``, ``tchaikovsky``."""
    return min(len(one), len(two)) >= _SHORTEST and _sound(one) == _sound(two)


@lru_cache(maxsize=20_000)
def _sound(word: str) -> str:
    for printed, meant in _HABITS:
        word = word.replace(printed, meant)
    return _DOUBLE.sub(r"\1", word)

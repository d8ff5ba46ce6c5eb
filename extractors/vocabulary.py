"""Words and shapes of ``config/vocabulary`` as readers of pages compare them: folded, loaded once."""

from __future__ import annotations

import unicodedata
from functools import cache, lru_cache

from config.word_lists import vocabulary

_OWN = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i", ".": None, "’": "'"})


load = cache(vocabulary)
"""`config.words.vocabulary`, remembered."""


@cache
def phrases(name: str, key: str) -> frozenset[str]:
    """Return the folded phrases of one ``;``-separated line of a vocabulary."""
    return frozenset(folded for part in str(load(name)[key]).split(";") if (folded := fold(part)))


@cache
def words(name: str, key: str) -> frozenset[str]:
    """Return the folded words of one line of a vocabulary."""
    return frozenset(fold(part) for part in str(load(name)[key]).split())


@lru_cache(maxsize=20_000)
def fold(text: str) -> str:
    """Return ``text`` in lower case without accents, dots and surplus space: how vocabularies are
    compared.
    """
    text = text.casefold()
    if text.isascii():
        text = text.replace(".", "")  # all that `_OWN` would change, in a twentieth of the time
    else:
        text = unicodedata.normalize("NFKD", text)
        text = "".join(char for char in text if not unicodedata.combining(char))
        # Japanese voicing marks and Hangul come apart above and have to be put together again
        text = unicodedata.normalize("NFC", text).translate(_OWN)
    return " ".join(text.split())

"""What words of company names mean: translations, numbers, words that say little or nothing."""

from __future__ import annotations

import re
from functools import cache

import pyarrow as pa
import pyarrow.compute as pc

from transforms.clean import vocabulary
from transforms.clean.scripts import fold
from transforms.resolve.columns import texts


@cache
def meanings() -> dict[str, str]:
    """Return what words are compared as: translations in English, numbers in figures."""
    found = {
        fold(str(w)): fold(str(en)) for en, words in vocabulary.load("translations").items() for w in words
    }
    numbers = vocabulary.load("numbers")
    found |= {w: str(n) for n, words in numbers["cardinals"].items() for w in words}
    found |= {w: f"{n}th" for n, words in numbers["ordinals"].items() for w in words}
    return found | {w: str(n) for w, n in numbers["roman"].items()}


@cache
def fillers() -> frozenset[str]:
    """Words whose presence or absence makes no other company."""
    return frozenset(fold(word) for word in vocabulary.words("filler_words"))


@cache
def regions() -> frozenset[str]:
    """Regions of China, which stand before a company's name or not."""
    return frozenset(str(pinyin) for _, pinyin in vocabulary.load("chinese_regions"))


@cache
def vehicles() -> frozenset[str]:
    """Words of funds and trusts, which differ by their number alone."""
    return frozenset(map(fold, vocabulary.load("numbers")["vehicles"]))


@cache
def generic() -> frozenset[str]:
    """Words that say little about which company it is."""
    means = meanings()
    words = {fold(word) for word in vocabulary.words("generic_words")} | set(vocabulary.load("translations"))
    return frozenset({means.get(word, word) for word in words} | fillers() | regions())


_ONES = "one|two|three|four|five|six|seven|eight|nine|[1-9]"
_TENS = rf"\b(twenty|thirty|fou?rty|fifty|sixty|seventy|eighty|ninety) ({_ONES})\b"


def in_figures(names: pa.Array) -> pa.Array:
    """Names with compound numbers in figures: ``brigade forty four`` is ``brigade 44``."""
    if not pc.any(pc.match_substring_regex(names, _TENS)).as_py():
        return names
    means = meanings()

    def number(match: re.Match[str]) -> str:
        ten, one = match.groups()
        return str(int(means[ten]) + int(means.get(one, one)))

    return texts(re.sub(_TENS, number, name) for name in names.to_pylist())

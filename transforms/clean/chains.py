"""Chains: names that many places bear, and that say little about which of them a listing is."""

from __future__ import annotations

from functools import cache

from transforms.clean import vocabulary
from transforms.clean.names import company_names

_BRANCH_WORDS = frozenset("store shop filiale branch restaurant supermarket".split())
"""Words behind a brand that make a branch of it: ``target store``."""


@cache
def _brands() -> tuple[frozenset[str], frozenset[str], int]:
    """Compare forms of the brands, of those that are common words too, and the words of the longest."""
    chains = vocabulary.load("chains")
    printed = [str(name) for names in chains["brands"].values() for name in names]
    brands = {name for name in company_names(printed, [None] * len(printed))[0] if name}
    words = [str(name) for name in chains["words"]]
    common = {name for name in company_names(words, [None] * len(words))[0] if name}
    return frozenset(brands - common), frozenset(common), max(len(name.split()) for name in brands)


def chain_of(name: str) -> str | None:
    """Return the chain that a compare name (`company_name`) begins with; None for other names.

    A brand that is a common word too counts only by itself, with a number, or with a word for a branch.
    """
    brands, common, longest = _brands()
    words = name.split()
    for size in range(min(longest, len(words)), 0, -1):
        start = " ".join(words[:size])
        if start in brands:
            return start
        if start in common and all(word.isdigit() or word in _BRANCH_WORDS for word in words[size:]):
            return start
    return None


def is_chain(name: str) -> bool:
    """True where `chain_of` knows the chain of a compare name."""
    return name.split(" ", 1)[0] in _first_words() and chain_of(name) is not None


@cache
def _first_words() -> frozenset[str]:
    brands, common, _ = _brands()
    return frozenset(name.split(" ", 1)[0] for name in brands | common)

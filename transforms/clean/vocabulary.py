"""Word lists of ``config/vocabulary``: data, so that an analyst can correct them without reading code."""

from __future__ import annotations

from functools import cache

from config.word_lists import vocabulary as load

__all__ = ["load", "words"]


@cache
def words(name: str) -> frozenset[str]:
    """Return a list of words; an entry may hold many, separated by blanks."""
    return frozenset(word for entry in load(name) for word in str(entry).split())

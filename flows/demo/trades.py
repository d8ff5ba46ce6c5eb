"""Trades of the demo world: NACE Rev. 2 divisions and the words by which sources and names show them."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Trade:
    """One NACE division as people print it; the words stand in ``trades.toml``."""

    division: str
    code: str
    """A class of the division, as a register prints it."""
    role: str
    """producer, trader or service."""
    weight: int
    """How common it is among the companies of the world."""
    words: dict[str, list[str]]
    """Language -> printed categories."""
    names: dict[str, list[str]]
    """Language -> words that company names are made of; Chinese ones as ``sign=English``."""


def _read() -> dict[str, Trade]:
    data = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    return {
        division: Trade(
            division,
            given["code"],
            given["role"],
            given["weight"],
            {language: given[language] for language in ("en", "de", "fr", "zh")},
            given["names"],
        )
        for division, given in data.items()
    }


TRADES = _read()
INDUSTRIAL = frozenset("10 13 16 17 20 22 24 25 26 27 28 29 31 32".split())
COWORKING = ("62", "69", "71")
CHINESE = frozenset("13 22 24 25 26 27 28 29 31 32 46".split())
"""Trades of the world's Chinese companies: those that export."""

"""Street addresses: the name of the street apart from the house number, and comparable postal codes."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from transforms.clean import vocabulary
from transforms.clean.scripts import fold, is_cjk, plain

_BRACKETS = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_ASIDE = re.compile(
    r"\b(?:between|bet|near|across|corner|opposite|behind|inside|off|at|in|gegenuber|ecke|angle)\b.*$"
)
_UNIT = re.compile(
    r"(?:\b(?:suite|ste|unit|apt|apartment|floor|fl|flr|room|rm|dept|etage|og|stock|piso|lot|bldg|building|hall|halle|geb)"
    r"\b\.?\s*#?\s*[a-z]?\d*[a-z]?\b|\b\d+(?:st|nd|rd|th)\s+(?:floor|fl)\b|\b\d+\.?\s*(?:og|stock|etage)\b|#\s*\w+)"
)
_LEADING = re.compile(
    r"^(?:no\.?\s*|nr\.?\s*)?(\d+)([a-z](?![a-z]))?(?:\s?[-/]\s?\d+[a-z]?)?(?:\s+(?:bis|ter))?[\s,]+(?=\S)"
)
_TRAILING = re.compile(r"[\s,.]+(?:no\.?|nr\.?|n)?\s*(\d+)\s?([a-z](?![a-z]))?(?:\s?[-/+]\s?\d*\s?[a-z]?)?$")
_HAN_NUMBER = re.compile(r"^(.*?)(\d+)\s*[号號]")
_BARE_NUMBER = re.compile(r"(?:no\.?|nr\.?|n)?\s*\d+\s?[a-z]?(?:\s?-\s?\d+\s?[a-z]?)?")
_NOT_WORD = re.compile(r"[\W_]+")
_LETTER_DOT = re.compile(r"\b([nsew])\.([nsew])\.", re.ASCII)


class Street(NamedTuple):
    """Street name in comparable spelling and house number (``12a``; the first of a range), if printed."""

    name: str
    number: str | None


@cache
def _spellings() -> dict[str, str]:
    return {fold(str(key)): str(value) for key, value in vocabulary.load("street_words").items()}


def street(raw: str | None, country: str | None = None) -> Street | None:
    """Return street name and house number, None where nothing is left to compare.

    Args:
        raw: as printed, number before (12 High Street) or after the name (Hauptstr. 12 a, 科技路88号).
        country: not needed today; numbers are found by their place.
    """
    return _street(raw) if raw and raw.strip() else None


@lru_cache(maxsize=20_000)
def _street(raw: str) -> Street | None:
    text = raw[:200]
    if is_cjk(text):
        found = _HAN_NUMBER.search(plain(text))
        if found:
            return Street(_compare(_after_district(found.group(1))), found.group(2))
    text = _LETTER_DOT.sub(r"\1\2 ", fold(_BRACKETS.sub(" ", text)))
    text = _UNIT.sub(" ", text)
    text = _segment(text)
    number: str | None = None
    found = _LEADING.match(text)
    if found:
        number, text = found.group(1) + (found.group(2) or ""), text[found.end() :]
    short = _ASIDE.sub("", text).strip()
    text = short or text
    if number is None:
        found = _TRAILING.search(text)
        if found and text[: found.start()].strip():
            number, text = found.group(1) + (found.group(2) or ""), text[: found.start()]
    name = _compare(text)
    return Street(name, number.lstrip("0") or None if number else None) if name else None


def _segment(text: str) -> str:
    """The part between commas that holds the street: the first with letter and digit, or else the first."""
    parts = [part.strip(" .") for part in re.split(r"[,;\n|]|\s{2,}", text)]
    parts = [part for part in parts if part]
    merged: list[str] = []
    for part in parts:
        if merged and (merged[-1].isdigit() or _BARE_NUMBER.fullmatch(part)):
            merged[-1] += " " + part
        else:
            merged.append(part)
    for part in merged:
        if re.search(r"\d", part) and re.search(r"[a-z]", part):
            return part
    return merged[0] if merged else ""


def _after_district(text: str) -> str:
    """Chinese addresses go from large to small: keep what follows the last province, town or district."""
    return re.split(r"[省市区區县縣镇鎮]", text)[-1] or text


def _compare(text: str) -> str:
    spellings = _spellings()
    words = []
    for word in _NOT_WORD.sub(" ", fold(text)).split():
        if len(word) > 7 and word.endswith("strasse"):
            word = word[:-4]
        elif len(word) > 6 and word.endswith("straat"):
            word = word[:-3]
        words.append(spellings.get(word, word))
    if len(words) > 1 and words[-1] == "str":
        words[-2:] = [words[-2] + "str"]
    return " ".join(words)


@lru_cache(maxsize=20_000)
def postcode(raw: str | None) -> str | None:
    """Return a comparable postal code: upper case, no blanks, no ``D-``, no US +4; None without a digit."""
    text = fold(raw).upper().strip() if raw else ""
    text = re.sub(r"^[A-Z]{1,3}-(?=\d)", "", text)
    text = re.sub(r"\.0$", "", text)
    text = re.sub(r"^(\d{5})-\d{4}$", r"\1", text)
    text = re.sub(r"[^A-Z0-9]", "", text)
    return text if any(c.isdigit() for c in text) and len(text) <= 10 and set(text) != {"0"} else None

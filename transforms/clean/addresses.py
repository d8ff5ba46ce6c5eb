"""Street addresses: the name of the street apart from the house number, and comparable postal codes."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from anyascii import anyascii

from transforms.clean import vocabulary
from transforms.clean.scripts import fold, is_cjk, plain

MAX_LENGTH = 200
"""Characters of a street that are read."""
ASIDES = frozenset(
    "between bet near across corner opposite behind inside off at in gegenuber ecke angle".split()
)
"""Words that begin a remark on where the house stands."""
FLOORS = frozenset("og stock etage".split())
UNITS = FLOORS | frozenset(
    "suite ste unit apt apartment floor fl flr room rm dept piso lot bldg building hall halle geb".split()
)
"""Words before the number of a part of the house."""

_BRACKETS = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_ASIDE = re.compile(rf"\b(?:{'|'.join(sorted(ASIDES))})\b.*$")
_UNIT = re.compile(
    rf"(?:\b(?:{'|'.join(sorted(UNITS))})"
    r"\b\.?\s*#?\s*[a-z]?\d*[a-z]?\b|\b\d+(?:st|nd|rd|th)\s+(?:floor|fl)\b"
    rf"|\b\d+\.?\s*(?:{'|'.join(sorted(FLOORS))})\b|#\s*\w+)"
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


def street(raw: str | None, country: str | None = None) -> Street | None:
    """Return street name and house number, None where nothing is left to compare.

    Args:
        raw: as printed, number before (12 High Street) or after the name (Hauptstr. 12 a, 科技路88号).
        country: not needed today; numbers are found by their place.
    """
    if not raw or not raw.strip():
        return None
    text = raw[:MAX_LENGTH]
    if is_cjk(text):
        found = _HAN_NUMBER.search(plain(text))
        if found:
            return Street(road(found.group(1)), found.group(2))
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
    name = comparable(text)
    return Street(name, number.lstrip("0") or None if number else None) if name else None


def road(text: str) -> str:
    """Chinese addresses go from large to small: compare what follows the last province, town or district."""
    return comparable(re.split(r"[省市区區县縣镇鎮]", text)[-1] or text)


def comparable(text: str) -> str:
    """Return the words of a street name in one spelling."""
    name = " ".join(map(word, _NOT_WORD.sub(" ", fold(text)).split()))
    return joined(name)


def word(folded: str) -> str:
    """Return a folded word as it is compared: ``street`` is ``st``, ``hauptstrasse`` is ``hauptstr``."""
    if len(folded) > 7 and folded.endswith("strasse"):
        folded = folded[:-4]
    elif len(folded) > 6 and folded.endswith("straat"):
        folded = folded[:-3]
    return _spellings().get(folded, folded)


def joined(name: str) -> str:
    """``haupt str`` is ``hauptstr``."""
    return name[:-4] + "str" if name.endswith(" str") else name


@cache
def _spellings() -> dict[str, str]:
    return {fold(str(key)): str(value) for key, value in vocabulary.load("street_words").items()}


def _segment(text: str) -> str:
    """The part between commas that holds the street: the first with letter and digit, or else the first."""
    parts = [part.strip(" .") for part in re.split(r"[,;\n|]|\s{2,}", text)]
    parts = [part for part in parts if part]
    merged: list[str] = []
    for part in parts:
        if merged and (_BARE_NUMBER.fullmatch(merged[-1]) or _BARE_NUMBER.fullmatch(part)):
            merged[-1] += " " + part
        else:
            merged.append(part)
    for part in merged:
        if re.search(r"\d", part) and re.search(r"[a-z]", part):
            return part
    return merged[0] if merged else ""


def postcode(raw: str | None) -> str | None:
    """Return a comparable postal code: upper case, no blanks, no ``D-``, no US +4; None without a digit."""
    text = raw[:40] if raw else ""
    if not (text.isascii() and text.isdigit()):
        text = (text if text.isascii() else anyascii(plain(text))).upper().strip()
        if "-" in text or "." in text:
            text = re.sub(r"^[A-Z]{1,3}-(?=\d)", "", text)
            text = re.sub(r"\.0$", "", text)
            text = re.sub(r"^(\d{5})-\d{4}$", r"\1", text)
        if not text.isalnum():
            text = re.sub(r"[^A-Z0-9]", "", text)
        if text.isalpha():
            return None
    return text if len(text) <= 10 and text.strip("0") else None

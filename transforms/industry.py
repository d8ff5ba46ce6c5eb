"""Industry of a company from the words of its trade: NACE Rev. 2 division, or None where they do not say.

Abstention before error: a wrong industry costs more than a missing one (R3 would reject a customer).
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from config.words import industries
from transforms.clean import fold, is_cjk

_CODE = re.compile(
    r"^\s*(?:(?:nace|naf|ape|wz|isic)(?:[\s-]*(?:rev\.?\s*)?(?:2(?:\.[01])?|2008)(?=[\s:.]))?[\s.:-]*)?"
    r"(?P<section>[A-U]\s?)?(?P<division>\d\d)(?:[.\s]?(?P<group>\d{1,2})(?:\.\d{1,2})?(?P<naf>[A-Z])?)?"
    r"(?=$|[\s:;,()-])",
    re.IGNORECASE,
)
_OTHER_SCHEME = re.compile(r"\b(?:u?k?\s?sic|naics|cpv|unspsc|hs)\b", re.IGNORECASE)
_PARTS = re.compile(r"\s*[;|•·>]\s*|\s*,\s+|、|；|，")
_NOT_WORD = re.compile(r"[\W_]+")
_COMPOUND = 6
"""Letters from which a word may be found at the end of a longer one (Sonder-maschinenbau)."""


class Industry(NamedTuple):
    """NACE Rev. 2 division (two digits), its English name and how sure we are, 0 to 1."""

    code: str
    name: str
    confidence: float


class _Words(NamedTuple):
    phrases: dict[tuple[str, ...], str]
    endings: dict[str, str]
    native: list[tuple[str, str]]
    longest: int


@cache
def _words() -> _Words:
    """Folded phrases, endings of compounds and native words with their divisions; clashes drop out."""
    phrases: dict[tuple[str, ...], set[str]] = {}
    endings: dict[str, set[str]] = {}
    native: dict[str, set[str]] = {}
    for code, industry in industries().divisions.items():
        for word in industry.words():
            if is_cjk(word):
                native.setdefault(word, set()).add(code)
                continue
            if word.startswith("-"):
                endings.setdefault(_flat(word[1:]), set()).add(code)
                continue
            phrases.setdefault(tuple(_flat(word).split()), set()).add(code)
    single = {key: codes.copy().pop() for key, codes in phrases.items() if len(codes) == 1}
    return _Words(
        single,
        {word: codes.copy().pop() for word, codes in endings.items() if len(codes) == 1},
        sorted(
            ((word, codes.copy().pop()) for word, codes in native.items() if len(codes) == 1),
            key=lambda item: (-len(item[0]), item[0]),
        ),
        max(map(len, single)),
    )


def _flat(text: str) -> str:
    return _NOT_WORD.sub(" ", fold(text)).strip()


def division_name(code: str | None) -> str | None:
    """Return the English name of a division."""
    known = industries().divisions.get(code or "")
    return known.name if known else None


@lru_cache(maxsize=20_000)
def industry(text: str | None) -> Industry | None:
    """Return the industry that a printed category, code or line of products says; None when unclear.

    A code must be recognisable as one (``28.41``, ``NACE 28``, ``C28``, ``2841Z``): four bare digits may be
    any scheme's. Of several categories the first counts, and is doubted where the others
    disagree.
    """
    if not text or not text.strip():
        return None
    if code := _code(text):
        return Industry(code, industries().divisions[code].name, 0.98)
    found = [code for part in _PARTS.split(text) if part and (code := _by_code_or_words(part))]
    if not found:
        code = _by_words(text)
        return Industry(code, industries().divisions[code].name, 0.8) if code else None
    first = found[0]
    share = found.count(first) / len(found)
    confidence = 0.95 if share == 1 else 0.75 if share > 0.5 else 0.5
    return Industry(first, industries().divisions[first].name, confidence)


def _by_code_or_words(part: str) -> str | None:
    return _code(part) or _by_words(part)


def _code(text: str) -> str | None:
    if _OTHER_SCHEME.search(text):
        return None
    found = _CODE.match(text)
    if not found or found.group("division") not in industries().divisions:
        return None
    bare_digits = re.fullmatch(r"\s*\d{3,}\s*", text)
    separated = found.group("group") is None or "." in found.group() or found.group("section")
    if bare_digits or not (separated or found.group("naf")):
        return None
    followed = text[found.end() :].strip(" :;,()-")
    named = re.match(r"\s*[a-z]", text, re.IGNORECASE) or "." in found.group()
    return found.group("division") if not followed or named else None


def _by_words(part: str) -> str | None:
    """Longest phrases first; words for what is done with goods win over the words for the goods."""
    words = _words()
    votes: dict[str, int] = {}
    if is_cjk(part):
        rest = part
        for word, code in words.native:
            if word in rest:
                votes[code] = votes.get(code, 0) + 3 * len(word)
                rest = rest.replace(word, " ")
        return _winner(votes)
    tokens = _flat(part).split()
    at = 0
    while at < len(tokens):
        for size in range(min(words.longest, len(tokens) - at), 0, -1):
            whole = words.phrases.get(tuple(tokens[at : at + size]))
            if whole:
                votes[whole] = votes.get(whole, 0) + sum(map(len, tokens[at : at + size]))
                at += size
                break
        else:
            ending = _compound(tokens[at])
            if ending:
                votes[ending] = votes.get(ending, 0) + len(tokens[at]) // 2
            at += 1
    return _winner(votes)


@lru_cache(maxsize=20_000)
def _compound(token: str) -> str | None:
    """German compounds say at their end what they are; the longest known ending counts."""
    words = _words()
    for start in range(1, len(token) - _COMPOUND + 1):
        ending = token[start:]
        code = words.endings.get(ending) or words.phrases.get((ending,))
        if code:
            return code
    return None


def _winner(votes: dict[str, int]) -> str | None:
    above = {code: n for code, n in votes.items() if industries().divisions[code].above}
    ranked = sorted((above or votes).items(), key=lambda item: (-item[1], item[0]))
    if not ranked or (len(ranked) > 1 and ranked[0][1] == ranked[1][1]):
        return None
    return ranked[0][0]

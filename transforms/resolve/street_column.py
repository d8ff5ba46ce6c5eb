"""Streets of a whole column at once: what `clean.street` finds, for the usual shapes without a step a value.

Usual are ``12 High St``, ``No. 12 High St, Suite 4``, ``Hauptstr. 12a``, ``Market Hall`` and ``科技路88号``.
Each distinct word is looked at once; which words stand where is then a question to arrays of numbers. A
street with any word that may mean something else goes through the rules.
"""

from __future__ import annotations

import re
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from transforms.clean.addresses import ASIDES, MAX_LENGTH, UNITS, joined, road, street, word
from transforms.clean.scripts import fold
from transforms.resolve.columns import Codes, encode, gather, joined_words, numbers, positions, texts

_KEEP = 100_000
"""Words that are kept in memory; a million streets have fewer."""
_LETTERS = re.compile(r"[A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f]+(?:[-'’][A-Za-z\u00c0-\u024f]+)*\.?")
_ORDINAL = re.compile(r"[0-9]+(?:st|nd|rd|th)", re.IGNORECASE | re.ASCII)
_NUMBER = re.compile(r"([0-9]+[A-Za-z]?)(?:-[0-9]+[A-Za-z]?)?")
_UNIT_NUMBER = re.compile(r"#?(?:[A-Za-z]?[0-9]+[A-Za-z]?|[A-Za-z])")
_HAN = re.compile(r"([\u4e00-\u9fff]+)([0-9]+)[号號]")
_NUMBER_SIGNS = ("no", "nr")
_RULED = ASIDES | UNITS | set(_NUMBER_SIGNS)
"""Words that are not just part of a name."""

WORD, OTHER, NUMBER, COMMA, UNIT, UNIT_NUMBER, HASH, SIGN, NORTH, AFTER, STR = (1 << bit for bit in range(11))
"""What a word may be. WORD: letters. OTHER: a part of a name after the number (57th, 41). COMMA: one is
behind it. HASH: # before a unit's number. SIGN: No. NORTH: N, which may stand for number. AFTER: bis and
ter, which may belong to the number. STR: to be joined with the word before."""


class _Word(NamedTuple):
    kind: int
    name: str | None = None
    number: str | None = None


class _Words(dict[str, _Word]):
    def __missing__(self, printed: str) -> _Word:
        if len(self) >= _KEEP:
            self.clear()
        self[printed] = found = _read(printed)
        return found


class _Roads(dict[str, str]):
    def __missing__(self, printed: str) -> str:
        if len(self) >= _KEEP:
            self.clear()
        self[printed] = found = road(printed)
        return found


_words = _Words()
_roads = _Roads()


def streets(printed: pa.Array) -> tuple[pa.Array, pa.Array]:
    """Return names and house numbers of texts without null; null where `clean.street` finds none."""
    short = numbers(pc.binary_length(printed), np.int32) <= MAX_LENGTH
    usual = np.flatnonzero(short)
    is_usual, name, number = _usual(printed if short.all() else printed.take(positions(usual)))
    usual = usual[is_usual]
    rest = np.ones(len(printed), bool)
    rest[usual] = False
    found = [_by_rules(text.strip()) for text in printed.take(positions(np.flatnonzero(rest))).to_pylist()]
    at = np.empty(len(printed), np.int64)
    at[usual] = np.arange(len(usual))
    at[rest] = len(usual) + np.arange(len(found))
    return (
        gather(pa.concat_arrays([name, texts(name for name, _ in found)]), at),
        gather(pa.concat_arrays([number, texts(number for _, number in found)]), at),
    )


def _by_rules(text: str) -> tuple[str | None, str | None]:
    han = _HAN.match(text) if len(text) <= MAX_LENGTH else None
    return (_roads[han[1]], han[2]) if han else street(text) or (None, None)


def _usual(printed: pa.Array) -> tuple[Codes, pa.Array, pa.Array]:
    """Which of the texts have a usual shape, and name and number of those."""
    lists = pc.split_pattern(printed, " ")
    code, distinct = encode(lists.values)
    words = [_words[word] for word in distinct.to_pylist()]
    kind = np.asarray([word.kind for word in words], np.int64)[code]
    offsets = numbers(lists.offsets, np.int32).astype(np.int64)
    start, end = offsets[:-1], offsets[1:]

    def has(at: Codes, bits: int) -> Codes:
        found: Codes = (kind[at] & bits) > 0
        return found

    many = end - start > 2
    in_front = np.maximum(end - 2, 0)
    is_hash = many & has(end - 1, HASH)
    is_unit = many & has(end - 1, UNIT_NUMBER) & has(in_front, UNIT)
    dropped = is_hash | is_unit
    end = end - np.where(is_unit, 2, is_hash)
    usual = ~dropped | has(end - 1, WORD)

    led = has(start, NUMBER)
    signed = (end - start > 1) & has(start, SIGN) & has(np.minimum(start + 1, len(kind) - 1), NUMBER)
    first = start + np.where(led, 1, 2 * signed)
    led = led | signed
    usual &= first < end
    first = np.minimum(first, end - 1)
    usual &= ~led | ~has(first, AFTER | NUMBER)
    trailed = ~led & (end - start > 1) & has(end - 1, NUMBER) & ~has(end - 1, COMMA)
    number_at = np.where(led, first - 1, end - 1)
    end = end - trailed
    usual &= ~(trailed & has(end - 1, NORTH))

    def count(bad: Codes) -> Codes:
        sums = np.concatenate([[0], np.cumsum(bad)])
        between: Codes = sums[end] - sums[first]
        return between

    usual &= np.where(led, count((kind & (WORD | OTHER)) == 0), count((kind & WORD) == 0)) == 0
    usual &= count((kind & COMMA) > 0) == ((trailed | dropped) & has(end - 1, COMMA))

    first, end = first[usual], end[usual]
    name = joined_words(texts(word.name for word in words), code, first, end)
    glued = np.flatnonzero(has(end - 1, STR))
    if len(glued):
        at = np.arange(len(name))
        at[glued] = len(name) + np.arange(len(glued))
        whole = texts(joined(text) for text in name.take(positions(glued)).to_pylist())
        name = gather(pa.concat_arrays([name, whole]), at)
    numbered = np.where(led | trailed, code[number_at], -1)[usual]
    return usual, name, gather(texts(word.number for word in words), numbered)


def _read(printed: str) -> _Word:
    """Say what a printed word may be; no bit means that only the rules can tell."""
    text = printed.removesuffix(",")
    kind = COMMA if text != printed else 0
    unit = (UNIT_NUMBER | (HASH if text[:1] == "#" else 0)) if _UNIT_NUMBER.fullmatch(printed) else 0
    number = _NUMBER.fullmatch(text)
    if number:
        kind |= NUMBER | unit | (OTHER if text.isdigit() else 0)
        return _Word(kind, text, number[1].lower().lstrip("0") or None)
    if _ORDINAL.fullmatch(text):
        return _Word(kind | OTHER, word(text.lower()))
    if not _LETTERS.fullmatch(text):
        return _Word(kind | unit)
    folded = [fold(part) for part in re.split(r"[-'’]", text.removesuffix("."))]
    if not all(part.isascii() and part.isalpha() for part in folded):
        return _Word(kind)
    if any(part in _RULED for part in folded):
        alone = folded[0] if len(folded) == 1 and not kind else ""
        return _Word(kind | (SIGN if alone in _NUMBER_SIGNS else UNIT if alone in UNITS else 0))
    name = " ".join(map(word, folded))
    kind |= unit | (WORD if name.replace(" ", "").isalpha() else OTHER)
    kind |= (NORTH if folded == ["n"] else 0) | (AFTER if name in ("bis", "ter") else 0)
    return _Word(kind | (STR if name == "str" or name.endswith(" str") else 0), name)

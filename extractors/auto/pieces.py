"""A line cut into the pieces that belong together: at elements side by side, at bars and before labels."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from extractors.auto.evidence import Evidence, kinds_of
from extractors.auto.outline import Outline
from extractors.auto.words import CACHED, label_of, split_labels

_SEPARATORS = re.compile(r" [|•·●▪◆┃‖／] ?| ?[|•·●▪┃] ")
_SIGNS = re.compile(r"[|•·●▪◆┃‖／]")


class Piece(NamedTuple):
    """Runs of a line that belong together: see `_units`. ``told``: the field of which it is a label."""

    start: int
    end: int
    node: int
    text: str
    kinds: frozenset[str]
    told: str | None
    css: str


def pieces_of(out: Outline, evidence: Evidence, number: int) -> list[Piece]:
    """Return the pieces of a line, cut once a page: each grouping that is tried asks for them again."""
    known = out.pieces.get(number)
    if known is None:
        line = out.lines[number]
        units = _units(out, line.start, line.end)
        known = out.pieces[number] = []
        for start, end in units:
            node = out.run_node[start]
            text = line.text if len(units) == 1 else " ".join("".join(out.run_text[start:end]).split())
            kinds = evidence.of_line[number] if len(units) == 1 else kinds_of(text)
            told = label_of(text) if len(text) <= 50 and not kinds else None
            known.append(Piece(start, end, node, text, kinds, told, _own_class(out, node)))
    return known


def _own_class(out: Outline, node: int) -> str:
    """Return the class of the innermost element, or of the one around it where it has none."""
    return out.classes(node) or (out.classes(out.parents[node]) if out.parents[node] >= 0 else "")


def _units(out: Outline, start: int, end: int) -> list[tuple[int, int]]:
    """Cut a line where elements stand side by side (``<span>Name</span><span>Town</span>``), and after a
    link or bold words at its beginning. Text with words of its own between elements stays whole.
    """
    if end - start < 2:
        return [(start, end)]
    owners = out.run_node[start:end]
    block = owners[0]
    low, high = min(owners), max(owners)
    while block >= 0 and not (block <= low and high < out.end_node[block]):
        block = out.parents[block]
    tops: list[int] = []
    for node in owners:
        while node != block and out.parents[node] != block:
            node = out.parents[node]
        tops.append(node)
    units: list[tuple[int, int]] = []
    begin = 0
    for position in range(1, len(tops) + 1):
        if position == len(tops) or tops[position] != tops[begin]:
            units.append((start + begin, start + position))
            begin = position
    bare = [unit for unit in units if tops[unit[0] - start] == block and _says_something(out, unit)]
    if not bare:
        merged: list[tuple[int, int]] = []
        for unit in units:
            if _has_words(out, unit) or not merged:
                merged.append(unit)
            else:
                merged[-1] = (merged[-1][0], unit[1])
        return merged
    first = units[0]
    if tops[0] == block and len(units) > 1 and (lead := _after_lead(out, units, tops)):
        return [first, lead, (lead[1], end)] if lead[1] < end else [first, lead]
    if tops[0] != block and out.tags[tops[0]] in _STANDS_OUT and _has_words(out, first):
        text, following = out.run_text[first[1] - 1], out.run_text[first[1]]
        if text[-1:].isspace() or not following[:1].isalnum():
            return [first, (first[1], end)]
    return [(start, end)]


_STANDS_OUT = frozenset("a b strong h1 h2 h3 h4 h5".split())
_LEAD = re.compile(r"[^\W\d_][^\d:]{1,40}\s?[:–—-]\s*")


def _after_lead(out: Outline, units: list[tuple[int, int]], tops: list[int]) -> tuple[int, int] | None:
    """Return the link or bold words after plain ones with a colon or dash, no label: Hull: <b>Acme</b>."""
    second = units[1]
    text, following = ("".join(out.run_text[a:b]) for a, b in units[:2])
    stands_out = out.tags[tops[second[0] - units[0][0]]] in _STANDS_OUT and _has_words(out, second)
    if stands_out and _LEAD.fullmatch(text) and label_of(text) is None and not kinds_of(following.strip()):
        return second
    return None


def _says_something(out: Outline, unit: tuple[int, int]) -> bool:
    """False for separators and little words such as ``in`` or ``and``."""
    text = "".join(out.run_text[unit[0] : unit[1]])
    return any(
        len(word) > 3 or word[0].isupper() or word[0].isdigit() for word in text.split() if word[0].isalnum()
    ) or any(ord(char) > 0x2E80 for char in text)


def _has_words(out: Outline, unit: tuple[int, int]) -> bool:
    return any(char.isalnum() for run in range(*unit) for char in out.run_text[run])


@lru_cache(maxsize=CACHED)
def parts_of(text: str) -> Sequence[str]:
    """Cut a line, its white space collapsed, at bars and dots and before labels inside it."""
    if len(text) > 400:
        return (text,)
    parts = [part for part in _SEPARATORS.split(text) if part] if _SIGNS.search(text) else [text]
    return [piece for part in parts for piece in split_labels(part)] or (text,)

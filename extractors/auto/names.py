"""Which place of a record prints the company's name: the one whose texts stand out, come early and differ."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from extractors.auto.cells import Cell
from extractors.auto.evidence import DIGIT, is_street
from extractors.auto.outline import Outline
from extractors.auto.words import is_legal_name

_NUMBERING = re.compile(r"^(?:#\s?\d{1,4}[.):]?\s+|\(?\d{1,4}[.)]\s+|[•·●▪►▶»›>*–—-]+\s+)")
_TRAILING = re.compile(r"\s*(?:[★☆⭐✩✪]+\s?S?|[:：|»›>–—,+▼▾*-]+)$")
"""Separators, arrows of menus, the stars of a hotel."""
_LOGO = re.compile(r"^(?:logo\s?(?:of|der|des|de|di|von|:|-|–)?\s+)|\s*[-–|:]?\s*\blogo\b$", re.IGNORECASE)
_WORDS = re.compile(r"[^\W\d_]{2,}")
_HOURS = re.compile(r"\d[:.h]\d\d\b.*\d[:.h]\d\d\b")
_PROSE = 70


@dataclass(frozen=True, slots=True)
class NameSlot:
    slot: tuple[str, int] | None
    distinct: int
    score: float


def clean_name(text: str) -> str:
    """Return a name without list numbers, bullets and trailing separators."""
    text = _NUMBERING.sub("", text)
    text = _LOGO.sub("", text)
    return _TRAILING.sub("", text).strip()


def may_be_name(cell: Cell) -> bool:
    """True for words that are no evidence of another kind and bear no label of another field.

    Under a column headed Address the first words may be the name all the same.
    """
    return (
        not cell.image
        and (
            cell.label in (None, "name")
            or (cell.of_column and cell.label in ("address", "person", "website"))
        )
        and not cell.kinds & {"phone", "email", "web", "fax"}
        and not ("town" in cell.kinds and DIGIT.search(cell.text))
        and has_words(cell.text)
        and not _HOURS.search(cell.text)
    )


def has_words(text: str) -> bool:
    return 2 <= len(text) <= 140 and (bool(_WORDS.search(text)) or any(ord(char) > 0x2E80 for char in text))


def find_name_slot(out: Outline, records: Sequence[Sequence[Cell]]) -> NameSlot:
    """Vote over the slots of all records, by tags alone and by tags and class."""
    texts: dict[tuple[str, int], list[tuple[Cell, int, bool]]] = defaultdict(list)
    able = [[may_be_name(cell) for cell in cells] for cells in records]
    pictures = sum(not any(one) for one in able) > 0.7 * len(records)
    for cells, good in zip(records, able, strict=True):
        images = {cell.text.casefold() for cell in cells if cell.image}
        order = 0
        for cell, is_able in zip(cells, good, strict=True):
            if is_able or (pictures and cell.image and has_words(cell.text)):
                entry = (cell, order, bool(images) and cell.text.casefold() in images)
                texts[cell.slot].append(entry)
                if cell.named[0]:
                    texts[cell.named].append(entry)
            order += not cell.image
    best = NameSlot(None, 0, 0.0)
    for slot, found in texts.items():
        if _MOST_SALIENT * len(found) <= best.score * len(records):
            continue  # in too few records to be the best, whatever it prints
        tags_alone = found[0][0].slot
        if tags_alone != slot and texts[tags_alone] == found:
            continue  # the class tells no more than the tags, which have been weighed
        distinct = len({(cell.text, out.href(cell.node)) for cell, _, _ in found})
        texts_distinct = len({cell.text for cell, _, _ in found})
        score = slot_score(out, found, distinct, texts_distinct, len(records))
        if score > best.score + 1e-9:
            best = NameSlot(slot, distinct, score)
    return best


_MOST_SALIENT = 1 + 0.35 * 2 + 0.35 + 1.2 + 0.5 + 0.4 + 1.0
"""All that speaks for a name in `slot_score`."""


def slot_score(
    out: Outline, found: Sequence[tuple[Cell, int, bool]], distinct: int, texts: int, records: int
) -> float:
    """Return how well the texts of one slot would do as names: presence x difference x salience.

    Branches of one chain share a name, but then it is their heading and each leads elsewhere.
    """
    n = len(found)
    positions = length = emphasis = links = pictures = named = otherwise = streets = towns = countries = 0
    for cell, position, image in found:  # one loop: each grouping that is tried asks for many slots
        positions += position
        length += len(cell.text)
        emphasis += cell.emphasis
        links += out.link[cell.node] >= 0
        pictures += image
        if cell.label is not None:
            named += cell.label == "name"
            otherwise += cell.label != "name"
        if cell.kinds:
            if "street" in cell.kinds:
                streets += 1 + is_street(cell.text)  # Shop 12 is a name
            towns += "town" in cell.kinds
            countries += "country" in cell.kinds
    order = positions / n
    difference = texts / n
    if order < 1.5 and emphasis >= n:
        difference = max(difference, 0.6 * distinct / n, 0.3)
    legal = sum([is_legal_name(cell.text) for cell, _, _ in found[:60]]) / min(n, 60)
    salience = 1.0 + 0.35 * (emphasis / n) + 0.35 * links / n
    salience += 1.2 * legal + (0.5 if legal >= 0.8 and n >= 4 else 0.0)
    salience = salience + 0.4 * pictures / n + named / n - 0.5 * otherwise / n
    salience = salience - 0.5 * streets / n - 0.4 * towns / n
    if difference < 0.9:  # a list of embassies names each country once
        salience -= countries / n
    salience -= 0.12 * min(order, 8)
    if length > _PROSE * n:
        salience -= 0.8
    return float(min(1.0, n / records) * difference**0.6 * max(salience, 0.05))

"""The street of an address: what stands before its town, with the units and buildings that belong to it."""

from __future__ import annotations

import re

from extractors.address_pieces import Piece
from extractors.address_town import Town
from extractors.legal_names import legal_phrases
from extractors.street import (
    has_digit,
    is_area,
    is_building,
    is_number,
    is_pobox,
    is_town,
    is_unit,
    street_at_end,
    street_evidence,
)

_PROSE = re.compile(
    r"[^\d/]*?\b[^\W\d]+\s+"
    r"(?:is|are|at|in|est|est situé|ist|located|befindet|sito|situé|situado|ubicada|sita|en)\s"
)

_OTHER = re.compile(
    r"[@©]|https?:|www\.|\b(?:tel|fax|phone|e-?mail|fon|mobile?)\b|(?:\d[\s().-]*){8,}", re.IGNORECASE
)


def street_before(
    pieces: list[Piece], town: Town, start: int, loose: bool
) -> tuple[str | None, str | None, int, int]:
    """Return (street, extended, its first piece, evidence) of what stands before the town.

    A registered name that runs into the street (``Zimmerli AG Bahnhofplatz 3``) is cut off.
    """
    street, extended, first, evidence = _street_before(pieces, town, start, loose)
    if street and len(street) > 20:
        for name in legal_phrases(street):
            rest = street.removeprefix(name).strip(" ,-–|")
            if len(rest) < len(street) and street_evidence(rest):
                street = rest
    return street, extended, first, evidence


def _street_before(
    pieces: list[Piece], town: Town, start: int, loose: bool
) -> tuple[str | None, str | None, int, int]:
    if town.street:
        above, first = town.first - 1, town.first
        street = town.street
        is_rest = is_unit(street) or is_number(street) or street_evidence(street) < 2
        is_near = above >= start and pieces[first].line - pieces[above].line <= 1
        if is_rest and is_near and street_evidence(pieces[above].text):
            street, first = f"{pieces[above].text}, {street}", above  # C/ San Pablo, 12 bajo. 14002 Córdoba
        extended, first = _extended(pieces, first, start)
        return street, extended, first, 2
    units: list[str] = []
    line = pieces[town.first].line
    for at in range(town.first - 1, max(start, town.first - 5) - 1, -1):
        text = pieces[at].text.strip(" \t,;")
        if line - pieces[at].line > 1 or (not loose and _is_other(text) and not street_at_end(text)):
            break
        line = pieces[at].line
        if (
            is_number(text)
            and at > start
            and (not has_digit(words := pieces[at - 1].text) or text[0] in "nN#" and street_evidence(words))
            and len(words) < 60
        ):
            street = " ".join([words, text])
            extended, first = _extended(pieces, at - 1, start)
            return _with(street, units), extended, first, 2 if street_evidence(street) else 1
        if is_unit(text) and not (street_evidence(text) and not units and at - 1 < start):
            units.insert(0, text)
            continue
        if is_area(text) or is_pobox(text):
            units.insert(0, text)
            continue
        evidence = street_evidence(text)
        if evidence == 2 and _PROSE.match(text) and (tail := street_at_end(text)):
            return _with(tail, units), None, at, 2
        if evidence and not (evidence == 1 and not has_digit(text) and _has_better(pieces, at, start)):
            extended, first = _extended(pieces, at, start)
            return _with(text, units), extended, first, evidence
        if not loose and (tail := street_at_end(text)):
            return _with(tail, units), None, at, 2
        if not loose and not is_building(text) and not is_town(text):
            break
        if is_building(text):
            units.insert(0, text)
    rest = ", ".join(units)
    if rest and (town.score >= 2 or street_evidence(rest)):
        return rest, None, town.first - len(units), max(1, street_evidence(rest))
    before = [piece.text for piece in pieces[start : town.first]]
    if loose and before:
        with_digit = [text for text in before if has_digit(text)]
        return (with_digit or before)[-1], None, start, 1 if with_digit else 0
    return None, None, town.first, 0


def _has_better(pieces: list[Piece], at: int, start: int) -> bool:
    """True where the piece before looks more like a street than one that has only a street's word."""
    if at <= start or pieces[at].line - pieces[at - 1].line > 1:
        return False
    above = pieces[at - 1].text
    return street_evidence(above) == 2 and has_digit(above) and not is_unit(above)


def _with(street: str, units: list[str]) -> str:
    return ", ".join([street, *(unit for unit in units if is_unit(unit))])


def _extended(pieces: list[Piece], at: int, start: int) -> tuple[str | None, int]:
    """Return buildings, floors and suites printed before the street, and the first piece of the address."""
    found: list[str] = []
    while at - 1 >= start and pieces[at].line - pieces[at - 1].line <= 1 and len(found) < 3:
        text = pieces[at - 1].text
        named = not has_digit(pieces[at].text) and street_evidence(text) and not has_digit(text)
        if not (is_unit(text) or is_building(text) or is_pobox(text) or is_area(text) or named) or _is_other(
            text
        ):
            break
        found.insert(0, text)
        at -= 1
    return ", ".join(found) or None, at


def _is_other(text: str) -> bool:
    return len(text) > 90 or bool(_OTHER.search(text))

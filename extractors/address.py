"""Split a printed address into street, postcode, city, region, country by rules of no single country.

The postcode is the anchor: the shapes of ``postcodes.yml`` say where one may stand, what surrounds it
says whether it
is one. The town is beside it, the street before it (in Hungary and Russia after it), region and country
follow. What cannot be told apart is left out, never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

from extractors.eastern_address import eastern_address, with_code_near
from extractors.places import countries_of_region, country_of, postcode, postcode_row, region_of
from extractors.street import (
    cut_street,
    has_digit,
    is_building,
    is_number,
    is_pobox,
    is_town,
    is_unit,
    street_at_end,
    street_evidence,
)  # fmt: skip
from extractors.vocabulary import fold, phrases

_SEPARATOR = re.compile(
    r"\s*(?:[,，;；、|·•●▪∙\n]|(?<=[^\d\s])\s+[-–—]\s+|(?<=\d)\s+[-–—]\s+(?=[^\d\s]|\d{4,6}\s\D)|\s/\s(?=\d{4,5}\s))\s*"
)
_LABEL = re.compile(r"^\W{0,3}([^\d:：\n]{1,32}?)\s*[:：]\s*(?=\S)")
_HEAD = re.compile(
    r"([^\W\d_][\w'’-]*(?:[ -](?:[A-ZÀ-Þ][\w'’-]*"
    r"|de|del|la|le|les|sur|sous|am|an|der|den|im|in|do|da|dos|di|a|nad|i)){0,4}"
    r"(?:\s+[Cc]edex(?:\s\d\d?)?)?)"
    r"(?:\.|\s[-–—(©]|\s+(?:[a-z]|T[eé]l|Fax|Phone|©))",
)
_STREET_ABBREVIATION = re.compile(r"\b(?:St|Rd|Ave|Blvd|Dr|Str)\.?$")
_TRIM = " \t.,;:-–—()[]*|/"
_LONGEST = 140
_HIGHEST = 5
"""How many lines above the town a street may begin."""


class Piece(NamedTuple):
    """What stands between two separators, and the line it stands in."""

    text: str
    line: int
    labelled: bool


@dataclass(frozen=True, kw_only=True)
class FoundAddress:
    """An address among lines: ``parts`` (street, extended, postcode, city, region, country) and where it
    stands.

    ``extended`` is what belongs to the street but is not it: building, floor, suite, as printed before it.
    ``first`` and ``last`` are positions in the lines, both inclusive. ``score``: the higher the surer, 2
    suffices.
    """

    parts: dict[str, str]
    first: int
    last: int
    score: int


@dataclass
class _Town:
    parts: dict[str, str]
    first: int
    last: int
    score: int
    street: str | None = None
    year: bool = False
    code_first: bool = False
    countries: tuple[str, ...] = field(default=())


def split_address(block: str) -> dict[str, str]:
    """Return street, postcode, city, region and country of ``block``, a text that is one address; {} for
    none.

    Line breaks, commas, semicolons, middle dots and spaced dashes separate.
    """
    eastern = eastern_address(block)
    if eastern:
        return eastern
    pieces = [piece for number, line in enumerate(block.split("\n")) for piece in _pieces(line, number)]
    towns = [town for at in range(len(pieces)) if (town := _town_at(pieces, at))]
    best: dict[str, str] = {}
    best_score = -1
    for town in towns:
        parts, _, score = _around(pieces, town, loose=True)
        if town.first == 0 and len(pieces) > 1 and "street" not in parts:
            score -= 2  # of "1209 Mill Rd, Rector" the beginning reads like a postcode and its town
        if score > best_score:
            best, best_score = parts, score
    if best:
        return {key: value for key, value in best.items() if key != "extended"}
    for at in range(len(pieces)):
        without = _without_code(pieces, at)
        if without:
            return {key: value for key, value in without[0].items() if key != "extended"}
    texts = [piece.text for piece in pieces]
    if len(texts) == 2 and has_digit(texts[0]) and not has_digit(texts[1]):
        return {"street": texts[0], "city": texts[1]}
    return {"street": texts[0]} if len(texts) == 1 and has_digit(texts[0]) else {}


def find_addresses(lines: Sequence[str] | str, country: str | None = None) -> list[FoundAddress]:
    """Return the addresses that stand in ``lines`` (or in a text), in their order; what is in doubt is
    left out.

    ``country``: ISO code where the page's is known; a bare number of four to six digits counts sooner as
    its postcode.
    """
    lines = lines.split("\n") if isinstance(lines, str) else lines
    found: list[FoundAddress] = []
    for first, last in _islands(lines):
        found.extend(_find(lines, first, last, country))
    return found


def _islands(lines: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield (first, last) of the runs of lines in which an address may stand: near digits or a country."""
    near: set[int] = set()
    for number, line in enumerate(lines):
        if len(line) <= 400 and (has_digit(line) or (len(line) < 60 and _names_place(line))):
            near.update(range(max(0, number - _HIGHEST), min(len(lines), number + 3)))
    run: list[int] = []
    for number in sorted(near):
        if run and number != run[-1] + 1:
            yield run[0], run[-1]
            run = []
        run.append(number)
    if run:
        yield run[0], run[-1]


def _names_place(line: str) -> bool:
    tail = line.rsplit(",", 1)[-1].strip(_TRIM)
    return bool(country_of(tail) or region_of(tail) or _tail_region(tail)[1])


def _find(lines: Sequence[str], first: int, last: int, country: str | None) -> list[FoundAddress]:
    found: list[FoundAddress] = []
    pieces: list[Piece] = []
    for number in range(first, last + 1):
        line = lines[number]
        eastern = eastern_address(line) if not line.isascii() else {}
        if eastern:
            around = [
                lines[number - 1] if number else "",
                lines[number + 1] if number + 1 < len(lines) else "",
            ]
            found.append(
                FoundAddress(parts=with_code_near(eastern, *around), first=number, last=number, score=4)
            )
            continue
        pieces.extend(_pieces(line, number))
    taken = [0]
    at = used = 0
    while at < len(pieces):
        town = _town_at(pieces, at, used)
        at += 1
        if not town:
            continue
        parts, (low, high), score = _around(pieces, town, start=used)
        if country and country in town.countries:
            score += 1
        if score >= (3 if town.year else 2):
            found.append(_found(pieces, parts, low, high, score))
            taken += [low, high + 1]
            at = used = high + 1
    taken.append(len(pieces))
    for start, end in zip(taken[::2], taken[1::2], strict=True):
        at = used = start
        while at < end:
            without = _without_code(pieces[:end], at, used)
            at += 1
            if without:
                parts, low, high = without
                found.append(_found(pieces, parts, low, high, 2))
                at = used = high + 1
    return sorted(found, key=lambda one: (one.first, one.last))


def _found(pieces: list[Piece], parts: dict[str, str], low: int, high: int, score: int) -> FoundAddress:
    return FoundAddress(parts=parts, first=pieces[low].line, last=pieces[high].line, score=score)


def _pieces(line: str, number: int) -> Iterator[Piece]:
    labelled = False
    if len(line) > 400:
        return
    if (label := _LABEL.match(line)) and fold(label[1].strip(_TRIM)) in _labels():
        line, labelled = line[label.end() :], True
    for part in _SEPARATOR.split(line):
        text = part.strip(" \t.;") if part.endswith((" .", ";")) else part.strip()
        if text and (label := _LABEL.match(text)) and fold(label[1].strip(_TRIM)) in _labels():
            text, labelled = text[label.end() :], True
        if text:
            yield Piece(text, number, labelled)


@cache
def _labels() -> frozenset[str]:
    return phrases("address_words", "label") | phrases("address_words", "code_label")


@cache
def _code_label() -> re.Pattern[str]:
    printed = sorted(
        (re.escape(word) for word in phrases("address_words", "code_label")), key=len, reverse=True
    )
    spaced = "|".join(r"\.?\s?".join(word) if len(word) <= 3 and word.isascii() else word for word in printed)
    return re.compile(rf"(?:^|(?<=[\s(]))(?:{spaced})\.?\s*[:：]?\s*$", re.IGNORECASE)


def _town_at(pieces: list[Piece], at: int, start: int = 0) -> _Town | None:
    """Return the town whose postcode stands in piece ``at``; pieces before ``start`` are taken."""
    text = pieces[at].text
    if len(text) > _LONGEST or not has_digit(text):
        return None
    best: _Town | None = None
    for match in postcode().finditer(text):
        row = postcode_row(match)
        before, after = (
            text[: match.start()].strip(" \t,;-–("),
            text[match.end() :].lstrip(_TRIM).rstrip(" \t,;-–"),
        )
        before = _code_label().sub("", before).strip(_TRIM + "〒")
        town = _read_town(pieces, at, start, before, after)
        if not town:
            continue
        code = match.group().strip("〒 ")
        town.parts["postcode"] = code
        town.countries = (
            tuple(str(one) for one in row["countries"]) if isinstance(row["countries"], list) else ()
        )
        town.score += 2 if row["sure"] else 0
        town.code_first = bool(after) and not before
        town.year = bool(re.fullmatch(r"(?:19|20)\d\d", code))
        if best is None or town.score >= best.score:
            best = town
    return best


def _read_town(pieces: list[Piece], at: int, start: int, before: str, after: str) -> _Town | None:
    """Return the town beside a postcode that has ``before`` and ``after`` it in the piece ``at``."""
    parts: dict[str, str] = {}
    if before and after:
        if country_of(after):
            town = _read_town(pieces, at, start, before, "")
            if town:
                town.parts["country"], town.score = after, town.score + 2
            return town
        if region_of(after) and is_town(before) and not street_evidence(before):
            return _Town({"city": before, "region": after}, at, at, 2)
        if street_evidence(before) and (town := _code_then_town(after, at)):
            town.street = before
            return town
        return None
    if after:
        if street_evidence(after) > (0 if at == start else 1):
            return None
        return _code_then_town(after, at)
    if before:
        town = _town_then_code(pieces, at, start, before)
        if not town and street_evidence(before) and (following := _next(pieces, at)) and is_town(following):
            return _Town({"city": following}, at, at + 1, 0, before)  # Calle Mayor 5 28013, Madrid
        return town
    previous = at - 1
    if (
        previous >= start
        and country_of(pieces[previous].text)
        and pieces[at].line - pieces[previous].line <= 1
    ):
        parts["country"] = pieces[previous].text
        previous -= 1
    if previous >= start and pieces[at].line - pieces[previous].line <= 1:
        town = _town_then_code(pieces, previous, start, pieces[previous].text)
        if town:
            town.parts |= parts
            town.last = at
            town.score += 2 if parts else 0
            return town
    following = _next(pieces, at)
    if following and (town := _code_then_town(following, at)):
        town.last = at + 1
        second, third = _next(pieces, at + 1), _next(pieces, at + 2)
        if second and third and len(third) <= 3 and region_of(third) and is_town(second):
            town.parts |= {"city": second, "region": third}
            town.last, town.score = at + 3, town.score + 1
        if previous >= start and street_evidence(pieces[previous].text):
            return town
        further = _next(pieces, at + 1)
        return town if further and street_evidence(further) else None  # 101000, Москва, ул. ...
    return None


def _may_take_number(text: str) -> bool:
    return bool(street_evidence(text)) and not has_digit(text)


def _next(pieces: list[Piece], at: int) -> str | None:
    """Return the piece after ``at`` where it stands in the same line or the next."""
    if at + 1 < len(pieces) and pieces[at + 1].line - pieces[at].line <= 1:
        return pieces[at + 1].text
    return None


def _code_then_town(text: str, at: int) -> _Town | None:
    """Read ``Stuttgart``, ``Messina (ME)`` or ``Gilching Germany`` as it follows a postcode."""
    parts: dict[str, str] = {}
    score = 0
    words = text.split()
    for take in (1, 2, 3):
        if take < len(words) and country_of(tail := " ".join(words[-take:])):
            parts["country"], score = tail, 2
            text = " ".join(words[:-take]).strip(_TRIM)
            break
    city, region = _tail_region(text)
    if region and is_town(city):
        return _Town(parts | {"city": city, "region": region}, at, at, score + 1)
    if (
        not is_town(text)
        and (head := _HEAD.match(text))
        and is_town(head[1])
        and not _STREET_ABBREVIATION.search(head[1])
    ):
        text = head[1]
    text = text.rstrip(".") if not _STREET_ABBREVIATION.search(text) else text
    return _Town(parts | {"city": text}, at, at, score) if is_town(text) else None


def _town_then_code(pieces: list[Piece], at: int, start: int, text: str) -> _Town | None:
    """Read ``Houston Texas``, ``TX`` (the town in the piece before) or ``8848 Larston Street Houston``
    before a code.
    """
    text = text.strip(" \t,;-–(")
    above = pieces[at - 1].text if at > start and pieces[at].line - pieces[at - 1].line <= 1 else ""
    if region_of(text):
        if above and (cut := cut_street(above)):
            return _Town({"city": cut[1], "region": text}, at - 1, at, 3, cut[0])
        if above and is_town(above) and not street_evidence(above) and not is_building(above):
            return _Town({"city": above, "region": text}, at - 1, at, 2)
        if above and at - 1 > start and not has_digit(above) and street_evidence(pieces[at - 2].text) == 2:
            return _Town({"city": above, "region": text}, at - 1, at, 2)  # 20th Avenue South, Federal Way, WA
        if len(text) > 3:  # New York 10001
            return _Town({"city": text}, at, at, 0)
        return None
    city, region = _tail_region(text)
    if region:
        if street_evidence(city) and not has_digit(city):
            return None  # Av. Corrientes 1234
        if cut := cut_street(city):
            return _Town({"city": cut[1], "region": region}, at, at, 3, cut[0])
        if is_town(city):
            return _Town({"city": city, "region": region}, at, at, 2)
    if cut := cut_street(text):
        return _Town({"city": cut[1]}, at, at, 1, cut[0])
    if is_town(text) and (not street_evidence(text) or (above and street_evidence(above) == 2)):
        return _Town({"city": text}, at, at, 0)
    return None


def _tail_region(text: str) -> tuple[str, str | None]:
    """Return (town, region) of ``Chatswood NSW``, ``Lecco (LC)``, ``Houston Texas``; else (text, None)."""
    if match := re.fullmatch(r"(\D+?)\s?/\s?([A-Z]{2})", text):
        return (match[1], match[2]) if region_of(match[2]) else (text, None)
    if text.endswith(")") and "(" in text:
        city, _, region = text[:-1].rpartition("(")
        return (
            (city.strip(_TRIM), region.strip()) if region_of(region) or country_of(region) else (text, None)
        )
    words = text.split()
    for take in (1, 2, 3):
        if take < len(words) and region_of(tail := " ".join(words[-take:])):
            if take == 1 and len(words) > 1 and not tail.isupper() and fold(" ".join(words)) in ("", tail):
                continue
            return " ".join(words[:-take]).strip(_TRIM), tail
    return text, None


def _around(
    pieces: list[Piece], town: _Town, *, loose: bool = False, start: int = 0
) -> tuple[dict[str, str], tuple[int, int], int]:
    """Return (parts, (first, last piece), score) of the address around ``town``."""
    parts = dict(town.parts)
    low, high, score = town.first, town.last, town.score
    for _ in range(2):
        following = pieces[high + 1] if high + 1 < len(pieces) else None
        if not following or following.line - pieces[high].line > 1:
            break
        text = following.text.strip(_TRIM)
        if "country" not in parts and country_of(text):
            parts["country"], high, score = text, high + 1, score + 2
            break
        if "region" not in parts and region_of(text) and _fits(text, town):
            parts["region"], high, score = text, high + 1, score + 1
            code = _next(pieces, high)
            if len(text) > 3 and code and len(code) <= 3 and region_of(code) and is_town(text):
                parts["city"], parts["region"], high = (
                    text,
                    code,
                    high + 1,
                )  # 05452-000, a quarter, São Paulo - SP
        elif "country" not in parts and (both := _tail_country(text)) and region_of(both[0]):
            parts["country"] = both[1]
            parts.setdefault("region", both[0])
            high, score = high + 1, score + 2
            break
        else:
            break
    street, extended, first, evidence = _street(pieces, town, start, loose)
    if not street and not loose or (not street and high + 1 < len(pieces)):
        after = _next(pieces, high)
        number = _next(pieces, high + 1)
        number = number if number and (is_number(number) or is_unit(number)) else None
        if after and street_evidence(after) + bool(number) >= 2:
            street, evidence, high = after, 2, high + 1  # 1051 Budapest, Fő utca 5.
            if number:
                street, high = f"{street}, {number}", high + 1
            if (more := _next(pieces, high)) and country_of(more) and "country" not in parts:
                parts["country"], high, score = more, high + 1, score + 2
    if street:
        parts = {"street": street} | parts
        low = first
    if extended:
        parts["extended"] = extended
    score += evidence + (1 if evidence and pieces[low].labelled else 0)
    if evidence == 1 and street and has_digit(street) and not street[0].isdigit() and town.code_first:
        score += 1  # a house number, then code and town: the order of most of Europe
    return parts, (low, high), score


def _fits(region: str, town: _Town) -> bool:
    """A short code after the town has to be a region of a country whose postcodes look like that."""
    if len(region) > 3 or not town.countries:
        return True
    return bool(set(countries_of_region(region)) & set(town.countries))


def _tail_country(text: str) -> tuple[str, str] | None:
    words = text.split()
    for take in (1, 2):
        if take < len(words) and country_of(tail := " ".join(words[-take:])):
            return " ".join(words[:-take]).strip(_TRIM), tail
    return None


def _street(
    pieces: list[Piece], town: _Town, start: int, loose: bool
) -> tuple[str | None, str | None, int, int]:
    """Return (street, extended, its first piece, evidence) of what stands before the town."""
    if town.street:
        extended, first = _extended(pieces, town.first, start)
        return town.street, extended, first, 2
    units: list[str] = []
    line = pieces[town.first].line
    for at in range(town.first - 1, max(start, town.first - 5) - 1, -1):
        text = pieces[at].text.strip(" \t,;")
        if line - pieces[at].line > 1 or (not loose and _is_other(text) and not street_at_end(text)):
            break
        line = pieces[at].line
        if is_number(text) and at > start and not has_digit(above := pieces[at - 1].text) and len(above) < 60:
            street = " ".join([above, text])
            extended, first = _extended(pieces, at - 1, start)
            return _with(street, units), extended, first, 2 if street_evidence(street) else 1
        if is_unit(text) and not (street_evidence(text) and not units and at - 1 < start):
            units.insert(0, text)
            continue
        evidence = street_evidence(text)
        if evidence and not (evidence == 1 and not has_digit(text) and _has_better(pieces, at, start)):
            extended, first = _extended(pieces, at, start)
            return _with(text, units), extended, first, evidence
        if not loose and (tail := street_at_end(text)):
            return _with(tail, units), None, at, 2
        if not loose and not is_building(text) and not is_town(text):
            break
        if is_building(text):
            units.insert(0, text)
    if units and town.score >= 2:
        return ", ".join(units), None, town.first - len(units), 1
    before = [pieces[at].text for at in range(start, town.first)]
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
        if not (is_unit(text) or is_building(text) or is_pobox(text) or named) or _is_other(text):
            break
        found.insert(0, text)
        at -= 1
    return ", ".join(found) or None, at


_OTHER = re.compile(
    r"[@©]|https?:|www\.|\b(?:tel|fax|phone|e-?mail|fon|mobile?)\b|(?:\d[\s().-]*){8,}", re.IGNORECASE
)


def _is_other(text: str) -> bool:
    return len(text) > 90 or bool(_OTHER.search(text))


def _without_code(pieces: list[Piece], at: int, start: int = 0) -> tuple[dict[str, str], int, int] | None:
    """Read ``12 Main Street, Springfield, IL`` or ``22 Kouzi Street, Chora, Mykonos, Greece``: no
    postcode at all.
    """
    text = pieces[at].text.strip(_TRIM)
    if at <= start or len(text) > 60:
        return None
    parts: dict[str, str] = {}
    town = at
    if country_of(text):
        parts["country"] = text
        town = at - 1
        if pieces[at].line - pieces[town].line > 1:
            return None
        text = pieces[town].text.strip(_TRIM)
    elif both := _tail_country(text):
        text, parts["country"] = both
    if town > start and region_of(text) and is_town(pieces[town - 1].text) and _is_near(pieces, town):
        if not street_evidence(pieces[town - 1].text) or len(text) <= 3:
            parts["region"] = text
            town -= 1
            text = pieces[town].text.strip(_TRIM)
    else:
        city, region = _tail_region(text)
        if region and is_town(city):
            text, parts["region"] = city, region
    if not parts or not is_town(text) or town <= start or street_evidence(text) == 2:
        return None
    street, extended, first, evidence = _street(pieces, _Town({}, town, town, 0), start, False)
    if (
        not street
        or evidence < (1 if "country" in parts else 2)
        or pieces[town].line - pieces[first].line > 3
    ):
        return None
    parts = {"street": street, "city": text} | parts
    return parts | ({"extended": extended} if extended else {}), first, at


def _is_near(pieces: list[Piece], at: int) -> bool:
    return pieces[at].line - pieces[at - 1].line <= 1

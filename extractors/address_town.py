"""A postcode and the town beside it, whatever side that is."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache

from extractors.address_pieces import TRIM, Piece, next_text
from extractors.places import country_of, postcode, postcode_row, region_of
from extractors.street import (
    cut_street,
    has_digit,
    is_area,
    is_building,
    is_numbered_street,
    is_town,
    is_unit,
    street_evidence,
)
from extractors.vocabulary import fold, phrases, words

_HEAD = re.compile(
    r"([^\W\d_][\w'’-]*(?:[ -](?:[A-ZÀ-Þ][\w'’-]*"
    r"|de|del|la|le|les|sur|sous|am|an|der|den|im|in|do|da|dos|di|a|nad|i)){0,4}"
    r"(?:\s+[Cc]edex(?:\s\d\d?)?)?)"
    r"(?:\.|\s[-–—(©]|\s+(?:[a-z]|T[eé]l|Fax|Phone|©))",
)

_STREET_ABBREVIATION = re.compile(r"\b(?:St|Rd|Ave|Blvd|Dr|Str)\.?$")

_CONTACT = re.compile(
    r"(?:tel|fax|phone|fon|call|e-?mail|t|f|p|ph|tfno|tlf)\b\s*[.:+\d(]|call\b", re.IGNORECASE
)

_UNIT = re.compile(r"[^\W\d_]{3,}\.?\s#?\d{1,5}[A-Za-z]?")
"""Suite 2120"""

_LONGEST = 140


@dataclass
class Town:
    parts: dict[str, str]
    first: int
    last: int
    score: int
    street: str | None = None
    year: bool = False
    code_first: bool = False
    countries: tuple[str, ...] = field(default=())


def town_at(pieces: list[Piece], at: int, start: int = 0) -> Town | None:
    """Return the town whose postcode stands in piece ``at``; pieces before ``start`` are taken."""
    text = pieces[at].text
    if len(text) > _LONGEST or not has_digit(text) or (_UNIT.fullmatch(text) and is_unit(text)):
        return None
    best: Town | None = None
    for match in postcode().finditer(text):
        row = postcode_row(match)
        before, after = (
            text[: match.start()].strip(" \t,;-–("),
            text[match.end() :].lstrip(TRIM).rstrip(" \t,;-–"),
        )
        if text[match.end() :].startswith(".") or _CONTACT.match(after):
            after = ""  # a sentence ends with the code
        if fold(before) in phrases("address_words", "pobox"):
            continue  # Postboks 1234
        before = _code_label().sub("", before).lstrip(TRIM + "〒").rstrip(" \t,;:-–—()[]*|/〒")
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


def _read_town(pieces: list[Piece], at: int, start: int, before: str, after: str) -> Town | None:
    """Return the town beside a postcode that has ``before`` and ``after`` it in the piece ``at``."""
    parts: dict[str, str] = {}
    if after and country_of(after):
        town = _read_town(pieces, at, start, before, "")
        if town:
            town.parts["country"], town.score = after.strip(TRIM), town.score + 2
        return town
    if before and after:
        if region_of(after) and is_town(before) and not street_evidence(before):
            return Town({"city": before, "region": after}, at, at, 2)
        if street_evidence(before) and (town := _code_then_town(after, at)):
            town.street = before
            return town
        return None
    if after:
        if street_evidence(after) > (0 if at == start else 1) or is_numbered_street(pieces[at].text):
            return None
        return _code_then_town(after, at)
    last = pieces[at - 1].text if at > start else ""
    if before and country_of(before) and not region_of(before) and (region_of(last) or is_town(last)):
        parts["country"] = before  # Guangdong, China 518126
    elif before:
        town = _town_then_code(pieces, at, start, before)
        if (
            not town
            and street_evidence(before)
            and (following := next_text(pieces, at))
            and is_town(following)
        ):
            return Town({"city": following}, at, at + 1, 0, before)  # Calle Mayor 5 28013, Madrid
        return town
    previous = at - 1
    if (
        not before
        and len(pieces[at].text) <= 4
        and previous >= start
        and _may_take_number(pieces[previous].text)
    ):
        return None  # Av. Paulista, 1000
    if (
        previous >= start
        and country_of(pieces[previous].text)
        and pieces[at].line - pieces[previous].line <= 1
    ):
        parts["country"] = pieces[previous].text
        previous -= 1
    beside = at + 1 < len(pieces) and pieces[at + 1].line == pieces[at].line
    if beside and (previous < start or pieces[previous].line != pieces[at].line):
        town = _code_then_town(pieces[at + 1].text, at)  # CEP 01402-000 - São Paulo/SP
        if town and not country_of(pieces[at + 1].text) and previous >= start:
            town.last = at + 1
            return town
    if previous >= start and pieces[at].line - pieces[previous].line <= 1:
        town = _town_then_code(pieces, previous, start, pieces[previous].text)
        if town:
            town.parts |= parts
            town.last = at
            town.score += 2 if parts else 0
            return town
    following = next_text(pieces, at)
    if following and (town := _code_then_town(following, at)):
        town.last = at + 1
        second, third = next_text(pieces, at + 1), next_text(pieces, at + 2)
        if second and third and len(third) <= 3 and region_of(third) and is_town(second):
            town.parts |= {"city": second, "region": third}
            town.last, town.score = at + 3, town.score + 1
        if previous >= start and street_evidence(pieces[previous].text):
            return town
        further = next_text(pieces, at + 1)
        return town if further and street_evidence(further) else None  # 101000, Москва, ул. ...
    return None


def _may_take_number(text: str) -> bool:
    return bool(street_evidence(text)) and not has_digit(text)


def _code_then_town(text: str, at: int) -> Town | None:
    """Read ``Stuttgart``, ``Messina (ME)`` or ``Gilching Germany`` as it follows a postcode."""
    parts: dict[str, str] = {}
    score = 0
    words = text.split()
    for take in (1, 2, 3):
        if take < len(words) and country_of(tail := " ".join(words[-take:])):
            parts["country"], score = tail.strip(TRIM), 2
            text = " ".join(words[:-take]).rstrip(" \t,;:-–")
            break
    district, _, town = text.partition("/")
    if is_town(district.strip()) and fold(town.strip()) in _turkish_towns():
        return Town(parts | {"city": town.strip()}, at, at, score + 1)
    city, region = tail_region(text)
    if region and is_town(city):
        return Town(parts | {"city": city, "region": region}, at, at, score + 1)
    if (
        not is_town(text)
        and (head := _HEAD.match(text))
        and is_town(head[1])
        and not _STREET_ABBREVIATION.search(head[1])
    ):
        text = head[1]
    text = text.rstrip(".") if not _STREET_ABBREVIATION.search(text) else text
    return Town(parts | {"city": text}, at, at, score) if is_town(text) else None


@cache
def _turkish_towns() -> frozenset[str]:
    return frozenset(fold(word) for word in words("address_words", "turkish_town"))


def _town_then_code(pieces: list[Piece], at: int, start: int, text: str) -> Town | None:
    """Read ``Houston Texas``, ``TX`` (the town in the piece before) or ``8848 Larston Street Houston``
    before a code.
    """
    text = text.strip(" \t,;-–(")
    above = pieces[at - 1].text if at > start and pieces[at].line - pieces[at - 1].line <= 1 else ""
    if region_of(text):
        if above and (cut := cut_street(above)):
            return Town({"city": cut[1], "region": text}, at - 1, at, 3, cut[0])
        if above and is_town(above) and not (street_evidence(above) or is_building(above) or is_area(above)):
            return Town({"city": above, "region": text}, at - 1, at, 2)
        earlier = pieces[max(start, at - 4) : at - 1]
        if above and not has_digit(above) and any(street_evidence(one.text) == 2 for one in earlier):
            return Town({"city": above, "region": text}, at - 1, at, 2)  # 20th Avenue South, Federal Way, WA
        if len(text) > 3:  # New York 10001
            return Town({"city": text}, at, at, 0)
        return None
    city, region = tail_region(text)
    if region:
        if street_evidence(city) and not has_digit(city):
            return None  # Av. Corrientes 1234
        if cut := cut_street(city):
            return Town({"city": cut[1], "region": region}, at, at, 3, cut[0])
        if is_town(city):
            return Town({"city": city, "region": region}, at, at, 2)
    text = text.rstrip(".")
    if cut := cut_street(text):
        return Town({"city": cut[1]}, at, at, 1, cut[0])
    if is_town(text) and (not street_evidence(text) or (above and street_evidence(above) == 2)):
        return Town({"city": text}, at, at, 0)
    return None


def tail_region(text: str) -> tuple[str, str | None]:
    """Return (town, region) of ``Chatswood NSW``, ``Lecco (LC)``, ``Houston Texas``; else (text, None)."""
    if match := re.fullmatch(r"(\D+?)\s?/\s?([A-Z]{2})", text):
        return (match[1], match[2]) if region_of(match[2]) else (text, None)
    if text.endswith(")") and "(" in text:
        city, _, region = text[:-1].rpartition("(")
        return (city.strip(TRIM), region.strip()) if region_of(region) or country_of(region) else (text, None)
    words = text.split()
    for take in (1, 2, 3):
        if take < len(words) and region_of(tail := " ".join(words[-take:])):
            if take == 1 and len(words) > 1 and not tail.isupper() and fold(" ".join(words)) in ("", tail):
                continue
            return " ".join(words[:-take]).strip(TRIM), tail
    return text, None


def tail_country(text: str) -> tuple[str, str] | None:
    words = text.split()
    for take in (1, 2):
        if take < len(words) and country_of(tail := " ".join(words[-take:])):
            return " ".join(words[:-take]).strip(TRIM), tail.strip(" ()[],;")
    return None


@cache
def _code_label() -> re.Pattern[str]:
    printed = sorted(
        (re.escape(word) for word in phrases("address_words", "code_label")), key=len, reverse=True
    )
    spaced = "|".join(r"\.?\s?".join(word) if len(word) <= 3 and word.isascii() else word for word in printed)
    return re.compile(rf"(?:^|(?<=[\s(]))(?:{spaced})\.?\s*[:：]?\s*$", re.IGNORECASE)

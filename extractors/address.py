"""Split a printed address into street, postcode, city, region, country by rules of no single country.

The postcode is the anchor: the shapes of ``postcodes.yml`` say where one may stand, what surrounds it
says whether it
is one. The town is beside it, the street before it (in Hungary and Russia after it), region and country
follow. What cannot be told apart is left out, never guessed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extractors.address_pieces import TRIM, Piece, is_near, next_text, pieces_of
from extractors.address_street import street_before
from extractors.address_town import Town, tail_country, tail_region, town_at
from extractors.eastern_address import eastern_address, with_code_near
from extractors.places import bare_region, countries_of_region, country_of, postcode, region_of
from extractors.street import has_digit, is_area, is_number, is_town, is_unit, street_evidence

_HIGHEST = 5
"""How many lines above the town a street may begin."""


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


def split_address(block: str) -> dict[str, str]:
    """Return street, postcode, city, region and country of ``block``, a text that is one address; {} for
    none.

    Line breaks, commas, semicolons, middle dots and spaced dashes separate.
    """
    eastern = eastern_address(block)
    if eastern:
        return eastern
    pieces = [piece for number, line in enumerate(block.split("\n")) for piece in pieces_of(line, number)]
    towns = [town for at in range(len(pieces)) if (town := town_at(pieces, at))]
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
    if parts := _code_inside(texts):
        return parts
    if len(texts) == 2 and has_digit(texts[0]) and not has_digit(texts[1]) and not is_area(texts[1]):
        return {"street": texts[0], "city": texts[1]}
    return {"street": texts[0]} if len(texts) == 1 and has_digit(texts[0]) else {}


def _code_inside(texts: Sequence[str]) -> dict[str, str]:
    """Read ``Lieu-dit Les Granges 74000 Annecy``, where no comma parts the street from the code; {} else."""
    matches = list(postcode().finditer(texts[-1])) if texts else []
    if not matches:
        return {}
    last = matches[-1]
    before, town = texts[-1][: last.start()].strip(TRIM), texts[-1][last.end() :].strip(TRIM)
    city, region = tail_region(town)
    street = ", ".join([*texts[:-1], before])
    if len(before) < 1 or not is_town(city) or len(street) < 4 or not any(map(str.isalpha, street)):
        return {}
    parts = {"street": street, "postcode": last.group(), "city": city}
    return parts | {"region": region} if region else parts


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
    tail = line.rsplit(",", 1)[-1].strip(TRIM)
    return bool(country_of(tail) or region_of(tail) or tail_region(tail)[1])


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
        pieces.extend(pieces_of(line, number))
    taken = [0]
    at = used = 0
    while at < len(pieces):
        town = town_at(pieces, at, used)
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


def _around(
    pieces: list[Piece], town: Town, *, loose: bool = False, start: int = 0
) -> tuple[dict[str, str], tuple[int, int], int]:
    """Return (parts, (first, last piece), score) of the address around ``town``."""
    parts = dict(town.parts)
    low, high, score = town.first, town.last, town.score
    for _ in range(2):
        following = pieces[high + 1] if high + 1 < len(pieces) else None
        if not following or following.line - pieces[high].line > 1:
            break
        text = following.text.strip(TRIM)
        if "country" not in parts and country_of(text):
            parts["country"], high, score = text, high + 1, score + 2
            break
        if "region" not in parts and region_of(text) and _fits(text, town):
            parts["region"], high, score = text, high + 1, score + 1
            code = next_text(pieces, high)
            if len(text) > 3 and code and len(code) <= 3 and region_of(code) and is_town(text):
                parts["city"], parts["region"], high = (
                    text,
                    code,
                    high + 1,
                )  # 05452-000, a quarter, São Paulo - SP
        elif "country" not in parts and (both := tail_country(text)) and region_of(both[0]):
            parts["country"] = both[1]
            parts.setdefault("region", both[0])
            high, score = high + 1, score + 2
            break
        else:
            break
    town.score = score
    street, extended, first, evidence = street_before(pieces, town, start, loose)
    if not street and not loose or (not evidence and high + 1 < len(pieces)):
        after = next_text(pieces, high)
        number = next_text(pieces, high + 1)
        number = number if number and (is_number(number) or is_unit(number)) else None
        enough = 1 if loose and has_digit(after or "") and pieces[high + 1].line == pieces[high].line else 2
        if after and street_evidence(after) + bool(number) >= enough:
            street, evidence, high = after, 2, high + 1  # 1051 Budapest, Fő utca 5.
            if number:
                street, high = f"{street}, {number}", high + 1
            if (more := next_text(pieces, high)) and country_of(more) and "country" not in parts:
                parts["country"], high, score = more, high + 1, score + 2
    if street:
        parts = {"street": street} | parts
        low = first
    if "region" in parts:
        parts["region"] = bare_region(parts["region"])
    if extended:
        parts["extended"] = extended
    score += evidence + (1 if evidence and pieces[low].labelled else 0)
    if evidence == 1 and street and has_digit(street) and not street[0].isdigit() and town.code_first:
        score += 1  # a house number, then code and town: the order of most of Europe
    return parts, (low, high), score


def _fits(region: str, town: Town) -> bool:
    """A short code after the town has to be a region of a country whose postcodes look like that."""
    if len(region) > 3 or not town.countries:
        return True
    return bool(set(countries_of_region(region)) & set(town.countries))


def _without_code(pieces: list[Piece], at: int, start: int = 0) -> tuple[dict[str, str], int, int] | None:
    """Read ``12 Main Street, Springfield, IL`` or ``22 Kouzi Street, Chora, Mykonos, Greece``: no
    postcode at all.
    """
    text = pieces[at].text.strip(TRIM)
    if at <= start or len(text) > 60:
        return None
    parts: dict[str, str] = {}
    town = at
    if country_of(text):
        parts["country"] = text
        town = at - 1
        if pieces[at].line - pieces[town].line > 1:
            return None
        text = pieces[town].text.strip(TRIM)
    elif both := tail_country(text):
        text, parts["country"] = both
    if town > start and region_of(text) and is_town(pieces[town - 1].text) and is_near(pieces, town):
        if not street_evidence(pieces[town - 1].text) or len(text) <= 3:
            parts["region"] = text
            town -= 1
            text = pieces[town].text.strip(TRIM)
    else:
        city, region = tail_region(text)
        if region and is_town(city):
            text, parts["region"] = city, region
    if not parts or not is_town(text) or town <= start or street_evidence(text) == 2:
        return None
    street, extended, first, evidence = street_before(pieces, Town({}, town, town, 2), start, False)
    if (
        not street
        or evidence < (1 if "country" in parts else 2)
        or pieces[town].line - pieces[first].line > 3
    ):
        return None
    parts = {"street": street, "city": text} | parts
    return parts | ({"extended": extended} if extended else {}), first, at

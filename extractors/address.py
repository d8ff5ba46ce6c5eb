"""Split a printed address into street, postcode, city, region, country by rules of no single country."""

from __future__ import annotations

import re

_POSTCODE = (
    r"(?:\d{4}\s?[A-Z]{2}\b"  # 1012 AB
    r"|(?:[A-Z]{1,3}[-–])?\d{4,6}(?:-\d{3,4})?"  # 70174, D-70174, 1000-205, 94103-1234, 200120
    r"|\d{3}\s\d{2}|\d{2}-\d{3}|\d{3}-\d{4}"  # 110 00, 00-950, 100-0001
    r"|[A-Z]{1,2}\d[A-Z\d]?\s\d[A-Z]{2}"  # SW1A 1AA
    r"|[A-Z]\d[A-Z]\s\d[A-Z]\d)"  # K1A 0B1
)
_CODE_CITY = re.compile(rf"^〒?({_POSTCODE})[,\s]\s*(\D[^,]*?)(?:,\s*(.+))?$")
_CITY_REGION_CODE = re.compile(rf"^(\D+?),?\s+([A-Z]{{2,3}})\s+({_POSTCODE})$")
_CITY_CODE = re.compile(rf"^(\D+?),?\s+〒?({_POSTCODE})$")
_CODE_ALONE = re.compile(rf"^〒?({_POSTCODE})$")
_STREET_END = re.compile(
    r"\b(?:st|street|ave|avenue|rd|road|blvd|boulevard|dr|drive|ln|lane|hwy|highway|pkwy|parkway|way|ct|court"
    r"|pl|place|sq|square|terrace)\b\.?$",
    re.IGNORECASE,
)
_SEPARATOR = re.compile(r"\s*(?:\n|·|•|\||\s[-–]\s|[,，;])\s*")


def split_address(block: str) -> dict[str, str]:
    """Return the parts of ``block`` that can be told apart; what cannot is left out, never guessed.

    Line breaks, commas and middle dots separate. The part with a postcode gives city (and region), the
    nearest part before it that holds a digit, or else the nearest, the street, one part after it the country.
    """
    parts = [part.strip() for part in _SEPARATOR.split(block) if part.strip()]
    # the first part comes last: of "1209 Mill Rd, Rector, AR 72461" it reads like a postcode and its town
    for position in (*range(1, len(parts)), *range(min(1, len(parts)))):
        fields, used = _town(parts, position, parts[position])
        if not fields:
            continue
        before, after = parts[: position + 1 - used], parts[position + 1 :]
        street = _street(before)
        if street:
            fields["street"] = street
        if len(after) == 1 and not any(char.isdigit() for char in after[0]):
            fields["country"] = after[0]
        return fields
    if len(parts) == 2 and _has_digit(parts[0]) and not _has_digit(parts[1]):
        return {"street": parts[0], "city": parts[1]}
    return {"street": parts[0]} if len(parts) == 1 and _has_digit(parts[0]) else {}


def _town(parts: list[str], position: int, part: str) -> tuple[dict[str, str], int]:
    """Return postcode, city and region of the part at ``position`` and how many parts they took."""
    if match := _CITY_REGION_CODE.match(part):
        return {"city": match[1], "region": match[2], "postcode": match[3]}, 1
    if (match := _CODE_CITY.match(part)) and not (position == 0 and _STREET_END.search(match[2])):
        return {"postcode": match[1], "city": match[2].strip()}, 1
    is_last = position >= len(parts) - 2
    if is_last and position and (match := re.match(rf"^([A-Z]{{2,3}})\s+({_POSTCODE})$", part)):
        return {"city": parts[position - 1], "region": match[1], "postcode": match[2]}, 2
    if is_last and (match := _CITY_CODE.match(part)) and position:
        return {"city": match[1], "postcode": match[2]}, 1
    if is_last and position and (match := _CODE_ALONE.match(part)) and not _has_digit(parts[position - 1]):
        return {"city": parts[position - 1], "postcode": match[1]}, 2
    return {}, 0


def _street(parts: list[str]) -> str | None:
    for part in reversed(parts):
        if _has_digit(part):
            number = re.fullmatch(r"\d+\s?[a-zA-Z]?", part)
            place = parts.index(part)
            return f"{parts[place - 1]} {part}" if number and place else part
    return parts[-1] if parts else None


def _has_digit(text: str) -> bool:
    return any(char.isdigit() for char in text)

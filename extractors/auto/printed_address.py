"""The address of one record: which of its lines make it up, and its parts as printed there."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from extractors import street
from extractors.address import split_address
from extractors.auto.cells import Cell
from extractors.auto.evidence import is_street, is_town, phones_of, place_in
from extractors.auto.words import is_legal_name, letters_of
from extractors.company_words import is_country
from extractors.eastern_address import eastern_place
from extractors.places import country_of, postcode, postcode_row, region_of

_PARTS = ("street", "postcode", "city", "region", "country")
_DIGITS = re.compile(r"\d")
_PREFIX = re.compile(r"^[A-Z]{1,3}\s?[-–]\s?(?=\d)")
_CODE_LAST = re.compile(r"(?:^|[\s(-])\d{4,6}$")
_QUARTER = re.compile(r"\s*\([^()]*\)$")


class _Line(NamedTuple):
    """A line of a record that bears no label: its number, text, kinds of evidence and first cell."""

    number: int
    text: str
    kinds: frozenset[str]
    cell: Cell


def read_address(cells: Sequence[Cell], name: Cell | None) -> list[tuple[str, str, int]]:
    """Return (field, value, element) of the parts of a record's address; ``address``, all of it, where it
    cannot be split.

    The lines that make it up are the labelled ones, or those up to the line with the town.
    """
    labelled = [
        cell for cell in cells if cell.label in ("address", "street") and cell is not name and not cell.image
    ]
    block = [cell.text for cell in labelled if not phones_of(cell.text) or is_town(cell.text)]
    sources = list(labelled)
    if not any(is_town(text) for text in block):
        lines = _free_lines(cells, name)
        around = _lines_of_town(lines)
        if not around and not block:
            around = [line for line in lines if _is_street(line.text)][:1]
        block += [line.text for line in around]
        sources += [line.cell for line in around]
    if not block:
        return []
    text = "\n".join(block)
    parts = _split(block, is_labelled=bool(labelled))
    if not parts:
        if labelled:
            return [("street" if len(text) < 80 else "address", text, labelled[0].node)]
        parts = {"street": text} if len(block) == 1 and _is_street(text) else {}
    return [
        (field, value, next((cell.node for cell in sources if value in cell.text), sources[0].node))
        for field in _PARTS
        if (value := parts.get(field))
    ]


def _split(block: Sequence[str], *, is_labelled: bool) -> dict[str, str]:
    if where := next((found for line in block if (found := eastern_place(line))), None):
        others = [line for line in block if not eastern_place(line)]
        return where | (_split(others, is_labelled=is_labelled) or {"street": " ".join(others)})
    text = "\n".join(block)
    parts = split_address(text)
    place = place_in(text) if "\n" not in text and "postcode" not in parts else None
    if place and place[0]:
        field = "country" if country_of(place[2]) else "region"
        parts = {"street": place[0], "city": place[1], field: place[2]}
    if is_labelled and not parts and _is_bare_town(block):
        return {"city": block[0]}
    if is_labelled and not (parts.keys() & {"postcode", "region", "country"}) and not _DIGITS.search(text):
        parts = {"street": text.replace("\n", ", ")}
    if "city" in parts:
        parts["city"] = _QUARTER.sub("", parts["city"]) or parts["city"]
    if "street" in parts:
        parts["street"] = _as_printed(parts, block)
    if "postcode" in parts:
        parts["postcode"] = _PREFIX.sub("", parts["postcode"])
    return parts


def _lines_of_town(lines: list[_Line]) -> list[_Line]:
    """Return the line with the town and those above it that belong to its address; none without a town."""
    towns = [at for at, line in enumerate(lines) if "town" in line.kinds]
    if not towns:
        lines, towns = _with_code(lines)
    if not towns:
        return []
    town = towns[0]
    if towns[1:2] == [town + 1] and is_street(lines[town].text, loose=True):
        town += 1  # Dlouhá 1023 above its town
    first = town
    for at in range(town - 1, max(-1, town - 5), -1):
        line = lines[at]
        if line.kinds - {"street", "town"} or len(line.text) > 70 or line.cell.emphasis:
            break
        if lines[at + 1].number - line.number > 1:
            break
        first = at
        if is_street(line.text, loose=True):
            break
    last = town + 1
    while last < len(lines) and _ends_address(lines[last].text):
        last += 1
    return lines[first:last]


def _with_code(lines: list[_Line]) -> tuple[list[_Line], list[int]]:
    """Put a postcode that is a line of its own (a table's column) together with the town beside it.

    A number that may be anything counts only below a street.
    """
    for at, line in enumerate(lines):
        match = postcode().fullmatch(line.text) if 4 <= len(line.text) <= 10 else None
        if match is None:
            continue
        below = lines[at + 1].text if at + 1 < len(lines) else ""
        above = lines[at - 1].text if at else ""
        if street.is_town(above) and (region_of(above) or not street.is_town(below)):
            first, second = at - 1, at
            if region_of(above) and at > 1 and street.is_town(lines[at - 2].text):
                first = at - 2
        elif street.is_town(below):
            first, second = at, at + 1
        else:
            continue
        up = lines[first - 1].text if first else ""
        is_below_street = is_street(up, loose=True) or street.street_evidence(up) > 0
        if not is_below_street and not postcode_row(match)["sure"]:
            continue
        text = " ".join(one.text for one in lines[first : second + 1])
        joined = _Line(lines[first].number, text, frozenset({"town"}), lines[first].cell)
        return [*lines[:first], joined, *lines[second + 1 :]], [first]
    return lines, []


def _free_lines(cells: Sequence[Cell], name: Cell | None) -> list[_Line]:
    found: list[_Line] = []
    for cell in cells:
        if cell.label is not None or cell is name or cell.image:
            continue
        if cell.kinds and cell.kinds <= {"web", "email", "phone", "fax"}:
            continue
        text = cell.text.strip(" |")
        if found and found[-1].number == cell.line:
            last = found[-1]
            found[-1] = last._replace(text=_joined(last.text, text), kinds=last.kinds | cell.kinds)
        else:
            found.append(_Line(cell.line, text, cell.kinds, cell))
    return [
        line._replace(kinds=line.kinds | {"town"})
        if is_town(line.text) and not line.kinds & {"phone", "email"}
        else line
        for line in found
    ]


def _is_bare_town(block: Sequence[str]) -> bool:
    """True where all that a label like seat or location holds is one word such as a town is."""
    return len(block) == 1 and street.is_town(block[0]) and not street.street_evidence(block[0])


def _is_street(text: str) -> bool:
    return is_street(text) or street.street_evidence(text) == 2


def _joined(text: str, more: str) -> str:
    """Put two pieces of a line together: with a comma, unless the page prints a sign of its own there or a
    town follows its postcode.
    """
    parted = text[-1:].isalnum() and more[:1].isalnum() and not _CODE_LAST.search(text)
    return f"{text}, {more}" if parted else f"{text} {more}".strip()


def _ends_address(line: str) -> bool:
    """True for a country, or for a postcode in a line below its town."""
    return is_country(line) or (len(line) <= 10 and postcode().fullmatch(line) is not None)


def _as_printed(parts: Mapping[str, str], block: Sequence[str]) -> str:
    """Return what is printed for the street: its line, or of a line that goes on with the town what stands
    before it. A house, an estate or a quarter without a word for it belongs to the street all the same.
    """
    bare = _key(parts["street"])
    for line in block:
        if bare and bare in _key(line) and len(line) <= 90:
            others = (_key(parts[field]) for field in ("postcode", "city") if field in parts)
            if not any(other and other in _key(line) for other in others):
                return line.strip(" ,;")
    words = re.findall(r"\w+(?:[^\w\s]+\w+)*", parts["street"])
    for line in block:
        if span := _span(words, line):
            ends = [line.find(parts[field], span[1]) for field in ("postcode", "city") if field in parts]
            end = min((one for one in ends if one >= 0), default=-1)
            whole = line[:end].strip(" ,;-–|·•(") if end >= 0 else ""
            return whole if whole and len(whole) <= 90 and not is_legal_name(whole) else line[slice(*span)]
    return parts["street"]


def _span(words: Sequence[str], line: str) -> tuple[int, int] | None:
    """Return where ``words`` begin and end in a line that has them in this order."""
    begin = end = line.find(words[0]) if words else -1
    for word in words:
        at = line.find(word, end) if end >= 0 else -1
        if at < 0:
            return None
        end = at + len(word)
    return (begin, end + (line[end : end + 1] == ".")) if words else None


def _key(text: str) -> str:
    return letters_of(text.casefold())

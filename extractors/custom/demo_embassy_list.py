"""Embassy list of the demo: one table, a country's heading row governs the rows below it.

Selectors read one record by itself; here the country stands in an earlier row, street and town share one
cell, and so do telephone, mail and website, told apart by what they look like.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bs4 import Tag

from extractors.errors import SourceBroken
from extractors.page import Document
from extractors.plain_text import block_text
from extractors.record import Record

_TOWN = re.compile(r"^(?P<postcode>[A-Z\d][A-Z\d -]*\d[A-Z\d]*)\s+(?P<city>\D.*)$")
_MAIL = re.compile(r"@|\(at\)|\[at\]")
_WEBSITE = re.compile(r"^(?:https?://|www\.)\S+$|^[\w-]+(?:\.[\w-]+)+/?$")
_PHONE = re.compile(r"^(?:T[eé]l\w*|Phone|Fon)\b\.?\s*:?\s*(?P<number>.+)$", re.IGNORECASE)


def extract(document: Document) -> Iterator[Record]:
    """Yield a record for each row of ``table.offices`` that has cells.

    Raises:
        SourceBroken: there is no such table.
    """
    table = document.soup.select_one("table.offices")
    if table is None:
        raise SourceBroken(f"demo_embassy_list: no table.offices on {document.page.url}; look at the page.")
    country = None
    for row in table.find_all("tr"):
        if "country" in (row.get("class") or []):
            country = row.get_text(" ", strip=True)
            continue
        cells = row.find_all("td")
        if len(cells) != 3:
            continue
        name, *category = _lines(cells[0])[:2] or [""]
        values = {"name": name, "category": category[0] if category else "", "country": country or ""}
        values |= _address(_lines(cells[1]))
        contact, rest = _contact(_lines(cells[2]))
        values |= contact
        raw: dict[str, object] = {"contact": rest} if rest else {}
        yield Record(
            {key: value for key, value in values.items() if value},
            raw,
            f"entry '{name}' under {country} of {document.page.url}",
        )


def _lines(cell: Tag) -> list[str]:
    return [line for line in block_text(cell.decode_contents()).split("\n") if line]


def _address(lines: list[str]) -> dict[str, str]:
    """Street lines come first, the town with its postcode last; a town may lack the code."""
    if not lines:
        return {}
    town = _TOWN.match(lines[-1])
    if town:
        return {"street": ", ".join(lines[:-1])} | town.groupdict()
    if len(lines) > 1:
        return {"street": ", ".join(lines[:-1]), "city": lines[-1]}
    return {"street" if any(char.isdigit() for char in lines[0]) else "city": lines[0]}


def _contact(lines: list[str]) -> tuple[dict[str, str], list[str]]:
    """Return phone, email and website of one cell, and the lines that are none of them."""
    found: dict[str, str] = {}
    rest = []
    for line in lines:
        phone = _PHONE.match(line)
        if phone:
            found.setdefault("phone", phone["number"])
        elif _MAIL.search(line):
            found.setdefault("email", re.sub(r"\s*(?:\(at\)|\[at\])\s*", "@", line))
        elif _WEBSITE.match(line):
            found.setdefault("website", line)
        else:
            rest.append(line)
    return found, rest

"""Put stand-ins for persons and their mailboxes on a page that is to be kept as an example."""

from __future__ import annotations

import html.entities
import re
from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise

from config.catalogue import Source
from config.records import Listing, Page
from extractors.auto.words import label_of, leading_label
from extractors.page import Document
from extractors.trim import ALIKE, rows_of
from extractors.vocabulary import fold, load

_MAILBOX = re.compile(r"(?<![\w.+-])([A-Za-z0-9][\w.+-]*)@((?:[\w-]+\.)+[A-Za-z]{2,})")
_PERSON = re.compile(r"(?:[^\W\d_][\w.'’-]*\s+){1,4}[^\W\d_][\w'’-]*|[\u3040-\u9fff\uac00-\ud7af]{2,6}")
"""Two to five words of letters."""
_ENTITIES: dict[str, list[str]] = {}
for _name, _char in html.entities.html5.items():
    _ENTITIES.setdefault(_char, []).append(_name)
_END_NUMBER = re.compile(r"[\d._-]+$")


def without_persons(page: Page, source: Source) -> Page:
    """Return the page with stand-ins for contact persons and for mailboxes that bear a person's name.

    Persons are those that the spec reads and those whom the page prints after a word such as Contact person,
    these only where what is read of companies stays as it is.
    """
    document, rows = Document(page, source.spec.encoding), rows_of(page, source)
    stand_ins: dict[str, str] = {}
    company_numbers = {row.phone for row in rows}
    for row in rows:
        if row.contact_name:
            stand_ins.setdefault(row.contact_name, f"Person {len(stand_ins) + 1}")
        if row.contact_phone and row.contact_phone not in company_numbers:
            stand_ins.setdefault(row.contact_phone, re.sub(r"\d", "0", row.contact_phone))
    clean = _without(page, document, stand_ins)
    if source.spec.format != "html":
        return clean
    read = [_company(row) for row in rows_of(clean, source)]
    for name in _persons(document):
        more = stand_ins | {name: f"Person {len(stand_ins) + 1}"}
        if name not in stand_ins and not any(name in value for row in read for value in row):
            stand_ins = more
    cleaner = _without(page, document, stand_ins)
    return cleaner if [_company(row) for row in rows_of(cleaner, source)] == read else clean


def _without(page: Page, document: Document, stand_ins: Mapping[str, str]) -> Page:
    text = before = document.text
    for name, stand_in in sorted(stand_ins.items(), key=lambda item: (-len(item[0]), item[0])):
        inner = r"\s+".join(_as_printed(word) for word in name.split())
        text = re.sub(rf"(?<!\w){inner}(?!\w)", stand_in, text)
    text = _without_mailboxes(text)
    if text == before:
        return page
    return replace(page, body=text.encode(document.decoded.encoding, "xmlcharrefreplace"))


def _as_printed(word: str) -> str:
    """Return a pattern of the word as mark-up or JSON may spell it: letter by letter, plain or escaped."""
    return "".join(
        re.escape(char)
        if char.isascii() and char.isalnum()
        else f"(?:{'|'.join(re.escape(way) for way in _spellings(char))})"
        for char in word
    )


def _spellings(char: str) -> list[str]:
    names = [f"&{name}" for name in _ENTITIES.get(char, ()) if name.endswith(";")]
    number = ord(char)
    codes = [f"&#{number};", f"&#x{number:x};", f"&#x{number:X};", f"\\u{number:04x}", f"\\u{number:04X}"]
    return [char, *names, *codes]


def _persons(document: Document) -> list[str]:
    """Return whom a page prints after the word for a contact person, on the same line or the next."""
    found: dict[str, None] = {}
    for line, after in pairwise([*document.lines, ""]):
        told = leading_label(line)
        name = told[1] if told and told[1] else after if label_of(line) else ""
        field = told[0] if told and told[1] else label_of(line)
        if field == "person" and _PERSON.fullmatch(name):
            found.setdefault(name)
    return list(found)


def _company(row: Listing) -> tuple[str, ...]:
    return tuple(getattr(row, key) or "" for key in ALIKE if key != "email")


def _without_mailboxes(text: str) -> str:
    """Replace the left part of an address that names no function, each person by one number."""
    persons: dict[str, str] = {}

    def stand_in(match: re.Match[str]) -> str:
        local, host = match[1], match[2]
        words = re.split(r"[._+-]", _END_NUMBER.sub("", fold(local))) if local else []
        if not words or words[0] in _roles() or fold(local).replace("-", "") in _roles():
            return match[0]
        number = persons.setdefault(match[0].casefold(), f"person{len(persons) + 1}")
        return f"{number}@{host}"

    return _MAILBOX.sub(stand_in, text)


def _roles() -> frozenset[str]:
    return frozenset(word for line in load("role_mailboxes") for word in str(line).split())

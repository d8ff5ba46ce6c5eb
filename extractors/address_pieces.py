"""What stands between the separators of an address, with the lines that it came from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from extractors.vocabulary import fold, phrases

_SEPARATOR = re.compile(
    r"\s*(?:[,，;；、|·•●▪∙\n]|(?<=[^\d\s])\s+[-–—]\s+|(?<=\d)\s+[-–—]\s+(?=[^\d\s]|\d{4,6}\s\D)|\s/\s(?=\d{4,5}\s)|\s\.\s)\s*"
)

_LABEL = re.compile(r"^\W{0,3}([^\d:：\n]{1,32}?)\s*[:：]\s*(?=\S)")

_SPACED_CODE = re.compile(
    r"(?:^|(?<=[,|·] ))(DE|AT|CH|FR|LU|FI|NL|BE|IT|ES|DK|NO|SE|CZ|SK|PL|PT|D|A|F|L|B|I|E|S|H)"
    r"\s?[-–]\s(?=\d{4,5}\s)"
)
_NUMBER_LABEL = re.compile(r"(?<=\s)(No|Nr|Num|N°|Nº)\s*:\s*(?=\d)", re.IGNORECASE)

TRIM = " \t.,;:-–—()[]*|/"


class Piece(NamedTuple):
    """What stands between two separators, and the line it stands in."""

    text: str
    line: int
    labelled: bool


def pieces_of(line: str, number: int) -> Iterator[Piece]:
    labelled = False
    if len(line) > 400:
        return
    if label := _LABEL.match(line):
        labelled = fold(label[1].strip(TRIM)) in _labels()
        if not labelled:
            yield Piece(line[: label.end()].strip(), number, False)  # Hamburg: Marktweg 2
        line = line[label.end() :]
    if ":" in line:
        line = _NUMBER_LABEL.sub(r"\1 ", line)
    if "- " in line or "– " in line:
        line = _SPACED_CODE.sub(r"\1-", line)
    for part in _SEPARATOR.split(line):
        text = part.strip(" \t.;") if part.endswith((" .", ";")) else part.strip()
        if text and (label := _LABEL.match(text)) and fold(label[1].strip(TRIM)) in _labels():
            text, labelled = text[label.end() :], True
        if text:
            yield Piece(text, number, labelled)


@cache
def _labels() -> frozenset[str]:
    return phrases("address_words", "label") | phrases("address_words", "code_label")


def next_text(pieces: list[Piece], at: int) -> str | None:
    """Return the piece after ``at`` where it stands in the same line or the next."""
    if at + 1 < len(pieces) and pieces[at + 1].line - pieces[at].line <= 1:
        return pieces[at + 1].text
    return None


def is_near(pieces: list[Piece], at: int) -> bool:
    return pieces[at].line - pieces[at - 1].line <= 1

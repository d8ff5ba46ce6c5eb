"""Read CSV files: encoding and delimiter told by the bytes, quoted line breaks kept together."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

from config.catalogue import Source
from config.errors import UserError
from config.records import Issue
from extractors.page import Document
from extractors.record import Record
from extractors.table import read_rows

_DELIMITERS = ",;\t|"
_LINE = re.compile(r"[^\r\n]*+(?:\r\n?|\n)|[^\r\n]++")
"""A line and its end, as io.StringIO gives them, which takes four bytes for each letter."""


def read_list(document: Document, source: Source) -> Iterator[Record | Issue]:
    """Yield a record a row.

    Raises:
        UserError: the file is empty, not text, or has no column for the name.
    """
    where = str(source.file) if source.file else document.page.url
    text = document.text
    if "\x00" in text[:4096]:
        raise UserError(f"{where}: this is no CSV text; save it as CSV in UTF-8 or set format: xlsx.")
    rows = csv.reader((line[0] for line in _LINE.finditer(text)), delimiter=delimiter_of(text))
    try:
        given = source.spec.list_page.header if source.spec.list_page else []
        printed = (row for row in rows if any(cell.strip() for cell in row))
        header: list[str] | None = given or next(printed, None)
        if header is None:
            raise UserError(f"{where}: the file is empty; it needs a row of column names.")
        yield from read_rows(header, rows, source, where, 1 if given else 2)
    except csv.Error as error:
        raise UserError(
            f"{where}:{rows.line_num}: not readable as CSV ({error}); correct the line."
        ) from None


def delimiter_of(text: str) -> str:
    """Return the delimiter that splits the first lines most evenly: comma, semicolon, tab or bar.

    csv.Sniffer guesses letters on short files, so the candidates are tried instead.
    """
    head = text[:20_000]
    best, best_rank = ",", (0, 0)
    for candidate in _DELIMITERS:
        rows = list(csv.reader(io.StringIO(head, newline=""), delimiter=candidate))[:20]
        rows = [row for row in rows if row]
        width = len(rows[0]) if rows else 0
        if width > 1:
            rank = (sum(len(row) == width for row in rows), width)
            best, best_rank = (candidate, rank) if rank > best_rank else (best, best_rank)
    return best

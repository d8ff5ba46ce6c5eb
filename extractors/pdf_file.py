"""Read the tables of PDF files: ruled ones by their lines, others by where their words stand.

Slow (a page takes a tenth of a second and more), so it is done in the second pass alone, never in the crawl.
"""

from __future__ import annotations

import io
import itertools
import logging
from collections.abc import Iterator
from typing import Any

from config.catalogue import Source
from config.records import Issue
from extractors.errors import SourceBroken
from extractors.page import Document
from extractors.record import Record
from extractors.table import read_rows

_MOST_PAGES, _MOST_OBJECTS = 200, 200_000
"""Pages of one file; characters and lines of one page: a drawing may have millions."""
Row = list[str]


def read_list(document: Document, source: Source) -> Iterator[Record | Issue]:
    """Yield a record a row of the tables, page after page.

    The header is the first row with a column that the spec maps (or the one that ``list.header`` gives); a
    repeat of it on a later page is no record.

    Raises:
        SourceBroken: not a PDF, a locked one, or one without a table. UserError: no column for the name.
    """
    listed = source.spec.list_page
    assert listed is not None
    where = str(source.file) if source.file else document.page.url
    wanted = {
        part.split(" | ")[0].strip()
        for keys in listed.fields.values()
        for key in ([keys] if isinstance(keys, str) else keys)
        for part in key.split(" || ")
    }
    header, rows, left = _table(document.page.body, where, listed.header, wanted)
    if not header:
        raise SourceBroken(
            f"{where}: no table of it has a column {', '.join(sorted(wanted))[:120]};"
            " look at the file and correct list.fields, or name the columns in list.header."
        )
    if not rows:
        raise SourceBroken(f"{where}: its tables have no row with {len(header)} columns; look at the file.")
    if left:
        message = f"{where}: only the first {_MOST_PAGES} of {_MOST_PAGES + left} pages were read; split it."
        yield Issue(
            source=source.name, level="warning", kind="pdf_pages", message=message, url=document.page.url
        )
    yield from read_rows(header, rows, source, where)


def _table(body: bytes, where: str, given: Row, wanted: set[str]) -> tuple[Row, list[Row], int]:
    """Return header, rows below it, and how many pages were not read."""
    import pdfplumber

    logging.getLogger("pdfminer").setLevel(logging.ERROR)  # it complains of each odd font
    if body.lstrip()[:5] != b"%PDF-":
        raise SourceBroken(f"{where}: this is no PDF; look at what the address serves now.")
    header, rows = list(given), list[Row]()
    starts: list[float] = []
    try:
        with pdfplumber.open(io.BytesIO(body)) as file:
            for page in file.pages[:_MOST_PAGES]:
                for row, cells in _rows(page, starts, len(given)):
                    if not header and wanted & set(row):
                        header, starts[:] = row, cells
                    elif header and row != header and len(row) == len(header):
                        rows.append(row)
                page.close()  # frees what the page has parsed
            return header, rows, max(0, len(file.pages) - _MOST_PAGES)
    except Exception as error:  # pdfminer lets whatever a broken file trips over through
        reason = type(error).__name__ if not str(error) else f"{type(error).__name__}: {error}"
        raise SourceBroken(
            f"{where}: the PDF cannot be read ({reason[:160]}); ask for another copy."
        ) from None


def _rows(page: Any, starts: list[float], width: int) -> Iterator[tuple[Row, list[float]]]:
    """Yield the rows of a page and where their cells begin; ``starts`` may be filled while they are read.

    Tables without ruled lines are told by where words stand: below the header each word belongs to the last
    column that begins left of it. Before there is one, a gap wider than a space parts two cells.
    """
    if len(page.chars) + len(page.lines) + len(page.rects) > _MOST_OBJECTS:
        return
    tables = page.extract_tables()
    if tables:
        for row in (row for table in tables for row in table):
            texts = [" ".join((cell or "").split()) for cell in row]
            if any(texts):
                yield texts, []
        return
    for line in _lines(page):
        if starts:
            texts = [""] * len(starts)
            for word in line:
                column = max(sum(start <= word["x0"] + 2 for start in starts) - 1, 0)
                texts[column] = f"{texts[column]} {word['text']}".strip()
            yield texts, starts
            continue
        cells = _cells(line)
        if len(cells) > 1 and width in (0, len(cells)):
            yield (
                [" ".join(word["text"] for word in cell) for cell in cells],
                [float(cell[0]["x0"]) for cell in cells],
            )


def _lines(page: Any) -> list[list[dict[str, Any]]]:
    """Return the words of a page by line, from top to bottom and from left to right."""
    lines: list[list[dict[str, Any]]] = []
    for word in sorted(page.extract_words(), key=lambda word: (round(word["bottom"]), word["x0"])):
        if lines and abs(lines[-1][0]["bottom"] - word["bottom"]) < 3:
            lines[-1].append(word)
        else:
            lines.append([word])
    return [sorted(line, key=lambda word: float(word["x0"])) for line in lines]


def _cells(line: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    cells = [[line[0]]]
    for before, word in itertools.pairwise(line):
        if word["x0"] - before["x1"] > 0.6 * (word["bottom"] - word["top"]):
            cells.append([word])
        else:
            cells[-1].append(word)
    return cells

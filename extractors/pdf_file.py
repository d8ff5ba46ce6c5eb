"""Read the tables of PDF files: ruled ones by their lines, others by where their words stand.

Slow (a page takes a tenth of a second and more), so it is done in the second pass alone, never in the crawl.
"""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from typing import Any

from config.catalogue import Source
from config.errors import UserError
from config.records import Issue
from extractors.errors import SourceBroken
from extractors.page import Document
from extractors.record import Record
from extractors.table import read_rows

_MOST_PAGES, _MOST_OBJECTS = 200, 200_000
"""Pages of one file; characters and lines of one page: a drawing may have millions."""
_BY_WORDS = {"vertical_strategy": "text", "horizontal_strategy": "text"}
Row = list[str]


def read_list(document: Document, source: Source) -> Iterator[Record | Issue]:
    """Yield a record a row of the tables that have the header of the first one, page after page.

    The header is the first row with a column that the spec maps (or the one that ``list.header`` gives); a
    repeat of it on a later page is no record.

    Raises:
        SourceBroken: not a PDF, a locked one, or one without a table. UserError: no column for the name.
    """
    listed = source.spec.list_page
    assert listed is not None
    where = str(source.file) if source.file else document.page.url
    rows, left = _rows(document.page.body, where)
    header, first = listed.header, 0
    if not header:
        wanted = {
            part.split(" | ")[0].strip()
            for keys in listed.fields.values()
            for key in ([keys] if isinstance(keys, str) else keys)
            for part in key.split(" || ")
        }
        first = next((at for at, row in enumerate(rows) if wanted & set(row)), -1)
        if first < 0:
            raise SourceBroken(
                f"{where}: no table of it has a column {', '.join(sorted(wanted))[:120]};"
                " look at the file and correct list.fields, or name the columns in list.header."
            )
        header, first = rows[first], first + 1
    body = [row for row in rows[first:] if row != header and len(row) == len(header)]
    if not body:
        raise SourceBroken(f"{where}: its tables have no row with {len(header)} columns; look at the file.")
    if left:
        message = (
            f"{where}: only the first {_MOST_PAGES} of {_MOST_PAGES + left} pages were read; split the file."
        )
        yield Issue(
            source=source.name, level="warning", kind="pdf_pages", message=message, url=document.page.url
        )
    yield from read_rows(header, body, source, where)


def _rows(body: bytes, where: str) -> tuple[list[Row], int]:
    """Return the rows of every table in order, and how many pages were not read."""
    import pdfplumber

    logging.getLogger("pdfminer").setLevel(logging.ERROR)  # it complains of each odd font
    if not body.lstrip()[:5] == b"%PDF-":
        raise SourceBroken(f"{where}: this is no PDF; look at what the address serves now.")
    try:
        with pdfplumber.open(io.BytesIO(body)) as file:
            rows = [row for page in file.pages[:_MOST_PAGES] for row in _of_page(page)]
            return rows, max(0, len(file.pages) - _MOST_PAGES)
    except UserError:
        raise
    except Exception as error:  # pdfminer lets whatever a broken file trips over through
        reason = type(error).__name__ if not str(error) else f"{type(error).__name__}: {error}"
        raise SourceBroken(
            f"{where}: the PDF cannot be read ({reason[:160]}); ask for another copy."
        ) from None


def _of_page(page: Any) -> list[Row]:
    if len(page.chars) + len(page.lines) + len(page.rects) > _MOST_OBJECTS:
        return []
    tables = page.extract_tables() or page.extract_tables(_BY_WORDS)
    rows = [[" ".join((cell or "").split()) for cell in row] for table in tables for row in table]
    page.close()  # frees what the page has parsed
    return [row for row in rows if any(row)]

"""Read XLSX files row by row; dates become ISO dates, whole numbers lose their ``.0``."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import date, datetime

from config.catalogue import Source
from config.errors import UserError
from config.records import Issue
from extractors.page import Document
from extractors.record import Record
from extractors.table import read_rows

_MOST_INFLATED = 512 * 2**20


def read_list(document: Document, source: Source) -> Iterator[Record | Issue]:
    """Yield a record a row of the sheet that ``list.record`` names, else of the first one.

    Raises:
        UserError: not an XLSX file, no such sheet, an empty sheet, no column for the name.
    """
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    where = str(source.file) if source.file else document.page.url
    try:
        _refuse_bomb(document.page.body, where)
        book = load_workbook(io.BytesIO(document.page.body), read_only=True, data_only=True)
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, OSError):
        raise UserError(f"{where}: this is no XLSX file; save it as XLSX or correct format.") from None
    try:
        wanted = source.spec.list_page.record if source.spec.list_page else None
        if wanted and wanted not in book.sheetnames:
            raise UserError(f"{where}: no sheet '{wanted}'; sheets are {', '.join(book.sheetnames)}.")
        sheet = book[wanted or book.sheetnames[0]]
        rows = ([_cell(value) for value in row] for row in sheet.iter_rows(values_only=True))
        given = source.spec.list_page.header if source.spec.list_page else []
        header: list[object] | None = list(given) or next((row for row in rows if any(row)), None)
        if header is None:
            raise UserError(f"{where}: the sheet is empty; it needs a row of column names.")
        yield from read_rows([str(cell or "") for cell in header], rows, source, where, 1 if given else 2)
    finally:
        book.close()


def _refuse_bomb(body: bytes, where: str) -> None:
    """Refuse what inflates to more than a million rows do; zipfile holds each part to what it declares."""
    with zipfile.ZipFile(io.BytesIO(body)) as parts:
        size = sum(part.file_size for part in parts.infolist())
    if size > _MOST_INFLATED:
        raise UserError(
            f"{where}: it holds {size >> 20:,} MiB when unpacked; split the file or save it as CSV."
        )


def _cell(value: object) -> object:
    if isinstance(value, datetime):
        midnight = (value.hour, value.minute, value.second) == (0, 0, 0)
        return value.date().isoformat() if midnight else value.isoformat()
    return value.isoformat() if isinstance(value, date) else value

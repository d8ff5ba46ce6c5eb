"""Read the tables of PDF files: ruled ones by their lines, others by where their words stand.

Slow (a page takes a tenth of a second and more), so it is done in the second pass alone, never in the crawl.
"""

from __future__ import annotations

from collections.abc import Iterator

from config.catalogue import Source
from config.records import Issue
from extractors.errors import SourceBroken
from extractors.page import Document
from extractors.pdf_rows import MOST_PAGES, read_pdf
from extractors.record import Record
from extractors.table import read_rows


def read_list(document: Document, source: Source) -> Iterator[Record | Issue]:
    """Yield a record a row of the tables, page after page.

    The header is the first row with a column that the spec maps (or the one that ``list.header`` gives); a
    repeat of it on a later page is no record.

    Raises:
        SourceBroken: not a PDF, a locked one, or one without a table. UserError: no column for the name.
    """
    listed = source.spec.list_page
    assert listed is not None
    body, where = document.page.body, str(source.file) if source.file else document.page.url
    if body.lstrip()[:5] != b"%PDF-":
        raise SourceBroken(f"{where}: this is no PDF; look at what the address serves now.")
    wanted = {
        part.split(" | ")[0].strip()
        for keys in listed.fields.values()
        for key in ([keys] if isinstance(keys, str) else keys)
        for part in key.split(" || ")
    }
    table = read_pdf(body, listed.header, wanted)
    if table.error:
        raise SourceBroken(f"{where}: the PDF cannot be read ({table.error}); ask for another copy.")
    if not table.header:
        raise SourceBroken(
            f"{where}: no table of it has a column {', '.join(sorted(wanted))[:120]};"
            " look at the file and correct list.fields, or name the columns in list.header."
        )
    if not table.rows:
        raise SourceBroken(
            f"{where}: no row of its tables has {len(table.header)} columns; look at the file."
        )
    if table.pages_left:
        message = f"{where}: only the first {MOST_PAGES} of {MOST_PAGES + table.pages_left} pages were read."
        yield Issue(
            source=source.name, level="warning", kind="pdf_pages", message=message, url=document.page.url
        )
    yield from read_rows(table.header, table.rows, source, where)

"""The tables of one PDF as rows, in a process of its own: PDF in on standard input, JSON out.

A PDF may be a bomb (streams that inflate a thousandfold) or a maze (objects that refer to each other), and
pdfminer has no limits of its own; so the process that reads it has: memory, processor time, pages, objects.
"""

from __future__ import annotations

import io
import itertools
import json
import logging
import subprocess
import sys
from collections.abc import Collection, Iterator
from typing import Any, NamedTuple

MOST_PAGES = 200
_MOST_OBJECTS = 200_000
"""Characters, lines and boxes of one page; a drawing may have millions."""
_MEMORY, _CPU_S = 1 << 30, 120
Row = list[str]


class PdfTable(NamedTuple):
    """Column names, the rows below them, how many pages were not read; ``error``: why there is nothing."""

    header: Row
    rows: list[Row]
    pages_left: int
    error: str | None


def read_pdf(body: bytes, header: Row, wanted: Collection[str]) -> PdfTable:
    """Return the rows below ``header`` or, where it is empty, below the first row with a ``wanted`` name."""
    asked = json.dumps([header, sorted(wanted)])
    command = [sys.executable, "-m", "extractors.pdf_rows", asked]
    try:
        done = subprocess.run(command, input=body, capture_output=True, timeout=2 * _CPU_S, check=False)
    except subprocess.TimeoutExpired:
        return PdfTable([], [], 0, f"it takes longer than {2 * _CPU_S} s")
    if done.returncode or not done.stdout:
        return PdfTable([], [], 0, f"it takes more than {_MEMORY >> 20} MiB or {_CPU_S} s of processor time")
    return PdfTable(*json.loads(done.stdout))


def main(asked: str) -> None:
    """Read standard input and print the table as JSON."""
    _limit()
    header, wanted = json.loads(asked)
    logging.getLogger("pdfminer").setLevel(logging.ERROR)  # it complains of each odd font
    try:
        table = _table(sys.stdin.buffer.read(), header, set(wanted))
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - pdfminer lets whatever a broken file trips over through
        reason = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
        table = PdfTable([], [], 0, reason[:160])
    sys.stdout.write(json.dumps(table))


def _limit() -> None:
    try:
        import resource
    except ImportError:  # Windows has none; the time limit of the caller holds
        return
    resource.setrlimit(resource.RLIMIT_DATA, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_CPU_S, _CPU_S))


def _table(body: bytes, given: Row, wanted: set[str]) -> PdfTable:
    import pdfplumber

    header, rows = list(given), list[Row]()
    starts: list[float] = []
    with pdfplumber.open(io.BytesIO(body)) as file:
        for page in file.pages[:MOST_PAGES]:
            for row, begins in _rows(page, starts, len(given)):
                if not header and wanted & set(row):
                    header, starts[:] = row, begins
                elif header and row != header and len(row) == len(header):
                    rows.append(row)
            page.close()  # frees what the page has parsed
        return PdfTable(header, rows, max(0, len(file.pages) - MOST_PAGES), None)


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


if __name__ == "__main__":
    main(sys.argv[1])

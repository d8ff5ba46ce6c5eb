"""Cells of a table that reach down into the rows below them, and the columns in which all others stand."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from extractors.auto.outline import Outline

_MOST = 500


@dataclass(slots=True)
class Spans:
    """``columns``: cell -> its column, in tables where a cell reaches down and in rows that have been asked
    for; ``above``: row -> the cells of earlier rows that reach into it, with their columns. Elements are
    numbers of the outline.
    """

    columns: dict[int, int] = field(default_factory=dict)
    above: dict[int, list[tuple[int, int]]] = field(default_factory=dict)


def spans_of(out: Outline) -> Spans:
    """Return where cells of a page reach down (``rowspan``), read once; empty on a page without one."""
    if out.spans is None:
        out.spans = _read_spans(out)
    return out.spans


def _read_spans(out: Outline) -> Spans:
    found = Spans()
    bodies = {
        out.parents[out.parents[node]]: None
        for node, tag in enumerate(out.tags)
        if tag in ("td", "th") and span_of(out, node, "rowspan") > 1 and out.parents[out.parents[node]] >= 0
    }
    for body in bodies:
        open_cells: dict[int, tuple[int, int]] = {}  # column -> cell, rows that it still reaches into
        for row in out.kids[body]:
            if out.tags[row] != "tr":
                continue
            found.above[row] = sorted({(column, cell) for column, (cell, _) in open_cells.items()})
            following = {column: (cell, left - 1) for column, (cell, left) in open_cells.items() if left > 1}
            column = 0
            for cell in out.kids[row]:
                while column in open_cells:
                    column += 1
                found.columns[cell] = column
                rows, width = span_of(out, cell, "rowspan"), span_of(out, cell, "colspan")
                if rows > 1:
                    following[column] = (cell, rows - 1)
                column += width
            open_cells = following
    return found


def span_of(out: Outline, cell: int, attribute: str) -> int:
    """Return how many rows or columns a cell takes; nonsense counts as one."""
    told = (out.attrs[cell].get(attribute) or "1").strip()
    return max(1, int(told)) if told.isascii() and told.isdigit() and int(told) < _MOST else 1

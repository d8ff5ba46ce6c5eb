"""The table to deduplicate: any CSV or Parquet file, as text, with an id of its own for every row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from config.errors import UserError
from transforms.dedupe.columns import ROW_NUMBER, Columns, find_columns
from transforms.dedupe.csv_table import CsvTable
from transforms.dedupe.text import PARQUET, magic
from transforms.resolve.columns import Codes, numbers, positions, texts
from transforms.resolve.memory import lay_down, let_go, table_of


class TableFile(Protocol):
    """A file with named columns of text."""

    path: Path
    names: list[str]
    notes: list[str]
    """What had to be put right while it was read, in sentences."""

    def read(self, wanted: Mapping[str, int]) -> pa.Table:
        """Return the columns at these positions under these names; empty cells are null."""

    def row_numbers(self, indices: list[int]) -> list[int]:
        """Return where in the file these rows are, as a person counts."""


@dataclass(frozen=True)
class Rows:
    """``listings``: listing_id and what else is known of `columns.FIELDS`, in the order of the file.

    ``order``: row numbers in the byte order of listing_id, as resolution has them.
    """

    listings: pa.Table
    order: Codes
    columns: Columns
    notes: list[str]


def open_table(path: Path, encoding: str | None = None) -> TableFile:
    """Open a CSV or Parquet file, whatever its name ends in.

    Raises:
        UserError: it cannot be read.
    """
    if magic(path) == PARQUET or path.suffix in (".parquet", ".pq"):
        from transforms.dedupe.parquet_table import ParquetTable

        return ParquetTable(path)
    return CsvTable(path, encoding)


def read_rows(path: Path, maps: Mapping[str, str], encoding: str | None = None) -> Rows:
    """Read the table to deduplicate.

    Raises:
        UserError: the file cannot be read or has no rows, a column is missing or ambiguous, or an id is
            empty or given twice; rows are named by their place in the file.
    """
    file = open_table(path, encoding)
    columns = find_columns(path, file.names, maps)
    table = file.read(columns.position)
    if not len(table):
        raise UserError(f"{path}: has a header but no rows; give a file with at least one row.")
    if columns.is_numbered:
        ids = pa.chunked_array([texts(map(str, range(1, len(table) + 1)))])
        table = table.add_column(0, "listing_id", ids)
    else:
        trimmed = pa.table([pc.utf8_trim_whitespace(table["id"])], ["listing_id"])
        ids = table_of([trimmed], trimmed.schema)["listing_id"]
        table = table.set_column(table.column_names.index("id"), "listing_id", ids)
    let_go()
    order = numbers(pc.sort_indices(ids), np.uint64)
    _check_ids(file, columns.names.get("id", ROW_NUMBER), ids, order)
    return Rows(table, lay_down(order), columns, file.notes)


def _check_ids(file: TableFile, name: str, ids: pa.ChunkedArray, order: Codes) -> None:
    empty = pc.indices_nonzero(pc.or_kleene(ids.is_null(), pc.equal(ids, texts([""])[0])))
    if len(empty):
        (row,) = file.row_numbers([empty[0].as_py()])
        raise UserError(f"{file.path}: row {row} has no {name}; give every row an id of its own.")
    ascending = ids.take(positions(order))
    again = numbers(pc.indices_nonzero(pc.equal(ascending[1:], ascending[:-1])), np.uint64)
    if not len(again):
        return
    first, second = min(sorted(order[at : at + 2].tolist()) for at in again.astype(np.int64).tolist())
    rows = file.row_numbers([first, second])
    raise UserError(
        f"{file.path}: rows {rows[0]} and {rows[1]} have the same {name} '{ids[second].as_py()[:80]}'; "
        "give every row its own."
    )

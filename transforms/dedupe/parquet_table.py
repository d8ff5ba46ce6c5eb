"""Parquet files as Arrow tables of text: numbers and dates as a person would type them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from config.errors import UserError
from transforms.resolve.columns import texts
from transforms.resolve.memory import table_of

BATCH = 100_000
EMPTY, UNKNOWN = texts(["", None])
_TEXT = pa.schema([("text", pa.string())])


class ParquetTable:
    """A Parquet file: ``names`` of its columns, then its rows."""

    def __init__(self, path: Path) -> None:
        """Read the schema.

        Raises:
            UserError: the file is damaged.
        """
        self.path = path
        self.notes: list[str] = []
        try:
            self._file = pq.ParquetFile(path)
        except (pa.ArrowException, OSError) as error:
            raise self._damaged(error) from None
        self.names = list(self._file.schema_arrow.names)

    def read(self, wanted: Mapping[str, int]) -> pa.Table:
        """Return the columns at these positions as text under these names; blank text is null.

        Raises:
            UserError: the file is damaged, or a column holds lists or records.
        """
        columns = []
        for position in wanted.values():
            name = self.names[position]
            kind = self._file.schema_arrow.field(position).type
            # Of numbers and dates all are looked at before one is written; texts may be long and many.
            parts = self._parts(name) if pa.types.is_string(kind) else iter([self._whole(name)])
            texts = (pa.Table.from_arrays([self._as_text(part, name)], schema=_TEXT) for part in parts)
            columns.append(table_of(texts, _TEXT)["text"])
        return pa.table(columns, names=list(wanted))

    def _whole(self, name: str) -> pa.ChunkedArray:
        try:
            return self._file.read(columns=[name]).column(0)
        except (pa.ArrowException, OSError) as error:
            raise self._damaged(error) from None

    def _parts(self, name: str) -> Iterator[pa.ChunkedArray]:
        try:
            for batch in self._file.iter_batches(BATCH, columns=[name]):
                yield pa.chunked_array([batch.column(0)])
        except (pa.ArrowException, OSError) as error:
            raise self._damaged(error) from None

    def row_numbers(self, indices: list[int]) -> list[int]:
        """Return the numbers of these rows; the first one is row 1."""
        return [index + 1 for index in indices]

    def _as_text(self, column: pa.ChunkedArray, name: str) -> pa.ChunkedArray:
        kind = column.type
        if pa.types.is_dictionary(kind):
            return self._as_text(column.cast(kind.value_type), name)
        if pa.types.is_floating(kind) or pa.types.is_decimal(kind):
            column = _whole(column)
        elif pa.types.is_timestamp(kind) and _is_midnight(column):
            column = column.cast(pa.date32(), safe=False)
        try:
            text = column.cast(pa.string())
        except (pa.ArrowNotImplementedError, pa.ArrowInvalid):
            raise UserError(
                f"{self.path}: column '{name}' holds {kind}, which is no text; leave it out."
            ) from None
        return pc.if_else(pc.equal(text, EMPTY), UNKNOWN, text)

    def _damaged(self, error: Exception) -> UserError:
        if isinstance(error, OSError) and error.errno:
            return UserError(f"{self.path}: cannot be read ({error.strerror}).")
        return UserError(f"{self.path}: is not a readable Parquet file ({str(error).splitlines()[0][:120]}).")


def _whole(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Numbers without fraction as integers: a column of postal codes with gaps comes as 9320.0 and null."""
    finite = column.cast(pa.float64(), safe=False)
    finite = pc.if_else(pc.is_finite(finite), finite, pa.nulls(1, pa.float64())[0])
    try:  # a decimal may have more digits than a float, and an id needs them all
        return (
            column.cast(pa.decimal128(38, 0)) if pa.types.is_decimal(column.type) else finite.cast(pa.int64())
        )
    except pa.ArrowInvalid:
        return finite


def _is_midnight(column: pa.ChunkedArray) -> bool:
    return bool(pc.all(pc.equal(column, pc.floor_temporal(column, unit="day"))).as_py() in (True, None))

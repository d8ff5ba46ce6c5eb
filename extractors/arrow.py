"""Rows of Python values as an Arrow table, without pandas.

``pyarrow.array`` imports pandas wherever it is installed: a third of a second and 60 MiB that a process which
only extracts does not need. What it would give is given here for the types of `config.tables`.
"""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pyarrow as pa

_PART = 8192
"""Rows that are made into columns together."""
_CHUNK = 65_536
"""Rows of one chunk of a table."""
_LARGEST = 2**31
"""Bytes of a column: more text does not fit into one chunk, and to take rows of a column makes one of it."""
_EPOCH, _FIRST_DAY, _MICROSECOND = (
    datetime(1970, 1, 1, tzinfo=UTC),
    date(1970, 1, 1),
    timedelta(microseconds=1),
)
_CODES = {
    pa.timestamp("us", tz="UTC"): "q",
    pa.date32(): "i",
    pa.int32(): "i",
    pa.int64(): "q",
    pa.float64(): "d",
}


class Columns:
    """Rows that are made into columns as they come: while others are read, not after the last of them.

    What a row lacks is null, as None is.
    """

    def __init__(self, schema: pa.Schema) -> None:
        self._schema = schema
        self._rows: list[Mapping[str, Any]] = []
        self._places: dict[int, int] = {}
        self._batches: list[pa.RecordBatch] = []
        self._made = 0

    def add(self, row: Mapping[str, Any]) -> int:
        """Return the place of a row; the very same one has the place that it had. It must not change later.

        Raises:
            TypeError, ValueError: a value is not of its column's type.
        """
        place = self._places.setdefault(id(row), len(self._rows))
        if place == len(self._rows):
            self._rows.append(row)
            if place + 1 - self._made == _PART:
                self._make()
        return place

    def table(self, places: Sequence[int]) -> pa.Table:
        """Return the rows at these places, in this order.

        Raises:
            TypeError, ValueError: a value is not of its column's type.
        """
        self._make()
        table = pa.Table.from_batches(self._batches, schema=self._schema)
        if all(column.nbytes < _LARGEST for column in table.columns):
            table = table.take(_array(places, pa.int64()))
        else:
            rows = [self._rows[place] for place in places]
            parts = [_batch(rows[at : at + _CHUNK], self._schema) for at in range(0, len(rows), _CHUNK)]
            table = pa.Table.from_batches(parts)
        return pa.Table.from_batches(table.to_batches(_CHUNK), schema=self._schema)

    def _make(self) -> None:
        if self._made < len(self._rows):
            self._batches.append(_batch(self._rows[self._made :], self._schema))
            self._made = len(self._rows)


def _batch(rows: Sequence[Mapping[str, Any]], schema: pa.Schema) -> pa.RecordBatch:
    names = list(set().union(*rows))  # their own keys: an equal one is found in twice the time
    columns = dict(zip(names, zip(*[[*map(row.get, names)] for row in rows], strict=True), strict=True))
    arrays = [
        _array(columns[one.name], one.type) if one.name in columns else pa.nulls(len(rows), one.type)
        for one in schema
    ]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def _array(values: Sequence[Any], kind: pa.DataType) -> pa.Array:
    if not any(values) and values.count(None) == len(values):
        return pa.nulls(len(values), kind)
    if kind == pa.string():
        builder = pa.lib.StringBuilder()
        builder.append_values(values)
        return builder.finish()
    valid = None if None not in values else _bits([one is not None for one in values])
    if kind == pa.bool_():
        data = _bits([bool(one) for one in values])
    else:
        data = pa.py_buffer(array(_CODES[kind], [0 if one is None else _number(one) for one in values]))
    return pa.Array.from_buffers(kind, len(values), [valid, data])


def _number(value: Any) -> int | float:
    """Return microseconds since 1970 for a moment, days for a day, numbers as they are."""
    if isinstance(value, datetime):
        return (value - _EPOCH) // _MICROSECOND
    if isinstance(value, date):
        return (value - _FIRST_DAY).days
    return value  # type: ignore[no-any-return]


def _bits(flags: Sequence[bool]) -> pa.Buffer:
    """Return one bit a flag, the first one lowest."""
    number = int("".join("1" if one else "0" for one in reversed(flags)) or "0", 2)
    return pa.py_buffer(number.to_bytes((len(flags) + 7) // 8, "little"))

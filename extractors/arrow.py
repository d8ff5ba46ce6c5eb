"""Columns of Python values as an Arrow table, without pandas.

``pyarrow.array`` imports pandas wherever it is installed: a third of a second and 60 MiB that a process which
only extracts does not need. What it would give is given here for the types of `config.tables`.
"""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pyarrow as pa

_ROWS = 65_536
"""Of one chunk: text of more than 2 GiB does not fit into one."""
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


def to_arrow(columns: Mapping[str, Sequence[Any]], schema: pa.Schema) -> pa.Table:
    """Return the columns, all of one length, as a table of this schema; None is null.

    Raises:
        TypeError, ValueError: a value is not of its column's type.
    """
    return pa.Table.from_arrays([_chunks(columns[one.name], one.type) for one in schema], schema=schema)


def _chunks(values: Sequence[Any], kind: pa.DataType) -> pa.ChunkedArray:
    parts = [_array(values[at : at + _ROWS], kind) for at in range(0, len(values), _ROWS)]
    return pa.chunked_array(parts or [pa.nulls(0, kind)], type=kind)


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

"""Frames in the shape of `config.tables`: exactly the columns, order and types that are promised."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd
import pyarrow as pa

from config.tables import Table

_NULLABLE = {pa.int32(): pd.Int32Dtype(), pa.int64(): pd.Int64Dtype(), pa.bool_(): pd.BooleanDtype()}


def as_table(frame: pd.DataFrame, table: Table, sort: Iterable[str] | None = None) -> pd.DataFrame:
    """Return ``frame`` with the columns of ``table``, in its order and types, sorted by its key.

    Text is ``str`` or None, dates are ``datetime.date`` or None; a missing column is unknown throughout.

    Raises:
        ValueError: a value does not fit the column's type; that is a bug of the stage.
    """
    keys = list(table.key if sort is None else sort)
    ordered = frame.sort_values(keys, kind="stable") if len(frame) and keys else frame
    columns: dict[str, object] = {}
    for field in table.arrow:
        if field.name not in ordered.columns:
            columns[field.name] = _plain(pa.chunked_array([pa.nulls(len(ordered), field.type)]))
            continue
        values = ordered[field.name]
        try:
            arrow = pa.array(values, type=field.type, from_pandas=True)
        except (pa.ArrowInvalid, pa.ArrowTypeError) as error:
            raise ValueError(f"{table.name}.{field.name}: {error}") from error
        # Text keeps its Python objects: made anew from Arrow, each row would hold a copy of its own.
        columns[field.name] = (
            _objects(values, arrow) if field.type == pa.string() else _plain(pa.chunked_array([arrow]))
        )
    return pd.DataFrame(columns)


def empty(table: Table) -> pd.DataFrame:
    """Return the table without rows."""
    return _to_pandas(table.arrow.empty_table())


def _to_pandas(arrow: pa.Table) -> pd.DataFrame:
    return pd.DataFrame({name: _plain(arrow.column(name)) for name in arrow.column_names})


def _objects(values: pd.Series, arrow: pa.Array) -> pd.Series:
    objects = values.to_numpy(dtype=object, copy=True)
    objects[arrow.is_null().to_numpy(zero_copy_only=False)] = None
    return pd.Series(objects, dtype=object)


def _plain(column: pa.ChunkedArray) -> pd.Series:
    if pa.types.is_string(column.type):
        values = column.to_numpy(zero_copy_only=False)
        return pd.Series(values, dtype=object)
    plain: pd.Series = column.to_pandas(types_mapper=_NULLABLE.get)
    return plain.astype("datetime64[us, UTC]") if pa.types.is_timestamp(column.type) else plain


def texts(frame: pd.DataFrame, column: str) -> pd.Series:
    """Return a column as ``str`` or None, blanks and NaN taken for None; a missing column is all None."""
    if column not in frame.columns:
        return pd.Series([None] * len(frame), index=frame.index, dtype=object)
    values = frame[column]
    if len(values) == 0:
        return values.astype(object)
    # An Arrow column makes each text anew when it is walked through; as objects they are made at once.
    objects = values.to_numpy(dtype=object)
    clean = [value.strip() or None if isinstance(value, str) else None for value in objects]
    return pd.Series(clean, index=frame.index, dtype=object)


def said_on(frame: pd.DataFrame, as_of: object) -> pd.Series:
    """Return the day for which each claim holds: ``as_of`` of the claim, or else when its page was fetched.

    A page counts as of the night for which it was fetched, not of the second: which of two pages came first
    tonight is chance, and a night that was killed and repaired must decide as an undisturbed one.
    """
    when = pd.to_datetime(frame["retrieved_at"], utc=True).dt.floor("D")
    tonight = pd.Timestamp(str(as_of), tz="UTC")
    when = when.where(when <= tonight, tonight)
    stated = frame["as_of"].notna()
    if stated.any():
        when = when.copy()
        when[stated] = pd.to_datetime(frame.loc[stated, "as_of"].map(str), utc=True)
    return when


def days_before(values: pd.Series, as_of: object) -> pd.Series:
    """Return how many days each date lies before ``as_of``; the future counts as 0, unknown as NaN."""
    when = pd.to_datetime(values, utc=True, errors="coerce")
    age = (pd.Timestamp(str(as_of), tz="UTC") - when).dt.total_seconds() / 86400.0
    return age.clip(lower=0.0)

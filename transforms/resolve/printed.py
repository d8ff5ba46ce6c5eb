"""What listings print, a column at a time: texts that can be read, whatever was put into them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from transforms.resolve.columns import Codes, positions, text_bytes, texts, whole

if TYPE_CHECKING:
    import pandas as pd

PRINTED = ("source name street city postcode country phone website email category reg_no lei vat_id").split()
"""Columns that are read; those that are missing count as unknown."""
MAX_LENGTH = 300
"""Characters of a value that are read: nothing here is longer, and a page that says so is broken."""
_CONTROL = np.zeros(256, bool)
_CONTROL[:32] = _CONTROL[127] = True
_CONTROL[[9, 10]] = False
_CONTROL_SIGNS = r"[\x00-\x08\x0b-\x1f\x7f]+"


def printed_ids(listings: pd.DataFrame | pa.Table) -> pa.Array:
    """Return the ids of listings in their order."""
    if isinstance(listings, pa.Table):
        return whole(listings["listing_id"].cast(pa.string()))
    return _texts(map(str, listings["listing_id"].tolist()))


def printed_texts(listings: pd.DataFrame | pa.Table, name: str, rows: Codes) -> pa.Array:
    """Return a column at these rows; null where it is missing, or holds no text."""
    if isinstance(listings, pa.Table):
        if name not in listings.column_names or not _is_text(listings.schema.field(name).type):
            return pa.nulls(len(rows), pa.string())
        return whole(_at(listings[name], rows).cast(pa.string()))
    if name not in listings:
        return pa.nulls(len(rows), pa.string())
    values = listings[name].iloc[rows].tolist()
    return _texts(value if isinstance(value, str) else None for value in values)


def _at(column: pa.ChunkedArray, rows: Codes) -> pa.ChunkedArray:
    """The values at these rows: a piece of the column where the rows of the file are in order already."""
    start = int(rows[0]) if len(rows) else 0
    if np.array_equal(rows, np.arange(start, start + len(rows))):
        return column.slice(start, len(rows))
    return column.take(positions(rows))


def readable(values: pa.Array) -> pa.Array:
    """Return texts without control characters and no longer than `MAX_LENGTH`; tabs and line feeds stay."""
    starts, data = text_bytes(values)
    if _CONTROL[data].any():
        values = pc.replace_substring_regex(values, _CONTROL_SIGNS, " ")
    if np.diff(starts).max(initial=0) > MAX_LENGTH:
        values = pc.utf8_slice_codeunits(values, 0, MAX_LENGTH)
    return values


def _is_text(kind: Any) -> bool:
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind))


def _texts(values: Any) -> pa.Array:
    """Texts as a column; half characters, left by a wrong decoding, become question marks."""
    kept = list(values)
    try:
        return texts(kept)
    except UnicodeEncodeError:
        return texts(value and value.encode("utf-8", "replace").decode() for value in kept)

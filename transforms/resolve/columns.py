"""Columns of text in Arrow and codes in numpy: what turns one into the other.

pyarrow loads pandas as soon as it meets a Python list or number; these functions never show it one, so
that a process that only resolves a few new listings is spared the time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, overload

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

Codes = np.ndarray[Any, np.dtype[Any]]
_BATCH = 20_000
"""Texts that are Python's at a time."""


class Texts(Sequence[str]):
    """Texts as they lie in Arrow: as Python's own, millions of them would outweigh all else."""

    def __init__(self, column: pa.Array) -> None:
        self.column = column

    @classmethod
    def of(cls, values: Sequence[str]) -> Texts:
        """Take any texts; those that lie in Arrow stay there."""
        return values if isinstance(values, Texts) else cls(texts(values))

    def __len__(self) -> int:
        return len(self.column)

    def __iter__(self) -> Iterator[str]:
        for start in range(0, len(self), _BATCH):
            yield from self.column[start : start + _BATCH].to_pylist()

    @overload
    def __getitem__(self, at: int) -> str: ...

    @overload
    def __getitem__(self, at: slice) -> Texts: ...

    def __getitem__(self, at: int | slice) -> str | Texts:
        if isinstance(at, slice):
            return Texts(self.column[at])
        found: str = self.column[at].as_py()
        return found

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and list(self) == list(other)

    def take(self, rows: Codes) -> Texts:
        """Return the texts at these positions."""
        return Texts(self.column.take(positions(rows)))


def texts(values: Iterable[str | None]) -> pa.Array:
    """Return Python texts as a column."""
    builder = pa.lib.StringBuilder()
    builder.append_values(values)
    return builder.finish()


def flags(values: Codes) -> pa.Array:
    """Return booleans as a column."""
    bits = np.packbits(values.astype(bool), bitorder="little")
    return pa.Array.from_buffers(pa.bool_(), len(values), [None, pa.py_buffer(bits)])


def truths(column: pa.Array) -> Codes:
    """Return a column of booleans in numpy; null is false."""
    found = np.ones(len(column), bool)
    for bits in filter(None, column.buffers()):
        set_bits = np.unpackbits(np.frombuffer(bits, np.uint8), bitorder="little")
        found &= set_bits[column.offset : column.offset + len(column)].astype(bool)
    return found


def whole(column: pa.ChunkedArray) -> pa.Array:
    """Return a column in one piece."""
    if column.num_chunks == 1:
        return column.chunk(0)
    return pa.concat_arrays(column.chunks or [pa.nulls(0, column.type)])


def numbers(column: pa.Array, dtype: type[np.generic]) -> Codes:
    """Return a column of integers without nulls as they lie in memory."""
    start = column.offset
    return np.frombuffer(column.buffers()[1], dtype)[start : start + len(column)]


def text_bytes(column: pa.Array) -> tuple[Codes, Codes]:
    """Return where each text of a column without nulls starts (and the last ends), and the bytes of all."""
    if not len(column):
        return np.zeros(1, np.int64), np.zeros(0, np.uint8)
    _, offsets, data = column.buffers()
    starts = np.frombuffer(offsets, np.int32)[column.offset :][: len(column) + 1].astype(np.int64)
    whole = np.frombuffer(data, np.uint8) if data else np.zeros(0, np.uint8)
    return starts - starts[0], whole[starts[0] : starts[-1]]


def positions(of: Codes) -> pa.Array:
    """Return row numbers as a column by which others can be taken."""
    return pa.Array.from_buffers(pa.int64(), len(of), [None, pa.py_buffer(of.astype(np.int64))])


def encode(column: pa.Array | pa.ChunkedArray) -> tuple[Codes, pa.Array]:
    """Return the code of each row (int32, -1 where null) and the distinct texts in order of appearance."""
    if isinstance(column, pa.Array):
        column = pa.chunked_array([column])
    if not len(column):
        return np.zeros(0, np.int32), pa.nulls(0, pa.string())
    chunks = column.dictionary_encode("encode").chunks
    values = chunks[0].dictionary
    codes = np.concatenate([numbers(chunk.indices, np.int32) for chunk in chunks])
    if not values.null_count:
        return codes, values
    null = int(numbers(pc.indices_nonzero(values.is_null()), np.uint64)[0])
    is_null = codes == null
    codes -= codes > null
    codes[is_null] = -1
    return codes, values.drop_null()


def gather(values: pa.Array, codes: Codes) -> pa.Array:
    """Return the text of each code, null for -1."""
    known = codes >= 0
    bits = None if known.all() else pa.py_buffer(np.packbits(known, bitorder="little"))
    at = [bits, pa.py_buffer(np.ascontiguousarray(codes))]
    return values.take(pa.Array.from_buffers(pa.from_numpy_dtype(codes.dtype), len(codes), at))


def joined_words(words: pa.Array, code: Codes, first: Codes, end: Codes) -> pa.Array:
    """Return texts of words with blanks between them.

    Args:
        words: distinct words.
        code: which word stands at each place.
        first, end: places of each text.
    """
    offsets = np.concatenate([[0], np.cumsum(end - first)])
    at = np.arange(offsets[-1]) + np.repeat(first - offsets[:-1], end - first)
    starts = pa.Array.from_buffers(pa.int32(), len(offsets), [None, pa.py_buffer(offsets.astype(np.int32))])
    return pc.binary_join(pa.ListArray.from_arrays(starts, gather(words, code[at])), texts([" "])[0])

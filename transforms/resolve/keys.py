"""Stable keys: a value as 63 bits of its hash, the same in every run and on every machine.

What was learnt on one set of rows is stored under such keys, so that it applies to any other rows. A key
of -1 means unknown, as it does for codes. Two values that share a key by chance are expected once in
billions of values; all they would do is to be compared, or to be counted together.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from xxhash import xxh3_64_intdigest

from transforms.resolve.columns import Codes, Texts, text_bytes, texts

_BITS = 0x7FFF_FFFF_FFFF_FFFF
_BATCH = 20_000
_A, _B = np.uint64(0x9E37_79B9_7F4A_7C15), np.uint64(0xC2B2_AE3D_27D4_EB4F)


def text_keys(values: Iterable[str | None]) -> Codes:
    """Return the key of each text as int64; -1 for None and for empty text."""
    column = values.column if isinstance(values, Texts) else texts(value or "" for value in values)
    found = np.empty(len(column), np.uint64)
    for start in range(0, len(column), _BATCH):
        part = column[start : start + _BATCH].cast(pa.binary()).to_pylist()
        found[start : start + len(part)] = np.fromiter(map(xxh3_64_intdigest, part), np.uint64, len(part))
    found &= np.uint64(_BITS)
    return np.where(np.diff(text_bytes(column)[0]) > 0, found.view(np.int64), -1)


def phone_tails(phones: Texts) -> Texts:
    """Return the last seven digits of each number: what is left where area codes are written otherwise."""
    return Texts(pc.utf8_slice_codeunits(phones.column, start=-7, stop=None))


def of_rows(per_value: Codes, codes: Codes) -> Codes:
    """Return a property of distinct values for each row that holds their codes; unknown stays unknown."""
    return np.append(per_value, -1)[codes]


def join(a: Codes, b: Codes) -> Codes:
    """Return one key for two, in this order; unknown where either is."""
    found = np.empty(len(a), np.uint64)
    for start in range(0, len(a), _BATCH):
        part = slice(start, start + _BATCH)
        mixed = np.multiply(a[part].view(np.uint64), _A, out=found[part])
        mixed ^= b[part].view(np.uint64) + _B
        mixed ^= mixed >> np.uint64(29)
        mixed *= _B
        mixed ^= mixed >> np.uint64(32)
        mixed &= np.uint64(_BITS)
        mixed |= ((a[part] | b[part]) >> 63).view(np.uint64)  # all bits where either is negative
    return found.view(np.int64)


def distinct(values: Codes) -> Codes:
    """Return the distinct integers, ascending: sorted, which is faster here than to look each one up."""
    values = np.sort(values)
    return np.asarray(values[np.append(True, values[1:] != values[:-1])[: len(values)]])


def are_among(keys: Codes, known: Codes) -> Codes:
    """Return which keys are among known ones, which are ascending."""
    if not len(known):
        return np.zeros(len(keys), bool)
    return np.asarray(known[np.minimum(np.searchsorted(known, keys), len(known) - 1)] == keys)


def kind_key(kind: str, keys: Codes) -> Codes:
    """Return keys that differ from those of every other kind: a street and a town may have one name."""
    return join(keys, np.full(len(keys), text_keys([kind])[0]))

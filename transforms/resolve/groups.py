"""Rows that are equal in some columns: one code for each group, or pairs that connect it."""

from __future__ import annotations

import numpy as np

from transforms.resolve.prepare import Codes

_MOST = 2**62


def group_codes(*columns: Codes) -> Codes:
    """Return a code for each row, counted from 0, the same for rows that are equal in every column."""
    return np.unique(_joined(*columns), return_inverse=True)[1].astype(np.int64)


def neighbours(*columns: Codes) -> tuple[Codes, Codes]:
    """Return pairs that connect all rows equal in every column, each such row with the next one.

    A row with a negative value in any column (unknown) has nothing in common with anybody.
    """
    known = np.flatnonzero(np.logical_and.reduce([column >= 0 for column in columns]))
    code = _joined(*(column[known] for column in columns))
    order = np.argsort(code, kind="stable")
    equal = code[order[1:]] == code[order[:-1]]
    return known[order[:-1][equal]], known[order[1:][equal]]


def distinct_values(group: Codes, codes: Codes, groups: int) -> Codes:
    """How many known values each of so many groups has; a negative group is none."""
    known = np.flatnonzero((group >= 0) & (codes >= 0))
    size = int(codes.max(initial=0)) + 1
    pairs = np.unique(group[known].astype(np.int64) * size + codes[known])
    return np.asarray(np.bincount(pairs // size, minlength=groups))


def _joined(*columns: Codes) -> Codes:
    """One number for each row, the same for rows that are equal in every column."""
    code, width = np.zeros(len(columns[0]), np.int64), 1
    for column in columns if len(code) else ():
        low, span = int(column.min()), int(column.max()) - int(column.min()) + 1
        if width * span > _MOST:
            (code, width), (column, span), low = _from_zero(code), _from_zero(column), 0
        code = code * span + (column - low)
        width *= span
    return code


def _from_zero(column: Codes) -> tuple[Codes, int]:
    """Codes counted from 0, and how many there are."""
    values, codes = np.unique(column, return_inverse=True)
    return codes.astype(np.int64), len(values)

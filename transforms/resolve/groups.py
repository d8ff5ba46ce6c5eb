"""Rows that are equal in some columns: one code for each group, or pairs that connect it."""

from __future__ import annotations

import numpy as np

from transforms.resolve.prepare import Codes


def group_codes(*columns: Codes) -> Codes:
    """Return a code for each row, the same for rows that are equal in every column."""
    code = np.unique(columns[0], return_inverse=True)[1].astype(np.int64)
    for column in columns[1:]:
        values, other = np.unique(column, return_inverse=True)
        code = np.unique(code * len(values) + other, return_inverse=True)[1].astype(np.int64)
    return code


def neighbours(*columns: Codes) -> tuple[Codes, Codes]:
    """Return pairs that connect all rows equal in every column, each such row with the next one.

    A row with a negative value in any column (unknown) has nothing in common with anybody.
    """
    known = np.flatnonzero(np.logical_and.reduce([column >= 0 for column in columns]))
    code = group_codes(*(column[known] for column in columns))
    order = np.argsort(code, kind="stable")
    equal = code[order[1:]] == code[order[:-1]]
    return known[order[:-1][equal]], known[order[1:][equal]]

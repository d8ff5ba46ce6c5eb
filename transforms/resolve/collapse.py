"""Rows that say the same: one of them is compared for all."""

from __future__ import annotations

import numpy as np

from transforms.resolve.memory import lay_down
from transforms.resolve.prepare import Codes, Records

_ODD = np.uint64(0x9E37_79B9_7F4A_7C15)


def collapse(records: Records, keep: set[int], clean: frozenset[str]) -> tuple[Codes, Codes]:
    """Return rows that stand for all rows with the same values, and for each row the number of its stand-in.

    A directory that repeats one entry a thousand times costs one comparison, not a million. Rows in
    ``keep`` (judged ones), rows of clean sources and rows without any value stand for themselves.
    """
    if not len(records):
        return np.empty(0, np.int64), np.empty(0, np.int64)
    columns = [getattr(records, column) for column in records.values if column != "source"]
    is_clean = np.asarray([name in clean for name in records.sources] + [False], bool)
    alone = is_clean[records.source]
    alone[list(keep)] = True
    alone |= np.logical_and.reduce([codes < 0 for codes in columns])
    columns.append(np.where(alone, np.arange(len(records)), -1))
    mixed = np.zeros(len(records), np.uint64)
    for codes in columns:
        mixed = (mixed ^ codes.astype(np.uint64)) * _ODD
        mixed ^= mixed >> np.uint64(29)
    order = np.argsort(mixed, kind="stable")
    near = np.flatnonzero(mixed[order[1:]] == mixed[order[:-1]])
    # Mixed values may be equal by chance. Then other rows lie between equal ones, and these are compared.
    for codes in columns:
        near = near[codes[order[near]] == codes[order[near + 1]]]
    starts = np.ones(len(records), bool)
    starts[near + 1] = False
    stand_in = np.empty(len(records), np.int64)
    stand_in[order] = order[starts][np.cumsum(starts) - 1]
    first = np.flatnonzero(stand_in == np.arange(len(records)))
    return lay_down(first), lay_down(np.searchsorted(first, stand_in))

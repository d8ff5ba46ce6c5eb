"""Rows that say the same: one of them is compared for all."""

from __future__ import annotations

import numpy as np

from transforms.resolve.prepare import Codes, Records


def collapse(records: Records, keep: set[int], clean: frozenset[str]) -> tuple[Codes, Codes]:
    """Return rows that stand for all rows with the same values, and for each row the number of its stand-in.

    A directory that repeats one entry a thousand times costs one comparison, not a million. Rows in
    ``keep`` (judged ones) and rows of clean sources stand for themselves.
    """
    if not len(records):
        return np.empty(0, np.int64), np.empty(0, np.int64)
    own = np.zeros(len(records), np.int64)
    clean_codes = [code for code, name in enumerate(records.sources) if name in clean]
    alone = np.isin(records.source, clean_codes)
    alone[list(keep)] = True
    alone |= (records.codes() < 0).all(1)
    own[alone] = np.flatnonzero(alone) + 1
    table = np.column_stack([records.codes().astype(np.int64), own])
    _, first, back = np.unique(table, axis=0, return_index=True, return_inverse=True)
    order = np.argsort(first, kind="stable")
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order))
    return first[order], rank[back.reshape(-1)]

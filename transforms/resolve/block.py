"""Candidate pairs: several strict keys instead of one loose one, each with a cap.

A block over the cap is closed: its records meet in blocks refined by postal code instead, else by town;
what is still too large is dropped and counted, so that a run can say what the cap cost. Which keys are
closed is part of the model: later rows neither open nor close any, and so two rows either meet or do not,
whatever other rows there are.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from transforms.resolve.keys import join, kind_key, of_rows, text_keys
from transforms.resolve.names import Words
from transforms.resolve.prepare import Codes, Records

CAP = 50
"""Records in a block. Cost grows with its square; a value that more records share says little."""
OUTGROWN = 20 * CAP
"""Records from which a block that was open when the model was made stops the run: the model is too old."""


class ModelOutgrown(Exception):
    """More rows share a value than when the model was made; make a new one from all rows."""


@dataclass(frozen=True)
class Blocks:
    """Open block keys of rows, and what is closed.

    rows, keys: one entry for each open key of a row, ordered by kind.
    kinds: name of each kind with the end of its entries.
    closed: keys over the cap, ascending.
    dropped: records without any open key left, by kind.
    """

    rows: Codes
    keys: Codes
    kinds: list[tuple[str, int]]
    closed: Codes
    dropped: dict[str, int]


@dataclass(frozen=True)
class Pairs:
    """Candidate pairs: row numbers a < b, sorted; ``dropped`` counts records lost to the cap by key."""

    a: Codes
    b: Codes
    dropped: dict[str, int] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.a)


def block_keys(records: Records, words: Words, closed: Codes | None = None) -> Blocks:
    """Return the open keys of each row.

    Args:
        closed: closed keys of a model, ascending; without it keys over the cap are found in these rows.
    """
    places = [row_keys(records, "postcode"), row_keys(records, "city")]
    entries: list[tuple[Codes, Codes]] = []
    shut, kinds, dropped = [], [], {}
    end = 0
    for kind, rows, values in _keys(records, words):
        keys = kind_key(kind, values)
        for refine in (None, *places):
            finer = keys if refine is None else join(keys, refine[rows])
            over = _over_cap(finer) if closed is None else _within(closed, finer)
            if closed is None:
                shut.append(np.unique(finer[over]))
            small = (finer >= 0) & ~over
            entries.append((rows[small].astype(np.int32), finer[small]))
            end += len(entries[-1][0])
            rows, keys = rows[~small], keys[~small]
            if not len(rows):
                break
        kinds.append((kind, end))
        if len(rows):
            dropped[kind] = len(np.unique(rows))
    return Blocks(
        np.concatenate([rows for rows, _ in entries]),
        np.concatenate([keys for _, keys in entries]),
        kinds,
        np.unique(np.concatenate(shut)) if closed is None else closed,
        dropped,
    )


def block(records: Records, blocks: Blocks) -> Pairs:
    """Return the pairs that share an open key, each once."""
    size = len(records)
    found, start = [np.empty(0, np.int64)], 0
    for _, end in blocks.kinds:
        found.append(_all_pairs(blocks.rows[start:end], blocks.keys[start:end], size))
        start = end
    flat = np.unique(np.concatenate(found))
    return Pairs((flat // size).astype(np.int32), (flat % size).astype(np.int32), blocks.dropped)


def row_keys(records: Records, column: str) -> Codes:
    """Stable key of each row's value in a column, -1 where unknown."""
    return of_rows(text_keys(records.values[column]), getattr(records, column))


def _keys(records: Records, words: Words) -> Iterator[tuple[str, Codes, Codes]]:
    """Yield kind, rows and stable key of each row; a row may come several times."""
    for kind in ("reg", "lei", "vat", "domain", "mail", "native"):
        yield kind, *_known(row_keys(records, kind))
    tails = text_keys(phone[-7:] for phone in records.phones)
    yield "phone", *_known(of_rows(tails, records.phone))
    main_word = text_keys(max(name.split(), key=len, default="")[:5] for name in records.streets)
    yield "place", *_known(join(row_keys(records, "number"), of_rows(main_word, records.street)))
    for kind, per_name in (
        ("name", words.sorted_code),
        ("prefix", words.prefix_code),
        ("skeleton", words.skeleton_code),
        ("two_words", words.rarest_two_code),
    ):
        yield kind, *_known(of_rows(per_name, records.name))
    rows, tokens = words.postings(records.name)
    of_word = words.word_keys[tokens]
    yield "word", rows, of_word
    area = join(of_word, row_keys(records, "postcode")[rows])
    yield "word_in_area", rows[area >= 0], area[area >= 0]


def _known(values: Codes) -> tuple[Codes, Codes]:
    rows = np.flatnonzero(values >= 0)
    return rows, values[rows]


def _over_cap(keys: Codes) -> Codes:
    """Which entries belong to a key that more than `CAP` records have."""
    values, back, count = np.unique(keys, return_inverse=True, return_counts=True)
    return np.asarray((keys >= 0) & (count > CAP)[back])


def _within(closed: Codes, keys: Codes) -> Codes:
    """Which keys are among the sorted ``closed`` ones."""
    if not len(closed):
        return np.zeros(len(keys), bool)
    return np.asarray(closed[np.minimum(np.searchsorted(closed, keys), len(closed) - 1)] == keys)


def _all_pairs(rows: Codes, keys: Codes, size: int) -> Codes:
    """Every unordered pair of rows with one key as a * size + b: shift the sorted list by 1, 2, ..."""
    order = np.lexsort((rows, keys))
    rows, keys = rows[order].astype(np.int64), keys[order]
    out = [np.empty(0, np.int64)]
    for shift in range(1, len(rows)):
        same = keys[shift:] == keys[:-shift]
        if not same.any():
            break
        if shift >= OUTGROWN:
            raise ModelOutgrown(f"more than {OUTGROWN} rows share a value that was rare in the model's rows")
        a, b = rows[:-shift][same], rows[shift:][same]
        out.append((a * size + b)[a != b])
    return np.concatenate(out)

"""Candidate pairs: several strict keys instead of one loose one, each with a cap.

A block over the cap is closed: its records meet in blocks refined by postal code instead, else by town;
what is still too large is dropped and counted, so that a run can say what the cap cost. Which keys are
closed is part of the model: later rows neither open nor close any, and so two rows either meet or do not,
whatever other rows there are.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from transforms.resolve.key_kinds import KINDS, Finder, row_keys
from transforms.resolve.keys import are_among, distinct, join, kind_key
from transforms.resolve.memory import Growing, give_back, let_go
from transforms.resolve.names import Words
from transforms.resolve.prefilter import Prefilter
from transforms.resolve.prepare import Codes, Records
from transforms.resolve.sorting import Sorting

__all__ = ["CAP", "Blocks", "ModelOutgrown", "Pairs", "block", "block_keys", "row_keys"]

CAP = 50
"""Records in a block. Cost grows with its square; a value that more records share says little."""
CHUNK = 50_000
"""Pairs that are looked at at once: what is asked of them stays in the cache of a processor."""
ROWS = 250_000
"""Rows whose keys are found, sorted and paired at a time."""
HELD = 2**25
"""Bytes of the keys of one kind that wait in memory to be sorted."""
_KIND_BITS = 4
"""Bits that hold the number of any kind of key."""
OUTGROWN = 20 * CAP
"""Records from which a block that was open when the model was made stops the run: the model is too old."""


class ModelOutgrown(Exception):
    """More rows share a value than when the model was made; make a new one from all rows."""


@dataclass(frozen=True)
class Blocks:
    """Open block keys of rows, and what is closed.

    rows, keys: one entry for each open key of a row, ordered by kind; equal keys stand side by side. Of
    many rows they lie in files.
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
    """Candidate pairs: row numbers a < b, sorted; ``dropped`` counts records lost to the cap by kind.

    kinds: for each pair which kinds of keys it shares, as bits in the order of ``names``.
    """

    a: Codes
    b: Codes
    kinds: Codes = field(default_factory=lambda: np.empty(0, np.uint16))
    names: tuple[str, ...] = ()
    dropped: dict[str, int] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.a)

    def take(self, rows: Codes | slice) -> Pairs:
        """The pairs at these positions, without the kinds of their keys."""
        return Pairs(self.a[rows], self.b[rows])

    def cap_cost(self, accepted: Codes) -> dict[str, dict[str, float]]:
        """Say what the cap may have cost: for each kind with closed keys, how much hangs on it alone.

        Args:
            accepted: which pairs are one company by their evidence.

        Returns:
            kind -> records: those without an open key of the kind; found_alone: share of the accepted pairs
            of its open blocks that no other kind found. About that share of the pairs in its closed
            blocks is lost.
        """
        kinds, found = self.kinds[accepted], {}
        for at, name in enumerate(self.names):
            if name in self.dropped:
                bit = np.uint16(1 << at)
                alone, all_of = (kinds == bit).sum(), (kinds & bit > 0).sum()
                share = round(float(alone / max(all_of, 1)), 4)
                found[name] = {"records": self.dropped[name], "found_alone": share}
        return found


def block_keys(records: Records, words: Words, closed: Codes | None = None) -> Blocks:
    """Return the open keys of each row.

    Args:
        closed: closed keys of a model, ascending; without it keys over the cap are found in these rows.
    """
    rows_of, keys_of = Growing(np.empty(0, np.int32)), Growing(np.empty(0, np.int64))
    shut, kinds, dropped = [np.empty(0, np.int64)], [], {}
    end = 0
    for kind, find in KINDS.items():
        without_key = np.zeros(len(records), bool)
        for rows, keys in _by_key(records, words, kind, find):
            finer = keys
            for refine in (None, "postcode", "city"):
                if refine is not None:
                    finer = join(keys, row_keys(records, refine, rows))
                order = np.argsort(finer)
                rows, keys = rows[order], keys[order]
                finer = keys if refine is None else finer[order]
                over = _over_cap(finer, shut) if closed is None else are_among(finer, closed)
                small = (finer >= 0) & ~over
                rows_of.append(rows[small])
                keys_of.append(finer[small])
                end += int(small.sum())
                rows, keys = rows[~small], keys[~small]
                if not len(rows):
                    break
            without_key[rows] = True
        kinds.append((kind, end))
        if without_key.any():
            dropped[kind] = int(without_key.sum())
        let_go()
    if len(records) > ROWS:
        give_back()
    shut = [distinct(np.concatenate(shut))] if closed is None else [closed]
    return Blocks(rows_of.whole(), keys_of.whole(), kinds, shut[0], dropped)


def block(records: Records, blocks: Blocks, prefilter: Prefilter | None = None) -> Pairs:
    """Return the pairs of records that share an open key, each once.

    Args:
        prefilter: leaves out pairs that are two places at the first look, which most are.
    """
    wide = max(len(records) - 1, 1).bit_length()
    found = Sorting()
    for kind, low, high in _parts(blocks):
        rows, keys = _in_company(blocks.rows[low:high], blocks.keys[low:high])
        # Rows of one key lie side by side here, and all over the memory in the order of the records.
        filtered = prefilter.take(rows) if prefilter else None
        for x, y in _all_pairs(keys):
            if filtered:
                one = filtered.maybe_one_place(x, y)
                x, y = x[one], y[one]
            a, b = rows[x].astype(np.int64), rows[y].astype(np.int64)
            pair = (np.minimum(a, b) << wide | np.maximum(a, b)) << _KIND_BITS | kind
            found.append(pair[a != b])
        let_go()
    of_a, of_b = Growing(np.empty(0, np.int32)), Growing(np.empty(0, np.int32))
    kinds = Growing(np.empty(0, np.uint16))
    for flat in found.ranges(_KIND_BITS):
        bits = np.left_shift(np.uint16(1), (flat & ((1 << _KIND_BITS) - 1)).astype(np.uint16))
        flat >>= _KIND_BITS
        first = np.flatnonzero(np.append(True, flat[1:] != flat[:-1])[: len(flat)])
        kinds.append(np.bitwise_or.reduceat(bits, first) if len(first) else bits)
        flat = flat[first]
        of_a.append((flat >> wide).astype(np.int32))
        of_b.append((flat & ((1 << wide) - 1)).astype(np.int32))
    names = tuple(kind for kind, _ in blocks.kinds)
    return Pairs(of_a.whole(), of_b.whole(), kinds.whole(), names, blocks.dropped)


def _by_key(records: Records, words: Words, kind: str, find: Finder) -> Iterator[tuple[Codes, Codes]]:
    """Yield rows and keys of a kind, so that all of one key come together; only some are in memory."""
    count = -(-len(records) // ROWS) or 1
    if count == 1:
        rows, values = find(records, words)
        yield rows.astype(np.int32), kind_key(kind, values)
        return
    least = HELD // count
    parts = [
        (Growing(np.empty(0, np.int32), least), Growing(np.empty(0, np.int64), least)) for _ in range(count)
    ]
    for low in range(0, len(records), ROWS):
        rows, values = find(records.part(low, low + ROWS), words)
        keys = kind_key(kind, values)
        # Keys are hashes: as many of them begin with any bits as with any others.
        part_of = (keys >> 32) * count >> 31
        for at, (some_rows, some_keys) in enumerate(parts):
            here = np.flatnonzero(part_of == at)
            some_rows.append(rows[here] + low)
            some_keys.append(keys[here])
    while parts:
        some_rows, some_keys = parts.pop()
        yield some_rows.whole(), some_keys.whole()


def _parts(blocks: Blocks) -> Iterator[tuple[int, int, int]]:
    """Yield the number of a kind with start and end of some of its entries; those of a key come together."""
    start = 0
    for kind, (_, end) in enumerate(blocks.kinds):
        while start < end:
            stop = min(start + ROWS, end)
            while stop < end and blocks.keys[stop] == blocks.keys[stop - 1]:
                stop += 1
            yield kind, start, stop
            start = stop


def _over_cap(keys: Codes, shut: list[Codes]) -> Codes:
    """Which entries belong to a key that more than `CAP` records have; these keys are added to ``shut``.

    Args:
        keys: ascending.
    """
    many = distinct(keys[:-CAP][keys[CAP:] == keys[:-CAP]])
    many = many[many >= 0]
    shut.append(many)
    change = np.zeros(len(keys) + 1, np.int8)
    change[np.searchsorted(keys, many)] = 1
    change[np.searchsorted(keys, many, "right")] -= 1
    return change.cumsum(dtype=np.int8)[:-1].view(bool)


def _in_company(rows: Codes, keys: Codes) -> tuple[Codes, Codes]:
    """The entries whose key another one has; nearly half have theirs for themselves."""
    same = np.concatenate([[False], keys[1:] == keys[:-1], [False]])
    found = np.flatnonzero(same[1:] | same[:-1])
    return rows[found], keys[found]


def _all_pairs(keys: Codes) -> Iterator[tuple[Codes, Codes]]:
    """Yield the positions x < y of all pairs of entries with one key, `CHUNK` or a few more at a time."""
    start = np.flatnonzero(np.append(True, keys[1:] != keys[:-1])[: len(keys)])
    size = np.diff(np.append(start, len(keys)))
    if size.max(initial=0) > OUTGROWN:
        raise ModelOutgrown(f"more than {OUTGROWN} rows share a value that was rare in the model's rows")
    later: Codes = np.repeat((start + size).astype(np.int32), size) - np.arange(
        1, len(keys) + 1, dtype=np.int32
    )
    before = np.append(0, np.cumsum(later, dtype=np.int64))
    bounds = np.minimum(np.arange(0, before[-1] + CHUNK, CHUNK), before[-1])
    for low, high in pairwise(np.searchsorted(before, bounds).tolist()):
        x = np.repeat(np.arange(low, high), later[low:high])
        yield x, x + 1 + np.arange(before[low], before[high]) - before[x]

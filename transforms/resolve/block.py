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

from transforms.resolve.keys import distinct, join, kind_key, of_rows, phone_tails, text_keys
from transforms.resolve.names import Words
from transforms.resolve.prefilter import Prefilter
from transforms.resolve.prepare import Codes, Records

CAP = 50
"""Records in a block. Cost grows with its square; a value that more records share says little."""
CHUNK = 50_000
"""Pairs that are looked at at once: what is asked of them stays in the cache of a processor."""
_KIND_BITS = 4
"""Bits that hold the number of any kind of key."""
OUTGROWN = 20 * CAP
"""Records from which a block that was open when the model was made stops the run: the model is too old."""


class ModelOutgrown(Exception):
    """More rows share a value than when the model was made; make a new one from all rows."""


@dataclass(frozen=True)
class Blocks:
    """Open block keys of rows, and what is closed.

    rows, keys: one entry for each open key of a row, ordered by kind; equal keys stand side by side.
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
    places = [row_keys(records, "postcode"), row_keys(records, "city")]
    entries: list[tuple[Codes, Codes]] = []
    shut, kinds, dropped = [np.empty(0, np.int64)], [], {}
    end = 0
    for kind, rows, values in _keys(records, words):
        keys = finer = kind_key(kind, values)
        for refine in (None, *places):
            if refine is not None:
                finer = join(keys, refine[rows])
            order = np.argsort(finer)
            rows, keys, finer = rows[order], keys[order], finer[order]
            over = _over_cap(finer, shut) if closed is None else _within(closed, finer)
            small = (finer >= 0) & ~over
            entries.append((rows[small].astype(np.int32), finer[small]))
            end += len(entries[-1][0])
            rows, keys = rows[~small], keys[~small]
            if not len(rows):
                break
        kinds.append((kind, end))
        if len(rows):
            dropped[kind] = len(distinct(rows))
    return Blocks(
        np.concatenate([rows for rows, _ in entries]),
        np.concatenate([keys for _, keys in entries]),
        kinds,
        distinct(np.concatenate(shut)) if closed is None else closed,
        dropped,
    )


def block(records: Records, blocks: Blocks, prefilter: Prefilter | None = None) -> Pairs:
    """Return the pairs of records that share an open key, each once.

    Args:
        prefilter: leaves out pairs that are two places at the first look, which most are.
    """
    wide = max(len(records) - 1, 1).bit_length()
    found, start = list[Codes](), 0
    for kind, (_, end) in enumerate(blocks.kinds):
        rows = blocks.rows[start:end]
        # Rows of one key lie side by side here, and all over the memory in the order of the records.
        filtered = prefilter.take(rows) if prefilter else None
        for x, y in _all_pairs(blocks.keys[start:end]):
            if filtered:
                one = filtered.maybe_one_place(x, y)
                x, y = x[one], y[one]
            a, b = rows[x].astype(np.int64), rows[y].astype(np.int64)
            pair = (np.minimum(a, b) << wide | np.maximum(a, b)) << _KIND_BITS | kind
            found.append(pair[a != b])
        start = end
    flat = _join(found)
    flat.sort()
    bits = np.left_shift(np.uint16(1), (flat & ((1 << _KIND_BITS) - 1)).astype(np.uint16))
    flat >>= _KIND_BITS
    first = np.flatnonzero(np.append(True, flat[1:] != flat[:-1])[: len(flat)])
    flat = flat[first]
    return Pairs(
        (flat >> wide).astype(np.int32),
        (flat & ((1 << wide) - 1)).astype(np.int32),
        np.bitwise_or.reduceat(bits, first) if len(first) else bits,
        tuple(kind for kind, _ in blocks.kinds),
        blocks.dropped,
    )


def row_keys(records: Records, column: str) -> Codes:
    """Stable key of each row's value in a column, -1 where unknown."""
    if column not in records.keys:  # hashed once for all who ask: blocking, weights, ties, a state
        records.keys[column] = text_keys(records.values[column])
    return of_rows(records.keys[column], getattr(records, column))


def _keys(records: Records, words: Words) -> Iterator[tuple[str, Codes, Codes]]:
    """Yield kind, rows and stable key of each row; a row may come several times."""
    for kind in ("reg", "lei", "vat", "domain", "mail", "native"):
        yield kind, *_known(row_keys(records, kind))
    tails = text_keys(phone_tails(records.phones))
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
    for kind, keys_of in (("spelling", words.spellings), ("initials", words.initials)):
        rows, keys = keys_of(np.where(_is_bare(records), records.name, -1))
        yield kind, rows[keys >= 0], keys[keys >= 0]
    rows, tokens = words.postings(records.name)
    of_word = words.word_keys[tokens]
    yield "word", rows, of_word
    area = join(of_word, row_keys(records, "postcode")[rows])
    yield "word_in_area", rows[area >= 0], area[area >= 0]


def _is_bare(records: Records) -> Codes:
    """Rows whose name must find their company, for they hold no place, contact or number."""
    fields = ("phone", "street", "postcode", "city", "domain", "mail", "reg", "lei", "vat")
    return np.asarray(np.logical_and.reduce([getattr(records, field) < 0 for field in fields]))


def _known(values: Codes) -> tuple[Codes, Codes]:
    rows = np.flatnonzero(values >= 0)
    return rows, values[rows]


def _over_cap(keys: Codes, shut: list[Codes]) -> Codes:
    """Which entries belong to a key that more than `CAP` records have; these keys are added to ``shut``.

    Args:
        keys: ascending.
    """
    start = np.flatnonzero(np.append(True, keys[1:] != keys[:-1])[: len(keys)])
    size = np.diff(np.append(start, len(keys)))
    many = (size > CAP) & (keys[start] >= 0)
    shut.append(keys[start[many]])
    return np.repeat(many, size)


def _within(closed: Codes, keys: Codes) -> Codes:
    """Which keys are among the sorted ``closed`` ones."""
    if not len(closed):
        return np.zeros(len(keys), bool)
    return np.asarray(closed[np.minimum(np.searchsorted(closed, keys), len(closed) - 1)] == keys)


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


def _join(parts: list[Codes]) -> Codes:
    """The parts as one array; each is let go when it is copied, for all of them together are large."""
    whole = np.empty(sum(map(len, parts)), np.int64)
    end = len(whole)
    while parts:
        part = parts.pop()
        whole[end - len(part) : end] = part
        end -= len(part)
    return whole

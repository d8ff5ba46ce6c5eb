"""What a delivery of listings changes: which rows are new, which they replace, and whom they may meet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from xxhash import xxh3_64_intdigest

from config.errors import UserError
from transforms.resolve.block import block_keys
from transforms.resolve.cleaned import PRINTED
from transforms.resolve.collapse import collapse
from transforms.resolve.columns import Codes, numbers, positions, texts
from transforms.resolve.compare import Comparer
from transforms.resolve.features import LOOK, WIDTH, features
from transforms.resolve.frequencies import value_keys
from transforms.resolve.keys import are_among, distinct
from transforms.resolve.model import Model
from transforms.resolve.names import count_words
from transforms.resolve.outlines import WIDTH as OUTLINE
from transforms.resolve.outlines import outlines
from transforms.resolve.prepare import records_of
from transforms.resolve.resolution import Resolution
from transforms.resolve.shared_values import without_shared
from transforms.resolve.state import ALIVE, SUPERSEDED, Segment, State
from transforms.resolve.state_index import Index
from transforms.resolve.ties import tie_keys
from transforms.resolve.weights import rarity

_SEPARATOR = "\x1f"


@dataclass(frozen=True)
class Keyed:
    """Keys of clean rows: ``twin`` is the row that stands for each; the others have no keys of their own.

    features, outlines: see `features.features` and `outlines.outlines`.
    """

    twin: Codes
    features: Codes
    outlines: Codes
    rows: Codes
    keys: Codes
    tie_rows: Codes
    ties: Codes

    @classmethod
    def of(cls, cleaned: pa.Table, model: Model, clean_sources: Iterable[str]) -> Keyed:
        """Find the keys of rows by a model."""
        records = records_of(cleaned)
        first, stand_in = collapse(records, set(), frozenset(clean_sources))
        few = without_shared(records.take(first), model.values)
        words = count_words(few.names, model.words)
        blocks = block_keys(few, words, model.closed)
        rows, ties = tie_keys(few, words, model.level)
        rare = rarity(value_keys(few, words), model.values)
        told = features(Comparer.of(few, words), rare, first, len(records))
        names = outlines(few, words, first, len(records))
        return cls(first[stand_in], told, names, first[blocks.rows], blocks.keys, first[rows], ties)

    @classmethod
    def found_by(cls, resolution: Resolution) -> Keyed:
        """Keys of what is resolved, but for its block keys: whoever wants these, keeps them in time."""
        e = resolution.evidence
        told = features(e.scorer.comparer, e.scorer.rare, e.first, len(e.ids))
        names = outlines(e.few, e.words, e.first, len(e.ids))
        rows, ties = tie_keys(e.few, e.words, resolution.model.level)
        none = np.zeros(0, np.int64)
        return cls(e.first[e.stand_in], told, names, none, none, e.first[rows], ties)

    @classmethod
    def nothing(cls, count: int) -> Keyed:
        """Rows that nobody is to meet."""
        none = np.zeros(0, np.int64)
        told, names = np.zeros((WIDTH, count), np.uint32), np.zeros((count, OUTLINE), np.uint32)
        return cls(np.arange(count), told, names, none, none, none, none)

    def segment(self, start: int, cleaned: pa.Table, content: Codes, keys: Index | None = None) -> Segment:
        """The rows as a segment of a state, from row ``start`` on; ``keys`` where they were kept already."""
        count = len(cleaned)
        return Segment(
            start,
            cleaned,
            content,
            (self.twin + start).astype(np.int32),
            np.ascontiguousarray(self.features[: len(LOOK)].T),
            self.features[len(LOOK) :],
            self.outlines,
            keys or Index.of(self.rows, self.keys, start, count),
            Index.of(self.tie_rows, self.ties, start, count),
            Index.of(np.arange(count), id_keys(cleaned["listing_id"]), start, count),
        )


def id_keys(ids: pa.Array | pa.ChunkedArray) -> Codes:
    """Stable key of each listing id (`keys.text_keys`), from its bytes as they lie in memory."""
    chunks = ids.chunks if isinstance(ids, pa.ChunkedArray) else [ids]
    found = [_hashes(chunk) & np.uint64(0x7FFF_FFFF_FFFF_FFFF) for chunk in chunks]
    return np.concatenate([np.zeros(0, np.uint64), *found]).astype(np.int64)


def fingerprints(listings: pa.Table) -> Codes:
    """Return a hash of each row as printed (uint64): a row that has it already need not be cleaned again."""
    nothing = pa.nulls(len(listings), pa.string())
    printed = [
        listings[name].cast(pa.string()) if name in listings.column_names else nothing for name in PRINTED
    ]
    joined = pc.binary_join_element_wise(
        *printed, texts([_SEPARATOR])[0], null_handling="replace", null_replacement=""
    )
    found = [_hashes(chunk) for chunk in joined.chunks]
    return np.concatenate(found) if found else np.zeros(0, np.uint64)


def _hashes(column: pa.Array) -> Codes:
    start = column.offset
    ends = np.frombuffer(column.buffers()[1], np.int32)[start : start + len(column) + 1].tolist()
    data = memoryview(column.buffers()[2] or b"")
    return np.fromiter(
        (xxh3_64_intdigest(data[low:high]) for low, high in zip(ends, ends[1:], strict=False)),
        np.uint64,
        len(column),
    )


@dataclass(frozen=True)
class Delivery:
    """Rows that differ from what is stored, ordered by listing id, and rows that are to go.

    listings: as printed. content: their hashes. replaces: the row of each listing so far, -1 where new.
    removed: rows of listings that are there no more. unchanged: rows that were delivered as they are.
    """

    listings: pa.Table
    content: Codes
    replaces: Codes
    removed: Codes
    unchanged: int

    @classmethod
    def of(cls, listings: pa.Table, removed: Iterable[str], full: bool, state: State) -> Delivery:
        """Compare listings with what a state holds.

        Args:
            listings: listing_id and any of `cleaned.PRINTED`, as printed.
            removed: ids of listings that are to go.
            full: these are all listings there are; others are to go.

        Raises:
            UserError: an id is missing or given twice, or one is delivered and removed at once.
        """
        listings = by_id(listings)
        ids = listings["listing_id"]
        row = rows_of(state, ids)
        content = fingerprints(listings)
        status = state.labels.status
        known = row >= 0
        same = known.copy()
        same[known] = (status[row[known]] == ALIVE) & (state.column("content", row[known]) == content[known])
        going = rows_of(state, texts(removed))
        going = going[going >= 0]
        if full:
            stays = np.zeros(len(status), bool)
            stays[row[known]] = True
            going = np.flatnonzero(~stays)
        going = distinct(going[status[going] == ALIVE])
        both = going[are_among(going, np.sort(row[known]))]
        if len(both):
            which = state.take(both[:1])["listing_id"][0].as_py()
            raise UserError(f"Listing '{which}' is delivered and removed at once; leave one of them out.")
        changed = np.flatnonzero(~same)
        return cls(listings.take(positions(changed)), content[changed], row[changed], going, int(same.sum()))


def by_id(listings: pa.Table) -> pa.Table:
    """Listings in the byte order of their ids.

    Raises:
        UserError: an id is missing or given twice.
    """
    ids = listings["listing_id"].cast(pa.string())
    order = numbers(pc.sort_indices(ids), np.uint64).astype(np.int64)
    if (order[1:] < order[:-1]).any():
        listings = listings.take(positions(order))
        ids = listings["listing_id"].cast(pa.string())
    if ids.null_count or (len(ids) > 1 and pc.any(pc.equal(ids[1:], ids[:-1])).as_py()):
        raise UserError("Every listing needs an id of its own, but some are missing or given twice.")
    return listings


def rows_of(state: State, ids: pa.Array | pa.ChunkedArray) -> Codes:
    """Return the newest row of each listing id, -1 where a state has none."""
    at, row = state.look_up("ids", id_keys(ids))
    newest = state.labels.status[row] != SUPERSEDED
    at, row = at[newest], row[newest]
    order = np.argsort(row)
    at, row = at[order], row[order]
    kept = state.take(row)["listing_id"]
    really = np.asarray(pc.equal(kept, ids.take(positions(at))).to_pylist(), bool)
    found = np.full(len(ids), -1, np.int64)
    found[at[really]] = row[really]
    return found

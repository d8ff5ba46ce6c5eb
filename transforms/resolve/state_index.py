"""Which stored rows have a key: one sorted array on disk, looked into by bisection.

An entry is one number: the low bits are the row, the high ones as much of the key as there is room for (40
bits and more). So sorting is one pass over plain numbers, and 14 million keys take 112 MB. Two keys that
agree in these bits by chance bring a row along that has no part in the matter, which costs a comparison.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from transforms.resolve.columns import Codes
from transforms.resolve.memory import Growing
from transforms.resolve.sorting import RUN, Sorting

PART = 256
"""Keys that are looked for together."""


@dataclass(frozen=True)
class Index:
    """Keys of ``count`` rows that begin at row ``start`` of the state; ``packed`` ascending (uint64)."""

    packed: Codes
    start: int
    count: int

    @classmethod
    def of(cls, rows: Codes, keys: Codes, start: int, count: int) -> Index:
        """Index rows (numbered within the segment) by their stable keys (int64, none unknown)."""
        found, packed = Sorting(np.uint64), Growing(np.empty(0, np.uint64))
        for low in range(0, len(rows), RUN // 4):
            part = slice(low, low + RUN // 4)
            found.append(_shifted(keys[part], count) | rows[part].astype(np.uint64))
        for ordered in found.ranges(0):
            packed.append(ordered)
        return cls(packed.whole(), start, count)

    def look_up(self, keys: Codes) -> tuple[Codes, Codes]:
        """Return positions in ``keys`` and the rows of the state that have them, any number for each."""
        wanted = _shifted(keys, self.count)
        order = np.argsort(wanted)  # neighbours are looked for one after the other: few pages are touched
        wanted = wanted[order]
        first, last = _between(self.packed, wanted, wanted | np.uint64((1 << _bits(self.count)) - 1))
        found = last - first
        at = np.repeat(first - np.cumsum(found) + found, found) + np.arange(int(found.sum()))
        rows = self.packed[at] & np.uint64((1 << _bits(self.count)) - 1)
        return np.repeat(order, found), rows.astype(np.int64) + self.start

    def followed_by(self, other: Index) -> Index:
        """One index for two segments that lie side by side."""
        count = self.count + other.count
        low = np.uint64(_bits(count))
        parts = [
            (index.packed >> low << low) | (index.rows() + np.uint64(shift))
            for index, shift in ((self, 0), (other, self.count))
        ]
        packed = np.concatenate(parts)
        packed.sort()
        return Index(packed, self.start, count)

    def rows(self) -> Codes:
        """Row of each entry within the segment (uint64)."""
        return self.packed & np.uint64((1 << _bits(self.count)) - 1)


def _between(packed: Codes, low: Codes, high: Codes) -> tuple[Codes, Codes]:
    """Where the entries from each ``low`` to its ``high`` begin and end; both ascend.

    A few at a time are looked for in what lies between them, which stays in the cache of a processor.
    """
    first, last, start = np.empty(len(low), np.int64), np.empty(len(low), np.int64), 0
    for begin in range(0, len(low), PART):
        part = slice(begin, begin + PART)
        piece = packed[start:][: np.searchsorted(packed[start:], high[part][-1], "right")]
        first[part] = start + np.searchsorted(piece, low[part])
        last[part] = start + np.searchsorted(piece, high[part], "right")
        start = int(first[part][-1])
    return first, last


def _bits(count: int) -> int:
    """Bits that row numbers below ``count`` need."""
    return max(count - 1, 1).bit_length()


def _shifted(keys: Codes, count: int) -> Codes:
    """The high bits of keys, where the row leaves room. Keys have 63 bits: the topmost goes first."""
    low = np.uint64(_bits(count))
    return (keys.view(np.uint64) << np.uint64(1)) >> low << low

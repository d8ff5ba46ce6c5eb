"""How many rows hold each value: what many share tells less than what two have in common."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from transforms.resolve.prepare import Codes


@dataclass(frozen=True)
class Counts:
    """Values by stable key, ascending, with how often each occurs; those that occur once are left out."""

    keys: Codes
    counts: Codes
    total: int
    """Rows that hold any value."""

    @classmethod
    def of(cls, keys: Codes, *, total: int | None = None, least: int = 2) -> Counts:
        """Count the keys of rows; unknown ones (-1) do not count.

        Args:
            keys: stable keys, one a row.
            total: rows that hold any value; without it, as many as there are keys.
            least: values that occur less often are not kept; `look_up` finds 0 for them.
        """
        ordered = np.sort(keys[keys >= 0])
        start = np.flatnonzero(np.append(True, ordered[1:] != ordered[:-1])[: len(ordered)])
        counts = np.diff(np.append(start, len(ordered)))
        many = counts >= least
        total = len(ordered) if total is None else total
        return cls(ordered[start[many]], counts[many].astype(np.int32), total)

    def look_up(self, keys: Codes) -> Codes:
        """Return how often each key occurs; 0 for keys that were not kept."""
        if not len(self.keys):
            return np.zeros(len(keys), np.int32)
        if len(keys) > len(self.keys):
            return self._look_up_many(keys)
        order = np.argsort(keys)  # neighbours are looked for one after the other, in what the cache still has
        wanted, found = keys[order], np.empty(len(keys), np.int32)
        at = np.minimum(np.searchsorted(self.keys, wanted), len(self.keys) - 1)
        found[order] = np.where(self.keys[at] == wanted, self.counts[at], 0)
        return found

    def _look_up_many(self, keys: Codes) -> Codes:
        """The same by the first bits of the keys, which are hashes: where none begins like it, it is none."""
        shift = 63 - (len(self.keys).bit_length() + 1)
        begins = np.arange((1 << (63 - shift)) + 1, dtype=np.uint64) << np.uint64(shift)
        start = np.searchsorted(self.keys.astype(np.uint64), begins).astype(np.int32)
        found = np.zeros(len(keys), np.int32)
        first = np.maximum(keys >> shift, 0)
        at, end = start[first], start[first + 1]
        asked = np.flatnonzero(at < end)
        at, end = at[asked], end[asked]
        while len(asked):
            hit = self.keys[at] == keys[asked]
            found[asked[hit]] = self.counts[at[hit]]
            at += 1
            more = ~hit & (at < end)
            asked, at, end = asked[more], at[more], end[more]
        return found

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
        at = np.minimum(np.searchsorted(self.keys, keys), len(self.keys) - 1)
        return np.where(self.keys[at] == keys, self.counts[at], 0)

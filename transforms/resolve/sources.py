"""Which lists print a record, and whether one list prints two records side by side."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from transforms.resolve.prepare import Codes


@dataclass(frozen=True)
class Sources:
    """Codes of the sources that print each compared record: equal rows of several sources are one record."""

    first: Codes
    """A source of each record, -1 where none is known."""
    others: dict[int, frozenset[int]]
    """All sources of the records that have several."""
    has_others: Codes
    """Which records these are."""

    @classmethod
    def of(cls, source: Codes, stand_in: Codes, size: int) -> Sources:
        """Collect them from the source and the stand-in of every row (`collapse`)."""
        first = np.full(size, -1, np.int64)
        known = np.flatnonzero(source >= 0)
        first[stand_in[known]] = source[known]
        found: dict[int, set[int]] = {}
        for row in known[first[stand_in[known]] != source[known]].tolist():
            held = found.setdefault(int(stand_in[row]), {int(first[stand_in[row]])})
            held.add(int(source[row]))
        has_others = np.zeros(size, bool)
        has_others[list(found)] = True
        return cls(first, {record: frozenset(held) for record, held in found.items()}, has_others)

    def shared(self, a: Codes, b: Codes) -> Codes:
        """Return which pairs of records one source prints both of."""
        found = (self.first[a] >= 0) & (self.first[a] == self.first[b])
        for at in np.flatnonzero(~found & (self.has_others[a] | self.has_others[b])).tolist():
            one, two = (self.others.get(x, {int(self.first[x])}) for x in (a[at], b[at]))
            found[at] = bool((set(one) & set(two)) - {-1})
        return np.asarray(found)

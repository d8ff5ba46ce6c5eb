"""More numbers than memory should hold, in order: sorted in runs, which then are merged range by range."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from transforms.resolve.memory import lay_down, let_go
from transforms.resolve.prepare import Codes

RUN = 2**22
"""Numbers that are sorted at once, and that a range has on average at most half of."""
_SAMPLE = 1000
"""Numbers of each run by which ranges are made about equally long."""


class Sorting:
    """Takes numbers in any order and gives them back in ascending ranges that follow each other."""

    def __init__(self, kind: type[np.integer[Any]] = np.int64) -> None:
        """Nothing is taken yet; numbers are of one kind."""
        self._kind = kind
        self._parts: list[Codes] = []
        self._held = 0
        self._runs: list[Codes] = []

    def append(self, part: Codes) -> None:
        """Take numbers."""
        self._parts.append(part)
        self._held += len(part)
        if self._held >= RUN:
            self._runs.append(lay_down(self._sorted()))
            let_go()

    def ranges(self, bits: int) -> Iterator[Codes]:
        """Yield all numbers in order, each range as an array of its own that may be written to.

        Args:
            bits: low bits that part nothing: numbers that differ in them alone come in one range.
        """
        rest = self._sorted()
        if not self._runs:
            yield rest
            return
        runs = [*self._runs, rest]
        count = -(-sum(map(len, runs)) // (RUN // 2))
        some = np.sort(np.concatenate([run[:: max(1, len(run) // _SAMPLE)] for run in runs]))
        between = some[np.arange(1, count) * len(some) // count] >> bits << bits
        starts = [np.concatenate([[0], np.searchsorted(run, between), [len(run)]]) for run in runs]
        for at in range(count):
            of_runs = zip(runs, starts, strict=True)
            one = np.concatenate([run[start[at] : start[at + 1]] for run, start in of_runs])
            one.sort()
            yield one
            let_go()

    def _sorted(self) -> Codes:
        """What is held, in order; each part is let go when it is copied, for all together are large."""
        whole = np.empty(self._held, self._kind)
        end = len(whole)
        while self._parts:
            part = self._parts.pop()
            whole[end - len(part) : end] = part
            end -= len(part)
        self._held = 0
        whole.sort()
        return whole

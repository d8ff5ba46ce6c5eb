"""By which kinds of block keys pairs of rows meet: asked of a few pairs that somebody knows."""

from __future__ import annotations

import numpy as np

from transforms.resolve.block import Blocks
from transforms.resolve.columns import Codes


def shared_keys(blocks: Blocks, a: Codes, b: Codes) -> dict[str, Codes]:
    """Return for each kind of key which pairs of rows have an equal one."""
    found, start = {}, 0
    for kind, end in blocks.kinds:
        keys, code = np.unique(blocks.keys[start:end], return_inverse=True)
        size = max(len(keys), 1)
        held = np.unique(blocks.rows[start:end].astype(np.int64) * size + code)
        low, high = np.searchsorted(held // size, a), np.searchsorted(held // size, a, "right")
        pair = np.repeat(np.arange(len(a)), high - low)
        at = np.arange(len(pair)) + np.repeat(high - np.cumsum(high - low), high - low)
        of_both = np.isin(b[pair] * size + held[at] % size, held)
        found[kind] = np.bincount(pair[of_both], minlength=len(a)) > 0
        start = end
    return found

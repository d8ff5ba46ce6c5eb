"""Groups of records that links connect."""

from __future__ import annotations

import numpy as np

from transforms.resolve.prepare import Codes


def components(size: int, a: Codes, b: Codes) -> Codes:
    """Return for each of ``size`` records the smallest record that links (``a``, ``b``) lead to."""
    label = np.arange(size)
    a, b = np.asarray(a, np.int64), np.asarray(b, np.int64)
    while len(a):
        x, y = label[a], label[b]
        apart = x != y
        a, b, x, y = a[apart], b[apart], x[apart], y[apart]
        np.minimum.at(label, np.maximum(x, y), np.minimum(x, y))
        label = roots(label)
    return label


def roots(parent: Codes) -> Codes:
    """Follow parents to the record that is its own: the chain is halved until it has one step."""
    while True:
        up = parent[parent]
        if np.array_equal(up, parent):
            return up
        parent = up

"""Stored rows are found by their keys, however many are asked for at a time."""

from __future__ import annotations

import numpy as np
import pytest

from transforms.resolve.state_index import PART, Index


@pytest.mark.parametrize("asked", [0, 1, PART, 3 * PART + 7])
def test_all_rows_of_each_key_are_found(asked: int) -> None:
    rng = np.random.default_rng(3)
    pool = rng.integers(0, 2**63 - 1, 500)
    rows, keys = np.sort(rng.integers(0, 4_000, 6_000)), pool[rng.integers(0, 400, 6_000)]
    wanted = pool[rng.integers(390, 410, asked)]
    at, found = Index.of(rows, keys, 70, 4_000).look_up(wanted)
    expected = [(n, row + 70) for n, key in enumerate(wanted) for row in rows[keys == key].tolist()]
    assert sorted(zip(at.tolist(), found.tolist(), strict=True)) == sorted(expected)

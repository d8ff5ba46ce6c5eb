"""How often values occur, looked up for a few rows or for all."""

import numpy as np

from transforms.resolve.counts import Counts
from transforms.resolve.keys import text_keys


def test_many_keys_find_what_each_finds_alone():
    known = text_keys(str(at % 700) for at in range(3000))
    counts = Counts.of(known)
    asked = np.concatenate([text_keys(map(str, range(2000))), [-1, 0, 2**63 - 1], counts.keys + 1])
    each = [int(counts.look_up(np.asarray([key]))[0]) for key in asked]
    assert len(asked) > len(counts.keys)
    assert counts.look_up(asked).tolist() == each
    assert each[:3] == [5, 5, 5] and each[650] == 4 and each[800] == 0


def test_keys_that_begin_alike_are_told_apart():
    keys = np.repeat(np.arange(100), 2)
    assert Counts.of(keys).look_up(np.arange(200)).tolist() == [2] * 100 + [0] * 100

"""Keys and sets of them."""

import numpy as np

from transforms.resolve.keys import are_among, distinct


def test_keys_are_looked_for_among_known_ones():
    assert are_among(np.array([5, 1, 9, 5]), np.array([5, 7, 9])).tolist() == [True, False, True, True]
    assert are_among(np.array([1]), np.array([], int)).tolist() == [False]


def test_integers_are_told_once_in_order():
    assert distinct(np.array([3, 1, 3])).tolist() == [1, 3]
    assert distinct(np.array([], int)).tolist() == []

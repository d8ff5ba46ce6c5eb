"""Rows that are equal in some columns."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from transforms.resolve.groups import group_codes, neighbours

VALUES = st.sampled_from([-1, 0, 1, 7, 2**62, 2**63 - 9])


@given(st.lists(st.tuples(VALUES, VALUES, VALUES), max_size=12))
def test_groups_are_rows_equal_in_every_column(rows):
    columns = (
        [np.array(column, np.int64) for column in zip(*rows, strict=True)] if rows else [np.empty(0, int)]
    )
    codes = group_codes(*columns).tolist()
    assert [[one == two for two in codes] for one in codes] == [[one == two for two in rows] for one in rows]
    a, b = neighbours(*columns)
    found = {*zip(a.tolist(), b.tolist(), strict=True)}
    known = [at for at, row in enumerate(rows) if min(row) >= 0]
    wanted = set()
    for at in known:
        later = [other for other in known if other > at and rows[other] == rows[at]]
        wanted |= {(at, later[0])} if later else set()
    assert found == wanted

"""Rows that say the same are compared once."""

from unittest import mock

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.resolve.collapse import collapse
from transforms.resolve.prepare import prepare

from .listings import frame

ROWS = st.lists(
    st.fixed_dictionaries(
        {},
        optional={
            "name": st.sampled_from(["Brandt", "Weber"]),
            "phone": st.sampled_from(["0731 123456", "0221 998877"]),
            "city": st.sampled_from(["Ulm", "Köln"]),
            "source": st.sampled_from(["guide", "fair", "list"]),
        },
    ),
    min_size=1,
    max_size=25,
)


def one_by_one(rows, keep, clean):
    """The definition: the first row with the same values stands for a row."""
    seen, stand_in = {}, []
    for at, values in enumerate(rows):
        said = tuple((key, value) for key, value in sorted(values.items()) if key != "source")
        own = at if not said or at in keep or values.get("source") in clean else None
        stand_in.append(seen.setdefault((said, own), at))
    return stand_in


@settings(max_examples=80, deadline=None)
@given(ROWS, st.sets(st.integers(0, 24), max_size=2))
def test_the_first_row_with_the_same_values_stands_for_all(rows, keep):
    keep = {row for row in keep if row < len(rows)}
    records = prepare(frame(*({"listing_id": f"{at:02d}", **values} for at, values in enumerate(rows))))
    first, stand_in = collapse(records, keep, frozenset({"fair"}))
    assert first[stand_in].tolist() == one_by_one(rows, keep, {"fair"})
    assert first.tolist() == sorted(set(first.tolist()))


def test_rows_that_look_equal_by_chance_are_kept_apart():
    rows = [{"name": name} for name in ("Brandt", "Weber", "Brandt", "Brandt")]
    records = prepare(frame(*({"listing_id": str(at), **values} for at, values in enumerate(rows))))
    with mock.patch("transforms.resolve.collapse._ODD", np.uint64(0)):
        first, stand_in = collapse(records, set(), frozenset())
    assert first[stand_in].tolist() == [0, 1, 2, 2]

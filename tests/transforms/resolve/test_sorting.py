"""Numbers sorted in runs come back as one sorted list would, in ranges that part no pair."""

import numpy as np
import pytest

from tests.transforms.resolve.listings import frame, row
from transforms.resolve import block, memory, sorting
from transforms.resolve.block import block_keys
from transforms.resolve.count_words import count_words
from transforms.resolve.prepare import prepare
from transforms.resolve.sorting import Sorting


@pytest.mark.parametrize(("count", "highest"), [(0, 1), (5, 100), (1_000, 40), (1_000, 10**15), (999, 1)])
def test_ranges_follow_each_other_and_keep_equal_beginnings_together(count, highest, monkeypatch):
    monkeypatch.setattr(sorting, "RUN", 100)
    monkeypatch.setattr(memory, "LARGE", 100)
    numbers = np.random.default_rng(3).integers(0, highest, count)
    found = Sorting()
    for part in np.array_split(numbers, 37):
        found.append(part)
    ranges = list(found.ranges(4))
    assert np.concatenate(ranges).tolist() == sorted(numbers.tolist())
    filled = [one for one in ranges if len(one)]
    assert all(one[-1] >> 4 < other[0] >> 4 for one, other in zip(filled, filled[1:], strict=False))
    if highest == 10**15:
        assert max(map(len, ranges)) <= 100


def test_keys_and_pairs_are_the_same_whether_found_at_once_or_a_few_at_a_time(monkeypatch):
    words = "alpha beta gamma delta epsilon zeta eta theta".split()
    rows = [
        row(
            f"{at:03d}",
            f"{words[at % 8]} {words[at % 5]} {at % 31}",
            phone=f"0731 {100_000 + at % 60}",
            postcode=str(10_000 + at % 3),
        )
        for at in range(150)
    ]
    records = prepare(frame(*rows))
    known = count_words(records.names)
    monkeypatch.setattr(block, "CAP", 10)
    blocks = block_keys(records, known)
    pairs = block.block(records, blocks)
    for module, name, value in ((block, "ROWS", 50), (sorting, "RUN", 300), (memory, "LARGE", 100)):
        monkeypatch.setattr(module, name, value)
    few = block_keys(records, known)
    assert few.kinds == blocks.kinds
    assert few.dropped == blocks.dropped != {}
    assert few.closed.tolist() == blocks.closed.tolist() != []
    for one, two in ((few, blocks), (blocks, few)):
        assert sorted(zip(one.rows.tolist(), one.keys.tolist(), strict=True)) == sorted(
            zip(two.rows.tolist(), two.keys.tolist(), strict=True)
        )
    again = block.block(records, few)
    assert len(again) > 300
    for column in ("a", "b", "kinds"):
        assert getattr(again, column).tolist() == getattr(pairs, column).tolist()

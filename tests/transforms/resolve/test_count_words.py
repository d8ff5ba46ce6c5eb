"""Words are counted over all names, however many of these are measured together."""

from dataclasses import fields

import numpy as np
import pytest

from transforms.resolve import count_words as counting
from transforms.resolve.count_words import LONGEST, WIDTH, count_words
from transforms.resolve.words import Words

NAMES = [
    "brandt",
    "brandt huber",
    "huber brandt ltd berlin",
    "huber huber huber",
    " ".join(f"w{at}" for at in range(LONGEST + 5)),
    "x 44 y brigade forty four",
    "softing ag inh",
]


@pytest.mark.parametrize("part", [1, 2, 3, 5])
def test_parts_make_no_difference(monkeypatch, part):
    whole = count_words(NAMES)
    monkeypatch.setattr(counting, "PART", part)
    found = count_words(NAMES)
    for field in fields(Words):
        one, two = getattr(whole, field.name), getattr(found, field.name)
        if isinstance(one, np.ndarray):
            assert one.dtype == two.dtype and np.array_equal(one, two), field.name
    assert found.counts.keys.tolist() == whole.counts.keys.tolist()
    assert found.counts.counts.tolist() == whole.counts.counts.tolist()


def test_a_word_counts_once_a_name():
    words = count_words(NAMES)
    of = dict(zip(words.vocabulary.words, words.counts.look_up(words.word_keys).tolist(), strict=True))
    assert (of["brandt"], of["huber"], of["softing"]) == (3, 3, 0)
    assert words.size.tolist() == [1, 2, 4, 1, WIDTH, 4, 3]
    assert words.sorted_code[3] == count_words(["huber"]).sorted_code[0]

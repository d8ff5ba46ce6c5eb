"""Texts that stay in Arrow behave as a list of them does; truths and keys come from bytes as they lie."""

import numpy as np
import pyarrow as pa

from transforms.resolve import columns
from transforms.resolve.columns import Texts, truths, whole
from transforms.resolve.keys import text_keys

PRINTED = ["brandt", "", "müller", "华强", "ab"]


def test_texts_are_those_of_the_list(monkeypatch):
    monkeypatch.setattr(columns, "_BATCH", 2)
    found = Texts.of(PRINTED)
    assert found == PRINTED and list(found) == PRINTED and found != PRINTED[:4]
    assert (found[2], found[-1], found[1:3]) == ("müller", "ab", ["", "müller"])
    assert found.take(np.array([3, 0, 3])) == ["华强", "brandt", "华强"]
    assert Texts.of(found) is found and Texts.of([]) == []


def test_keys_of_bytes_are_those_of_texts():
    column = Texts.of(["x", *PRINTED]).column.slice(1)
    assert text_keys(Texts(column)).tolist() == text_keys(PRINTED).tolist()
    assert text_keys(Texts.of([])).tolist() == []


def test_null_is_not_true():
    column = pa.array([True, True, None, False, True] * 3)
    assert truths(column.slice(1, 9)).tolist() == [True, False, False, True, True, True, False, False, True]
    assert truths(whole(pa.chunked_array([column[:2], column[2:4]]))).tolist() == [True, True, False, False]
    assert len(whole(pa.chunked_array([], pa.bool_()))) == 0

"""Paths into JSON."""

from __future__ import annotations

import pytest

from config.errors import UserError
from extractors.json_path import values_at

DATA = {
    "a": {"b.c": 1, "d": [{"type": "x", "v": 2}, {"type": "y", "v": 3}], "e:f": 4},
    "numbered": {"0": {"v": 5}, "1": {"v": 6}},
    "empty": [],
}


@pytest.mark.parametrize(
    ("path", "values"),
    [
        ("a.d[].v", [2, 3]),
        ("a.d[1].v", [3]),
        ("a.d[9].v", []),
        ("a.d[type=y].v", [3]),
        ("a.d[type=z].v", []),
        ('a."b.c"', [1]),
        ("a.e:f", [4]),
        ("numbered[].v", [5, 6]),
        ("empty[]", []),
        ("nowhere.at.all", []),
        ("a.d.v", []),
        (".", [DATA]),
    ],
)
def test_values_at(path: str, values: list[object]) -> None:
    assert values_at(DATA, path) == values


def test_records_at_the_top() -> None:
    assert values_at([1, 2], "[]") == [1, 2]
    assert values_at({"0": 1, "1": 2}, "[]") == [1, 2]


@pytest.mark.parametrize("path", ["a[", "a..[b", 'a."b'])
def test_unreadable_path(path: str) -> None:
    with pytest.raises(UserError, match="cannot be read; write keys as"):
        values_at(DATA, path)

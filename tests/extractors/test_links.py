"""Addresses: how they are compared, and what of them is no address at all."""

from __future__ import annotations

import pytest

from extractors.links import page_url, without_session


@pytest.mark.parametrize(
    ("printed", "kept"),
    [
        ("http://a.example/d/1?PHPSESSID=8f3a", "http://a.example/d/1"),
        ("http://a.example/d?PHPSESSID=8f3a&id=7", "http://a.example/d?id=7"),
        ("http://a.example/d?id=7&phpsessid=8f3a&x=1", "http://a.example/d?id=7&x=1"),
        ("http://a.example/d;jsessionid=0A1B.node2?id=7", "http://a.example/d?id=7"),
        ("/d/1;jsessionid=0A1B", "/d/1"),
        ("http://a.example/d?CFID=1&CFTOKEN=2", "http://a.example/d"),
        ("http://a.example/d?session=summer&sid=4", "http://a.example/d?session=summer&sid=4"),
        ("http://a.example/phpsessid=1", "http://a.example/phpsessid=1"),
        ("http://a.example/d?", "http://a.example/d?"),
    ],
)
def test_a_session_is_no_part_of_an_address(printed: str, kept: str) -> None:
    assert without_session(printed) == kept
    if "://" in printed:
        assert page_url(printed) == page_url(kept)

from __future__ import annotations

import gzip
import tracemalloc
import zlib

import pytest

from extractors.inflate import BadCoding, Inflater, TooLarge


def inflate(data: bytes, coding: str = "", limit: int = 1000, piece: int = 7, cut: bool = False) -> bytes:
    inflater = Inflater(coding, limit, cut=cut)
    for start in range(0, len(data), piece):
        if not inflater.feed(data[start : start + piece]):
            break
    return inflater.body()


TEXT = b"Brandt Maschinenbau GmbH, Halle 4" * 9
RAW_DEFLATE = zlib.compressobj(9, zlib.DEFLATED, -15)


@pytest.mark.parametrize(
    ("coding", "data"),
    [
        ("", TEXT),
        ("identity", TEXT),
        ("gzip", gzip.compress(TEXT)),
        ("X-GZIP", gzip.compress(TEXT)),
        ("gzip", gzip.compress(TEXT[:100]) + gzip.compress(TEXT[100:])),
        ("gzip", gzip.compress(TEXT) + b"\0\0\0\0"),
        ("deflate", zlib.compress(TEXT)),
        ("deflate", RAW_DEFLATE.compress(TEXT) + RAW_DEFLATE.flush()),
    ],
)
def test_each_coding_gives_the_text_back(coding: str, data: bytes) -> None:
    assert inflate(data, coding) == TEXT
    assert inflate(data, coding, piece=10_000) == TEXT


def test_exactly_the_limit_is_allowed_and_one_byte_more_is_not() -> None:
    assert len(inflate(gzip.compress(b"x" * 1000), "gzip")) == 1000
    with pytest.raises(TooLarge, match="1,000 bytes"):
        inflate(gzip.compress(b"x" * 1001), "gzip")
    with pytest.raises(TooLarge):
        inflate(b"x" * 1001)


def test_a_bomb_is_refused_without_being_held_in_memory() -> None:
    bomb = gzip.compress(b"\0" * 50_000_000, 9)
    tracemalloc.start()
    with pytest.raises(TooLarge):
        inflate(bomb, "gzip", limit=1_000_000, piece=65536)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 8_000_000


def test_cut_keeps_the_beginning() -> None:
    assert inflate(gzip.compress(TEXT), "gzip", limit=40, cut=True) == TEXT[:40]
    assert inflate(TEXT, limit=40, cut=True) == TEXT[:40]


@pytest.mark.parametrize(
    ("coding", "data", "words"),
    [
        ("br", b"abc", "not asked for"),
        ("gzip, gzip", b"abc", "not asked for"),
        ("gzip", b"<html>not compressed</html>", "not gzip"),
        ("gzip", gzip.compress(TEXT)[:-20], "too early"),
    ],
)
def test_what_cannot_be_undone_is_an_error(coding: str, data: bytes, words: str) -> None:
    with pytest.raises(BadCoding, match=words):
        inflate(data, coding)


def test_an_empty_body_needs_no_coding() -> None:
    assert inflate(b"", "gzip") == b""

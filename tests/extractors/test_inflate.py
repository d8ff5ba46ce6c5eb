from __future__ import annotations

import gzip
import tracemalloc
import zlib
from collections.abc import Callable

import brotli
import pytest
import zstandard

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
        ("gzip", gzip.compress(TEXT, mtime=0)),
        ("X-GZIP", gzip.compress(TEXT, mtime=0)),
        ("gzip", gzip.compress(TEXT[:100], mtime=0) + gzip.compress(TEXT[100:], mtime=0)),
        ("gzip", gzip.compress(TEXT, mtime=0) + b"\0\0\0\0"),
        ("deflate", zlib.compress(TEXT)),
        ("deflate", RAW_DEFLATE.compress(TEXT) + RAW_DEFLATE.flush()),
        ("br", brotli.compress(TEXT)),
        ("zstd", zstandard.compress(TEXT)),
        ("zstd", zstandard.ZstdCompressor(write_checksum=True, write_content_size=False).compress(TEXT)),
        ("zstd", zstandard.compress(TEXT[:100]) + zstandard.compress(TEXT[100:])),
        ("gzip, br", brotli.compress(gzip.compress(TEXT, mtime=0))),
        ("identity, gzip", gzip.compress(TEXT, mtime=0)),
        ("deflate, zstd, gzip", gzip.compress(zstandard.compress(zlib.compress(TEXT)), mtime=0)),
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


BOMBS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": lambda data: brotli.compress(data, quality=5),
    "zstd": zstandard.compress,
    "gzip, gzip": lambda data: gzip.compress(gzip.compress(data)),
    "br, zstd": lambda data: zstandard.compress(brotli.compress(data, quality=5)),
}


@pytest.mark.parametrize("coding", BOMBS)
def test_a_bomb_is_refused_without_being_held_in_memory(coding: str) -> None:
    bomb = BOMBS[coding](b"\0" * 50_000_000)
    tracemalloc.start()
    with pytest.raises(TooLarge):
        inflate(bomb, coding, limit=1_000_000, piece=65536)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 8_000_000
    assert len(inflate(bomb, coding, limit=1_000_000, piece=65536, cut=True)) == 1_000_000


def test_a_zstd_window_of_a_gigabyte_is_refused() -> None:
    wide = zstandard.ZstdCompressionParameters(window_log=27)
    data = zstandard.ZstdCompressor(compression_params=wide).compressobj().compress(b"x" * 500_000)
    data += zstandard.ZstdCompressor(compression_params=wide).compressobj().flush()
    with pytest.raises(BadCoding, match="zstd"):
        inflate(data, "zstd", limit=1_000_000, piece=4096)


def test_large_bodies_come_whole_in_every_coding() -> None:
    text = b"".join(b"%d Brandt Maschinenbau" % n for n in range(60_000))
    for coding, pack in BOMBS.items():
        assert inflate(pack(text), coding, limit=len(text), piece=4096) == text


def test_cut_keeps_the_beginning() -> None:
    assert inflate(gzip.compress(TEXT, mtime=0), "gzip", limit=40, cut=True) == TEXT[:40]
    assert inflate(TEXT, limit=40, cut=True) == TEXT[:40]


@pytest.mark.parametrize(
    ("coding", "data", "words"),
    [
        ("compress", b"abc", "'compress' was not asked for"),
        ("gzip, gzip, gzip, gzip", b"abc", "more than 3"),
        ("br", b"<html>not compressed</html>", "not br"),
        ("br", brotli.compress(TEXT)[:-5], "br body ends too early"),
        ("zstd", b"<html>not compressed</html>", "not zstd"),
        ("zstd", zstandard.compress(TEXT)[:-9], "zstd body ends too early"),
        ("gzip, br", brotli.compress(gzip.compress(TEXT, mtime=0)[:-20]), "gzip body ends too early"),
        ("gzip", b"<html>not compressed</html>", "not gzip"),
        ("gzip", gzip.compress(TEXT, mtime=0)[:-20], "too early"),
    ],
)
def test_what_cannot_be_undone_is_an_error(coding: str, data: bytes, words: str) -> None:
    with pytest.raises(BadCoding, match=words):
        inflate(data, coding)


def test_an_empty_body_needs_no_coding() -> None:
    assert inflate(b"", "gzip") == b""

"""Letters of many texts at once: their beginnings, their consonants, which of them occur."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from transforms.resolve.columns import Codes
from transforms.resolve.keys import join

KEY_BITS = 0x7FFF_FFFF_FFFF_FFFF


def first_letters(column: pa.Array, width: int = 24) -> Codes:
    """The first bytes of each text, one row a text, 0 beyond its end."""
    if not len(column):
        return np.zeros((0, width), np.uint8)
    offsets = np.frombuffer(column.buffers()[1], np.int32)[column.offset : column.offset + len(column) + 1]
    data = np.frombuffer(column.buffers()[2] or b"\0", np.uint8)
    at = offsets[:-1, None] + np.arange(width, dtype=np.int32)
    return np.where(at < offsets[1:, None], data[np.minimum(at, len(data) - 1)], 0).astype(np.uint8)


_SOUNDS = np.arange(256, dtype=np.uint8)
_SOUNDS[list(b"zcyqvw")] = list(b"skikff")
_SILENT = np.isin(np.arange(256), list(b"aeiouh\0"))


def skeletons(letters: Codes) -> Codes:
    """Up to seven consonants of each name without doubles, letters of one sound made one; none under four."""
    sounds = _SOUNDS[letters]
    sounds[:, :-1][(letters[:, :-1] == ord("p")) & (letters[:, 1:] == ord("h"))] = ord("f")
    found = np.zeros((len(letters), 8), np.uint8)
    size, last = np.zeros(len(letters), np.int64), np.zeros(len(letters), np.uint8)
    for place in range(letters.shape[1]):
        sound = sounds[:, place]
        takes = np.flatnonzero((~_SILENT[sound] | (place == 0)) & (sound != last) & (size < 7))
        found[takes, size[takes]] = sound[takes]
        size[takes] += 1
        last[takes] = sound[takes]
    found[size < 4] = 0
    return found


def pack(letters: Codes) -> Codes:
    """Up to eight bytes of each row in one number."""
    wide = np.zeros((len(letters), 8), np.uint8)
    wide[:, : letters.shape[1]] = letters
    return wide.view(np.int64)[:, 0]


def packed_keys(letters: Codes) -> Codes:
    packed = pack(letters)
    return np.where(packed == 0, -1, join(packed & KEY_BITS, np.zeros(len(packed), np.int64)))


_BIT = np.zeros(256, np.uint64)
_BIT[list(b"abcdefghijklmnopqrstuvwxyz0123456789")] = np.uint64(1) << np.arange(36, dtype=np.uint64)


def letter_bits(column: pa.Array) -> Codes:
    """Which letters and digits each text has, one bit each."""
    found = np.zeros(len(column), np.uint64)
    for start in range(0, len(column), 100_000):
        part = column[start : start + 100_000]
        offsets = np.frombuffer(part.buffers()[1], np.int32)[part.offset : part.offset + len(part) + 1]
        data = np.frombuffer(part.buffers()[2] or b"\0", np.uint8)[offsets[0] : offsets[-1]]
        full = np.flatnonzero(np.diff(offsets))
        if len(full):
            found[start + full] = np.bitwise_or.reduceat(_BIT[data], offsets[full] - offsets[0])
    return found

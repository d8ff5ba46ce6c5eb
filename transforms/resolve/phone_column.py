"""Telephone numbers of a whole column at once: what `clean.phone_tail` finds, by arithmetic on bytes."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from transforms.clean.phones import LONGEST, MAX_LENGTH, SHORTEST, phone_tail
from transforms.resolve.columns import Codes, encode, gather, positions, text_bytes, texts

_DIGITS = np.zeros(256, bool)
_DIGITS[list(b"0123456789")] = True
_USUAL = _DIGITS.copy()
_USUAL[list(b" +-./()")] = True


def phones(printed: pa.Array) -> pa.Array:
    """Return the comparable digits of texts without null; null where `clean.phone_tail` finds none."""
    usual, digits = _digits(printed)
    rest = np.flatnonzero(~usual)
    codes, unusual = encode(printed.take(positions(rest)))
    found = texts(phone_tail(text.strip()) for text in unusual.to_pylist())
    at = np.where(_is_number(digits), np.arange(len(printed)), -1)
    at[rest] = len(printed) + codes
    return gather(pa.concat_arrays([digits, found]), at)


def _digits(printed: pa.Array) -> tuple[Codes, pa.Array]:
    """Which texts hold digits and their usual signs alone, and the digits without leading zeros."""
    starts, data = text_bytes(printed)
    usual = _per_text(~_USUAL[data], starts) == 0
    usual &= np.diff(starts) <= MAX_LENGTH
    is_digit = _DIGITS[data]
    is_digit[1:][_trunk(data, starts)] = False
    kept = np.concatenate([[0], np.cumsum(is_digit)]).astype(np.int32)[starts]
    buffers = [None, pa.py_buffer(kept), pa.py_buffer(data[is_digit])]
    return usual, pc.ascii_ltrim(pa.Array.from_buffers(pa.string(), len(printed), buffers), characters="0")


def _trunk(data: Codes, starts: Codes) -> Codes:
    """At which bytes ``(0)`` begins: a zero that is only dialled at home."""
    begins = np.zeros(max(len(data) - 1, 0), bool)
    begins[:-1] = (data[:-2] == ord("(")) & (data[1:-1] == ord("0")) & (data[2:] == ord(")"))
    for back in (1, 2):  # not from one text into the next
        ends = starts[1:] - back
        begins[ends[(ends >= 0) & (ends < len(begins))]] = False
    return begins


def _is_number(digits: pa.Array) -> Codes:
    """Texts of digits that are not too short or long, and no placeholder."""
    starts, data = text_bytes(digits)
    size = np.diff(starts)
    fits = (size >= SHORTEST) & (size <= LONGEST)
    last = np.maximum(starts[1:] - 1, 0)
    differs = np.zeros(len(fits), bool)
    for back in range(1, 6):
        if len(data):
            differs |= data[last] != data[np.maximum(last - back, 0)]
    return fits & differs


def _per_text(marks: Codes, starts: Codes) -> Codes:
    """How many bytes of each text are marked."""
    return np.diff(np.concatenate([[0], np.cumsum(marks)])[starts])

"""The ids of all living rows of a state as a CSV: millions of lines, of which a delivery changes few."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from transforms.resolve.columns import Codes, flags, text_bytes, texts
from transforms.resolve.memory import reused
from transforms.resolve.state import ALIVE, State
from transforms.resolve.state_files import Folder

_PART = 20_000
"""Lines that are put together at a time: they stay in the cache of a processor."""


def write_ids(folder: Path, target: Path) -> None:
    """Write id, company_id of every living row of a state as CSV; the file appears when it is complete."""
    state = State.load(Folder(folder))
    is_alive = state.labels.status == ALIVE
    company = state.labels.company[is_alive]
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with part.open("wb") as file, reused():
            file.write(b"id,company_id\n")
            row = written = 0
            for chunk in state.listing_ids().chunks:
                for start in range(0, len(chunk), _PART):
                    some = chunk.slice(start, _PART)
                    ids = some.filter(flags(is_alive[row : row + len(some)]))
                    file.write(_lines(ids, company[written : written + len(ids)]))
                    row, written = row + len(some), written + len(ids)
        os.replace(part, target)
    finally:
        part.unlink(missing_ok=True)


def _lines(ids: pa.Array, company: Codes) -> memoryview:
    """Lines of the CSV."""
    starts, letters = text_bytes(ids)
    width = int(starts[min(1, len(ids))])
    is_plain = not any((letters == ord(sign)).any() for sign in '",\r\n')
    if is_plain and (starts == width * np.arange(len(starts))).all():  # mostly so, and in half the time
        lines = np.empty((len(ids), width + 19), np.uint8)
        lines[:, :width], lines[:, width] = letters.reshape(len(ids), width), ord(",")
        _fill_in(lines[:, width + 1 :], company)
        return lines.reshape(-1).data
    ends = np.arange(0, 18 * len(ids) + 1, 18, dtype=np.int32)
    told = np.empty((len(ids), 18), np.uint8)
    _fill_in(told, company)
    column = pa.Array.from_buffers(pa.string(), len(ids), [None, pa.py_buffer(ends), pa.py_buffer(told)])
    joined = pc.binary_join_element_wise(ids if is_plain else _quoted(ids), column, texts([","])[0])
    return text_bytes(joined)[1].data


def _fill_in(told: Codes, company: Codes) -> None:
    """Write ids as text, each with the end of a line, into rows of 18 bytes."""
    quarters = company.astype("<u8").view("<u2").reshape(-1, 4)[:, ::-1]
    told[:, 0], told[:, 17] = ord("c"), ord("\n")
    told[:, 1:17] = _four_digits().take(quarters).view(np.uint8).reshape(-1, 16)


@cache
def _four_digits() -> Codes:
    """Each number of 16 bits as four digits."""
    digits, every = np.frombuffer(b"0123456789abcdef", np.uint8), np.arange(1 << 16)
    return np.stack([digits[every >> shift & 15] for shift in (12, 8, 4, 0)], axis=1).view(np.uint32)[:, 0]


def _quoted(ids: pa.Array) -> pa.Array:
    """Ids as a CSV holds them."""
    odd = pc.match_substring_regex(ids, '[",\r\n]')
    escaped = pc.replace_substring(ids, '"', '""')
    quote = texts(['"'])[0]
    return pc.if_else(odd, pc.binary_join_element_wise(quote, escaped, quote, texts([""])[0]), ids)

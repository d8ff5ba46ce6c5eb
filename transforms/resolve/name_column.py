"""Names of a whole column at once: what `clean.company_names` finds, each distinct word looked at once.

Legal forms are taken off where a name ends or begins with a word of one; how, depends on the words of forms
there alone, so that each such ending is worked out once.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from transforms.clean.legal_forms import forms, strip_forms
from transforms.clean.names import company_names, known_word, name_lines
from transforms.resolve.columns import Codes, encode, gather, joined_words, texts

_OTHERS = "\0"
"""Stands for the words of a name that are in no form."""


class _Words(NamedTuple):
    """The words of lines: distinct ones as forms know them and as compared, and which stand where."""

    known: list[str]
    compared: pa.Array
    code: Codes
    first: Codes
    end: Codes


def names_of(raws: Sequence[str], countries: Sequence[str | None]) -> tuple[pa.Array, list[str | None]]:
    """Return compare forms (null where nothing is left) and legal forms of names as printed.

    Args:
        raws: names.
        countries: ISO 3166-1 alpha-2 code of each, where known.
    """
    if not raws:
        return pa.nulls(0, pa.string()), []
    text, native_form = name_lines(raws, countries)
    words = _words(text)
    found: list[str | None] = (
        [native_form.get(at) for at in range(len(raws))] if native_form else [None] * len(raws)
    )
    whole: dict[int, str] = {}
    endings: dict[tuple[object, ...], tuple[int, str | None]] = {}
    end, code, in_front = words.end.copy(), words.code.tolist(), forms().in_front
    lines = _with_forms(words)
    parts = (part.tolist() for part in (lines, words.first[lines], words.end[lines]))
    for at, first, last in zip(*parts, strict=True):
        country, start = countries[at], last
        while start > first and _may_be_of_form(words.known[code[start - 1]]):
            start -= 1
        if start == first or words.known[code[first]] in in_front:
            (whole[at],), (found[at],) = company_names([raws[at]], [country])
            continue
        key = (country, *code[start:last])
        if key not in endings:
            rest, form = strip_forms([_OTHERS, *(words.known[word] for word in code[start:last])], country)
            endings[key] = len(rest) - 1, form
        kept, form = endings[key]
        end[at] = start + kept
        found[at] = found[at] or form
    names = joined_words(words.compared, words.code, words.first, end)
    at = np.where(words.first < end, np.arange(len(raws)), -1)
    at[np.asarray(list(whole), int)] = len(raws) + np.arange(len(whole))
    return gather(pa.concat_arrays([names, texts(name or None for name in whole.values())]), at), found


def _words(text: str) -> _Words:
    """The words of a text of lines, found by its bytes."""
    data = np.frombuffer(text.encode(), np.uint8)
    breaks = data == ord("\n")
    letters = np.concatenate([[False], (data != ord(" ")) & ~breaks, [False]])
    starts = np.flatnonzero(letters[1:-1] & ~letters[:-2])
    ends = np.flatnonzero(letters[1:-1] & ~letters[2:]) + 1
    offsets = np.concatenate([[0], np.cumsum(ends - starts)]).astype(np.int32)
    buffers = [None, pa.py_buffer(offsets), pa.py_buffer(data[letters[1:-1]])]
    code, distinct = encode(pa.Array.from_buffers(pa.string(), len(starts), buffers))
    known = [known_word(word) for word in distinct.to_pylist()]
    lines = np.concatenate([[0], np.flatnonzero(breaks) + 1, [len(data) + 1]])
    bounds = np.searchsorted(starts, lines)
    compared = texts(compared for _, compared in known)
    return _Words([word for word, _ in known], compared, code, bounds[:-1], bounds[1:])


def _with_forms(words: _Words) -> Codes:
    """Lines that end with a word that may end a form (or with ``and``), or begin as a form may."""
    listed = forms()
    last = np.asarray([word in listed.at_end or word == "and" for word in words.known], bool)
    front = np.asarray([word in listed.in_front for word in words.known], bool)
    lines = np.flatnonzero(words.first < words.end)
    at_end, in_front = last[words.code[words.end[lines] - 1]], front[words.code[words.first[lines]]]
    with_forms: Codes = lines[at_end | in_front]
    return with_forms


@lru_cache(maxsize=100_000)
def _may_be_of_form(word: str) -> bool:
    """True for words of legal forms, also with a typing error, and for ``and``, which goes with them."""
    known = forms()
    near = (word, *(word[:at] + word[at + 1 :] for at in range(1, len(word))))
    return word == "and" or word in known.spelled or any(less in known.inner for less in near)

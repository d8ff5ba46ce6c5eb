"""Candidate pairs: several strict keys instead of one loose one, each with a cap.

A block over the cap is refined by postal code, then by town; what is still too large is dropped and
counted, so that a run can say what the cap cost.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from transforms.resolve.names import Words
from transforms.resolve.prepare import Codes, Records

CAP = 50
"""Records in a block. Cost grows with its square; a value that more records share says little."""


@dataclass(frozen=True)
class Pairs:
    """Candidate pairs: row numbers a < b, sorted; ``dropped`` counts records lost to the cap by key."""

    a: Codes
    b: Codes
    dropped: dict[str, int] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.a)


def block(records: Records, words: Words) -> Pairs:
    """Return the pairs worth comparing, each once."""
    size = len(records)
    found = [np.empty(0, np.int64)]
    dropped: dict[str, int] = {}
    for key, rows, values in _keys(records, words):
        pairs, lost = _pairs_of(rows, values, records, size)
        found.append(pairs)
        if lost:
            dropped[key] = dropped.get(key, 0) + lost
    flat = np.unique(np.concatenate(found))
    return Pairs((flat // size).astype(np.int32), (flat % size).astype(np.int32), dropped)


def _keys(records: Records, words: Words) -> Iterator[tuple[str, Codes, Codes]]:
    """Yield key name, rows and the value of each row; a row may come several times."""
    for key in ("reg", "lei", "vat", "domain", "mail", "native"):
        yield key, *_known(getattr(records, key))
    tails = _code_text([phone[-7:] if phone else None for phone in records.phones])
    yield "phone", *_known(_look_up(tails, records.phone))
    main_word = _code_text([max(name.split(), key=len, default="")[:5] or None for name in records.streets])
    yield "place", *_known(_join(records.number, _look_up(main_word, records.street)))
    for key, per_name in (
        ("name", words.sorted_code),
        ("prefix", words.prefix_code),
        ("skeleton", words.skeleton_code),
        ("two_words", words.rarest_two_code),
    ):
        yield key, *_known(_look_up(per_name, records.name))
    rows, tokens = words.postings(records.name)
    yield "word", rows, tokens
    area = np.where(records.postcode >= 0, records.postcode, -1)
    yield "word_in_area", *_known_of(rows, _join(tokens, area[rows]))


def _known(values: Codes) -> tuple[Codes, Codes]:
    return _known_of(np.arange(len(values)), values)


def _known_of(rows: Codes, values: Codes) -> tuple[Codes, Codes]:
    known = values >= 0
    return rows[known], values[known]


def _look_up(per_value: Codes, codes: Codes) -> Codes:
    """A property of distinct values for each record; unknown stays unknown."""
    return np.where(codes >= 0, np.append(per_value, -1)[codes], -1)


def _code_text(values: list[str | None]) -> Codes:
    seen: dict[str, int] = {}
    return np.asarray([-1 if v is None else seen.setdefault(v, len(seen)) for v in values], np.int64)


def _join(a: Codes, b: Codes) -> Codes:
    """One code for two; unknown where either is."""
    return np.where((a >= 0) & (b >= 0), a.astype(np.int64) * (int(b.max(initial=0)) + 1) + b, -1)


def _pairs_of(rows: Codes, values: Codes, records: Records, size: int) -> tuple[Codes, int]:
    """All pairs inside blocks as a * size + b, and how many records the cap dropped."""
    out = []
    for refine in (None, records.postcode, records.city):
        finer = values if refine is None else _join(values, refine[rows])
        codes = np.unique(finer, return_inverse=True)[1]
        small = (finer >= 0) & (np.bincount(codes)[codes] <= CAP) if len(codes) else np.zeros(0, bool)
        out.append(_all_pairs(rows[small], codes[small], size))
        rows, values = rows[~small], values[~small]
    return np.concatenate(out), len(np.unique(rows))


def _all_pairs(rows: Codes, values: Codes, size: int) -> Codes:
    """Every unordered pair of rows with one value: shift the sorted list by 1, 2, ... CAP - 1."""
    order = np.lexsort((rows, values))
    rows, values = rows[order].astype(np.int64), values[order]
    out = []
    for shift in range(1, CAP):
        same = values[shift:] == values[:-shift]
        if not same.any():
            break
        a, b = rows[:-shift][same], rows[shift:][same]
        out.append((np.minimum(a, b) * size + np.maximum(a, b))[a != b])
    return np.concatenate(out) if out else np.empty(0, np.int64)

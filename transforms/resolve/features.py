"""What is kept of each row of a state so that `bounds` can say whom it cannot be linked with."""

from __future__ import annotations

import numpy as np

from transforms.resolve.addresses import Streets
from transforms.resolve.block import row_keys
from transforms.resolve.columns import Codes, Texts
from transforms.resolve.keys import of_rows
from transforms.resolve.letters import first_letters
from transforms.resolve.model import Model
from transforms.resolve.names import Words
from transforms.resolve.prepare import Records
from transforms.resolve.weights import UNSEEN_SHARE, rarity, value_keys

FIELDS = (
    "name squeezed native digits length domain mail street core sides number postcode city country form"
    " category reg lei vat"
).split()
LETTERS = 16
"""Classes of letters that are counted apart."""
WEIGHED = "name phone place postcode city domain mail".split()
"""Values that `weights.score` weighs by their frequency."""
RARITY = len(FIELDS) + LETTERS // 4 + 1
WIDTH = RARITY + len(WEIGHED)
"""Numbers of a row: fields, letters of the street (four counts in a number), its first bytes, frequencies."""
SCALE = 1 << 16
"""Frequencies are kept as log2 of strangers, plus one, in these parts of a bit."""
AT = {name: at for at, name in enumerate(FIELDS)}
STREET = slice(len(FIELDS), RARITY - 1)
START = RARITY - 1


def features(records: Records, words: Words, model: Model, rows: Codes, count: int) -> Codes:
    """Return what `bounds.may_link` asks about each record: `WIDTH` numbers a row, 0 where unknown (uint32).

    Equal values have equal numbers; others have others but for one pair in four billion, which is then
    looked at in vain. ``digits`` are the last nine of the phone, at most, ``length`` says how many these are;
    ``core`` are the words of the street but types and sides, which are bits of ``sides``; ``number`` is the
    house number.

    Args:
        rows, count: where each record stands among so many rows; what is between them knows nothing.
    """
    found = np.zeros((count, WIDTH), np.uint32)
    streets = Streets.of(records.streets)
    digits = [phone[-9:] for phone in records.phones]
    special = {
        "name": (words.sorted_code, records.name),
        "squeezed": (words.squeezed_code, records.name),
        "digits": (np.asarray([int(phone) for phone in digits], np.int64), records.phone),
        "length": (np.asarray([len(phone) for phone in digits], np.int64), records.phone),
        "core": (np.maximum(streets.core, 0), records.street),
        "sides": (streets.sides, records.street),
        "number": (records.number_values[:-1], records.number),
    }
    for field in FIELDS:
        keys = of_rows(*special[field]) if field in special else row_keys(records, field)
        found[rows, AT[field]] = np.where(keys >= 0, keys % 0xFFFF_FFFF + 1, 0)
    known = np.flatnonzero(records.street >= 0)
    letters = np.column_stack([_letters(streets.bare), first_letters(streets.bare.column, 4).view(np.uint32)])
    found[rows[known], STREET.start : START + 1] = letters[records.street[known]]
    strangers = rarity(value_keys(records, words), model.values)
    for at, column in enumerate(WEIGHED):
        parts = (np.log2(np.nan_to_num(strangers[column], nan=UNSEEN_SHARE)) + 1) * SCALE
        found[rows, RARITY + at] = np.floor(np.maximum(parts, 0))
    return found


def _letters(texts: Texts) -> Codes:
    """How often each text has letters of each class, at most 255 times; four counts in a number."""
    found = np.zeros((len(texts), LETTERS), np.uint8)
    for start in range(0, len(texts), 50_000):
        some = list(texts[start : start + 50_000])
        letters = np.frombuffer("".join(some).encode("utf-32-le", "surrogatepass"), np.uint32)
        text = np.repeat(np.arange(len(some)), [len(one) for one in some])
        counts = np.bincount(text * LETTERS + letters % LETTERS, minlength=len(some) * LETTERS)
        found[start : start + len(some)] = np.minimum(counts, 255).reshape(len(some), LETTERS)
    return found.view(np.uint32)

"""What is kept of each row of a state so that `bounds` can say whom it cannot be linked with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from transforms.resolve.block import row_keys
from transforms.resolve.columns import Codes, Texts
from transforms.resolve.compare import Comparer
from transforms.resolve.keys import of_rows
from transforms.resolve.letters import first_letters
from transforms.resolve.memory import zeros
from transforms.resolve.weights import UNSEEN_SHARE

LOOK = "tail mail postcode city number street".split()
"""Fields that a first look asks for."""
FIELDS = [
    *LOOK,
    *"digits length domain name squeezed native core sides country form category reg lei vat".split(),
]
LETTERS = 16
"""Classes of letters that are counted apart."""
WEIGHED = "name phone place postcode city domain mail".split()
"""Values that `weights.score` weighs by their frequency."""
AT = {name: at for at, name in enumerate(FIELDS)}
STREET = slice(len(FIELDS), len(FIELDS) + LETTERS // 4)
SIZE, START = STREET.stop, STREET.stop + 1
RARITY = START + 1
WIDTH = RARITY + len(WEIGHED)
"""Numbers of a row: fields; letters of the street (four counts in a number), how many, its first bytes;
frequencies."""
ENDLESS = 1 << 16
"""Stands for the number of letters of a street that has too many to count."""
SCALE = 1 << 16
"""Frequencies are kept as log2 of strangers, plus one, in these parts of a bit."""
_KEY = 0x7FFF_FFFF


def features(comparer: Comparer, rarity: Mapping[str, Codes], rows: Codes, count: int) -> Codes:
    """Return what `bounds` asks about each record: `WIDTH` numbers (uint32), one column a row; 0 is unknown.

    Equal values have equal numbers; others have others but for one pair in two billion, which is then looked
    at in vain. ``digits`` are the last nine of the phone, at most, ``length`` says how many these are,
    ``tail`` the last seven; ``core`` are the words of the street but types and sides, which are bits of
    ``sides``; ``number`` is the house number.

    Args:
        comparer: of the records. rarity: of their values by the model (`weights.rarity`).
        rows, count: where each record stands among so many rows; what is between them knows nothing.
    """
    found = zeros((WIDTH, count), np.uint32)
    records, words, streets = comparer.records, comparer.words, comparer.streets
    digits = comparer.phone_value[:-1].astype(np.int64)
    special = {
        "tail": (digits % 10**7, records.phone),
        "digits": (digits, records.phone),
        "length": (comparer.phone_length[:-1].astype(np.int64), records.phone),
        "name": (words.sorted_code, records.name),
        "squeezed": (words.squeezed_code, records.name),
        "core": (np.maximum(streets.core, 0), records.street),
        "sides": (streets.sides, records.street),
        "number": (records.number_values[:-1], records.number),
    }
    for field in FIELDS:
        keys = of_rows(*special[field]) if field in special else row_keys(records, field)
        found[AT[field], rows] = np.where(keys < 0, 0, (keys & _KEY) + 1)
    letters = letter_counts(streets.bare)
    size = np.where((letters == 255).any(1), ENDLESS, letters.sum(1, dtype=np.uint32)).astype(np.uint32)
    start = first_letters(streets.bare.column, 4).view(np.uint32)[:, 0]
    _fill(found[STREET.start : START + 1], [*letters.view(np.uint32).T, size, start], rows, records.street)
    for at, column in enumerate(WEIGHED):
        parts = (np.log2(np.nan_to_num(rarity[column], nan=UNSEEN_SHARE)) + 1) * SCALE
        found[RARITY + at, rows] = np.floor(np.maximum(parts, 0))
    return found


def _fill(found: Codes, of_values: Iterable[Codes], rows: Codes, codes: Codes) -> None:
    """Write what is known of values for the records that hold them."""
    known = np.flatnonzero(codes >= 0)
    for column, values in zip(found, of_values, strict=True):
        column[rows[known]] = values[codes[known]]


def letter_counts(texts: Texts) -> Codes:
    """How often each text has letters of each class, at most 255 times."""
    found = np.zeros((len(texts), LETTERS), np.uint8)
    for start in range(0, len(texts), 50_000):
        some = list(texts[start : start + 50_000])
        letters = np.frombuffer("".join(some).encode("utf-32-le", "surrogatepass"), np.uint32)
        text = np.repeat(np.arange(len(some)), [len(one) for one in some])
        counts = np.bincount(text * LETTERS + letters % LETTERS, minlength=len(some) * LETTERS)
        found[start : start + len(some)] = np.minimum(counts, 255).reshape(len(some), LETTERS)
    return found

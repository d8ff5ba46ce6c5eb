"""Kinds of block keys: what a record may be found by, each as stable keys of its rows."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from transforms.resolve.keys import join, of_rows, phone_tails, text_keys
from transforms.resolve.names import Words
from transforms.resolve.prepare import Codes, Records

Finder = Callable[[Records, Words], tuple[Codes, Codes]]
"""Rows and keys of a kind, none unknown; a row may come several times."""


def row_keys(records: Records, column: str, rows: Codes | slice = slice(None)) -> Codes:
    """Stable key of the value in a column of each row, or of these rows; -1 where unknown."""
    if column not in records.keys:  # hashed once for all who ask: blocking, weights, ties, a state
        records.keys[column] = text_keys(records.values[column])
    return of_rows(records.keys[column], getattr(records, column)[rows])


def _column(column: str) -> Finder:
    return lambda records, words: _known(row_keys(records, column))


def _of_name(keys: str) -> Finder:
    return lambda records, words: _known(of_rows(getattr(words, keys), records.name))


def _phones(records: Records, words: Words) -> tuple[Codes, Codes]:
    if "phone tail" not in records.keys:
        records.keys["phone tail"] = text_keys(phone_tails(records.phones))
    return _known(of_rows(records.keys["phone tail"], records.phone))


def _places(records: Records, words: Words) -> tuple[Codes, Codes]:
    if "street word" not in records.keys:
        main = (max(name.split(), key=len, default="")[:5] for name in records.streets)
        records.keys["street word"] = text_keys(main)
    main_word = of_rows(records.keys["street word"], records.street)
    return _known(join(row_keys(records, "number"), main_word))


def _spellings(records: Records, words: Words) -> tuple[Codes, Codes]:
    rows, keys = words.spellings(np.where(_is_bare(records), records.name, -1))
    return rows[keys >= 0], keys[keys >= 0]


def _initials(records: Records, words: Words) -> tuple[Codes, Codes]:
    rows, keys = words.initials(np.where(_is_bare(records), records.name, -1))
    return rows[keys >= 0], keys[keys >= 0]


def _words(records: Records, words: Words) -> tuple[Codes, Codes]:
    rows, tokens = words.postings(records.name)
    return rows, words.word_keys[tokens]


KINDS: dict[str, Finder] = {
    "reg": _column("reg"),
    "lei": _column("lei"),
    "vat": _column("vat"),
    "domain": _column("domain"),
    "mail": _column("mail"),
    "native": _column("native"),
    "phone": _phones,
    "place": _places,
    "name": _of_name("sorted_code"),
    "prefix": _of_name("prefix_code"),
    "skeleton": _of_name("skeleton_code"),
    "two_words": _of_name("rarest_two_code"),
    "spelling": _spellings,
    "initials": _initials,
    "word": _words,
}
"""Each kind with what finds its keys; a state and a model know the kinds by their place here."""


def _known(values: Codes) -> tuple[Codes, Codes]:
    rows = np.flatnonzero(values >= 0)
    return rows, values[rows]


def _is_bare(records: Records) -> Codes:
    """Rows whose name must find their company, for they hold no place, contact or number."""
    fields = ("phone", "street", "postcode", "city", "domain", "mail", "reg", "lei", "vat")
    return np.asarray(np.logical_and.reduce([getattr(records, field) < 0 for field in fields]))

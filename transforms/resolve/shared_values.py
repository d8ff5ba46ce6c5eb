"""Sites and register numbers that stand with many unlike names identify nobody.

A directory prints its own site on every row, a form fills ``123456`` in for every number, and no list
knows all of them. The data tell: whose names have hardly a word in common is no company, however many
branches it has. The branches of a chain, the houses of a group bear names that are alike.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from transforms.resolve.compare import name_levels
from transforms.resolve.counts import Counts
from transforms.resolve.key_kinds import row_keys
from transforms.resolve.keys import join, of_rows
from transforms.resolve.meanings import generic
from transforms.resolve.names import Words, compare_names
from transforms.resolve.prepare import Codes, Records

IDENTIFIERS = ("domain", "reg", "lei", "vat")
"""What `strong_ids` ties listings by; phones and mail addresses are weighed by their frequency alone."""
LEAST_NAMES = 10
"""Distinct names from which it can be told that a value is nobody's."""
LEAST_HERE = 5
"""Names in one area from which its register number counts: each register of a court may have a company."""
UNLIKE_SHARE = {"domain": 0.8, "reg": 0.5, "lei": 0.5, "vat": 0.5}
"""Share of the pairs of its names that are unlike, from which it is: a site may be that of a group of five
brands of one size; a number has one company, which may trade under two names."""
OTHER_NAME = 1
"""Level of the name comparison up to which two names are unlike."""
PAIRS_OF_A_VALUE = 200
"""Pairs of names that are looked at for each value, in the order of their hashes."""


def count_shared(records: Records, words: Words) -> dict[str, Counts]:
    """Return for each identifier the values that are nobody's, with how many distinct names these have."""
    return {f"shared_{column}": _shared(records, words, column) for column in IDENTIFIERS}


def without_shared(records: Records, values: Mapping[str, Counts]) -> Records:
    """The records with those identifiers unknown that a model holds for nobody's (`count_shared`)."""
    unknown: dict[str, Any] = {}
    for column in IDENTIFIERS:
        shared = values[f"shared_{column}"]
        if len(shared.keys):
            nobodys = shared.look_up(row_keys(records, column)) > 0
            unknown[column] = np.where(nobodys, -1, getattr(records, column))
    return replace(records, **unknown) if unknown else records


def _shared(records: Records, words: Words, column: str) -> Counts:
    """Values most pairs of whose names in one area are unlike, with how many names each has there."""
    keys, name = row_keys(records, column), records.name
    rows = np.flatnonzero((keys >= 0) & (name >= 0))
    rows = rows[Counts.of(keys[rows], least=LEAST_NAMES).look_up(keys[rows]) > 0]
    here = join(keys[rows], _areas(records, rows)) if column == "reg" else keys[rows]
    meant = of_rows(words.sorted_code, name[rows])
    once = np.unique(join(here, meant), return_index=True)[1]
    once = once[here[once] >= 0]
    once = once[Counts.of(here[once], least=LEAST_HERE).look_up(here[once]) > 0]
    names = Counts.of(keys[rows[once]], least=LEAST_NAMES)
    once = once[names.look_up(keys[rows[once]]) > 0]
    value, size = np.searchsorted(names.keys, keys[rows[once]]), len(names.keys)
    order = np.lexsort((meant[once], here[once], value))
    value, here, name = value[order], here[once[order]], name[rows[once[order]]]
    place = np.arange(len(value)) - np.searchsorted(value, value)
    one = np.flatnonzero((here[1:] == here[:-1]) & (place[1:] <= PAIRS_OF_A_VALUE))
    unlike = _are_unlike(words, name[one], name[one + 1])
    pairs = np.bincount(value[one], minlength=size)
    nobodys = np.bincount(value[one], unlike, size) >= UNLIKE_SHARE[column] * pairs
    return replace(names, keys=names.keys[nobodys], counts=names.counts[nobodys])


def _areas(records: Records, rows: Codes) -> Codes:
    """Keys of where a register number is one company's: a country, or a town where courts number alike."""
    country, town = (row_keys(records, column, rows) for column in ("country", "city"))
    country = np.maximum(country, 0)
    return np.where(records.is_court_bound[rows], join(country, town), country)


def _are_unlike(words: Words, a: Codes, b: Codes) -> Codes:
    """Which pairs of names have no word in common but such as any company may bear.

    What all names of a file share tells nothing there, and still it is the brand.
    """
    unlike = name_levels(compare_names(words, a, b)) <= OTHER_NAME
    little = generic()
    for at in np.flatnonzero(unlike).tolist():
        one, two = (words.tokens[name][words.is_core[name]] for name in (a[at], b[at]))
        common = (words.vocabulary.words[code] for code in np.intersect1d(one, two).tolist())
        unlike[at] = all(word in little for word in common)
    return np.asarray(unlike)

"""Names that one list prints side by side: two companies of one group, whatever else they share.

A list names a company once. Where it prints two full legal names, or two that begin alike, and each has
words of its own, they are two, at one address and one telephone as well: ``Brandt Finance``, ``Brandt
Italy``. Two lists may call one company by two names. A number is part of a name in any list: ``Windpark
Nord 1`` is not ``2`` (but where nothing else is known, not even that one list prints both, people call the
funds of one family one, and so do we).
"""

from __future__ import annotations

import re
from functools import lru_cache

import numpy as np

from transforms.resolve.addresses import UNKNOWN
from transforms.resolve.brands import branch_words
from transforms.resolve.compare import NAMES, Levels
from transforms.resolve.names import Words
from transforms.resolve.prepare import Codes, Records
from transforms.resolve.sources import Sources

OWN_BITS = 1.5
"""Bits from which words that only one name has are a name of its own, and not ``the`` or ``and``."""
LIKE_NAME = 4
"""Level of the name comparison from which words of one's own are spellings."""
_ROMAN = {numeral: str(at) for at, numeral in enumerate("i ii iii iv v vi vii viii ix x xi xii".split(), 1)}


def siblings(records: Records, words: Words, sources: Sources, compared: Levels, a: Codes, b: Codes) -> Codes:
    """Return which pairs are two companies by their names.

    Args:
        records, words, compared: what was compared.
        sources: which lists print each record.
        a, b: the pairs.
    """
    name = compared.table[:, NAMES.index("name")]
    site = compared.table[:, NAMES.index("domain")] == 1
    unlike = side_by_side(records, sources, compared, a, b)
    full = full_names(records, a, b)
    for at in np.flatnonzero(unlike).tolist():
        x, y = (_without_town(records, words, int(row)) for row in (a[at], b[at]))
        begins_alike = x[0] == y[0] and not site[at]
        unlike[at] = set(x) != set(y) and (full[at] or begins_alike)
    numbered = np.flatnonzero(_numbered(records, words, name, site, a, b))
    others = [NAMES.index(field) for field in ("phone", "address", "domain", "country", "category")]
    beside = (compared.table[numbered][:, others] != UNKNOWN).any(1)
    unlike[numbered[beside | sources.shared(a[numbered], b[numbered])]] = True
    return unlike


def side_by_side(records: Records, sources: Sources, compared: Levels, a: Codes, b: Codes) -> Codes:
    """Return which pairs one list prints with words of their own."""
    unlike = (compared.table[:, NAMES.index("name")] < LIKE_NAME) & (compared.own_bits >= OWN_BITS)
    at = np.flatnonzero(unlike)
    unlike[at] = sources.shared(a[at], b[at])
    return np.asarray(unlike)


def two_tenants(
    records: Records, words: Words, sources: Sources, compared: Levels, a: Codes, b: Codes
) -> Codes:
    """Return which pairs are two names that one list prints: a hotel and its café, two firms of a loft.

    Without legal forms only names without a word in common count; a school and its programs are one place.
    Legal names with other numbers are two in any list: funds; houses of a school are numbered too.
    """
    unlike = side_by_side(records, sources, compared, a, b)
    name = compared.table[:, NAMES.index("name")]
    full = full_names(records, a, b)
    unlike &= (name == 0) | full
    return np.asarray(unlike | full & _numbered(records, words, name, np.zeros(len(a), bool), a, b))


def other_names(records: Records, words: Words, compared: Levels, a: Codes, b: Codes) -> Codes:
    """Return which pairs bear names alike, each with a word of its own that other names bear as well.

    A word that no other name has may be a misspelling, and one in another script a translation.
    """
    name = compared.table[:, NAMES.index("name")]
    one_script = (records.native[a] >= 0) == (records.native[b] >= 0)
    return np.asarray((name < LIKE_NAME) & (compared.told_bits >= OWN_BITS) & one_script)


def _without_town(records: Records, words: Words, row: int) -> list[str]:
    """Words of a name, without those of its own town and for a branch, but with the first one."""
    first, *others = words.names[records.name[row]].split()
    town = records.values["city"][int(records.city[row])].split() if records.city[row] >= 0 else []
    return [first, *(word for word in others if word not in town and word not in branch_words())]


def full_names(records: Records, a: Codes, b: Codes) -> Codes:
    """Pairs of full legal names."""
    return np.asarray((records.form[a] >= 0) & (records.form[b] >= 0))


def _numbered(records: Records, words: Words, name: Codes, site: Codes, a: Codes, b: Codes) -> Codes:
    """Like names with other numbers; on one web site only where both are full legal names."""
    x, y = records.name[a], records.name[b]
    full = full_names(records, a, b)
    apart = (x != y) & (name != UNKNOWN) & (name > 0) & (full | ~site)
    for names in (x, y):
        rows = np.flatnonzero(apart)
        digits = (words.signature[names[rows]] >> np.uint64(26)) & np.uint64(1023)
        apart[rows] = (digits > 0) | words.vocabulary.is_number[words.tokens[names[rows]]].any(1)
    for at in np.flatnonzero(apart).tolist():
        one, two = _numbers(words.names[x[at]]), _numbers(words.names[y[at]])
        apart[at] = bool(one) and bool(two) and not one & two
    return np.asarray(apart)


@lru_cache(100_000)
def _numbers(name: str) -> frozenset[str]:
    """Numbers in a name, Roman ones at its end only."""
    split = name.split()
    found = {word.lstrip("0") for word in split if re.fullmatch(r"\d{1,4}", word)}
    return frozenset(found | ({_ROMAN[split[-1]]} if len(split) > 1 and split[-1] in _ROMAN else set()))

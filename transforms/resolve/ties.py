"""What ties listings into one component beside the evidence of a pair: identifiers, brands, equal rows.

A listing's cluster may depend on any listing of its component and on no other one. So whoever resolves a
part of the listings must take whole components.
"""

from __future__ import annotations

import numpy as np

from transforms.resolve.addresses import UNKNOWN
from transforms.resolve.block import row_keys
from transforms.resolve.brands import bare_names
from transforms.resolve.compare import NAMES
from transforms.resolve.keys import join, kind_key, of_rows
from transforms.resolve.names import Words
from transforms.resolve.prepare import Codes, Records
from transforms.resolve.scoring import Scored
from transforms.resolve.strong_ids import ALIKE_FROM, NEAR_NAME, SAME_PLACE


def tie_keys(records: Records, words: Words, level: str) -> tuple[Codes, Codes]:
    """Return rows and stable keys; rows that share one are of one component, however many they are.

    Equal rows always are. At company level also rows with one register number, LEI or VAT number, with one
    name at one site, and with one bare name (whether it is a brand depends on them all).
    """
    name = of_rows(words.sorted_code, records.name)
    ties = {"equal": _all_values(records)}
    if level == "company":
        ties |= {kind: row_keys(records, kind) for kind in ("reg", "lei", "vat")}
        ties["site_name"] = join(name, row_keys(records, "domain"))
        ties["brand"] = bare_names(records, words)
    found = [(np.flatnonzero(keys >= 0), kind_key(kind, keys[keys >= 0])) for kind, keys in ties.items()]
    return np.concatenate([rows for rows, _ in found]), np.concatenate([keys for _, keys in found])


def tied(records: Records, scored: Scored) -> Codes:
    """Return which compared pairs an identifier may tie together at company level (`strong_ids`)."""
    named = scored.levels[:, NAMES.index("name")]
    place = scored.levels[:, NAMES.index("address")]
    site = (records.domain[scored.a] >= 0) & (records.domain[scored.a] == records.domain[scored.b])
    alike = (named >= ALIKE_FROM) & (named != UNKNOWN)
    home = (named >= NEAR_NAME) & (named != UNKNOWN) & (place >= SAME_PLACE) & (place != UNKNOWN)
    return np.asarray((alike & site) | home)


def links_of_keys(rows: Codes, keys: Codes) -> tuple[Codes, Codes]:
    """Return links that connect all rows with one key, each row with the next."""
    order = np.lexsort((rows, keys))
    rows, keys = rows[order], keys[order]
    same = keys[1:] == keys[:-1]
    return rows[:-1][same], rows[1:][same]


def _all_values(records: Records) -> Codes:
    """One key of all values of each record but its source; -1 where it has none."""
    found = np.zeros(len(records), np.int64)
    empty = np.ones(len(records), bool)
    for column in records.values:
        if column != "source":
            keys = row_keys(records, column)
            empty &= keys < 0
            found = join(found, keys + 1)
    return np.where(empty, -1, found)

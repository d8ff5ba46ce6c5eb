"""How many records hold a value, and in how many towns: what is rare says more than what many share."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from transforms.resolve.counts import Counts
from transforms.resolve.key_kinds import row_keys
from transforms.resolve.keys import join, of_rows, text_keys
from transforms.resolve.memory import lay_down
from transforms.resolve.names import Words
from transforms.resolve.prepare import Codes, Records

FEW_PLACED = 0.05
"""Share of listings with town or postcode below which phones tell how many places a name has."""


def value_keys(records: Records, words: Words) -> dict[str, Codes]:
    """Return the stable key of each record's value in every field that `score` weighs by its frequency."""
    columns = ("phone", "postcode", "city", "domain", "mail")
    keys = {column: lay_down(row_keys(records, column)) for column in columns}
    keys["name"] = lay_down(of_rows(words.sorted_code, records.name))
    keys["place"] = lay_down(join(row_keys(records, "number"), row_keys(records, "street")))
    return keys


def count_values(keys: Mapping[str, Codes]) -> dict[str, Counts]:
    """Count how many records hold each value; one or two are the pair itself and need not be kept."""
    return {column: Counts.of(of_records, least=3) for column, of_records in keys.items()}


def count_registers(records: Records, keys: Mapping[str, Codes]) -> Counts:
    """Count how many register numbers each site has, where there are several."""
    site, number = keys["domain"], records.reg
    known = np.flatnonzero((site >= 0) & (number >= 0))
    first = np.unique(join(site[known], number[known].astype(np.int64)), return_index=True)[1]
    return Counts.of(site[known[first]])


def count_towns(records: Records, keys: Mapping[str, Codes]) -> dict[str, Counts]:
    """Count in how many towns each name, each site and each phone is known.

    Where most listings have no town their postcodes stand for it; where hardly any has either, the two digits
    before the last seven of their phones: area codes end there, with and without the code of a country.
    """
    in_town, in_area = keys["city"] >= 0, keys["postcode"] >= 0
    towns = keys["city" if 2 * in_town.sum() >= (in_town | in_area).sum() else "postcode"]
    if (in_town | in_area).sum() < FEW_PLACED * len(towns):
        towns = of_rows(text_keys(number[-9:-7] for number in records.phones), records.phone)
    found = {}
    for column in ("name", "domain", "phone"):
        known = (keys[column] >= 0) & (towns >= 0)
        name, town = keys[column][known], towns[known]
        both = join(name, town)
        order = np.argsort(both)
        first = np.append(True, np.diff(both[order]) != 0)[: len(order)]
        found[column] = Counts.of(name[order[first]])
    return found

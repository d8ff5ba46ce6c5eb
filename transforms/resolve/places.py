"""Places inside a company: listings at one address, or else with one direct phone, are one establishment.

A place depends on the listings of its company alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from transforms.resolve.addresses import Place
from transforms.resolve.columns import Texts
from transforms.resolve.compare import NAMES
from transforms.resolve.components import components
from transforms.resolve.groups import group_codes, neighbours
from transforms.resolve.prepare import Codes, Records
from transforms.resolve.scoring import Scored

if TYPE_CHECKING:
    import pandas as pd

SAME_PLACE = (Place.LIKE_STREET, Place.SAME)
"""Levels of the address comparison that are one place."""


def locations(
    listing_ids: Texts, few: Records, first: Codes, stand_in: Codes, scored: Scored, cluster: Codes
) -> pd.DataFrame:
    """Return listing_id, location: the smallest listing id of the company at that place.

    It is None where a listing has neither address nor direct phone. See `find_places` for the others.
    """
    import pandas as pd

    ids = np.asarray([*listing_ids, None], object)
    place = find_places(few, scored, cluster)
    row = np.append(first, -1)[place]
    return pd.DataFrame({"listing_id": ids[:-1], "location": ids[row[stand_in]]}, dtype=object)


def find_places(records: Records, scored: Scored, cluster: Codes) -> Codes:
    """Return for each record the smallest record of its company at the same place, -1 where it has none.

    Listings with a street meet where street and number agree (typing errors allowed). One without a street
    belongs to the one place that its company has in its area with its phone, or else in its area at all.
    One without any address belongs to the one place with its phone: a number of several is a switchboard.
    """
    size = len(records)
    address = scored.levels[:, NAMES.index("address")]
    near = np.isin(address, SAME_PLACE) & (cluster[scored.a] == cluster[scored.b])
    links = [(scored.a[near], scored.b[near])]
    number = records.number + 1
    for area in (records.postcode, records.city):
        links.append(neighbours(cluster, records.street, number, area))
    place = components(size, *(np.concatenate(ends) for ends in zip(*links, strict=True)))
    settled = records.street >= 0
    for key in (
        (records.postcode, records.phone),
        (records.city, records.phone),
        (records.postcode,),
        (records.city,),
    ):
        place, joined, _ = _join_vague(place, settled, cluster, *key)
        settled = settled | joined
    settled |= (records.postcode >= 0) | (records.city >= 0)
    place, joined, alone = _join_vague(place, settled, cluster, records.phone)
    return np.where(settled | joined | alone, place, -1)


def _join_vague(place: Codes, settled: Codes, cluster: Codes, *key: Codes) -> tuple[Codes, Codes, Codes]:
    """Join vague listings to the one place with their key, or else to each other if there is none.

    Vague listings that are together already go where the first of them goes.

    Returns:
        The new places; which records joined a place; which are among themselves.
    """
    known = np.flatnonzero(np.logical_and.reduce([column >= 0 for column in key]))
    code = np.full(len(place), -1)
    code[known] = group_codes(cluster[known], *(column[known] for column in key))
    there = known[settled[known]]
    low, high = np.full(len(place) + 1, len(place)), np.full(len(place) + 1, -1)
    np.minimum.at(low, code[there], place[there])
    np.maximum.at(high, code[there], place[there])
    head = known[~settled[known] & (place[known] == known)]
    one = head[low[code[head]] == high[code[head]]]
    none = head[high[code[head]] < 0]
    a, b = neighbours(code[none])
    links = np.append(one, none[a]), np.append(low[code[one]], none[b])
    chosen = np.zeros((2, len(place)), bool)
    chosen[0, one] = chosen[1, none] = True
    joined, alone = chosen[:, place] & ~settled
    return components(len(place), *links)[place], joined, alone

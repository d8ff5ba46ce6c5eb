"""What the level of resolution changes in the evidence: a place is not a company.

A location needs place or direct phone. A company needs register number, domain, or name and place;
its branches may be anywhere, and an address alone (co-working, hotel, shopping centre) makes none.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import numpy as np

from transforms.resolve.addresses import UNKNOWN, Place
from transforms.resolve.compare import NAMES
from transforms.resolve.prepare import Codes, Records

Level = Literal["auto", "location", "company"]
BRANCH_SHARE = 0.15
"""What is left of a contradicting address or phone between listings of one domain: branches have others."""
STRANGER_BITS = -3.0
"""Most that a pair may reach at company level when neither name nor domain nor register speak for it."""
NAMESAKE_BITS = -1.0
"""Most that two listings of one name in two towns may reach without site, register or phone in common."""
SIBLING_BITS = -36.0
"""Most for two names that one list prints side by side (`siblings`); three pairs that agree weigh as much."""
APART_BITS = -2.0
"""Bits of two places without a direct phone in common, at location level; what else agrees is a chain's.

As many as those of a pair that no key brought together (`cluster.UNSEEN`): such pairs need not be kept.
"""
VAGUE_BITS = -1.0
"""Most that two listings of a chain in one town may reach there where one of them has no street.

Also what two names without a word in common may reach with a place or a phone alone in common, two names
with a word of their own in one town, and two such legal names anywhere: the houses of a group.
"""
CHAIN_TOWNS = 3
"""Towns from which a name or a site is a chain's: then a town in common is no place in common.

Nor is a street and number in two areas, for these repeat.
"""
FEW_TOWNS = 2
"""Towns from which a company is known to have branches; doubt enough if phones differ."""
CHAIN_BITS = -1.5
"""Bits of branches without a direct phone in common: they crowd where people live, and so two of them are in
one postcode more often than two places are by chance."""
SWITCHBOARD_TOWNS = 4
"""Towns from which a chain's phone is its hotline; three may be one town in two languages and a mistake."""
HOTLINE_ROWS = 20
"""Listings from which a phone is a hotline, a list's own or filled in, and tells no place."""
APART = (
    Place.OTHER_STREET_AND_AREA,
    Place.OTHER_AREA,
    Place.OTHER_STREET,
    Place.SAME_TOWN_OTHER_POSTCODE,
    Place.OTHER_STREET_SAME_POSTCODE,
    Place.OTHER_NUMBER,
)
"""Levels of the address comparison that are two places, whatever name and site say."""
VAGUE = (Place.SAME_TOWN, UNKNOWN)
"""Levels that may be one place or two."""
ELSEWHERE = (Place.OTHER_STREET_AND_AREA, Place.OTHER_AREA)
"""Levels of the address comparison that are two towns; inside one a company may have moved."""


def choose_level(level: Level, records: Records) -> Literal["location", "company"]:
    """``auto`` is location where most listings have street or direct phone, for then each is a place."""
    if level != "auto":
        return level
    phone = np.maximum(records.phone, 0)
    placed = (records.street >= 0) | (records.phone >= 0) & (np.bincount(phone)[phone] < HOTLINE_ROWS)
    return "location" if len(records) and placed.mean() >= 0.5 else "company"


def are_apart(contacts: Mapping[str, Codes]) -> Codes:
    """Return which pairs are two places: a place is told by its address or by a direct phone.

    Args:
        contacts: levels of phone, address and mail (`compare.Comparer.contacts`).
    """
    return np.isin(contacts["address"], APART) & ~_direct(contacts)


def _direct(contacts: Mapping[str, Codes]) -> Codes:
    phone = contacts["phone"]
    return np.asarray(((phone >= 2) & (phone != UNKNOWN)) | (contacts["mail"] == 1))


def location_rules(
    levels: Codes,
    total: Codes,
    towns: Codes,
    phone_towns: Codes,
    tenants: Codes,
    others: Codes,
    full: Codes,
) -> Codes:
    """Return the bits (thousandths) that the rules of the location level add to each pair.

    A location needs place or direct phone: the branches of a chain share all else, and mostly only two or
    three of them are in the data, too few for the frequency of their name to tell.

    Args:
        levels: of the pairs, one column a comparison.
        total: thousandths of bits of each pair with its prior.
        towns: in how many towns the name or the common site of each pair is known.
        phone_towns: in how many towns the phone of each pair is known.
        tenants: pairs of two names that one list prints at a place (`siblings.two_tenants`).
        others: pairs of names alike, each with a word of its own (`siblings.other_names`).
        full: pairs of full legal names.
    """
    contacts = {name: levels[:, NAMES.index(name)] for name in ("phone", "address", "mail")}
    place, direct = contacts["address"], _direct(contacts)
    is_chain, has_branches = towns >= CHAIN_TOWNS, (towns >= FEW_TOWNS) & ~direct
    other_phone = (contacts["phone"] == 0) & ~direct
    vague = np.isin(place, VAGUE) & (is_chain | has_branches & (other_phone | (place == UNKNOWN)))
    vague |= (place == UNKNOWN) & other_phone | (place == Place.SAME_STREET_OTHER_AREA) & is_chain
    vague |= others & np.isin(place, (*VAGUE, Place.SAME_POSTCODE))
    # Two names without a word in common need place and phone, for houses and numbers are shared.
    at_place = (place >= Place.NO_NUMBER) & (place != UNKNOWN)
    stranger = (levels[:, NAMES.index("name")] == 0) & ~(at_place & direct)
    stranger |= others & full
    most = total + np.where(has_branches, int(CHAIN_BITS * 1000), 0)
    most = np.where(vague & ~direct | stranger, np.minimum(most, int(VAGUE_BITS * 1000)), most)
    most = np.where(tenants, np.minimum(most, int(SIBLING_BITS * 1000)), most)
    hotline = np.isin(place, APART) & is_chain & (phone_towns >= SWITCHBOARD_TOWNS) & (contacts["mail"] != 1)
    return np.where(are_apart(contacts) | hotline, int(APART_BITS * 1000), most) - total


def company_rules(
    records: Records,
    levels: Codes,
    bits: Codes,
    prior: int,
    apart: Codes,
    shared_site: Codes,
    a: Codes,
    b: Codes,
) -> Codes:
    """Return the bits (thousandths) that the rules of the company level add to each pair, given its prior.

    Args:
        records: that the pairs (a, b) are of.
        levels, bits: of the pairs, one column a comparison.
        prior: of every pair.
        apart: pairs whose names say that they are two companies.
        shared_site: records whose site several companies use: a brand's, that its operators print as well.
    """
    column = {name: at for at, name in enumerate(NAMES)}
    name, domain = levels[:, column["name"]], levels[:, column["domain"]]
    named = (name != UNKNOWN) & (name >= 3)
    same_site = domain == 1
    same_register = (records.reg[a] >= 0) & (records.reg[a] == records.reg[b])
    same_register |= (records.lei[a] >= 0) & (records.lei[a] == records.lei[b])
    same_entity = same_register
    same_register = same_register | ((records.vat[a] >= 0) & (records.vat[a] == records.vat[b]))
    added = np.zeros(len(a), np.int64)
    branch = named & (same_site | same_register)
    for field in ("address", "phone"):
        against = np.minimum(bits[:, column[field]], 0)
        added -= np.where(branch, np.rint(against * (1 - BRANCH_SHARE)).astype(np.int64), 0)
    own_site = same_site & ~shared_site[a]
    stranger = ~own_site & ~same_register & ((name == UNKNOWN) | (name <= 1))
    namesake = ~same_site & ~same_register & (levels[:, column["phone"]] != 3)
    namesake &= np.isin(levels[:, column["address"]], ELSEWHERE)
    total = bits.sum(1, dtype=np.int64) + added + prior
    most = np.full(len(a), np.iinfo(np.int64).max)
    most[namesake] = int(NAMESAKE_BITS * 1000)
    most[stranger] = int(STRANGER_BITS * 1000)
    most[apart & ~same_entity] = int(SIBLING_BITS * 1000)
    return np.where(total > most, added + most - total, added)

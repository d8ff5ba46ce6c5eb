"""One entry printed twice is one listing; two entries of one name are two."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import fields, replace

from config.records import Listing, stable_id
from extractors.cleaners import join

_ADDED_UP = ("category", "products")
_OF_THE_PAGE = {"listing_id", "url", "page_sha256", "retrieved_at", "raw"}
_PRINTED = tuple(f.name for f in fields(Listing) if f.name not in _OF_THE_PAGE)


def merge_entries(listings: Iterable[Listing]) -> list[Listing]:
    """Return the listings of a partition with one row an id, in order of first appearance.

    A source shows the same entry under several letters or categories: where its own reference or detail page
    says so, values are united and the first one printed wins. Entries that share nothing but their name
    (branches of a chain) get ids that take in what they print about their place.
    """
    listings = list(listings)
    if len({one.listing_id for one in listings}) == len(listings):
        return listings
    groups: dict[str, list[Listing]] = {}
    for listing in listings:
        groups.setdefault(listing.listing_id, []).append(listing)
    merged: dict[str, Listing] = {}
    for group in groups.values():
        is_branches = len(group) > 1 and not (group[0].native_ref or group[0].detail_url)
        for one in group:
            if is_branches:
                one = replace(one, listing_id=_id_with_place(one))
            former = merged.get(one.listing_id)
            merged[one.listing_id] = _unite(former, one) if former else one
    return list(merged.values())


def _id_with_place(one: Listing) -> str:
    return stable_id("l", one.source, None, one.name, one.street, one.postcode, one.city, one.phone)


def _unite(first: Listing, second: Listing) -> Listing:
    """Fill ``first`` from ``second``; what differs is kept in its raw."""
    values: dict[str, str] = {}
    raw = json.loads(first.raw) if first.raw else {}
    for name in _PRINTED:
        mine, other = getattr(first, name), getattr(second, name)
        if other is None or other == mine:
            continue
        if mine is None:
            values[name] = other
        elif name in _ADDED_UP:
            values[name] = join(name, [*mine.split("; "), *other.split("; ")]) or mine
        else:
            also = raw.setdefault(f"also.{name}", [])
            if other not in also:
                also.append(other)
    if raw:
        values["raw"] = json.dumps(raw, ensure_ascii=False, sort_keys=True)
    return replace(first, **values) if values else first  # type: ignore[arg-type]

"""What a reader found about one company, before it becomes a Listing."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, fields
from functools import lru_cache
from typing import Any

from config.catalogue import Source
from config.records import Listing, Page, listing_id
from extractors.address import split_address
from extractors.errors import SkipListing
from extractors.links import without_session

_PRINTED = frozenset(f.name for f in fields(Listing)) - {
    "listing_id",
    "source",
    "url",
    "page_sha256",
    "retrieved_at",
    "raw",
}
_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, default=str)


@dataclass
class Record:
    """Values by field name as printed; ``raw`` holds what has no field; ``where`` names it in a sentence.

    ``found`` are the fields that the list itself gave, ``unmapped`` the keys of a feed that the spec ignores.
    """

    values: dict[str, str] = field(default_factory=dict)
    raw: dict[str, object] = field(default_factory=dict)
    where: str = ""
    found: frozenset[str] = frozenset()
    unmapped: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        self.found = self.found or _names(tuple(self.values))


@lru_cache(maxsize=4096)
def _names(names: tuple[str, ...]) -> frozenset[str]:
    """Return one set for all records with these fields: in memory, and on their way between processes."""
    return frozenset(names)


def to_listing(record: Record, page: Page, source: Source) -> Listing:
    """Return the record as a listing: address block split, constants, default country and lookups applied.

    The id hashes what the source printed: its own reference, or else detail address and name. Splitting
    and lookups come after that, so improving them renames nobody.

    Raises:
        SkipListing: the record has no name.
    """
    spec = source.spec
    values: dict[str, Any] = record.values.copy()
    raw = record.raw.copy()
    if not values.keys() <= _PRINTED:
        for key in record.values.keys() - _PRINTED:
            raw[key] = values.pop(key)
    name = values.get("name")
    if not name:
        raise SkipListing(f"{record.where or 'an entry'} has no name")
    address = values.get("detail_url")
    identity = listing_id(source.name, values.get("native_ref"), address and without_session(address), name)
    block = record.values.get("address")
    if block:
        for part, value in split_address(block).items():
            values.setdefault(part, value)
    if spec.list_page:
        for key, constant in spec.list_page.constants.items():
            values.setdefault(key, constant)
    if spec.country:
        values.setdefault("country", spec.country)
    for key, meanings in spec.lookups.items():
        printed = values.get(key)
        meaning = meanings.get(printed) if printed else None
        if printed and meaning is not None and meaning != printed:
            raw[f"printed.{key}"] = printed
            values[key] = meaning
    values |= {
        "listing_id": identity,
        "source": source.name,
        "url": page.url,
        "page_sha256": page.sha256,
        "retrieved_at": page.fetched_at,
    }
    if raw:
        values["raw"] = to_json(raw)
    listing = object.__new__(Listing)  # a frozen dataclass sets its forty fields one by one
    object.__setattr__(listing, "__dict__", values)  # what is unknown it has from its class: None
    return listing


def to_json(raw: dict[str, object]) -> str | None:
    """Return ``raw`` as JSON with sorted keys, None where it is empty."""
    return _ENCODER.encode(raw) if raw else None


def add_detail(record: Record, detail: dict[str, str]) -> None:
    """Fill what the list left out from the detail page.

    Where both speak and differ, the list's value stays and the other one is kept in ``raw`` as
    ``detail.<field>``; so an id that hashes the list's name does not change with a detail page.
    """
    has_place = any(record.values.get(key) for key in ("street", "postcode", "city", "address"))
    for key, value in detail.items():
        printed = record.values.get(key)
        if printed is None and not (key == "address" and has_place):
            record.values[key] = value
        elif printed != value:
            record.raw[f"detail.{key}"] = value

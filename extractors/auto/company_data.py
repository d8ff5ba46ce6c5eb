"""What a page states about its company for machines, in the names of listing fields."""

from __future__ import annotations

from urllib.parse import urlsplit

from extractors.address import split_address
from extractors.page import Document
from extractors.structured import fields_of, organisations


def stated(document: Document) -> dict[str, str]:
    """Return the fields of the one organisation that the page is about; {} where it names several or none."""
    nodes = document.stated
    found = _own(organisations(nodes), document)
    if not found.keys() & {"street", "postcode", "address"}:
        places = [fields_of({"address": node}) for node in nodes if _is_address(node)]
        if len({one.get("street", "") + one.get("postcode", "") for one in places}) == 1:
            found = places[0] | found
    if "address" in found and not found.keys() & {"street", "postcode"}:
        found = split_address(found["address"]) | found
    if len(found.get("street", "")) > 25:
        parts = split_address(found["street"])
        if {"postcode", "city"} <= parts.keys():
            found |= parts  # the whole address in streetAddress
    return {key: value for key, value in found.items() if value}


def _is_address(node: dict[str, object]) -> bool:
    kind = node.get("@type")
    return "PostalAddress" in (kind if isinstance(kind, list) else [kind])


def _own(found: list[dict[str, str]], document: Document) -> dict[str, str]:
    names = {one.get("name", "").casefold() for one in found if one.get("name")}
    if len(names) > 1:
        host = (urlsplit(document.page.final_url).hostname or "").removeprefix("www.")
        found = [one for one in found if host and host in one.get("website", "")][:1]
    merged: dict[str, str] = {}
    for one in found:
        merged = one | merged
    return merged

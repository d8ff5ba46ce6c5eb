"""Ids made of what they stand for; apart from `config.records`, whose classes take 10 ms to load."""

from __future__ import annotations

import hashlib

_NOTHING = hashlib.blake2b(digest_size=8)


def stable_id(prefix: str, *parts: str | None) -> str:
    """Return ``prefix`` + 16 hex digits that depend on the parts alone (blake2b-64, parts length-prefixed).

    Ids are built from raw source values, never from cleaned ones: a better cleaner must not rename a listing.
    """
    told = _NOTHING.copy()
    for part in parts:
        data = part.encode() if part else b""
        told.update(len(data).to_bytes(4, "big") + data)
    return prefix + told.hexdigest()


def listing_id(source: str, native_ref: str | None, url: str | None, name: str | None) -> str:
    """Return the id of a listing: hash of source and native reference, or else of raw URL and raw name."""
    return stable_id("l", source, native_ref) if native_ref else stable_id("l", source, url, name)

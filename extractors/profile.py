"""What a partition looks like in numbers, so that the next night can be compared with it.

Counts are of everything; shares are of a sample, the `SAMPLE` smallest listing ids. Ids are hashes, so that
is a random sample, and the same companies are in it every night. It is kept in the partition's health.json.
"""

from __future__ import annotations

import hashlib
import re
import zlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from heapq import nsmallest
from operator import attrgetter
from typing import Any

from selectolax.lexbor import LexborNode

from config.catalogue import Source
from config.records import Listing, Page
from config.source_spec import LISTING_FIELDS
from extractors.errors import SourceBroken
from extractors.html import record_nodes
from extractors.page import Document

SAMPLE = 1000
_SHAPED, _SHAPES, _SHINGLES, _RECORDS = 300, 12, 48, 4
_FIELDS = LISTING_FIELDS - {"address", "description"}
_RUNS = (
    (re.compile(r"[^\W\d_]+"), "a"),
    (re.compile(r"\d+"), "9"),
    (re.compile(r"\s+"), " "),
    (re.compile(r"a(?:[ -]a)+"), "a+"),
    (re.compile(r"9(?:[ /.-]9)+"), "9+"),
)
_GARBLED = re.compile(
    "\ufffd|[ÃÂÐÑ][\u0080-\u00bf‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|â(?:€|\u0080)|ï¿½", re.IGNORECASE
)


@dataclass(frozen=True)
class FieldProfile:
    """Of one field: share of listings that have it, share of its values that differ, what they look like."""

    fill: float
    distinct: float
    shapes: dict[str, float] = field(default_factory=dict)
    found: float | None = None
    """Share of records for which the selector of the LIST gave it; None for feeds."""


@dataclass(frozen=True)
class Profile:
    """One night of one source. ``spec`` is a hash of how it is read: nights read otherwise do not compare.

    ``status`` counts pages by HTTP status, those that failed, and those that are kept from us (blocked).

    ``kept`` is the share of the last good night's sample that is there again, ``same`` by field the share
    of their values that did not change; None and empty on the first night.
    """

    spec: str
    records: int
    listings: int
    mentions: int
    list_pages: int
    detail_pages: int
    recordless_pages: int
    status: dict[str, int]
    garbled: float
    fields: dict[str, FieldProfile]
    structure: list[int]
    kept: float | None = None
    same: dict[str, float] = field(default_factory=dict)

    @property
    def per_page(self) -> float:
        """Records on a list page that has any."""
        return self.records / max(1, self.list_pages - self.recordless_pages)

    @property
    def repeats(self) -> float:
        """How often an entry is read."""
        return self.records / self.listings if self.listings else 1.0

    def as_json(self) -> dict[str, Any]:
        """Return what health.json keeps: shares with four digits."""
        return _rounded(asdict(self))  # type: ignore[no-any-return]


def profile_from(data: Mapping[str, Any]) -> Profile:
    """Return a profile as `Profile.as_json` wrote it.

    Raises:
        TypeError, KeyError: it is none, or one of another version.
    """
    fields = {name: FieldProfile(**one) for name, one in data["fields"].items()}
    return Profile(**{**data, "fields": fields})


def fingerprint(source: Source) -> str:
    """Return a hash of what decides which values a spec gives; comments, bounds and manners are not in it."""
    told = source.spec.model_dump_json(
        exclude={
            "bounds",
            "politeness",
            "terms",
            "publisher",
            "title",
            "enabled",
            "refresh",
            "allow_loopback",
        }
    )
    return hashlib.blake2b(told.encode(), digest_size=8).hexdigest()


def sample(listings: Iterable[Listing]) -> list[Listing]:
    """Return the listings by which a night is judged: those with the smallest ids."""
    return nsmallest(SAMPLE, listings, key=attrgetter("listing_id"))


def field_profiles(listings: Sequence[Listing], found: Mapping[str, float]) -> dict[str, FieldProfile]:
    """Return a profile of each field that any listing has."""
    found_in: dict[str, list[str]] = {}
    for one in listings:
        for name, value in vars(one).items():
            if value and name in _FIELDS:
                found_in.setdefault(name, []).append(value)
    profiles = {}
    for name, values in sorted(found_in.items()):
        few = values[:_SHAPED]
        shapes = Counter(map(shape, few)).most_common(_SHAPES)
        profiles[name] = FieldProfile(
            fill=len(values) / len(listings),
            distinct=len(set(values)) / len(values),
            shapes={kind: count / len(few) for kind, count in sorted(shapes)},
            found=found.get(name),
        )
    return profiles


def shape(value: str) -> str:
    """Return what a value looks like: ``a+ 9a`` for Ring Road 12b, ``+9+`` for a number, ``@``, ``www``."""
    if "@" in value:
        return "@"
    if value.startswith(("http://", "https://", "www.")):
        return "www"
    for pattern, mark in _RUNS:
        value = pattern.sub(mark, value)
    return value[:12]


def garbled_share(listings: Sequence[Listing]) -> float:
    """Return the share of listings with letters that a wrong character set left behind."""
    if not listings:
        return 0.0
    return sum(
        bool(_GARBLED.search(f"{one.name} {one.street or ''} {one.city or ''} {one.category or ''}"))
        for one in listings
    ) / len(listings)


def structure(pages: Iterable[Page], source: Source) -> list[int]:
    """Return a small sketch of the records' mark-up: the smallest hashes of its parent-child pairs."""
    spec = source.spec
    if spec.format != "html" or spec.custom or spec.list_page is None or not spec.list_page.record:
        return []
    seen: set[int] = set()
    for page in pages:
        try:
            nodes = record_nodes(Document(page, spec.encoding), source)
        except SourceBroken:
            continue
        for node in nodes[:_RECORDS]:
            _pairs(node, "", seen)
    return sorted(seen)[:_SHINGLES]


def likeness(one: Sequence[int], other: Sequence[int]) -> float:
    """Return the estimated Jaccard similarity of two sketches, 0 to 1."""
    smallest = sorted({*one, *other})[: min(len(one), len(other)) or 1]
    both = set(one) & set(other)
    return sum(value in both for value in smallest) / len(smallest) if smallest else 1.0


def distance(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    """Return the total variation distance of two histograms, 0 to 1."""
    return sum(abs(one.get(key, 0.0) - other.get(key, 0.0)) for key in {*one, *other}) / 2


def _pairs(node: LexborNode, above: str, seen: set[int]) -> None:
    here = f"{node.tag}.{node.attributes.get('class') or ''}"
    seen.add(zlib.crc32(f"{above}>{here}".encode()))
    child = node.first_child
    while child is not None:
        if child.is_element_node:
            _pairs(child, here, seen)
        child = child.next


def _rounded(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _rounded(one) for key, one in value.items()}
    return round(value, 4) if isinstance(value, float) else value

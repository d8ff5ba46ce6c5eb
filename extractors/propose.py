"""From a list page that nobody has described to the spec that a person would have written for it.

The spec is proved on the page itself: selectors are proposed only where they give back what the automatic
reader found; elsewhere the spec says ``mode: auto``. The rows shown are those that the spec reads.
"""

from __future__ import annotations

import string
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from config.catalogue import Source
from config.records import Listing
from config.source_spec import Kind, SourceSpec
from extractors.auto.found import Found
from extractors.auto.listings import read_listings
from extractors.bounds import fill
from extractors.describe import country_of_list, kind_of, letters_of, publisher_of, source_name, title_of
from extractors.errors import SourceBroken
from extractors.induce import examples_of, induce_list
from extractors.neighbours import induce_neighbours, with_elements
from extractors.onward import following
from extractors.page import Document
from extractors.read import read_page
from extractors.same_value import same

TERMS: dict[str, Any] = {
    "basis": "FILL IN what was read and when: terms of use, robots.txt, TDM reservation",
    "redistribute": False,
    "note": "FILL IN what may be kept; names of persons are not",
}
_PROOF = {"basis": "none yet", "note": "a proposal"}
_ALIKE = 0.9
_BELOW, _SPARSE = 0.85, 0.3
_SHOWN = (
    "name", "street", "postcode", "city", "region", "country", "phone", "email", "website", "category",
    "booth", "hall", "detail_url",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """``spec`` holds the keys of the file in their order; none where the page lists nobody, see ``reason``.

    ``rows`` are what the spec reads on the page, ``fill`` the share of them that has a field, ``kind_words``
    what the kind was guessed from, ``why_auto`` why it has no selectors.
    """

    spec: dict[str, Any] | None
    rows: list[Listing]
    found: Found
    fill: dict[str, float] = field(default_factory=dict)
    kind_words: list[str] = field(default_factory=list)
    why_auto: str | None = None
    by_letter: str | None = None
    """Keys ``start`` and ``vars`` by which the lists of all letters would be read, where there are such."""
    reason: str | None = None


def propose(
    document: Document,
    *,
    name: str | None = None,
    kind: Kind | None = None,
    delay_s: float = 0.0,
    allow_loopback: bool = False,
    found_by: str | None = None,
) -> Proposal:
    """Return the spec of a source that starts at this page, proved by reading the page with it.

    Args:
        document: a page; its address becomes ``start``.
        name: of the source, instead of one made of country, domain and kind.
        kind: instead of the one that the page's words speak for.
        delay_s: Crawl-delay that the site's robots.txt asks for.
        allow_loopback: the page comes from this machine.
        found_by: source whose pages led here.
    """
    found = read_listings(document)
    if not found.records:
        return Proposal(spec=None, rows=[], found=found, reason=found.reason)
    if found.method == "profile":
        about = found.records[0].values.get("name", "one company")
        reason = f"It is about one company ({about}), and no list."
        return Proposal(spec=None, rows=[], found=found, reason=reason)
    seen = read_with(document, {"source": "proposal", "mode": "auto"})
    if not seen:
        return Proposal(spec=None, rows=[], found=found, reason="None of the records has a name.")
    guessed, words = kind_of(document, seen)
    country = country_of_list(document, seen)
    kind = kind or guessed
    publisher, site = publisher_of(document)
    spec: dict[str, Any] = {
        "source": name or source_name(document, kind, country),
        "kind": kind,
        "title": title_of(document) or publisher,
        "enabled": False,
        "publisher": {"name": publisher, "url": site},
        "terms": TERMS,
    }
    if found_by:
        spec["found_by"] = found_by
    if allow_loopback:
        spec["allow_loopback"] = True
    spec["start"] = [document.page.url]
    if country:
        spec["country"] = country
    reading, why_auto = _reading(document, found, spec, read_with(document, {**spec, "mode": "auto"}))
    spec |= reading
    usual = 0.0 if allow_loopback else 1.0
    is_asked = delay_s > usual
    spec["politeness"] = {"delay_s": min(max(delay_s, usual), 300.0), "concurrency": 1 if is_asked else 2}
    if "detail" in spec:
        spec["refresh"] = {"list": "always", "detail": "30d"}
    rows = read_with(document, spec)
    shares = {name: share for name in _SHOWN if (share := fill(rows, name))}
    spec["bounds"] = _bounds(rows, shares, has_more=found.next_page is not None)
    return Proposal(
        spec=spec,
        rows=rows,
        found=found,
        fill=shares,
        kind_words=words,
        why_auto=why_auto,
        by_letter=_by_letter(document),
    )


def read_with(document: Document, spec: Mapping[str, Any]) -> list[Listing]:
    """Return the listings that a spec in the making reads on the page; [] where it reads none."""
    source = Source(SourceSpec.model_validate(_loadable(spec)), Path(f"{spec['source']}.yml"))
    try:
        return [item for item in read_page(document.page, source) if isinstance(item, Listing)]
    except SourceBroken:
        return []


def _reading(
    document: Document, found: Found, spec: Mapping[str, Any], wanted: Sequence[Listing]
) -> tuple[dict[str, Any], str | None]:
    """Return the keys that say how to read the page, the first way that gives back what is ``wanted``."""
    reason, best = None, -1.0
    for way in _ways(document, found):
        if isinstance(way, str):
            reason = reason or way
            continue
        alike = likeness(read_with(document, {**spec, **way}), wanted)
        if alike >= _ALIKE:
            if not _links_to_details(wanted):
                way.pop("detail", None)
            return {**way, **following(document, found)}, None
        if alike > best:
            best, reason = alike, f"selectors give back {alike:.0%} of what is found without them"
    auto: dict[str, Any] = {"mode": "auto"}
    if _links_to_details(wanted):
        auto["detail"] = {"structured": True, "auto": True}
    return auto, reason


def _ways(document: Document, found: Found) -> Iterator[dict[str, Any] | str]:
    """Yield ways to read the page, or the reason why one is none; the most lasting first."""
    if found.method == "structured":
        yield {"list": {"structured": True}}
    induced = induce_list([(document, examples_of(with_elements(found.records, document), document))])
    if induced.mapping is None:
        yield (induced.reason or "No selectors can be found.").rstrip(".")
    else:
        yield _with_details(induced.mapping)
    several = induce_neighbours(document, found.records)
    if several:
        yield _with_details(several)


def _with_details(listed: Mapping[str, Any]) -> dict[str, Any]:
    """Return the keys ``list`` and ``detail``: the link to a record's page is what the crawl follows."""
    fields = dict(listed["fields"])
    link = fields.pop("detail_url", None)
    way: dict[str, Any] = {"list": {**listed, "fields": fields}}
    if link is not None:
        link = link if isinstance(link, str) else link[0]
        way["detail"] = {"follow": link, "structured": True, "auto": True}
    return way


def likeness(rows: Sequence[Listing], wanted: Sequence[Listing]) -> float:
    """Return the share of wanted values that the rows give in their order, less what they add."""
    if not wanted or len(rows) != len(wanted):
        return 0.0
    right = given = asked = 0
    for row, goal in zip(rows, wanted, strict=True):
        for name in _SHOWN:
            said, meant = getattr(row, name), getattr(goal, name)
            given, asked = given + bool(said), asked + bool(meant)
            right += bool(meant) and same(name, said, meant)
    return 2 * right / (given + asked) if given + asked else 0.0


def _loadable(spec: Mapping[str, Any]) -> dict[str, Any]:
    """Return the spec as it loads once a person has filled in its terms."""
    rest = {
        "kind": "directory",
        "publisher": {"name": "-"},
        "start": ["http://page.invalid/"],
        "mode": "auto",
    }
    if "list" in spec:
        del rest["mode"]
    return {**rest, **spec, "terms": _PROOF}


def _by_letter(document: Document) -> str | None:
    letters = letters_of(document)
    if letters is None:
        return None
    template, given = letters
    is_whole = "".join(given) == string.ascii_uppercase
    return f'start: ["{template}"], vars: {{letter: {"A-Z" if is_whole else _quoted(given)}}}'


def _quoted(letters: Sequence[str]) -> str:
    return "[" + ", ".join(f'"{letter}"' for letter in letters) + "]"


def _links_to_details(rows: Sequence[Listing]) -> bool:
    """True where most records link to a page of their own, and not several to one about their category."""
    return len({row.detail_url for row in rows if row.detail_url}) >= 0.8 * len(rows)


def _bounds(rows: Sequence[Listing], shares: Mapping[str, float], *, has_more: bool) -> dict[str, Any]:
    """Return bounds 15 % below what the page shows; above only where it is all there is."""
    low: dict[str, Any] = {"records": max(1, int(_BELOW * len(rows)))}
    fills = {
        name: 0.99 if name == "name" else round(int(share * _BELOW * 20) / 20, 2)
        for name, share in shares.items()
        if name in ("name", "phone", "email", "website", "city") and share >= _SPARSE
    }
    bounds: dict[str, Any] = {"min": {**low, "fill": fills} if fills else low}
    if not has_more:
        bounds["max"] = {"records": max(10, 2 * len(rows))}
    return bounds

"""Is a source still what it was? The state of one partition, its cause, and what to do about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from config.catalogue import Source
from config.records import Listing
from extractors import bounds
from extractors.links import CrawlCounts
from extractors.record import Record
from extractors.staging import HealthState


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What the pages of one partition gave."""

    records: Sequence[Record]
    listings: Sequence[Listing]
    mentions: int
    claims: int
    list_pages: int
    broken: Sequence[tuple[str, str]]
    """Sentence and address of every page that is not what the spec expects."""


def judge(read: Reading, source: Source, counts: CrawlCounts) -> tuple[HealthState, str | None]:
    """Return the state of the partition and, where it is not ok, why and what to do."""
    if not counts.pages:
        if counts.is_gone:
            return (
                "gone",
                f"No page of {source.name} could be had; look at its issues, then correct or disable it.",
            )
        if counts.blocked_pages:
            return "blocked", f"{source.name} does not want to be read; respect that and disable the source."
        return (
            "empty",
            None if source.spec.lookup else f"No page of {source.name} was crawled; run the crawl.",
        )
    found = len(read.listings) + read.mentions + read.claims
    if source.spec.lookup is None:
        if read.broken and (not found or len(read.broken) == read.list_pages):
            return "drifted", read.broken[0][0]
        if not found and read.records:
            return (
                "drifted",
                f"{source.path}: none of {len(read.records)} records has a name; correct list.fields.name.",
            )
        share = counts.blocked_pages / (counts.pages + counts.blocked_pages)
        missed = bounds.missed(source.spec.bounds, read.listings, len(read.listings) + read.mentions, share)
        if missed:
            return (
                "drifted",
                f"{source.path}: {'; '.join(missed)}; look at the pages, then correct spec or bounds.",
            )
    return ("ok", None) if found else ("empty", None)

"""Is a source still what it was? The state of one partition, its cause, and what to do about it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from config.catalogue import Source
from config.records import Listing, Page
from extractors import bounds
from extractors.bounds import Alarm
from extractors.cause import Evidence, name_cause
from extractors.history import Night, compared, good_nights, known_listings
from extractors.links import CrawlCounts
from extractors.profile import (
    FieldProfile,
    Profile,
    field_profiles,
    fingerprint,
    garbled_share,
    likeness,
    sample,
    structure,
)
from extractors.second_look import Look, look_again
from extractors.staging import Drift, HealthState

_PASSING = frozenset({"news", "procurement", "search_engine"})
"""Kinds whose entries come and go: only that there are some, and filled, can be expected of a night."""


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What the pages of one partition gave."""

    records: Sequence[frozenset[str]]
    """Of each record the fields that its list gave."""
    listings: Sequence[Listing]
    mentions: int
    claims: int
    list_pages: int
    detail_pages: int
    with_records: frozenset[str]
    """Addresses of the list pages that have records."""
    broken: Sequence[tuple[str, str]]
    """Sentence and address of every page that is not what the spec expects."""
    status: dict[str, int]
    first_pages: Iterable[Page]
    """A few list pages, for one look at their mark-up: each may have 16 MB."""


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """The state; where it is not ok the kind of the cause and a sentence with figures and what to do."""

    state: HealthState
    cause: str | None = None
    drift: Drift | None = None
    profile: Profile | None = None


def judge(
    read: Reading,
    source: Source,
    counts: CrawlCounts,
    folder: Path,
    pages: Callable[[], Iterable[Page]],
) -> Verdict:
    """Compare the partition with the spec's bounds and with the good nights staged before it.

    Args:
        folder: staging folder of the partition; earlier ones lie beside it.
        pages: gives the partition's pages once more; asked only where something is wrong.
    """
    name, is_lookup = source.name, source.spec.lookup is not None
    if not counts.pages:
        if counts.is_gone:
            told = f"No page of {name} could be had; look at its issues, then correct or disable it."
            return _verdict("gone", "gone", told)
        if counts.blocked_pages:
            told = f"{name} does not want to be read; respect that and disable the source."
            return _verdict("blocked", "blocked", told)
        return Verdict(
            state="empty",
            cause=None if is_lookup else f"No page of {name} was crawled; run the crawl.",
        )
    found = len(read.listings) + read.mentions + read.claims
    if is_lookup:
        return Verdict(state="ok" if found else "empty")
    nights = good_nights(folder, fingerprint(source), bounds.NIGHTS, source.spec.bounds.since)
    known = known_listings(nights[0].folder) if nights else []
    profile = _profile(read, source, counts, known)
    alarms = _alarms(read, source, counts, profile, nights)
    if not alarms and nights and profile.recordless_pages > nights[0].profile.recordless_pages:
        alarms = _refusals(look_again(source, pages(), known, read.with_records))
    if not alarms:
        return Verdict(state="ok" if found else "empty", profile=profile)
    evidence = Evidence(
        source=source,
        profile=profile,
        last=nights[0].profile if nights else None,
        known=known,
        listings=read.listings,
        broken=read.broken,
        with_records=read.with_records,
        pages=pages,
    )
    drift, told = name_cause(alarms, evidence)
    state: HealthState = "drifted"
    if not found and drift in ("blocked", "gone"):
        state = "blocked" if drift == "blocked" else "gone"
    figures = "; ".join(dict.fromkeys(alarm.told for alarm in alarms[:4] if alarm.told))
    figures += _mark_up(profile, nights)
    where = "" if figures.startswith(str(source.path)) else f"{source.path}: "
    parts = [told] if not figures or figures in told else [told, f"{where}{figures}."]
    return _verdict(state, drift, " ".join(parts), profile)


def _verdict(state: HealthState, drift: Drift, told: str, profile: Profile | None = None) -> Verdict:
    return Verdict(state=state, drift=drift, cause=f"{drift}: {told}", profile=profile)


def _alarms(
    read: Reading, source: Source, counts: CrawlCounts, profile: Profile, nights: Sequence[Night]
) -> list[Alarm]:
    """Return what is wrong: nothing could be read, a bound of the spec, a bound that was learned."""
    found = len(read.listings) + read.mentions + read.claims
    alarms = []
    if read.broken and (not found or len(read.broken) == read.list_pages):
        alarms.append(Alarm("recordless", None, False, read.broken[0][0].rstrip(".")))
    elif not found and read.records:
        told = f"none of {len(read.records)} records has a name; correct list.fields.name"
        alarms.append(Alarm("fill", "name", True, told))
    share = counts.blocked_pages / (counts.pages + counts.blocked_pages)
    records = len(read.listings) + read.mentions
    alarms += bounds.missed(source.spec.bounds, read.listings, records, share)
    if read.claims:
        return alarms
    learned = bounds.learned(profile, [night.profile for night in nights])
    if source.spec.kind in _PASSING:
        learned = [one for one in learned if one.is_low and one.measure in ("records", "fill")]
    if source.file is not None:  # whoever adds rows to a file of ours means it
        learned = [one for one in learned if one.is_low or one.measure != "records"]
    return alarms + learned


def _refusals(look: Look) -> list[Alarm]:
    """Return an alarm where several list pages refuse us although enough others came."""
    refused = len(look.signs.get("blocked", []))
    if refused < max(2, 0.05 * look.lists):
        return []
    return [Alarm("blocked", None, False, f"{refused} of {look.lists} list pages are kept from us")]


def _profile(read: Reading, source: Source, counts: CrawlCounts, known: Sequence[dict[str, str]]) -> Profile:
    few = sample(read.listings)
    kept, same = compared(known, read.listings)
    return Profile(
        spec=fingerprint(source),
        records=len(read.records),
        listings=len(read.listings),
        mentions=read.mentions,
        list_pages=read.list_pages,
        detail_pages=read.detail_pages,
        recordless_pages=max(0, read.list_pages - len(read.with_records)),
        status=read.status | {"blocked": counts.blocked_pages, "failed": counts.failed_pages},
        garbled=garbled_share(few),
        fields=_fields(read, few),
        structure=structure(read.first_pages, source),
        kept=kept,
        same=same,
    )


def _fields(read: Reading, few: Sequence[Listing]) -> dict[str, FieldProfile]:
    records = read.records[:: max(1, len(read.records) // 1000)]
    hits: dict[str, int] = {}
    for record in records:
        for name in record:
            hits[name] = hits.get(name, 0) + 1
    return field_profiles(few, {name: count / len(records) for name, count in hits.items()})


def _mark_up(profile: Profile, nights: Sequence[Night]) -> str:
    """Return how much the records' mark-up is like that of the last good night, where that is little."""
    if not nights or not profile.structure or not nights[0].profile.structure:
        return ""
    share = likeness(profile.structure, nights[0].profile.structure)
    return f"; the mark-up of the records is like that of the last good night to {share:.0%}" * (share < 0.7)

"""The second pass: archived pages of one partition to its staging folder. The same live and in a replay."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import groupby

from config.catalogue import Source
from config.home import Home
from config.records import Claim, Issue, Listing, Mention, Page, SearchResult
from config.settings import Settings
from config.tables import STAGED
from extractors import bounds
from extractors.archive import Archive, PageKey
from extractors.arrow import Columns
from extractors.claims import blocked_claim
from extractors.drift import Reading, judge
from extractors.entries import merge_entries
from extractors.links import page_url
from extractors.read import skipped
from extractors.readers import reader
from extractors.reading import Made, PageRead, Task, listing_of
from extractors.record import Record, add_detail
from extractors.register import unmapped_issue
from extractors.staging import Health, HealthState, write_partition
from extractors.stamp import stamp


@dataclass(frozen=True, kw_only=True)
class ExtractCounts:
    """What one partition gave; ``state`` and ``cause`` as in the source's health."""

    pages: int
    listings: int
    mentions: int
    claims: int
    skipped: int
    state: HealthState
    cause: str | None = None


@dataclass
class _Partition:
    """What has been read so far."""

    joined: list[tuple[Record, Page]] = field(default_factory=list)
    """Records to which detail pages add; they become listings in the end."""
    listings: list[Listing] = field(default_factory=list)
    columns: Columns = field(default_factory=lambda: Columns(STAGED["listings"].arrow))
    """Of the dicts of ``listings``; few of them are merged or changed before they are written."""
    records: list[frozenset[str]] = field(default_factory=list)
    """Of each record the fields that its list gave."""
    unmapped: set[str] = field(default_factory=set)
    with_records: set[str] = field(default_factory=set)
    mentions: list[Mention] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    results: list[SearchResult] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    broken: list[tuple[str, str]] = field(default_factory=list)
    """Sentence and address of every page that is not what the spec expects."""
    list_pages: int = 0
    detail_pages: int = 0
    detail_keys: set[str] = field(default_factory=set)
    status: Counter[str] = field(default_factory=Counter)
    first_pages: list[PageKey] = field(default_factory=list)
    """The first list pages, by which the night's profile knows the layout."""

    @cached_property
    def by_detail(self) -> dict[str, list[Record]]:
        """List records by the address of their detail page; ask once all lists have been read."""
        led: dict[str, list[Record]] = {}
        for record, page in self.joined:
            url = record.values.get("detail_url")
            if url and page.role != "detail":
                led.setdefault(page_url(url), []).append(record)
        return led


def extract(
    source: Source,
    partition: date,
    home: Home,
    settings: Settings,
    *,
    keep: Callable[[Listing], Listing | None] = lambda listing: listing,
) -> ExtractCounts:
    """Read every archived page of the partition and write its staging folder.

    ``keep`` sees each listing before anything is written and returns what may be stored of it, or None.
    A page that cannot be read is an issue. The state is ``drifted`` where the pages are there but no longer
    what the spec or its bounds expect; the loader then leaves yesterday's rows.

    Raises:
        UserError: a malformed selector or a file that cannot be used; nothing is written then.
        RunFailed: the staging folder cannot be written.
    """
    read = _Partition()
    with Archive(home.archive(source.name), source.name) as archive:
        counts = archive.counts(partition)
        read.issues.extend(archive.issues(partition))
        is_joined = _is_joined(source) and archive.has_details(partition)
        with reader(archive, source, partition, settings, is_joined) as read_all:
            for _, keys in groupby(archive.keys(partition), lambda key: key.role == "detail"):
                for found in read_all(_tasks(keys, source, read)):  # lists first: details depend on them
                    _add(found, source, read)
        read.claims.extend(blocked_claim(source, partition, *one) for one in archive.blocked(partition))
        for record, page in read.joined:
            _put(listing_of(record, page, source), page, read)
        listings = [kept for one in merge_entries(read.listings) if (kept := keep(one)) is not None]
        read.issues.extend(_unused_selectors(read, source))
        read.issues.extend(_unmapped(read, source))
        read.issues.extend(_broken_pages(read, source))
        folder = home.staging(source.name, partition)
        told = _told(read, listings, archive)
        verdict = judge(told, source, counts, folder, lambda: archive.pages(partition))
    state, cause = verdict.state, verdict.cause
    if cause and verdict.drift:
        read.issues.append(Issue(source=source.name, level="error", kind=state, message=cause))
    skips = sum(issue.kind == "skipped" for issue in read.issues)
    health = Health(
        source=source.name,
        partition=partition,
        state=state,
        pages=counts.pages,
        failed_pages=counts.failed_pages,
        blocked_pages=counts.blocked_pages,
        listings=len(listings),
        mentions=len(read.mentions),
        skipped=skips,
        fill_name=bounds.fill(listings, "name"),
        fill_phone=bounds.fill(listings, "phone"),
        fill_website=bounds.fill(listings, "website"),
        fill_address=bounds.fill(listings, "address"),
        cause=cause,
        drift=verdict.drift,
        profile=verdict.profile.as_json() if verdict.profile else None,
    )
    write_partition(
        folder,
        listings,
        read.mentions,
        read.claims,
        read.issues,
        health,
        _kept(read.results, listings),
        stamp(source),
        read.columns,
    )
    return ExtractCounts(
        pages=counts.pages,
        listings=len(listings),
        mentions=len(read.mentions),
        claims=len(read.claims),
        skipped=skips,
        state=state,
        cause=cause,
    )


def _add(found: PageRead, source: Source, read: _Partition) -> None:
    """Add what one page said; what a detail page said goes to the records that led to it."""
    page = found.page
    if found.broken is not None:
        read.broken.append((found.broken, page.url))
    if page.role == "detail" and not source.spec.is_detail_only:
        _join(found, read)
        return
    read.list_pages += page.role != "detail"
    for item in found.items:
        if isinstance(item, Record | Made):
            read.records.append(item.found)
            read.unmapped.update(item.unmapped)
            read.with_records.add(page.url)
            if isinstance(item, Made):
                _put(item.listing, page, read)
            else:
                read.joined.append((item, page))
        elif isinstance(item, Mention):
            read.mentions.append(item)
        elif isinstance(item, Claim):
            read.claims.append(item)
        elif isinstance(item, SearchResult):
            read.results.append(item)
        else:
            read.issues.append(item)


def _is_joined(source: Source) -> bool:
    return source.spec.detail is not None and not source.spec.is_detail_only


def _put(made: Listing | str, page: Page, read: _Partition) -> None:
    """Keep a listing, or say why a record is none."""
    if isinstance(made, str):
        read.issues.append(skipped(page, made))
    else:
        read.listings.append(made)
        read.columns.add(vars(made))


def _join(found: PageRead, read: _Partition) -> None:
    read.detail_pages += 1
    for item in found.items:
        if isinstance(item, Issue):
            read.issues.append(item)
        elif isinstance(item, Record):
            read.detail_keys.update(item.values)
            for record in _listed(found.page.url, found.page.final_url, read):
                add_detail(record, item.values)


def _listed(url: str, final_url: str, read: _Partition) -> list[Record]:
    """Return the list records that led to a detail page."""
    return read.by_detail.get(url) or read.by_detail.get(page_url(final_url)) or []


def _tasks(keys: Iterable[PageKey], source: Source, read: _Partition) -> Iterator[Task]:
    """Yield what is to be read: no sitemap, and no detail page that no record leads to."""
    for key in keys:
        read.status[str(key.status)] += 1
        if key.role in ("list", "related") and len(read.first_pages) < 2:
            read.first_pages.append(key)
        if key.role == "sitemap":
            continue
        if key.role != "detail" or source.spec.is_detail_only:
            yield Task(key)
        elif records := _listed(key.url, key.final_url, read):
            first = records[0]  # its name as the list gave it, whatever details said meanwhile
            yield Task(key, first.values.get("name") if "name" in first.found else None)


def _kept(results: list[SearchResult], listings: list[Listing]) -> list[SearchResult]:
    """Leave out results whose site may not be stored: its listing was dropped."""
    stored = {one.native_ref for one in listings} if results else set()
    return [one for one in results if one.is_directory or one.host in stored]


def _told(read: _Partition, listings: list[Listing], archive: Archive) -> Reading:
    return Reading(
        records=read.records,
        listings=listings,
        mentions=len(read.mentions),
        claims=len(read.claims),
        list_pages=read.list_pages,
        detail_pages=read.detail_pages,
        with_records=frozenset(read.with_records | {one.url for one in read.mentions}),
        broken=read.broken,
        status=dict(sorted(read.status.items())),
        first_pages=map(archive.page, read.first_pages),
    )


def _unused_selectors(read: _Partition, source: Source) -> list[Issue]:
    """Return an issue for each selector that found nothing on any record of the partition."""
    spec, issues = source.spec, []
    if read.records and spec.list_page and not spec.custom:
        found = set().union(*set(read.records))
        for name, selector in spec.list_page.fields.items():
            if name not in found:
                issues.append(
                    _issue(
                        source,
                        "selector_empty",
                        f"{source.path}: key 'list.fields.{name}': {selector!r} finds nothing in any of"
                        f" {len(read.records)} records of {read.list_pages} pages; correct or remove it.",
                    )
                )
    if read.detail_pages and spec.detail:
        for name, selector in spec.detail.fields.items():
            if name not in read.detail_keys:
                issues.append(
                    _issue(
                        source,
                        "selector_empty",
                        f"{source.path}: key 'detail.fields.{name}': {selector!r} finds nothing on any of"
                        f" {read.detail_pages} detail pages; correct or remove it.",
                    )
                )
    return issues


def _broken_pages(read: _Partition, source: Source) -> list[Issue]:
    """Return an issue for each page that could not be read; lists without a record are one issue together.

    The page after the last one of a numbered list is empty on purpose, and so is many a letter of an index.
    """
    empty = [one for one in read.broken if "finds nothing" in one[0]]
    issues = [_issue(source, "unreadable_page", *one) for one in read.broken if one not in empty]
    is_numbered = source.spec.next is not None and not source.spec.next.link
    if empty and not (is_numbered and read.records):
        message = (
            empty[0][0] if len(empty) == 1 else f"{empty[0][0]} The same on {len(empty) - 1} other pages."
        )
        issues.append(_issue(source, "no_record", message, empty[0][1]))
    return issues


def _unmapped(read: _Partition, source: Source) -> list[Issue]:
    """Return one issue for each key of a feed that the spec does not know."""
    return [unmapped_issue(source, path) for path in sorted(read.unmapped)]


def _issue(source: Source, kind: str, message: str, url: str | None = None) -> Issue:
    return Issue(source=source.name, level="warning", kind=kind, message=message, url=url)

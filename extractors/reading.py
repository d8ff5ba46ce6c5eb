"""What one archived page says, as plain values that can travel between processes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from config.catalogue import Source
from config.errors import UserError
from config.records import Issue, Listing, Page
from extractors.archive import Archive, PageKey
from extractors.errors import SkipListing, SourceBroken
from extractors.read import Read, open_page, read_detail, read_document
from extractors.record import Record, to_listing


class Task(NamedTuple):
    """A page to read; ``name`` is what its list calls the company of a detail page."""

    key: PageKey
    name: str | None = None


class Made(NamedTuple):
    """What a record became that no other page adds to: its listing, or the reason why it is none."""

    listing: Listing | str
    found: frozenset[str]
    unmapped: tuple[str, ...]


@dataclass(frozen=True)
class PageRead:
    """A page without its body and what it said, in order; ``broken``: how it differs from the expected."""

    page: Page
    items: list[Read | Made] = field(default_factory=list)
    broken: str | None = None


def read_all(archive: Archive, source: Source, is_joined: bool, tasks: Iterable[Task]) -> Iterator[PageRead]:
    """Yield what each page says, in the order of the tasks, with one body in memory at a time.

    ``is_joined``: detail pages add to the records of lists, which are left as they are.

    Raises:
        UserError: a malformed selector or a file that cannot be used.
    """
    for task in tasks:
        found = _items(archive.page(task.key), source, task.name)
        if not is_joined:
            found.items[:] = [
                Made(listing_of(one, found.page, source), one.found, one.unmapped)
                if isinstance(one, Record)
                else one
                for one in found.items
            ]
        yield found


def listing_of(record: Record, page: Page, source: Source) -> Listing | str:
    """Return the listing that a record is, or the reason why it is left out."""
    try:
        return to_listing(record, page, source)
    except SkipListing as reason:
        return str(reason)


def _without_body(page: Page) -> Page:
    light = object.__new__(Page)  # `replace` takes ten times as long, and this is done for every page
    vars(light).update(vars(page), body=b"")
    return light


def _items(page: Page, source: Source, name: str | None) -> PageRead:
    found = PageRead(_without_body(page))
    try:
        document = open_page(page, source)
        if page.role == "detail":
            found.items.append(read_detail(document, source, name))
        else:
            found.items.extend(read_document(document, source))
    except SourceBroken as reason:
        return replace(found, broken=str(reason))
    except UserError:
        raise
    except Exception as error:  # noqa: BLE001 - one odd page must not cost the others
        message = f"{page.url}: reading it failed ({type(error).__name__}: {error}); please report the page."
        found.items.append(
            Issue(
                source=source.name,
                level="warning",
                kind="unreadable_page",
                message=message[:500],
                url=page.url,
            )
        )
    return found

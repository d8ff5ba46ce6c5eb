"""One question to a site and what its answer is to the archive: new bytes, or a version that it has.

A stored version is named to the site by its validators (RFC 9110 section 13.1), so that an unchanged page
costs a head and no body. A version whose bytes are not there is never named, nor one that another address
answered with, and neither are validators of bytes that were not kept, once the spec has changed since: what
says the same to one spec need not to the next.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime

from config.catalogue import Source
from config.records import Page
from extractors.archive import Archive, Version
from extractors.fetch import Fetched
from extractors.guest import Guest
from extractors.links import Link, storable
from extractors.region import says_the_same

Reads = Callable[[Page], object]
"""What the source's readers make of a page: two copies that say the same must give equal results."""
KEPT_HEADERS = frozenset(
    "content-type content-language etag last-modified cache-control expires link location tdm-reservation"
    " tdm-policy x-robots-tag".split()
)
_TOO_FRESH = timedelta(seconds=60)


@dataclass(frozen=True, kw_only=True)
class Arrival:
    """A page as a replay will read it, and what `Archive.store` is told about how it came."""

    page: Page
    version: Version | None = None
    status: int | None = None
    arrived: str | None = None
    validators: dict[str, str | None] | None = None


async def ask(
    guest: Guest,
    archive: Archive,
    source: Source,
    partition: date,
    link: Link,
    reads: Reads,
    *,
    spec_print: str,
    version: Version | None,
    is_conditional: bool,
) -> Arrival:
    """Fetch ``link`` and compare the answer with the newest ``version`` of it.

    Raises:
        FetchError: there is no page.
    """
    headers = conditions(version, spec_print) if version and is_conditional else None
    answer = await guest.get(link.url, headers) if headers else await guest.get(link.url)
    if answer.status == 304 and (version is None or answer.url != version.final_url):
        answer = await guest.get(link.url)  # a redirect's target that happens to use the same tag
    now = datetime.now(UTC)
    if answer.status == 304 and version is not None:
        page = archive.read(version, partition, link, now)
        known = {"etag": version.etag, "last-modified": version.last_modified, "judged": version.judged}
        told = {name: answer.headers[name] for name in ("etag", "last-modified") if name in answer.headers}
        changed = known | told
        return Arrival(
            page=page, version=version, status=304, validators=changed if changed != known else None
        )
    page = _page(source, partition, link, answer, now)
    validators = _validators(answer, now)
    if version is not None:
        stored = archive.read(version, partition, link, now)
        if stored.sha256 == page.sha256 and says_the_same(stored, page, source):
            known = {"etag": version.etag, "last-modified": version.last_modified, "judged": version.judged}
            changed = validators | {"judged": None}
            return Arrival(page=stored, version=version, validators=changed if changed != known else None)
        if _reads_the_same(stored, page, source, reads):
            return Arrival(
                page=stored,
                version=version,
                arrived=page.sha256,
                validators=validators | {"judged": spec_print},
            )
    weak = validators["last-modified"] != answer.headers.get("last-modified")
    return Arrival(page=page, validators=validators if weak else None)


def conditions(version: Version, spec_print: str) -> dict[str, str] | None:
    """Return the request headers that name a stored version, or None where it must be asked for in full."""
    if version.judged not in (None, spec_print):
        return None
    if version.etag and version.etag.strip() != "*":  # which every version matches
        return {"if-none-match": version.etag}
    return {"if-modified-since": version.last_modified} if version.last_modified else None


def _reads_the_same(stored: Page, page: Page, source: Source, reads: Reads) -> bool:
    """Compare the regions and then what is read; a page that cannot be read is a version of its own."""
    alike = replace(page, sha256=stored.sha256)
    try:
        return says_the_same(stored, page, source) and reads(stored) == reads(alike)
    except Exception:  # noqa: BLE001 - the crawl and the extraction will say what is wrong
        return False


def _validators(answer: Fetched, now: datetime) -> dict[str, str | None]:
    """Return the validators of an answer; one changed within the minute may change again in its second."""
    modified = answer.headers.get("last-modified")
    if modified:
        try:
            changed = parsedate_to_datetime(modified)
            if now - changed.replace(tzinfo=changed.tzinfo or UTC) < _TOO_FRESH:
                modified = None
        except (ValueError, TypeError):
            modified = None
    return {"etag": answer.headers.get("etag"), "last-modified": modified}


def _page(source: Source, partition: date, link: Link, answer: Fetched, now: datetime) -> Page:
    return Page(
        source=source.name,
        partition=partition,
        url=link.url,
        final_url=answer.url,
        status=answer.status,
        fetched_at=now,
        sha256=hashlib.sha256(answer.body).hexdigest(),
        body=answer.body,
        headers={name: storable(value) for name, value in answer.headers.items() if name in KEPT_HEADERS},
        role=link.role,
        subject=link.subject,
    )

"""A file source: its bytes are one archived page, and a new version only where they changed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime

from config.catalogue import Source
from config.errors import UserError
from config.records import Page
from extractors.archive import Archive
from extractors.links import CrawlCounts, Link

_ANY_AGE_DAYS = 36500


def keep_file(
    source: Source, partition: date, archive: Archive, on_page: Callable[[int], None] | None = None
) -> CrawlCounts:
    """Archive the file for ``partition`` under ``file:<name>``: ids must not depend on where it lies.

    Raises:
        UserError: the file cannot be read.
    """
    assert source.file is not None
    try:
        body = source.file.read_bytes()
    except OSError as error:
        raise UserError(
            f"{source.path}: key 'file': {source.file} cannot be read ({error.strerror}); correct the path."
        ) from None
    link = Link(url=f"file:{source.file.name}", role="file")
    page = Page(
        source=source.name,
        partition=partition,
        url=link.url,
        final_url=link.url,
        status=200,
        fetched_at=datetime.now(UTC),
        sha256=hashlib.sha256(body).hexdigest(),
        body=body,
        role="file",
    )
    archive.begin(partition, link.url)
    archive.seed(partition, [link])
    kept = archive.reusable(partition, link, _ANY_AGE_DAYS)
    if kept is not None and kept[1].sha256 == page.sha256:
        archive.store(kept[1], [], fetch=kept[0])
    else:
        kept = None
        archive.store(page, [])
    if on_page is not None:
        on_page(1)
    return replace(archive.counts(partition), fetched=0 if kept else 1)

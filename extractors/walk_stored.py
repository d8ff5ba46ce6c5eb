"""A crawl without a request: the links of a night over pages that are there already, as after an import."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial

from config.catalogue import Source
from config.errors import UserError
from extractors.archive import Archive
from extractors.crawl import fingerprint
from extractors.links import CrawlCounts, host_of, page_url, seeds
from extractors.read import links_of, read_page
from extractors.trail import Trail

_CLAIM = 200


def walk_stored(source: Source, partition: date, archive: Archive) -> CrawlCounts:
    """Give the stored pages of a night their place in it; those that are missing fail until a crawl has them.

    Raises:
        UserError: the spec is unusable, or of looked-up pages, of which nobody can tell whom they are about.
    """
    if source.spec.lookup is not None:
        raise UserError(
            f"{source.path}: key 'lookup': pages of a looked-up source can be imported from files of"
            " prospects alone, which tell whom they are about."
        )
    own = frozenset(host_of(page_url(link.url)) for link in seeds(source.spec))
    most = source.spec.related.max_hosts if source.spec.related else 0
    trail = Trail(source, partial(archive.has_shown, partition), links_of, read_page)
    archive.begin(partition, fingerprint(source))
    archive.seed(partition, seeds(source.spec))
    stored = 0
    while True:
        while links := archive.claim(partition, _CLAIM):
            for link in links:
                kept = archive.reusable(partition, link, source.spec.refresh_days(link.role))
                if kept is None:
                    message = f"{link.url} was not imported; a crawl of {partition} asks for it"
                    archive.fail(partition, link, "not_imported", message, transient=True)
                    continue
                step = trail.follow(link, kept[1])
                archive.store(
                    kept[1],
                    step.links,
                    fetch=kept[0],
                    signature=step.signature,
                    is_repeat=step.is_repeat,
                    warning=step.warning,
                )
                stored += 1
        if not archive.admit(partition, own, most):
            return replace(archive.counts(partition), fetched=stored)

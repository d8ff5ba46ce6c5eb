"""Which links of a page are followed: how far, how often, and when a pagination only repeats itself."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from config.catalogue import Source
from config.errors import UserError
from config.records import Listing, Page
from extractors.limits import trap
from extractors.links import Link, page_url
from extractors.sitemap import MOST_DEPTH

LinksOf = Callable[[Page, Source], Iterable[Link]]
ReadPage = Callable[[Page, Source], Iterable[object]]

_log = logging.getLogger(__name__)
_MOST_PAGES = 1000
"""Pages of one pagination where the spec has no ``next.max``, as of a hand-written extractor."""


@dataclass(frozen=True, kw_only=True)
class Step:
    """What follows from one page. A repeated page is kept in the archive but is not read."""

    links: list[Link]
    signature: str | None = None
    is_repeat: bool = False
    warning: tuple[str, str] | None = None


class Trail:
    """Ends a pagination that repeats itself; ``has_shown`` (chain, signature): whether a done page did."""

    def __init__(
        self,
        source: Source,
        has_shown: Callable[[str, str], bool],
        links_of: LinksOf,
        read_page: ReadPage | None,
    ) -> None:
        self._source, self._has_shown = source, has_shown
        self._links_of, self._read_page = links_of, read_page

    def reads(self, page: Page) -> object:
        """Return all that the readers make of a page, to be compared with what they make of another copy."""
        read = list(self._read_page(page, self._source)) if self._read_page else []
        return list(self._links_of(page, self._source)), read

    def follow(self, link: Link, page: Page) -> Step:
        """Return the links to add for ``page``; where its parser breaks, a warning instead of an exception.

        Raises:
            UserError: the spec itself is unusable, whatever the page.
        """
        if link.role in ("detail", "file") or (link.role == "lookup" and link.depth > 0):
            return Step(links=[])
        try:
            found = list(self._links_of(page, self._source))
        except UserError:
            raise
        except Exception as error:  # whatever a spec or a hand-written extractor trips over
            _log.warning("%s: links of %s: %s", self._source.name, page.url, error)
            return Step(links=[], warning=("links", f"{page.url}: its links could not be read: {error}"))
        found = [each for each in found if each.url.startswith(("http://", "https://"))]
        traps = {each.url: reason for each in found if (reason := trap(each.url.partition("#")[0]))}
        if traps:
            found = [each for each in found if each.url not in traps]
        if link.role == "sitemap":
            step = Step(links=_of_sitemap(link, found))
        elif link.role == "lookup":
            step = Step(links=self._clicks(link, page, found))
        else:
            step = self._list_step(link, page, found)
        if traps and step.warning is None:
            url, reason = next(iter(traps.items()))
            message = (
                f"{page.url}: {len(traps)} links look endless and are not followed: {reason}: {url[:200]}"
            )
            return replace(step, warning=("trap", message))
        return step

    def _clicks(self, link: Link, page: Page, found: list[Link]) -> list[Link]:
        lookup = self._source.spec.lookup
        most = lookup.pages if lookup is not None and lookup.by == "website" else 0
        urls = dict.fromkeys(page_url(each.url) for each in found)
        wanted = [url for url in urls if url not in (link.url, page_url(page.final_url))]
        return [
            Link(url=url, role="lookup", depth=1, parent_url=page.url, subject=link.subject)
            for url in wanted[:most]
        ]

    def _list_step(self, link: Link, page: Page, found: list[Link]) -> Step:
        chain = link.chain or page.url
        signature = self._signature(page, found)
        if self._has_shown(chain, signature):
            return Step(links=[], signature=signature, is_repeat=True)
        links, warning = [], None
        for each in found:
            made = replace(each, depth=link.depth, hop=0, chain="", parent_url=page.url, subject=None)
            if each.role == "list" and each.chain:  # an index: a pagination of its own begins there
                links.append(made)
                continue
            if each.role == "list":
                made = replace(made, hop=link.hop + 1, chain=chain)
                most = self._source.spec.next.max if self._source.spec.next else _MOST_PAGES
                if made.hop >= most:
                    warning = ("next_max", f"{page.url}: stopped after {most} pages; raise next.max to go on")
                    continue
            elif each.role == "related":
                if self._source.spec.related is None or link.depth >= self._source.spec.related.max_depth:
                    continue
                made = replace(made, depth=link.depth + 1)
            links.append(made)
        return Step(links=links, signature=signature, warning=warning)

    def _signature(self, page: Page, found: list[Link]) -> str:
        """Hash the records of a list page: its detail links, else what is printed, else its bytes.

        Bytes are not enough: a server that shows its last page for every higher number prints that number.
        """
        spec = self._source.spec
        if spec.next is None and spec.mode != "auto":
            return page.sha256
        parts = [page_url(each.url) for each in found if each.role == "detail"]
        if len(parts) < 2:  # a single link may be the same "more" on every page
            try:
                records = self._read_page(page, self._source) if self._read_page else ()
                parts = [_printed(each) for each in records]
            except Exception as error:  # the extraction pass reports it
                _log.debug("%s: %s: %s", self._source.name, page.url, error)
                parts = []
        return hashlib.sha256("\x00".join(parts).encode()).hexdigest() if any(parts) else page.sha256


def _of_sitemap(link: Link, found: list[Link]) -> list[Link]:
    """Return the pages that a sitemap names; further sitemaps only so far as the protocol is stretched."""
    pages = [each for each in found if each.role != "sitemap"]
    maps = [replace(each, hop=link.hop + 1) for each in found if each.role == "sitemap"]
    return pages + (maps if link.hop + 1 < MOST_DEPTH else [])


def _printed(record: object) -> str:
    if not isinstance(record, Listing):
        return ""
    values = (
        record.name,
        record.detail_url,
        record.phone,
        record.street,
        record.city,
        record.email,
        record.booth,
    )
    return "\x1f".join(value or "" for value in values)

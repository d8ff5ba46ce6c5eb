"""When the pages of a site were changed, by the sitemaps that its robots.txt names, for a source of lists.

With ``refresh: {detail: sitemap}`` a detail page is not asked for while its sitemap says that it is older
than our copy. What the sitemaps say is kept for tonight alone, in a temporary table: a million addresses in
no memory, and an old date can never spare a page on a night on which the sitemap did not come.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import datetime

from extractors.archive import Archive
from extractors.archive_file import url_key
from extractors.fetch import FetchError
from extractors.guest import Guest
from extractors.links import page_url
from extractors.sitemap import MOST_DEPTH, Entry, entries, latest_change

_log = logging.getLogger(__name__)
_MOST_SITEMAPS = 200


class LastModified:
    """What the sitemaps of one source say tonight."""

    def __init__(self, archive: Archive) -> None:
        self._db = archive.file.db
        self._db.execute(
            "CREATE TEMP TABLE IF NOT EXISTS lastmods (key INTEGER PRIMARY KEY, url TEXT, lastmod TEXT)"
        )

    async def read(self, guest: Guest, starts: Iterable[str]) -> None:
        """Ask for the sitemaps of the hosts of ``starts``; one that does not come spares no page."""
        waiting: list[tuple[str, int]] = []
        for start in starts:
            try:
                waiting += [(url, 0) for url in await guest.sitemaps(start)]
            except FetchError as error:
                _log.info("sitemaps of %s: %s", start, error)
        asked: set[str] = set()
        while waiting and len(asked) < _MOST_SITEMAPS:
            url, depth = waiting.pop(0)
            if url in asked:
                continue
            asked.add(url)
            try:
                answer = await guest.get(url)
            except FetchError as error:
                _log.info("sitemap %s: %s", url, error)
                continue
            further = self._keep(entries(answer.body, answer.url))
            waiting += [(each, depth + 1) for each in further if depth < MOST_DEPTH]

    def _keep(self, found: Iterable[Entry]) -> list[str]:
        """Keep the dates of one sitemap; return the sitemaps that it names."""
        further = []
        self._db.execute("SAVEPOINT lastmods")
        for entry in found:
            if entry.is_sitemap:
                further.append(entry.url)
            elif entry.lastmod:
                url = page_url(entry.url)
                self._db.execute(
                    "INSERT OR REPLACE INTO temp.lastmods VALUES (?, ?, ?)",
                    (url_key(url), url, entry.lastmod),
                )
        self._db.execute("RELEASE lastmods")
        return further

    def of(self, url: str) -> datetime | None:
        """Return the last moment at which a page may have been changed; None where no sitemap tells."""
        found = self._db.execute(
            "SELECT lastmod FROM temp.lastmods WHERE key = ? AND url = ?", (url_key(url), url)
        ).fetchone()
        return latest_change(found[0]) if found else None

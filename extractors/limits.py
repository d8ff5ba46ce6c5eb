"""Where a crawl ends although there are links left: the night's limits, and addresses like a trap."""

from __future__ import annotations

import re
import time
from collections import Counter

from config.source_spec import Limits

MAX_URL = 2048
"""Characters of an address; servers in general use take 2 to 8 KB, and no directory needs as much."""
_MAX_SEGMENTS, _MAX_REPEATS = 25, 4
_REPEATED = re.compile(rf"(/[^/]*[^/\d][^/]*(?:/[^/]+){{0,2}})\1{{{_MAX_REPEATS - 1}}}(?=/|$)")
"""One to three segments, not of digits alone, again and again: ``/en/shop/en/shop/en/shop/en/shop``."""


class Budget:
    """What a source may still have tonight; ``asked``: pages that earlier runs of this night asked for."""

    def __init__(self, limits: Limits, asked: int) -> None:
        self._limits, self._asked, self._bytes = limits, asked, 0
        self._ends = time.monotonic() + limits.seconds

    @property
    def seconds_left(self) -> float:
        """Time until the run must end; may be negative."""
        return self._ends - time.monotonic()

    def ask(self) -> None:
        """Count a page that its host is going to be asked for."""
        self._asked += 1

    def receive(self, size: int) -> None:
        """Count the bytes of a page that came."""
        self._bytes += size

    def spent(self) -> str | None:
        """Return which limit is reached, as ``limits.pages: 500``; None while there is something left."""
        limits = self._limits
        if self._asked >= limits.pages:
            return f"limits.pages: {limits.pages}"
        if self._bytes >= limits.megabytes * 1_000_000:
            return f"limits.megabytes: {limits.megabytes}"
        return f"limits.seconds: {limits.seconds:g}" if self.seconds_left <= 0 else None


def trap(url: str) -> str | None:
    """Return why an address looks like one of endlessly many, or None.

    Links that are relative by mistake add a segment with each click, broken filters a parameter.
    """
    if len(url) > MAX_URL:
        return f"the address has {len(url):,} characters"
    path, _, query = url.partition("://")[2].partition("#")[0].partition("?")
    segments = path.count("/")
    if segments > _MAX_SEGMENTS:
        return f"its path has {segments} segments"
    if segments >= _MAX_REPEATS and (found := _REPEATED.search(path)):
        return f"'{found.group(1)}' is repeated in its path"
    if query.count("&") + 1 >= _MAX_REPEATS:
        pair, times = Counter(query.split("&")).most_common(1)[0]
        if times >= _MAX_REPEATS:
            return f"'{pair}' is repeated in its query"
    return None

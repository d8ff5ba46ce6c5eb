"""robots.txt by RFC 9309: what we may fetch from an origin and how slowly, asked once and kept for 24 hours.

`extractors.robots_file` reads the rules; what an answer's status means is decided here (section 2.3.1): 2xx
is read, 4xx allows everything, 5xx and silence allow nothing. 429 is waited out like any page and then taken
for a 5xx: whoever says "not so fast" did not say "help yourself".
"""

from __future__ import annotations

import asyncio
import logging
import re
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol
from urllib.parse import urljoin, urlsplit

import orjson

from extractors.fetch import Fetched, FetchFailed
from extractors.robots_file import RobotsFile, canonical, parse_robots

TOKEN = "prospects"
"""Our product token, by which a robots.txt may address us."""
MAX_BYTES = 500 * 1024
MAX_AGE_S = 24 * 3600.0
LONG_S = 30 * 24 * 3600.0
"""A robots.txt that cannot be had for so long is replaced by the last one that could (section 2.3.1.4)."""
MAX_DELAY_S = 120.0
"""A longer Crawl-delay is taken for this much: one page in two minutes is as slow as a night allows."""

_log = logging.getLogger(__name__)
_FOR_EVER = float("inf")
_USUAL_ORIGIN = re.compile(r"https?://[a-z0-9.-]+(?::\d+)?(?=/)")
"""How origins are spelled but for a few, which are parsed: that takes ten times as long."""


class Memory(Protocol):
    """What outlives a run; `extractors.archive.Archive` is one."""

    def recall(self, origin: str, what: str, max_age_s: float, now: float) -> str | None: ...

    def remember(self, origin: str, what: str, value: str, now: float) -> None: ...


@dataclass(frozen=True)
class Rules:
    """What one origin's robots.txt says to us; ``text`` has one character for each octet (latin-1)."""

    origin: str
    status: int
    text: str

    @cached_property
    def file(self) -> RobotsFile:
        """The records that count for us."""
        return parse_robots(self.text, TOKEN)

    @property
    def is_unknown(self) -> bool:
        """True where the server failed, so that nothing is allowed until it answers."""
        return self.status >= 500 or self.status == 429

    @property
    def delay_s(self) -> float:
        """Seconds asked for between two requests, at most `MAX_DELAY_S`; 0 where nothing is asked."""
        return min(self.file.group.delay_s, MAX_DELAY_S)

    @property
    def sitemaps(self) -> list[str]:
        """Absolute http(s) addresses of the sitemaps that are named, in the order of the file."""
        found = []
        for value in self.file.sitemaps:
            try:
                url = urljoin(self.origin, _shown(value))
            except ValueError:
                continue
            if url.startswith(("http://", "https://")):
                found.append(url)
        return found

    def forbids(self, url: str) -> str | None:
        """Return why ``url`` must not be fetched, or None where it may be."""
        if self.is_unknown:
            return f"robots.txt answered {self.status}, which forbids every page until it is there (RFC 9309)"
        if not self.file.group.rules:
            return None
        rule = self.file.group.forbidding(canonical(url))
        return f"robots.txt says 'Disallow: {_shown(rule.printed)}' to '{self.file.token}'" if rule else None


class Robots:
    """The rules of every origin that one source leads to; each is asked once at a time."""

    def __init__(
        self, ask: Callable[[str], Awaitable[Fetched]], memory: Memory, now: Callable[[], float] = time.time
    ) -> None:
        self._ask, self._memory, self._now = ask, memory, now
        self._known: dict[str, tuple[float, asyncio.Future[Rules]]] = {}

    async def rules(self, origin: str) -> Rules:
        """Return the rules of ``scheme://host[:port]``.

        Raises:
            FetchError: the host cannot be reached at all.
        """
        since, pending = self._known.get(origin, (0.0, None))
        if pending is None or self._now() - since > MAX_AGE_S:
            pending = asyncio.ensure_future(self._load(origin))
            self._known[origin] = (self._now(), pending)
        return await asyncio.shield(pending)

    async def _load(self, origin: str) -> Rules:
        kept = self._kept(origin, MAX_AGE_S)
        if kept is not None:
            return kept
        try:
            answer = await self._ask(f"{origin}/robots.txt")
        except FetchFailed:
            last = self._last_known(origin)
            if last is None:
                raise
            return last
        rules = Rules(origin, answer.status, _text(answer.body) if 200 <= answer.status < 300 else "")
        if rules.is_unknown:
            return self._last_known(origin) or rules
        if rules.file.group.delay_s > MAX_DELAY_S:
            _log.warning(
                "%s: Crawl-delay of %g s is taken for %g s.", origin, rules.file.group.delay_s, MAX_DELAY_S
            )
        self._memory.remember(
            origin, "robots", orjson.dumps([answer.status, rules.text]).decode(), self._now()
        )
        if self._memory.recall(origin, "robots_failing", _FOR_EVER, self._now()):
            self._memory.remember(origin, "robots_failing", "", self._now())
        return rules

    def _kept(self, origin: str, max_age_s: float) -> Rules | None:
        kept = self._memory.recall(origin, "robots", max_age_s, self._now())
        return Rules(origin, *orjson.loads(kept)) if kept is not None else None

    def _last_known(self, origin: str) -> Rules | None:
        """Note since when robots.txt fails; once that is long ago, return the last one that was there."""
        since = self._memory.recall(origin, "robots_failing", _FOR_EVER, self._now())
        if not since:
            self._memory.remember(origin, "robots_failing", repr(self._now()), self._now())
            return None
        return self._kept(origin, _FOR_EVER) if self._now() - float(since) > LONG_S else None


def origin_of(url: str) -> str:
    """Return ``scheme://host[:port]`` in lower case; rules hold for an origin, not for a host.

    Raises:
        ValueError: this is no http or https address.
    """
    usual = _USUAL_ORIGIN.match(url)
    if usual:
        return usual.group()
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f"{url} is not an http or https address")
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}".lower()


def _text(body: bytes) -> str:
    """Return at most 500 KiB; a line that was cut there is no rule."""
    if len(body) > MAX_BYTES:
        kept = body[:MAX_BYTES]
        body = kept[: max(kept.rfind(b"\n"), kept.rfind(b"\r")) + 1]
    return body.decode("latin-1")


def _shown(octets: str) -> str:
    return octets.encode("latin-1", "replace").decode("utf-8", "replace")

"""robots.txt by RFC 9309: what we may fetch from an origin and how slowly, asked once and kept for 24 hours.

protego matches the rules; what an answer's status means is decided here (section 2.3.1): 2xx is read, 4xx
allows everything, 5xx and silence allow nothing. 429 is waited out like any page and then taken for a 5xx:
whoever says "not so fast" did not say "help yourself".
"""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol
from urllib.parse import urlsplit

import orjson
from protego import Protego

from extractors.fetch import Fetched

TOKEN = "prospects"
"""Our product token, by which a robots.txt may address us."""
MAX_BYTES = 500 * 1024
MAX_AGE_S = 24 * 3600.0
MAX_DELAY_S = 120.0
"""A longer Crawl-delay is taken for this much: one page in two minutes is as slow as a night allows."""


class Memory(Protocol):
    """What outlives a run; `extractors.archive.Archive` is one."""

    def recall(self, origin: str, what: str, max_age_s: float, now: float) -> str | None: ...

    def remember(self, origin: str, what: str, value: str, now: float) -> None: ...


@dataclass(frozen=True)
class Rules:
    """What one origin's robots.txt says to us."""

    status: int
    text: str

    @cached_property
    def _parsed(self) -> Protego | None:
        """None where everything is allowed: most hosts, so that they cost no parsing."""
        lowered = self.text.lower()
        return Protego.parse(self.text) if "disallow" in lowered or "crawl-delay" in lowered else None

    @property
    def is_unknown(self) -> bool:
        """True where the server failed, so that nothing is allowed until it answers."""
        return self.status >= 500 or self.status == 429

    @property
    def delay_s(self) -> float:
        """Seconds asked for between two requests; 0 where nothing is asked."""
        asked = self._parsed.crawl_delay(TOKEN) if self._parsed else None
        return min(float(asked or 0.0), MAX_DELAY_S)

    def forbids(self, url: str) -> str | None:
        """Return why ``url`` must not be fetched, or None where it may be."""
        if self.is_unknown:
            return f"robots.txt answered {self.status}, which forbids every page until it is there (RFC 9309)"
        if self._parsed is None or self._parsed.can_fetch(url, TOKEN):
            return None
        return f"robots.txt says '{_rule(self.text, url)}' to '{TOKEN}'"


class Robots:
    """The rules of every origin that one source leads to; each is asked once at a time."""

    def __init__(
        self, ask: Callable[[str], Awaitable[Fetched]], memory: Memory, now: Callable[[], float] = time.time
    ) -> None:
        self._ask, self._memory, self._now = ask, memory, now
        self._known: dict[str, asyncio.Future[Rules]] = {}

    async def rules(self, origin: str) -> Rules:
        """Return the rules of ``scheme://host[:port]``.

        Raises:
            FetchError: the host cannot be reached at all.
        """
        pending = self._known.get(origin)
        if pending is None:
            pending = self._known[origin] = asyncio.ensure_future(self._load(origin))
        return await asyncio.shield(pending)

    async def _load(self, origin: str) -> Rules:
        kept = self._memory.recall(origin, "robots", MAX_AGE_S, self._now())
        if kept is not None:
            status, text = orjson.loads(kept)
            return Rules(status, text)
        answer = await self._ask(f"{origin}/robots.txt")
        text = _text(answer.body) if 200 <= answer.status < 300 else ""
        rules = Rules(answer.status, text)
        if not rules.is_unknown:
            self._memory.remember(origin, "robots", orjson.dumps([answer.status, text]).decode(), self._now())
        return rules


def origin_of(url: str) -> str:
    """Return ``scheme://host[:port]`` in lower case; rules hold for an origin, not for a host."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}".lower()


def _text(body: bytes) -> str:
    """Decode at most 500 KiB; a line that was cut there is no rule."""
    if len(body) >= MAX_BYTES:
        body = body[:MAX_BYTES].rpartition(b"\n")[0]
    return body.decode("utf-8-sig", "replace")


def _rule(text: str, url: str) -> str:
    """Find the line that forbids ``url``, for the reader of the issue: longest match, our group first."""
    found: dict[str, str] = {}
    agents: set[str] = set()
    in_rules = False
    for line in text.splitlines():
        key, _, value = line.partition("#")[0].partition(":")
        key, value = key.strip().lower(), value.strip()
        if key == "user-agent":
            agents = {value.lower()} if in_rules else agents | {value.lower()}
            in_rules = False
        elif key in ("allow", "disallow"):
            in_rules = True
            if key == "disallow" and value and path_matches(value, url):
                for agent in agents & {"*", TOKEN}:
                    found[agent] = max(found.get(agent, ""), value, key=len)
    return "Disallow: " + (found.get(TOKEN) or found.get("*") or "/")


def path_matches(pattern: str, url: str) -> bool:
    """Return whether path and query of ``url`` begin like ``pattern``; ``*``, ``$`` as in RFC 9309 2.2.3."""
    parts = urlsplit(url)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    ending = "$" if pattern.endswith("$") else ""
    wild = ".*".join(re.escape(part) for part in pattern.removesuffix("$").split("*"))
    return re.match(wild + ending, path) is not None

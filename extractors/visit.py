"""Pages that a person asks for by address: each fetched once, as a guest, within the settings' limits."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from config.records import Page
from config.settings import Settings
from config.source_spec import Politeness
from config.spec_ways import check_address
from extractors.fetch import FetchError
from extractors.guest import Guest
from extractors.robots import Memory


@dataclass(frozen=True, kw_only=True)
class Visit:
    """``page``, or why there is none: ``kind`` as of `extractors.fetch.FetchError` and a sentence.

    ``delay_s`` is the Crawl-delay of its robots.txt, ``sitemaps`` the addresses that it names.
    """

    url: str
    page: Page | None = None
    kind: str | None = None
    reason: str | None = None
    delay_s: float = 0.0
    sitemaps: list[str] = field(default_factory=list)


class Forgetful:
    """What hosts said to one process; forgotten when it ends."""

    def __init__(self) -> None:
        self._said: dict[tuple[str, str], tuple[float, str]] = {}

    def recall(self, origin: str, what: str, max_age_s: float, now: float) -> str | None:
        since, value = self._said.get((origin, what), (float("-inf"), ""))
        return value if now - since < max_age_s else None

    def remember(self, origin: str, what: str, value: str, now: float) -> None:
        self._said[origin, what] = (now, value)


def is_loopback(url: str) -> bool:
    """Tell whether the address itself names this machine: whoever types that means it."""
    try:
        check_address(url, False)
    except ValueError:
        return url.startswith(("http://", "https://"))
    return False


def manners(url: str) -> Politeness:
    """Return how a host is treated that no spec speaks of; this machine needs no pauses."""
    return Politeness(delay_s=0.0) if is_loopback(url) else Politeness()


def visit(
    urls: Sequence[str],
    settings: Settings,
    *,
    source: str = "visit",
    allow_loopback: bool = False,
    politeness: Politeness | None = None,
    memory: Memory | None = None,
) -> list[Visit]:
    """Fetch each address once and return what came, in the order given. The web's faults never raise.

    ``memory`` keeps robots.txt for another day, as an archive does. Starts an event loop.
    """
    guest_of = {"politeness": politeness or Politeness(), "memory": memory or Forgetful()}

    async def all_of_them() -> list[Visit]:
        async with Guest(settings, **guest_of, allow_loopback=allow_loopback) as guest:  # type: ignore[arg-type]
            return [await look(guest, url, source) for url in urls]

    return asyncio.run(all_of_them())


async def look(guest: Guest, url: str, source: str) -> Visit:
    """Fetch one address and return what came; the web's faults never raise."""
    try:
        fetched = await guest.get(url)
        now = datetime.now(UTC)
        page = Page(
            source=source,
            partition=now.date(),
            url=url,
            final_url=fetched.url,
            status=fetched.status,
            fetched_at=now,
            sha256=hashlib.sha256(fetched.body).hexdigest(),
            body=fetched.body,
            headers=fetched.headers,
        )
        return Visit(
            url=url,
            page=page,
            delay_s=await guest.crawl_delay_s(fetched.url),
            sitemaps=await guest.sitemaps(fetched.url),
        )
    except FetchError as error:
        return Visit(url=url, kind=error.kind, reason=str(error))

"""TDMRep (W3C report of 2024-05-10): where a publisher reserves text and data mining (DSM directive Art. 4).

The file ``/.well-known/tdmrep.json`` is asked for once per origin and kept for 24 hours; the header
``tdm-reservation`` of a page beats it. No file, or one that cannot be read, reserves nothing.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable

import orjson

from extractors.fetch import Fetched, FetchError
from extractors.robots import MAX_AGE_S, Memory, path_matches

PATH = "/.well-known/tdmrep.json"


class Reservations:
    """What each origin that one source leads to reserves."""

    def __init__(
        self, ask: Callable[[str], Awaitable[Fetched]], memory: Memory, now: Callable[[], float] = time.time
    ) -> None:
        self._ask, self._memory, self._now = ask, memory, now
        self._known: dict[str, asyncio.Future[list[tuple[str, bool]]]] = {}

    async def reserves(self, origin: str, url: str) -> str | None:
        """Return why ``url`` must not be mined, or None. The first entry whose location fits decides."""
        pending = self._known.get(origin)
        if pending is None:
            pending = self._known[origin] = asyncio.ensure_future(self._load(origin))
        for location, is_reserved in await asyncio.shield(pending):
            if path_matches(location, url):
                return f"{PATH} reserves text and data mining of '{location}'" if is_reserved else None
        return None

    async def _load(self, origin: str) -> list[tuple[str, bool]]:
        text = self._memory.recall(origin, "tdmrep", MAX_AGE_S, self._now())
        if text is None:
            try:
                answer = await self._ask(origin + PATH)
            except FetchError:
                return []
            text = answer.body.decode("utf-8", "replace") if answer.status == 200 else ""
            self._memory.remember(origin, "tdmrep", text, self._now())
        return entries(text)


def entries(text: str) -> list[tuple[str, bool]]:
    """Return (location, is reserved) in the order of the file; what is not of that shape is left out."""
    try:
        data = orjson.loads(text)
    except orjson.JSONDecodeError:
        return []
    return [
        (entry["location"], entry.get("tdm-reservation") in (1, "1", True))
        for entry in (data if isinstance(data, list) else [])
        if isinstance(entry, dict) and isinstance(entry.get("location"), str)
    ]

"""TDMRep (W3C report of 2024-05-10): where a publisher reserves text and data mining (DSM directive Art. 4).

Three places may say so: the file ``/.well-known/tdmrep.json``, asked for once per origin and kept for 24
hours, the header ``tdm-reservation`` of a page, and a ``<meta>`` of that name in it. No file, or one that
cannot be read, reserves nothing.
"""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Awaitable, Callable

import orjson

from extractors.fetch import Fetched, FetchError
from extractors.robots import MAX_AGE_S, Memory
from extractors.robots_file import Pattern, canonical, compile_pattern

PATH = "/.well-known/tdmrep.json"
_HEAD = 64 * 1024
_COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
_META = re.compile(rb"<meta\b[^>]*>")
_NAME = re.compile(rb"""\bname\s*=\s*["']?\s*tdm-reservation["'\s/>]""")
_RESERVED = re.compile(rb"""\bcontent\s*=\s*["']?\s*1["'\s/>]""")

Entries = list[tuple[Pattern, bool]]


class Reservations:
    """What each origin that one source leads to reserves."""

    def __init__(
        self, ask: Callable[[str], Awaitable[Fetched]], memory: Memory, now: Callable[[], float] = time.time
    ) -> None:
        self._ask, self._memory, self._now = ask, memory, now
        self._known: dict[str, asyncio.Future[Entries]] = {}

    async def entries(self, origin: str) -> Entries:
        """Return what the file of ``scheme://host[:port]`` says; it is asked for once."""
        pending = self._known.get(origin)
        if pending is None:
            pending = self._known[origin] = asyncio.ensure_future(self._load(origin))
        return await asyncio.shield(pending)

    async def _load(self, origin: str) -> Entries:
        text = self._memory.recall(origin, "tdmrep", MAX_AGE_S, self._now())
        if text is None:
            try:
                answer = await self._ask(origin + PATH)
            except FetchError:
                return []
            text = answer.body.decode("utf-8", "replace") if answer.status == 200 else ""
            self._memory.remember(origin, "tdmrep", text, self._now())
        return read_entries(text)


def read_entries(text: str) -> Entries:
    """Return (location, is reserved) in the order of the file; what is not of that shape is left out."""
    try:
        data = orjson.loads(text)
    except orjson.JSONDecodeError:
        return []
    return [
        (compile_pattern(_octets(entry["location"])), entry.get("tdm-reservation") in (1, "1", True))
        for entry in (data if isinstance(data, list) else [])
        if isinstance(entry, dict) and isinstance(entry.get("location"), str)
    ]


def reserves(entries: Entries, url: str) -> str | None:
    """Return why ``url`` must not be mined, or None. The first entry whose location fits decides."""
    path = canonical(url) if entries else ""
    for location, is_reserved in entries:
        if location.matches(path):
            return f"{PATH} reserves text and data mining of '{location.printed}'" if is_reserved else None
    return None


def reserved_by(answer: Fetched) -> str | None:
    """Return why an answer that we have must not be kept: its header or its own mark-up says so."""
    if answer.headers.get("tdm-reservation", "").strip().startswith("1"):
        return "it reserves text and data mining (header tdm-reservation)"
    head = answer.body[:_HEAD].replace(b"\0", b"").lower()
    if b"tdm-reservation" not in head or b"<" not in head:
        return None
    for tag in _META.findall(_COMMENT.sub(b"", head)):
        if _NAME.search(tag) and _RESERVED.search(tag):
            return "it reserves text and data mining (meta tdm-reservation)"
    return None


def _octets(text: str) -> str:
    return text.encode("utf-8", "surrogatepass").decode("latin-1")

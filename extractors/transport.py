"""The seam under the fetcher: which library opens connections (``PROSPECTS_TRANSPORT``); both are guarded.

aiohttp is the faster one by far (httpx's own pool is quadratic in its connections, encode/httpcore PR 1035);
httpx's own transport is there for the day on which the other breaks. A server sees no difference.
"""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from config.settings import Settings
from extractors.network import Guard

_CONNECT_S, IDLE_S = 10.0, 15.0


class Unconnected(Exception):
    """Nobody answered there; the cause is the system's error."""


class BrokenOff(Exception):
    """A server answered, but not to the end, or not in HTTP."""


@dataclass(frozen=True)
class Answer:
    """The head of an answer, names in lower case, and its body on the way, as it comes from the wire."""

    status: int
    headers: dict[str, str]
    parts: AsyncIterator[bytes]
    close: Callable[[], Awaitable[None]]
    """Closed early the connection goes too, at its end it is free for the next exchange."""


class Transport(Protocol):
    """Sends one request and follows nothing.

    Raises:
        AddressRefused: before a socket is opened. Unconnected, BrokenOff: also while the parts are read.
    """

    async def send(
        self, method: str, url: str, headers: Mapping[str, str], content: bytes | None
    ) -> Answer: ...

    async def aclose(self) -> None: ...


def open_transport(settings: Settings, guard: Guard) -> Transport:
    """Return the transport that the settings name; how many connections are open is the caller's affair."""
    connect_s = min(_CONNECT_S, settings.timeout_s)
    if settings.transport == "httpx":
        from extractors.httpx_transport import OverHttpx, guarded

        return OverHttpx(guarded(guard, connect_s))
    from extractors.aiohttp_transport import OverAiohttp  # 10 MiB that file sources do not need

    return OverAiohttp(guard, connect_s)


@lru_cache(maxsize=1)
def tls() -> ssl.SSLContext:
    """Return the verifying TLS context, SSL_CERT_FILE heeded; built once: it costs more than 100 pages."""
    import httpx

    return httpx.create_ssl_context()


def head_of(raw: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """Return header fields by name in lower case; of repeated ones a list (RFC 9110 section 5.3)."""
    head: dict[str, str] = {}
    for name, value in raw:
        key = name.decode("latin-1").lower()
        try:
            text = value.decode()
        except UnicodeDecodeError:
            text = value.decode("latin-1")
        head[key] = f"{head[key]}, {text}" if key in head else text
    return head

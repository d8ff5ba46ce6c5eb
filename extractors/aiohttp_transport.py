"""The network over aiohttp: its connections and its parser in C, bodies as they come from the wire."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from typing import Any

import aiohttp
from aiohttp.abc import ResolveResult
from yarl import URL

from extractors import transport
from extractors.network import Guard
from extractors.transport import IDLE_S, Answer, BrokenOff, Unconnected, head_of

_LONGEST_LINE = 64 * 1024
"""Bytes of one header: policies of 20 KB are common, more is an attack."""


class OverAiohttp:
    """`extractors.transport.Transport`: one session for all hosts; it opens with the first request.

    A GET over a connection that had died while it was idle is sent once more over a fresh one.
    """

    def __init__(self, guard: Guard, connect_s: float) -> None:
        self._guard, self._connect_s = guard, connect_s
        self._session: aiohttp.ClientSession | None = None

    async def send(self, method: str, url: str, headers: Mapping[str, str], content: bytes | None) -> Answer:
        session = self._session or self._open()
        try:
            answer = await session.request(
                method,
                URL(url, encoded=True),
                headers=headers,
                data=content,
                allow_redirects=False,
                ssl=transport.tls() if url.startswith("https:") else True,
            )
        except (aiohttp.ClientError, TimeoutError) as error:
            raise _told(error) from _cause(error)

        async def close() -> None:
            answer.close()

        return Answer(answer.status, head_of(answer.raw_headers), _parts(answer), close)

    async def aclose(self) -> None:
        if self._session is not None:
            await self._session.close()

    def _open(self) -> aiohttp.ClientSession:
        self._session = aiohttp.ClientSession(
            connector=_GuardedConnector(self._guard),
            cookie_jar=aiohttp.DummyCookieJar(),
            skip_auto_headers=("Accept", "Accept-Encoding", "User-Agent", "Content-Type"),
            auto_decompress=False,
            timeout=aiohttp.ClientTimeout(total=None, connect=self._connect_s),
            max_line_size=_LONGEST_LINE,
            max_field_size=_LONGEST_LINE,
        )
        return self._session


class _GuardedConnector(aiohttp.TCPConnector):
    """Connects to what the guard returns and to nothing else; nothing is remembered between connections."""

    def __init__(self, guard: Guard) -> None:
        super().__init__(limit=0, keepalive_timeout=IDLE_S, use_dns_cache=False)
        self._guard = guard

    async def _resolve_host(self, host: str, port: int, traces: Any = None) -> list[ResolveResult]:
        found = await self._guard.addresses(host, port)
        return [
            ResolveResult(hostname=host, host=address, port=number, family=self.family, proto=0, flags=0)
            for address, number in found
        ]


async def _parts(answer: aiohttp.ClientResponse) -> AsyncIterator[bytes]:
    content = answer.content
    try:
        while part := await content.readany():
            yield part
    except (aiohttp.ClientError, TimeoutError) as error:
        raise _told(error) from _cause(error)


def _cause(error: Exception) -> BaseException:
    """Return the error of the system beneath: a missing name and a wrong certificate are told apart by it."""
    if isinstance(error, aiohttp.ClientConnectorCertificateError):
        return error.certificate_error
    return error.os_error if isinstance(error, aiohttp.ClientConnectorError) else error


def _told(error: Exception) -> Exception:
    text = " ".join(str(error).split()) or type(error).__name__  # its parser draws arrows over lines
    if isinstance(error, aiohttp.InvalidURL):
        return ValueError(text)
    never_began = (
        aiohttp.ClientConnectorError,
        aiohttp.ClientConnectorCertificateError,
        aiohttp.ConnectionTimeoutError,
    )
    return Unconnected(text) if isinstance(error, never_began) else BrokenOff(text)

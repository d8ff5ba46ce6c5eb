"""An httpx transport over aiohttp: its connections and its parser in C, bodies as they came from the wire."""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import httpx
from aiohttp.abc import ResolveResult
from yarl import URL

from extractors.network import Guard
from extractors.transport import IDLE_S

_LONGEST_LINE = 64 * 1024
"""Bytes of one header: policies of 20 KB are common, more is an attack."""


class AiohttpTransport(httpx.AsyncBaseTransport):
    """One session for all hosts; it opens with the first request, inside the event loop.

    A GET over a connection that had died while it was idle is sent once more over a fresh one.
    """

    def __init__(self, guard: Guard, tls: ssl.SSLContext, connect_s: float) -> None:
        self._guard, self._tls, self._connect_s = guard, tls, connect_s
        self._session: aiohttp.ClientSession | None = None

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        session = self._session or self._open()
        asked = request.url
        url = URL(f"{asked.scheme}://{asked.netloc.decode()}{asked.raw_path.decode()}", encoded=True)
        headers = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in request.headers.raw]
        try:
            answer = await session.request(
                request.method, url, headers=headers, allow_redirects=False, data=request.content or None
            )
        except (aiohttp.ClientError, TimeoutError) as error:
            raise _as_httpx(error, request) from _cause(error)
        return httpx.Response(answer.status, headers=answer.raw_headers, stream=_Body(answer, request))

    async def aclose(self) -> None:
        if self._session is not None:
            await self._session.close()

    def _open(self) -> aiohttp.ClientSession:
        self._session = aiohttp.ClientSession(
            connector=_GuardedConnector(self._guard, self._tls),
            cookie_jar=aiohttp.DummyCookieJar(),
            skip_auto_headers=("Accept", "Accept-Encoding", "User-Agent", "Content-Type"),
            auto_decompress=False,
            timeout=aiohttp.ClientTimeout(total=None, connect=self._connect_s),
            max_line_size=_LONGEST_LINE,
            max_field_size=_LONGEST_LINE,
            requote_redirect_url=False,
        )
        return self._session


class _GuardedConnector(aiohttp.TCPConnector):
    """Connects to what the guard returns and to nothing else; nothing is remembered between connections."""

    def __init__(self, guard: Guard, tls: ssl.SSLContext) -> None:
        super().__init__(ssl=tls, limit=0, keepalive_timeout=IDLE_S, use_dns_cache=False)
        self._guard = guard

    async def _resolve_host(self, host: str, port: int, traces: Any = None) -> list[ResolveResult]:
        found = await self._guard.addresses(host, port)
        return [
            ResolveResult(hostname=host, host=address, port=number, family=self.family, proto=0, flags=0)
            for address, number in found
        ]


class _Body(httpx.AsyncByteStream):
    """The body on its way; closed early the connection goes too, at its end it is free again."""

    def __init__(self, answer: aiohttp.ClientResponse, request: httpx.Request) -> None:
        self._answer, self._request = answer, request

    async def __aiter__(self) -> AsyncIterator[bytes]:
        content = self._answer.content
        try:
            while part := await content.readany():
                yield part
        except (aiohttp.ClientError, TimeoutError) as error:
            raise _as_httpx(error, self._request) from _cause(error)

    async def aclose(self) -> None:
        self._answer.close()


def _cause(error: Exception) -> BaseException:
    """Return the error of the system beneath: a missing name and a wrong certificate are told apart by it."""
    if isinstance(error, aiohttp.ClientConnectorCertificateError):
        return error.certificate_error
    return error.os_error if isinstance(error, aiohttp.ClientConnectorError) else error


def _as_httpx(error: Exception, request: httpx.Request) -> Exception:
    """Return the exception that httpx's own transport would have raised."""
    text = str(error) or type(error).__name__
    if isinstance(error, aiohttp.InvalidURL):
        return httpx.InvalidURL(text)
    if isinstance(error, aiohttp.ClientConnectorError | aiohttp.ClientConnectorCertificateError):
        return httpx.ConnectError(text, request=request)
    if isinstance(error, aiohttp.ConnectionTimeoutError):
        return httpx.ConnectTimeout(text, request=request)
    if isinstance(error, aiohttp.ClientPayloadError | aiohttp.ClientOSError):
        return httpx.ReadError(text, request=request)
    return httpx.RemoteProtocolError(text, request=request)

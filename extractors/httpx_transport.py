"""Anything that is a transport of httpx: its own one, guarded, or one that a test makes up."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import suppress

import httpcore
import httpx

from extractors import transport
from extractors.network import Guard
from extractors.transport import IDLE_S, Answer, BrokenOff, Unconnected, head_of


class OverHttpx:
    """`extractors.transport.Transport` over an httpx transport."""

    def __init__(self, transport: httpx.AsyncBaseTransport) -> None:
        self._transport = transport

    async def send(self, method: str, url: str, headers: Mapping[str, str], content: bytes | None) -> Answer:
        request = httpx.Request(method, url, headers=headers, content=content)
        try:
            response = await self._transport.handle_async_request(request)
        except httpx.TransportError as error:
            raise _told(error) from error
        return Answer(response.status_code, head_of(response.headers.raw), _parts(response), response.aclose)

    async def aclose(self) -> None:
        await self._transport.aclose()


async def _parts(response: httpx.Response) -> AsyncIterator[bytes]:
    assert isinstance(response.stream, httpx.AsyncByteStream)
    try:
        async for part in response.stream:
            yield part
    except httpx.TransportError as error:
        raise _told(error) from error


def _told(error: httpx.TransportError) -> Exception:
    text = str(error) or type(error).__name__
    is_unconnected = isinstance(error, httpx.ConnectError | httpx.ConnectTimeout)
    return Unconnected(text) if is_unconnected else BrokenOff(text)


def guarded(guard: Guard, connect_s: float) -> httpx.AsyncHTTPTransport:
    """Return httpx's own transport with a pool that connects through the guard."""
    made = httpx.AsyncHTTPTransport(verify=transport.tls(), trust_env=False)
    made._pool = httpcore.AsyncConnectionPool(
        ssl_context=transport.tls(),
        max_connections=None,
        keepalive_expiry=IDLE_S,
        network_backend=_GuardedBackend(guard, connect_s),
    )
    return made


class _GuardedBackend(httpcore.AnyIOBackend):
    """Sockets of httpcore, to checked addresses only."""

    def __init__(self, guard: Guard, connect_s: float) -> None:
        self._guard, self._connect_s = guard, connect_s

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        try:
            async with asyncio.timeout(self._connect_s):
                *others, last = await self._guard.addresses(host, port)
                for address, number in others:
                    with suppress(httpcore.ConnectError):
                        return await super().connect_tcp(address, number, None, local_address, socket_options)
                return await super().connect_tcp(*last, None, local_address, socket_options)
        except TimeoutError:
            raise httpcore.ConnectTimeout(f"no connection within {self._connect_s:g} s") from None
        except OSError as error:
            raise httpcore.ConnectError(str(error)) from error

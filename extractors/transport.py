"""The seam under httpx: which library opens the connections, ``PROSPECTS_TRANSPORT`` says. Both are guarded.

aiohttp is the faster one by far (httpx's own pool is quadratic in its connections, encode/httpcore PR 1035);
httpx's own transport is there for the day on which the other breaks. A server sees no difference.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Iterable
from contextlib import suppress
from functools import lru_cache

import httpcore
import httpx

from config.settings import Settings
from extractors.network import Guard

_CONNECT_S, IDLE_S = 10.0, 15.0


@lru_cache(maxsize=1)
def tls() -> ssl.SSLContext:
    """Return the verifying TLS context, SSL_CERT_FILE heeded; built once: it costs more than 100 pages."""
    return httpx.create_ssl_context()


def open_transport(settings: Settings, guard: Guard) -> httpx.AsyncBaseTransport:
    """Return the transport that the settings name; how many connections are open is the caller's affair."""
    connect_s = min(_CONNECT_S, settings.timeout_s)
    if settings.transport == "httpx":
        return GuardedTransport(guard, connect_s)
    from extractors.aiohttp_transport import AiohttpTransport  # 10 MiB that file sources do not need

    return AiohttpTransport(guard, tls(), connect_s)


class GuardedTransport(httpx.AsyncHTTPTransport):
    """httpx's own transport; its pool connects through the guard."""

    def __init__(self, guard: Guard, connect_s: float) -> None:
        super().__init__(verify=tls(), trust_env=False)
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=tls(),
            max_connections=None,
            keepalive_expiry=IDLE_S,
            network_backend=_GuardedBackend(guard, connect_s),
        )


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

"""The sockets under httpx: every address is checked at the moment of connecting, names and literals alike.

A name is resolved once and the checked address is the one connected to, so a second answer of the name server
cannot lead us into our own network. ``host_map`` stands in front of the name server like a hosts file.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import ssl
from collections.abc import Iterable, Mapping

import httpcore

_HIGH_WATER = 256 * 1024


class AddressRefused(Exception):
    """The host leads to an address that is not on the public internet; the message says which."""


class Stream(asyncio.Protocol, httpcore.AsyncNetworkStream):
    """One connection as httpcore wants it; timeouts are the caller's: one deadline spans the exchange."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._transport: asyncio.Transport | None = None
        self._waiter: asyncio.Future[None] | None = None
        self._is_paused = self._is_over = False
        self._error: Exception | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        if len(self._buffer) > _HIGH_WATER and self._transport is not None and not self._is_paused:
            self._transport.pause_reading()
            self._is_paused = True
        self._wake()

    def eof_received(self) -> bool | None:
        self._is_over = True
        self._wake()
        return None

    def connection_lost(self, exc: Exception | None) -> None:
        self._is_over, self._error = True, exc
        self._wake()

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        while not self._buffer:
            if self._error is not None:
                raise httpcore.ReadError(str(self._error)) from self._error
            if self._is_over:
                return b""
            self._waiter = asyncio.get_running_loop().create_future()
            try:
                await self._waiter
            finally:
                self._waiter = None
        data = bytes(self._buffer[:max_bytes])
        del self._buffer[:max_bytes]
        if self._is_paused and not self._buffer and self._transport is not None:
            self._transport.resume_reading()
            self._is_paused = False
        return data

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        if not buffer:
            return
        if self._transport is None or self._is_over:
            raise httpcore.WriteError("the connection is closed")
        self._transport.write(buffer)

    async def aclose(self) -> None:
        if self._transport is not None:
            self._transport.abort()

    async def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.AsyncNetworkStream:
        loop = asyncio.get_running_loop()
        assert self._transport is not None
        try:
            upgraded = await loop.start_tls(
                self._transport, self, ssl_context, server_hostname=server_hostname
            )
        except (OSError, ssl.SSLError) as error:
            raise httpcore.ConnectError(str(error)) from error
        if upgraded is None:
            raise httpcore.ConnectError("the connection was closed during the TLS handshake")
        self._transport = upgraded
        return self

    def get_extra_info(self, info: str) -> object:
        if info == "is_readable":
            return self._is_over or bool(self._buffer)
        return self._transport.get_extra_info(info) if self._transport is not None else None


class GuardedNetwork(httpcore.AsyncNetworkBackend):
    """Connects to public addresses, to loopback with ``allow_loopback``, and where ``host_map`` points.

    Raises:
        AddressRefused: from ``connect_tcp``, before any socket is opened.
    """

    def __init__(self, host_map: Mapping[str, str], *, allow_loopback: bool, connect_s: float) -> None:
        self._host_map, self._allow_loopback, self._connect_s = host_map, allow_loopback, connect_s

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        mapped = mapped_address(host, port, self._host_map)
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(self._connect_s):
                if mapped is not None:
                    return (await loop.create_connection(Stream, *mapped))[1]
                error: OSError | None = None
                for address in await self._resolve(host, port):
                    try:
                        return (await loop.create_connection(Stream, address, port))[1]
                    except OSError as failure:
                        error = failure
        except TimeoutError:
            raise httpcore.ConnectTimeout(f"no connection within {self._connect_s:g} s") from None
        except OSError as failure:
            error = failure
        raise httpcore.ConnectError(str(error)) from error

    async def _resolve(self, host: str, port: int) -> list[str]:
        try:
            found = [ipaddress.ip_address(host).compressed]
        except ValueError:
            loop = asyncio.get_running_loop()
            answers = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            found = list(dict.fromkeys(str(answer[4][0]) for answer in answers))
        for address in found:
            if not _may_connect(address, self._allow_loopback):
                raise AddressRefused(f"{host} leads to {address}, which is not a public address")
        return found


def mapped_address(host: str, port: int, host_map: Mapping[str, str]) -> tuple[str, int] | None:
    """Return where ``host_map`` sends a host, or None. ``*.example`` covers every name under example.

    A value without a port keeps the port of the address asked for.
    """
    host = host.lower()
    for pattern, target in host_map.items():
        pattern = pattern.lower()
        if pattern == host or (pattern.startswith("*.") and host.endswith(pattern[1:])):
            name, _, number = target.rpartition(":")
            return (name.strip("[]"), int(number)) if name and number.isdigit() else (target, port)
    return None


def _may_connect(address: str, allow_loopback: bool) -> bool:
    parsed = ipaddress.ip_address(address.split("%", 1)[0])
    if isinstance(parsed, ipaddress.IPv6Address):
        parsed = parsed.ipv4_mapped or parsed.sixtofour or parsed
    return (parsed.is_global and not parsed.is_multicast) or (allow_loopback and parsed.is_loopback)

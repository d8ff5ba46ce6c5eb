"""The network over aiohttp: its connections and its parser in C, bodies as they come from the wire.

The session that aiohttp puts above them is left out: a guest has no use for its cookies, proxies, redirects
and traces, and looking after them takes more than half of the time of an exchange.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Mapping
from functools import cached_property, lru_cache
from typing import Any

import aiohttp
from aiohttp.abc import ResolveResult
from aiohttp.client_reqrep import ConnectionKey
from aiohttp.http_exceptions import HttpProcessingError
from yarl import URL

from extractors import transport
from extractors.network import Guard
from extractors.transport import IDLE_S, Answer, BrokenOff, Unconnected, head_of

_LONGEST_LINE = 64 * 1024
"""Bytes of one header: policies of 20 KB are common, more is an attack."""
_CONTROL = re.compile(r"[\0-\x08\x0a-\x1f\x7f]")
_ORIGIN = re.compile(r"https?://[^/]+")
_FAULTS = (aiohttp.ClientError, HttpProcessingError, TimeoutError)


class OverAiohttp:
    """`extractors.transport.Transport`: one pool of connections for all hosts.

    A GET over a connection that had died while it was idle is sent once more over a fresh one.
    """

    def __init__(self, guard: Guard, connect_s: float) -> None:
        self._guard, self._patience = guard, aiohttp.ClientTimeout(total=None, connect=connect_s)
        self._connector: _GuardedConnector | None = None
        self._peers: dict[str, _Peer] = {}

    async def send(self, method: str, url: str, headers: Mapping[str, str], content: bytes | None) -> Answer:
        try:
            peer, target = self._addressed(url)
            sent = _written(f"{method} {target} HTTP/1.1", {"host": peer.headers["host"], **headers}, content)
            try:
                return await self._exchange(peer, sent)
            except (aiohttp.ClientOSError, aiohttp.ServerDisconnectedError) as error:
                if method != "GET" or isinstance(error, aiohttp.ClientConnectorError):
                    raise
                return await self._exchange(peer, sent)
        except _FAULTS as error:
            raise _told(error) from _cause(error)

    async def aclose(self) -> None:
        if self._connector is not None:
            await self._connector.close()

    def _addressed(self, url: str) -> tuple[_Peer, str]:
        """Return the peer of a spelled-out address and what it is asked for there."""
        found = _ORIGIN.match(url)
        origin = found.group() if found else url
        peer = self._peers.get(origin)
        if peer is None:
            tls = transport.tls() if url.startswith("https:") else True
            peer = _Peer("GET", URL(origin, encoded=True), ssl=tls)
            self._peers[origin] = peer
        return peer, url[len(origin) :] or "/"

    async def _exchange(self, peer: _Peer, sent: bytes) -> Answer:
        if self._connector is None:  # it wants to be made where the event loop runs
            self._connector = _GuardedConnector(self._guard)
        try:
            connection = await self._connector.connect(peer, [], self._patience)
        except TimeoutError as error:
            raise aiohttp.ConnectionTimeoutError(f"nobody answered at {peer.url}") from error
        protocol, wire = connection.protocol, connection.transport
        assert protocol is not None and wire is not None
        try:
            protocol.set_response_params(
                read_until_eof=True,
                auto_decompress=False,
                max_line_size=_LONGEST_LINE,
                max_field_size=_LONGEST_LINE,
            )
            wire.write(sent)
            message, body = await protocol.read()
            while 100 <= message.code < 200 and message.code != 101:  # the answer itself is still to come
                message, body = await protocol.read()
        except BaseException:
            connection.close()
            raise
        body.on_eof(connection.release)

        async def close() -> None:
            connection.close()

        return Answer(message.code, head_of(message.raw_headers), _parts(body), close)


class _Peer(aiohttp.ClientRequest):
    """Tells the connector whom to connect to, once for each origin; it is never sent itself."""

    @cached_property
    def connection_key(self) -> ConnectionKey:
        return super().connection_key


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


def _written(line: str, headers: Mapping[str, str], content: bytes | None) -> bytes:
    """Return a request as it goes over the wire (RFC 9112 section 2.1).

    Raises:
        ValueError: a control character, with which a value could start a header or a request of its own.
    """
    length = f"content-length: {len(content)}\r\n" if content is not None else ""
    head = f"{_checked(line)}{_fields(tuple(headers.items()))}{length}\r\n"
    return head.encode() + content if content else head.encode()


@lru_cache(maxsize=64)
def _fields(headers: tuple[tuple[str, str], ...]) -> str:
    """Return header fields as lines; one page after the other is asked for with the same ones.

    Few are kept: a validator that came from a server may have 64 KB.
    """
    return "".join(_checked(f"{name}: {value}") for name, value in headers)


def _checked(line: str) -> str:
    if _CONTROL.search(line):
        raise ValueError("there is a control character in it or in a header of the request")
    return line + "\r\n"


async def _parts(body: aiohttp.StreamReader) -> AsyncIterator[bytes]:
    try:
        while part := await body.readany():
            yield part
    except _FAULTS as error:
        raise _told(error) from _cause(error)


def _cause(error: Exception) -> BaseException:
    """Return the error of the system beneath: a missing name and a wrong certificate are told apart by it."""
    if isinstance(error, aiohttp.ClientConnectorCertificateError):
        return error.certificate_error
    return error.os_error if isinstance(error, aiohttp.ClientConnectorError) else error


def _told(error: Exception) -> Exception:
    text = " ".join(str(error).split()) or type(error).__name__  # the parser draws arrows over lines
    if isinstance(error, aiohttp.InvalidURL):
        return ValueError(text)
    never_began = (
        aiohttp.ClientConnectorError,
        aiohttp.ClientConnectorCertificateError,
        aiohttp.ConnectionTimeoutError,
    )
    return Unconnected(text) if isinstance(error, never_began) else BrokenOff(text)

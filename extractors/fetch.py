"""The one place that speaks HTTP: an exchange with caps on time and size, nothing followed, nothing retried.

httpx's own pool is quadratic in its connections (encode/httpcore PR 1035), so `Connections` keeps idle ones
by origin and lends them out; all share one TLS context. `extractors.guest` does the rest.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections import OrderedDict
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Self

import httpcore
import httpx

from config.settings import Settings
from extractors.inflate import ACCEPTED, BadCoding, Inflater, TooLarge
from extractors.network import AddressRefused, GuardedNetwork

_CONNECT_S, _IDLE_S = 10.0, 15.0


class FetchError(Exception):
    """A page that we do not have: ``kind`` is a short name, the message a sentence for people."""

    def __init__(self, kind: str, message: str, *, transient: bool = False) -> None:
        super().__init__(message)
        self.kind, self.transient = kind, transient


class FetchRefused(FetchError):
    """We may not or will not fetch it: robots.txt, a reservation, an address inside our network."""


class FetchFailed(FetchError):
    """It did not come; ``transient`` where another try may help."""


@dataclass(frozen=True, kw_only=True)
class Fetched:
    """An answer: ``url`` is where it came from, header names are in lower case, the body is inflated."""

    url: str
    status: int
    headers: dict[str, str]
    body: bytes


_Origin = tuple[bytes, bytes, int]


@lru_cache(maxsize=1)
def _tls() -> ssl.SSLContext:
    """Build the verifying TLS context once, SSL_CERT_FILE heeded: it costs more than a hundred pages."""
    return httpx.create_ssl_context()


class Connections(httpx.AsyncBaseTransport):
    """httpx transport that lends each exchange a connection of its own; idle ones wait per origin.

    How many are open to one host is the caller's affair; of idle ones the ``keep`` most recent origins stay.
    """

    def __init__(self, network: GuardedNetwork, keep: int = 64) -> None:
        self._network, self._keep = network, keep
        self._idle: OrderedDict[_Origin, list[httpcore.AsyncHTTPConnection]] = OrderedDict()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        url = request.url
        asked = httpcore.Request(
            request.method,
            httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
            headers=request.headers.raw,
        )
        origin = asked.url.origin
        key = (origin.scheme, origin.host, origin.port)
        while True:
            connection, is_used = await self._take(key, origin)
            try:
                answer = await connection.handle_async_request(asked)
            except (httpcore.NetworkError, httpcore.RemoteProtocolError) as error:
                await connection.aclose()
                if is_used and not isinstance(error, httpcore.ConnectError):
                    continue  # the server hung up while the connection was idle; GET may be repeated
                raise _as_httpx(error, request) from error
            except httpcore.TimeoutException as error:
                raise _as_httpx(error, request) from error
            except BaseException:
                await connection.aclose()
                raise
            break
        body = _Body(answer, request, lambda: self._give_back(key, connection))
        return httpx.Response(answer.status, headers=answer.headers, stream=body)

    async def aclose(self) -> None:
        for connections in self._idle.values():
            for connection in connections:
                await connection.aclose()
        self._idle.clear()

    async def _take(self, key: _Origin, origin: httpcore.Origin) -> tuple[httpcore.AsyncHTTPConnection, bool]:
        waiting = self._idle.get(key, [])
        while waiting:
            connection = waiting.pop()
            if not connection.has_expired():
                return connection, True
            await connection.aclose()
        self._idle.pop(key, None)
        context = _tls() if origin.scheme == b"https" else None
        return httpcore.AsyncHTTPConnection(
            origin, ssl_context=context, keepalive_expiry=_IDLE_S, network_backend=self._network
        ), False

    async def _give_back(self, key: _Origin, connection: httpcore.AsyncHTTPConnection) -> None:
        if not connection.is_idle():
            await connection.aclose()
            return
        self._idle.setdefault(key, []).append(connection)
        self._idle.move_to_end(key)
        while len(self._idle) > self._keep:
            _, oldest = self._idle.popitem(last=False)
            for each in oldest:
                await each.aclose()


class _Body(httpx.AsyncByteStream):
    """The body on its way; closing it gives the connection back."""

    def __init__(
        self, answer: httpcore.Response, request: httpx.Request, done: Callable[[], Awaitable[None]]
    ) -> None:
        self._answer, self._request, self._done = answer, request, done

    async def __aiter__(self) -> AsyncIterator[bytes]:
        try:
            async for part in self._answer.aiter_stream():
                yield part
        except (httpcore.NetworkError, httpcore.ProtocolError) as error:
            raise _as_httpx(error, self._request) from error

    async def aclose(self) -> None:
        await self._answer.aclose()
        await self._done()


def _as_httpx(error: Exception, request: httpx.Request) -> Exception:
    """Return httpx's exception of the same name, as httpx's own transport does."""
    kind: type[httpx.RequestError] = getattr(httpx, type(error).__name__, httpx.TransportError)
    return kind(str(error) or type(error).__name__, request=request)


class Fetcher:
    """One exchange at a time with the web, for one source; an async context manager.

    ``transport`` replaces the network, as httpx.MockTransport does in tests.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        allow_loopback: bool = False,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._settings = settings
        connect_s = min(_CONNECT_S, settings.timeout_s)
        self._transport = transport or Connections(
            GuardedNetwork(settings.host_map, allow_loopback=allow_loopback, connect_s=connect_s)
        )
        self._headers = {
            "user-agent": settings.user_agent,
            "accept": "text/html,application/xhtml+xml,application/json,application/xml;q=0.9,*/*;q=0.8",
            "accept-encoding": ACCEPTED,
        }

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._transport.aclose()

    async def get(
        self,
        url: str,
        headers: Mapping[str, str] | None = None,
        *,
        max_bytes: int | None = None,
        content: bytes | None = None,
    ) -> Fetched:
        """Ask for ``url`` and return whatever is answered, a redirect or an error page included.

        With ``max_bytes`` a longer body is cut there; without, settings' cap makes it an error. ``content`` is
        sent by POST; without it the method is GET.

        Raises:
            FetchRefused: the address is inside our network (kind ``address``) or not http(s).
            FetchFailed: kinds ``no_such_host``, ``unreachable``, ``timeout``, ``broken_off``, ``too_large``,
                ``coding``, ``tls``.
        """
        seconds = self._settings.timeout_s
        try:
            method = "GET" if content is None else "POST"
            request = httpx.Request(
                method, url, headers={**self._headers, **(headers or {})}, content=content
            )
            if request.url.scheme not in ("http", "https") or not request.url.host:
                raise FetchRefused("address", f"{url} is not an http or https address")
            async with asyncio.timeout(seconds):
                response = await self._transport.handle_async_request(request)
                try:
                    body = await self._body(response, max_bytes)
                finally:
                    await response.aclose()
        except TimeoutError:
            raise FetchFailed("timeout", f"{url} took longer than {seconds:g} s", transient=True) from None
        except (TooLarge, BadCoding) as error:
            kind = "too_large" if isinstance(error, TooLarge) else "coding"
            raise FetchFailed(kind, f"{url}: {error}") from None
        except AddressRefused as error:
            raise FetchRefused("address", f"{url} is refused: {error}") from None
        except (httpx.InvalidURL, UnicodeError, ValueError) as error:
            raise FetchRefused("address", f"{url} is not an address: {error}") from None
        except httpx.TransportError as error:
            raise _failure(url, error) from error
        head = {name.lower(): value for name, value in response.headers.items()}
        return Fetched(url=url, status=response.status_code, headers=head, body=body)

    async def _body(self, response: httpx.Response, max_bytes: int | None) -> bytes:
        limit = max_bytes or self._settings.max_bytes
        inflater = Inflater(response.headers.get("content-encoding", ""), limit, cut=max_bytes is not None)
        declared = response.headers.get("content-length", "")
        if max_bytes is None and declared.isdigit() and int(declared) > limit:
            raise TooLarge(f"{int(declared):,} bytes are announced, {limit:,} are allowed")
        async for part in response.stream:  # type: ignore[union-attr]
            if not inflater.feed(part):
                break
        return inflater.body()


def _failure(url: str, error: httpx.TransportError) -> FetchFailed:
    """Tell apart what another try may mend: a name or certificate that is wrong stays wrong tonight."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, socket.gaierror):
            return FetchFailed(
                "no_such_host", f"{url}: the host has no address ({cause.strerror})", transient=True
            )
        if isinstance(cause, ssl.SSLError):
            return FetchFailed("tls", f"{url}: TLS failed ({cause.reason or cause})")
        cause = cause.__cause__
    if isinstance(error, httpx.ConnectError | httpx.ConnectTimeout):
        return FetchFailed("unreachable", f"{url}: no connection ({error})", transient=True)
    return FetchFailed("broken_off", f"{url}: the answer broke off ({error})", transient=True)

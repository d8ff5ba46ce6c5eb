"""The one place that speaks HTTP: an exchange with caps on time and size, nothing followed, nothing retried.

`extractors.transport` opens the connections, `extractors.guest` does the rest.
"""

from __future__ import annotations

import asyncio
import re
import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self
from urllib.parse import quote

from config.settings import Settings
from extractors.inflate import ACCEPTED, BadCoding, Inflater, TooLarge
from extractors.network import AddressRefused, Guard
from extractors.transport import Answer, BrokenOff, Transport, Unconnected, open_transport

if TYPE_CHECKING:
    import httpx

_AS_IT_IS = re.compile(
    r"""https?://
    (?:(?:[a-z0-9-]+\.)*[a-z][a-z0-9-]* | (?:(?:0|[1-9]\d{0,2})\.){3}(?:0|[1-9]\d{0,2}))(?::\d{1,5})?
    /(?:[A-Za-z0-9/._~!$&'()*+,;=:@?-]++ | %[0-9A-Fa-f]{2})*""",
    re.VERBOSE,
)
"""An address that goes out as it is written; every other one is spelled out first."""


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
        self._transport = (
            _over(transport)
            if transport
            else open_transport(settings, Guard(settings.host_map, allow_loopback))
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

        With ``max_bytes`` a longer body is cut there; without, settings' cap makes it an error. ``content``
        is sent by POST; without it the method is GET. The body of a 429 or 503 is not waited for.

        Raises:
            FetchRefused: the address is inside our network (kind ``address``) or not http(s).
            FetchFailed: kinds ``no_such_host``, ``unreachable``, ``timeout``, ``broken_off``, ``too_large``,
                ``coding``, ``tls``.
        """
        seconds = self._settings.timeout_s
        try:
            method, address = "GET" if content is None else "POST", _spelled_out(url)
            told = {**self._headers, **headers} if headers else self._headers
            async with asyncio.timeout(seconds):
                answer = await self._transport.send(method, address, told, content)
                try:
                    is_refusal = answer.status in (429, 503)
                    # what counts is in its head; until its body has dripped in, others would go on asking
                    body = b"" if is_refusal else await self._body(answer, max_bytes)
                finally:
                    await answer.close()
        except TimeoutError:
            raise FetchFailed("timeout", f"{url} took longer than {seconds:g} s", transient=True) from None
        except (TooLarge, BadCoding) as error:
            kind = "too_large" if isinstance(error, TooLarge) else "coding"
            raise FetchFailed(kind, f"{url}: {error}") from None
        except AddressRefused as error:
            raise FetchRefused("address", f"{url} is refused: {error}") from None
        except ValueError as error:
            raise FetchRefused("address", f"{url} is not an address: {error}") from None
        except (Unconnected, BrokenOff) as error:
            raise _failure(url, error) from error
        return Fetched(url=url, status=answer.status, headers=answer.headers, body=body)

    async def _body(self, answer: Answer, max_bytes: int | None) -> bytes:
        limit = max_bytes or self._settings.max_bytes
        inflater = Inflater(answer.headers.get("content-encoding", ""), limit, cut=max_bytes is not None)
        declared = answer.headers.get("content-length", "")
        if max_bytes is None and declared.isdigit() and int(declared) > limit:
            raise TooLarge(f"{int(declared):,} bytes are announced, {limit:,} are allowed")
        async for part in answer.parts:
            if not inflater.feed(part):
                break
        return inflater.body()


def _over(transport: httpx.AsyncBaseTransport) -> Transport:
    from extractors.httpx_transport import OverHttpx

    return OverHttpx(transport)


def _spelled_out(url: str) -> str:
    """Return the address in the characters that may go over the wire, without fragment and user name.

    Raises:
        ValueError: it is no address. FetchRefused: it is not http(s).
    """
    if _AS_IT_IS.fullmatch(url):
        return url
    quoted = quote(url, safe="/._~!$&'()*+,;=:@?%-")  # a name of umlauts is not in that alphabet
    if "#" not in url and _AS_IT_IS.fullmatch(quoted):
        return quoted
    import httpx

    try:
        parsed = httpx.URL(url)
    except httpx.InvalidURL as error:
        raise ValueError(error) from None
    if parsed.scheme not in ("http", "https") or not parsed.host:
        raise FetchRefused("address", f"{url} is not an http or https address")
    return f"{parsed.scheme}://{parsed.netloc.decode()}{parsed.raw_path.decode()}"


def _failure(url: str, error: Unconnected | BrokenOff) -> FetchFailed:
    """Tell apart what another try may mend: a name or certificate that is wrong stays wrong tonight."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, socket.gaierror):
            return FetchFailed(
                "no_such_host", f"{url}: the host has no address ({cause.strerror})", transient=True
            )
        if isinstance(cause, ssl.SSLError):
            return FetchFailed("tls", f"{url}: TLS failed ({cause.reason or cause})")
        cause = cause.__cause__ or cause.__context__  # httpcore's pool raises `from None`
    if isinstance(error, Unconnected):
        return FetchFailed("unreachable", f"{url}: no connection ({error})", transient=True)
    return FetchFailed("broken_off", f"{url}: the answer broke off ({error})", transient=True)

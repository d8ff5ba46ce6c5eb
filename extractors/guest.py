"""Fetch a page as a guest does: ask robots.txt first, keep the pace, wait when told to, give up in time."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self
from urllib.parse import urljoin

from config.settings import Settings
from config.source_spec import Politeness
from extractors.fetch import Fetched, Fetcher, FetchFailed, FetchRefused
from extractors.politeness import MAX_REFUSALS, MAX_STRIKES, Gate, http_date, retry_after_s
from extractors.reservation import PATH, Entries, Reservations, reserved_by, reserves
from extractors.robots import MAX_AGE_S, MAX_BYTES, Memory, Robots, Rules, origin_of

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_RANGE = re.compile(r"bytes 0-(\d{1,12})/(\d{1,12})")
_FORBIDDEN = frozenset({401, 402, 403, 407, 451})
BACKOFF_S, _LONGEST_BACKOFF_S = 0.5, 30.0
"""Wait before the second try; it doubles with each."""
_REMEMBERED_WAIT_S = 7 * 24 * 3600.0


@dataclass(frozen=True, kw_only=True, slots=True)
class _Host:
    """What one origin was found to say to guests, and when."""

    gate: Gate
    rules: Rules
    reserved: Entries
    asked_at: float


class Guest:
    """Everything between a wish for a page and its bytes, for one source; an async context manager.

    ``reservations=False`` saves the question for a TDM file; header and mark-up are respected in any case.
    """

    def __init__(
        self,
        settings: Settings,
        politeness: Politeness,
        memory: Memory,
        *,
        allow_loopback: bool = False,
        reservations: bool = True,
        fetcher: Fetcher | None = None,
        backoff_s: float | None = None,
    ) -> None:
        self._settings, self._politeness, self._memory = settings, politeness, memory
        self._fetcher = fetcher or Fetcher(settings, allow_loopback=allow_loopback)
        self._robots = Robots(self._ask_robots, memory)
        self._reservations = Reservations(self._ask_once, memory) if reservations else None
        self._hosts: dict[str, _Host] = {}
        self._gates: dict[str, Gate] = {}
        self._backoff_s = BACKOFF_S if backoff_s is None else backoff_s

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._fetcher.__aexit__()

    async def get(
        self, url: str, headers: Mapping[str, str] | None = None, content: bytes | None = None
    ) -> Fetched:
        """Return the page at ``url`` (status 2xx) after redirects, each checked like the first address.

        ``headers`` go with every request; with validators of a stored version 304 is an answer too.
        ``content`` is sent by POST. Neither follows a redirect to another origin, but for validators, which
        belong to where the redirects end; after a 301, 302 or 303 the target is asked for by GET.

        Raises:
            FetchRefused: kinds ``robots``, ``reserved`` (TDM reservation), ``forbidden`` (401, 403...),
                ``address``.
            FetchFailed: kinds of `Fetcher.get`, and ``not_found``, ``server_error``, ``throttled``,
                ``asked_to_wait``, ``given_up``, ``redirects``, ``status``.
        """
        asked = url
        for _ in range(self._settings.max_redirects + 1):
            host = await self._host(_checked_origin(url))
            reason = host.rules.forbids(url)
            if reason:
                raise FetchRefused("robots", f"{url}: {reason}", transient=host.rules.is_unknown)
            reason = reserves(host.reserved, url) if host.reserved else None
            if reason:
                raise FetchRefused("reserved", f"{url}: {reason}")
            answer = await self._try(host.gate, url, headers, content=content)
            target = _redirect(answer)
            if target is None:
                return _accept(answer, any(name.startswith("if-") for name in headers or ()))
            if answer.status in (301, 302, 303):
                content = None
            if origin_of(url) != _checked_origin(target):
                headers = {name: value for name, value in (headers or {}).items() if name.startswith("if-")}
                content = None
            url = target
        raise FetchFailed(
            "redirects", f"{asked} is redirected more than {self._settings.max_redirects} times"
        )

    async def sitemaps(self, url: str) -> list[str]:
        """Return the addresses of the sitemaps that robots.txt names on the host of ``url``.

        Raises:
            FetchError: as `get`.
        """
        return (await self._host(_checked_origin(url))).rules.sitemaps

    async def crawl_delay_s(self, url: str) -> float:
        """Return the Crawl-delay that robots.txt of that host asks of us, 0 where it asks none.

        Raises:
            FetchError: as `get`.
        """
        return (await self._host(_checked_origin(url))).rules.delay_s

    async def _host(self, origin: str) -> _Host:
        """Return what the origin says, asked for at most once in 24 hours."""
        host = self._hosts.get(origin)
        if host is not None and time.monotonic() - host.asked_at < MAX_AGE_S:
            return host
        gate = self._gate(origin)
        rules = await self._robots.rules(origin)
        gate.delay_s = max(self._politeness.delay_s, rules.delay_s)
        is_asked = self._reservations is not None and rules.forbids(origin + PATH) is None
        reserved = await self._reservations.entries(origin) if self._reservations and is_asked else []
        host = _Host(gate=gate, rules=rules, reserved=reserved, asked_at=time.monotonic())
        self._hosts[origin] = host
        return host

    async def _ask_robots(self, url: str) -> Fetched:
        """Fetch a robots.txt over up to five redirects; one more counts as not there (RFC 9309 2.3.1.2)."""
        asked = url
        for _ in range(6):
            answer = await self._ask_once(url)
            target = _redirect(answer)
            if target is None:
                return answer
            url = target
        return Fetched(url=asked, status=404, headers={}, body=b"")

    async def _ask_once(self, url: str) -> Fetched:
        """Fetch a file about the host itself up to the byte that shows that it is too long."""
        return await self._try(self._gate(_checked_origin(url)), url, max_bytes=MAX_BYTES + 1)

    async def _try(
        self,
        gate: Gate,
        url: str,
        headers: Mapping[str, str] | None = None,
        max_bytes: int | None = None,
        content: bytes | None = None,
    ) -> Fetched:
        """Ask until there is an answer that another try would not change, or until patience ends."""
        failures = refusals = 0
        while True:
            try:
                async with gate as began:
                    answer = await self._fetcher.get(url, headers, max_bytes=max_bytes, content=content)
            except FetchFailed as error:
                failures += 1
                if error.kind == "timeout":
                    gate.slow_down(began)
                if not self._is_worth_another(gate, error, failures):
                    raise
            else:
                status = answer.status
                gate.answered(is_well=status < 500 and status != 429)
                if status < 500 and status != 429:
                    return answer
                if status == 429 or (status == 503 and "retry-after" in answer.headers):
                    self._wait_as_asked(gate, answer, began)
                    refusals += 1
                    if max(refusals, gate.refusals) > MAX_REFUSALS:
                        return answer
                    continue
                failures += 1
                if status == 503:
                    gate.slow_down(began)
                if failures > self._settings.retries:
                    return answer
            await asyncio.sleep(self._backoff(failures))

    def _is_worth_another(self, gate: Gate, error: FetchFailed, failures: int) -> bool:
        """Count the failure against the host: every refused connection, but broken answers once a page."""
        if not error.transient or error.kind in ("given_up", "asked_to_wait"):
            return False
        if error.kind == "no_such_host":
            gate.strike(MAX_STRIKES)
            return False
        patience = min(1, self._settings.retries) if error.kind == "timeout" else self._settings.retries
        is_last = failures > patience
        if error.kind == "unreachable" or is_last:
            gate.strike()
        return not is_last and not gate.is_dead

    def _wait_as_asked(self, gate: Gate, answer: Fetched, began: float) -> None:
        """Hold everyone up for as long as the answer asks, longer each time that this does not help."""
        headers = answer.headers
        asked_s = retry_after_s(headers.get("retry-after"), http_date(headers.get("date")))
        seconds = max(asked_s or 0.0, self._backoff(gate.refusals + 1) if not asked_s else 0.0)
        gate.refuse(seconds, began)
        if seconds > 1:
            self._memory.remember(gate.host, "not_before", repr(time.time() + seconds), time.time())

    def _backoff(self, times: int) -> float:
        return min(self._backoff_s * 2.0 ** (times - 1), _LONGEST_BACKOFF_S)

    def _gate(self, origin: str) -> Gate:
        host = origin.partition("://")[2]
        gate = self._gates.get(host)
        if gate is None:
            gate = self._gates[host] = Gate(host, self._politeness.delay_s, self._politeness.concurrency)
            not_before = self._memory.recall(host, "not_before", _REMEMBERED_WAIT_S, time.time())
            if not_before is not None and float(not_before) > time.time():
                gate.pause(float(not_before) - time.time())
        return gate


def _checked_origin(url: str) -> str:
    try:
        return origin_of(url)
    except ValueError:
        raise FetchRefused("address", f"{url} is not an http or https address") from None


def _redirect(answer: Fetched) -> str | None:
    if answer.status not in _REDIRECTS or "location" not in answer.headers:
        return None
    try:
        return urljoin(answer.url, answer.headers["location"])
    except ValueError:
        return answer.headers["location"]


def _is_whole(content_range: str) -> bool:
    """Return whether a part is all there is: ``bytes 0-99/100`` (RFC 9110 section 14.4)."""
    found = _RANGE.fullmatch(content_range.strip())
    return found is not None and int(found[1]) + 1 == int(found[2])


def _accept(answer: Fetched, is_conditional: bool) -> Fetched:
    """Return a page that we have and may read; raise for every other answer."""
    status, url = answer.status, answer.url
    if status == 206 and not _is_whole(answer.headers.get("content-range", "")):
        raise FetchFailed(
            "status", f"{url} answered 206, a part of the page, although all of it was asked for"
        )
    if 200 <= status < 300 or (status == 304 and is_conditional):
        reason = reserved_by(answer)
        if reason:
            raise FetchRefused("reserved", f"{url}: {reason}")
        return answer
    if status in (404, 410):
        raise FetchFailed("not_found", f"{url} answered {status}")
    if status in _FORBIDDEN:
        raise FetchRefused("forbidden", f"{url} answered {status}")
    if status == 429:
        raise FetchFailed("throttled", f"{url} answered 429 again and again", transient=True)
    if status >= 500:
        raise FetchFailed("server_error", f"{url} answered {status}", transient=True)
    raise FetchFailed("status", f"{url} answered {status}")

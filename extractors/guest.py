"""Fetch a page as a guest does: ask robots.txt first, keep the pace, wait when told to, give up in time."""

from __future__ import annotations

import asyncio
import time
from typing import Self
from urllib.parse import urljoin, urlsplit

from config.settings import Settings
from config.source_spec import Politeness
from extractors.fetch import Fetched, Fetcher, FetchFailed, FetchRefused
from extractors.politeness import MAX_STRIKES, Gate, retry_after_s
from extractors.reservation import Reservations
from extractors.robots import MAX_BYTES, Memory, Robots, origin_of

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_FORBIDDEN = frozenset({401, 402, 403, 407, 451})
_MOST_THROTTLES = 8
"""Times that one page may be told to wait before it is left for the next run."""
BACKOFF_S, _LONGEST_BACKOFF_S = 0.5, 30.0
"""Wait before the second try; it doubles with each."""
_REMEMBERED_WAIT_S = 7 * 24 * 3600.0


class Guest:
    """Everything between a wish for a page and its bytes, for one source; an async context manager.

    ``reservations=False`` saves the question for a TDM file; the header is respected in any case.
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
        self._robots = Robots(self._ask_file, memory)
        self._reservations = Reservations(self._ask_file, memory) if reservations else None
        self._gates: dict[str, Gate] = {}
        self._backoff_s = BACKOFF_S if backoff_s is None else backoff_s

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._fetcher.__aexit__()

    async def get(self, url: str) -> Fetched:
        """Return the page at ``url`` (status 2xx) after redirects, each checked like the first address.

        Raises:
            FetchRefused: kinds ``robots``, ``reserved`` (TDM reservation), ``forbidden`` (401, 403...),
                ``address``.
            FetchFailed: kinds of `Fetcher.get`, and ``not_found``, ``server_error``, ``throttled``,
                ``asked_to_wait``, ``given_up``, ``redirects``, ``status``.
        """
        asked = url
        for _ in range(self._settings.max_redirects + 1):
            origin = _checked_origin(url)
            gate = self._gate(origin)
            rules = await self._robots.rules(origin)
            gate.delay_s = max(self._politeness.delay_s, rules.delay_s)
            reason = rules.forbids(url)
            if reason:
                raise FetchRefused("robots", f"{url}: {reason}", transient=rules.is_unknown)
            reason = await self._reservations.reserves(origin, url) if self._reservations else None
            if reason:
                raise FetchRefused("reserved", f"{url}: {reason}")
            answer = await self._try(gate, url)
            target = _redirect(answer)
            if target is None:
                return _accept(answer)
            url = target
        raise FetchFailed(
            "redirects", f"{asked} is redirected more than {self._settings.max_redirects} times"
        )

    async def _ask_file(self, url: str) -> Fetched:
        """Fetch a robots.txt over up to five redirects; one more counts as not there (RFC 9309 2.3.1.2)."""
        asked = url
        for _ in range(6):
            answer = await self._try(self._gate(_checked_origin(url)), url, max_bytes=MAX_BYTES)
            target = _redirect(answer)
            if target is None:
                return answer
            url = target
        return Fetched(url=asked, status=404, headers={}, body=b"")

    async def _try(self, gate: Gate, url: str, max_bytes: int | None = None) -> Fetched:
        """Ask until there is an answer that another try would not change, or until patience ends."""
        failures = throttles = 0
        while True:
            try:
                async with gate:
                    answer = await self._fetcher.get(url, max_bytes=max_bytes)
            except FetchFailed as error:
                failures += 1
                if not self._is_worth_another(gate, error, failures):
                    raise
            else:
                gate.answered()
                if answer.status < 500 and answer.status != 429:
                    return answer
                asked_s = retry_after_s(answer.headers.get("retry-after"))
                if answer.status == 429 or (answer.status == 503 and asked_s is not None):
                    throttles += 1
                    if throttles > _MOST_THROTTLES:
                        return answer
                    self._slow_down(gate, asked_s if asked_s is not None else self._backoff(throttles))
                    continue
                failures += 1
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

    def _slow_down(self, gate: Gate, seconds: float) -> None:
        gate.throttle(seconds)
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
            if not_before is not None:
                gate.pause(float(not_before) - time.time())
        return gate


def _checked_origin(url: str) -> str:
    try:
        parts = urlsplit(url)
        if parts.scheme in ("http", "https") and parts.hostname:
            return origin_of(url)
    except ValueError:
        pass
    raise FetchRefused("address", f"{url} is not an http or https address")


def _redirect(answer: Fetched) -> str | None:
    if answer.status not in _REDIRECTS or "location" not in answer.headers:
        return None
    try:
        return urljoin(answer.url, answer.headers["location"])
    except ValueError:
        return answer.headers["location"]


def _accept(answer: Fetched) -> Fetched:
    """Return a page that we have and may read; raise for every other answer."""
    status, url = answer.status, answer.url
    if 200 <= status < 300:
        if answer.headers.get("tdm-reservation", "").strip() == "1":
            raise FetchRefused("reserved", f"{url} reserves text and data mining (TDMRep header)")
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

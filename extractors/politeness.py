"""How fast we may go on one host: delay, places, Retry-After, and when to leave a dead host alone."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from extractors.fetch import FetchFailed

MAX_PAUSE_S = 120.0
"""A host that asks for a longer wait is left for the next run instead of holding up this one."""
MAX_STRIKES = 3
"""Connections refused in a row after which a host counts as dead for this run."""
_CALM = 20
"""Answers in a row after which a host that had slowed us down gets one of its places back."""


class Gate:
    """Everyone who wants something from one host passes here: ``async with gate: ...`` spans one exchange.

    Exchanges begin at least ``delay_s`` apart and at most ``places`` run at once. A pause holds up all.

    Raises:
        FetchFailed: on entering: ``given_up`` (dead host), ``asked_to_wait`` (longer than this run will).
    """

    def __init__(self, host: str, delay_s: float, places: int) -> None:
        self.host, self.delay_s = host, delay_s
        self._places = self._most = places
        self._inside = self._strikes = self._calm = 0
        self._next_start = self._paused_until = 0.0
        self._queue: deque[asyncio.Future[None]] = deque()

    async def __aenter__(self) -> None:
        while True:
            self._check()
            if self._inside >= self._places:
                place = asyncio.get_running_loop().create_future()
                self._queue.append(place)
                await place
                continue
            wait = max(self._paused_until, self._next_start) - time.monotonic()
            if wait <= 0:
                break
            await asyncio.sleep(wait)
        self._inside += 1
        self._next_start = time.monotonic() + self.delay_s

    async def __aexit__(self, *_: object) -> None:
        self._inside -= 1
        self._wake()

    @property
    def paused_s(self) -> float:
        """Seconds for which the host is still to be left in peace."""
        return max(0.0, self._paused_until - time.monotonic())

    def pause(self, seconds: float) -> None:
        """Hold everyone up; a shorter wait never undoes a longer one."""
        self._paused_until = max(self._paused_until, time.monotonic() + seconds)

    def throttle(self, seconds: float) -> None:
        """The host said that we are too fast: wait, and come back with half as many at once."""
        self.pause(seconds)
        self._places, self._calm = max(1, self._places // 2), 0

    def strike(self, times: int = 1) -> None:
        """Nobody answered."""
        self._strikes += times

    def answered(self) -> None:
        """Somebody answered, whatever the status."""
        self._strikes = 0
        self._calm += 1
        if self._calm >= _CALM and self._places < self._most:
            self._places, self._calm = self._places + 1, 0
            self._wake()

    @property
    def is_dead(self) -> bool:
        """True once the host was given up for this run."""
        return self._strikes >= MAX_STRIKES

    def _check(self) -> None:
        if self.is_dead:
            raise FetchFailed(
                "given_up", f"{self.host} did not answer {MAX_STRIKES} times in a row", transient=True
            )
        if self.paused_s > MAX_PAUSE_S:
            raise FetchFailed(
                "asked_to_wait",
                f"{self.host} asks us to come back in {self.paused_s:.0f} s; the next run will",
                transient=True,
            )

    def _wake(self) -> None:
        while self._queue and self._queue[0].done():
            self._queue.popleft()
        if self._queue:
            self._queue.popleft().set_result(None)


def retry_after_s(value: str | None, now: datetime | None = None) -> float | None:
    """Return the seconds that a Retry-After header asks for (RFC 9110 10.2.3), None where it says nothing.

    Both forms are read, seconds and dates; a date that has passed means 0.
    """
    text = (value or "").strip()
    if text.isascii() and text.isdigit():
        return float(text)
    try:
        when = parsedate_to_datetime(text)
    except ValueError:
        return None
    if when.tzinfo is None:
        when = when.replace(tzinfo=UTC)
    return max(0.0, (when - (now or datetime.now(UTC))).total_seconds())

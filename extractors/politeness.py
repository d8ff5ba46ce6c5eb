"""How fast we may go on one host: delay, places, Retry-After, and when to leave a host alone."""

from __future__ import annotations

import asyncio
import threading
import time
from collections import deque
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from weakref import WeakValueDictionary

from extractors.fetch import FetchFailed

MAX_PAUSE_S = 120.0
"""A host that asks for a longer wait is left for the next run instead of holding up this one."""
LONGEST_WAIT_S = 7 * 24 * 3600.0
"""Nobody is believed who asks for more: then we come back after a week."""
MAX_STRIKES = 3
"""Connections refused in a row after which a host counts as dead for this run."""
MAX_REFUSALS = 8
"""Times in a row that a host may say "not so fast" before it is left for the next run."""
_CALM = 20
"""Good answers in a row after which a host that had slowed us down gets one of its places back."""


class Pace:
    """When a host may be asked next. Sources of one process that share a host share its pace too.

    Each source has an event loop and a thread of its own, hence the lock.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._next_start = self.paused_until = 0.0

    def wait_s(self, delay_s: float) -> float:
        """Take the right to begin now and return 0, or return how long to wait before asking again."""
        with self._lock:
            now = time.monotonic()
            wait = max(self.paused_until, self._next_start) - now
            if wait <= 0:
                self._next_start = now + delay_s
            return wait

    def pause(self, seconds: float) -> None:
        """Hold everyone up; a shorter wait never undoes a longer one."""
        with self._lock:
            self.paused_until = max(self.paused_until, time.monotonic() + seconds)


_paces: WeakValueDictionary[str, Pace] = WeakValueDictionary()
_paused: dict[str, Pace] = {}
"""Those that are waited for although no source talks to them any more."""
_paces_lock = threading.Lock()


def pace_of(host: str) -> Pace:
    """Return the pace of ``host[:port]`` in this process."""
    with _paces_lock:
        for name in [name for name, pace in _paused.items() if pace.paused_until < time.monotonic()]:
            del _paused[name]
        return _paces.setdefault(host, Pace())


def forget_paces() -> None:
    """Forget who is to be left in peace, as between two tests whose servers get the same port."""
    with _paces_lock:
        _paused.clear()
        _paces.clear()


class Gate:
    """Everyone who wants something from one host passes here: ``async with gate: ...`` spans one exchange.

    Exchanges begin at least ``delay_s`` apart and at most ``places`` run at once: half as many after a
    refusal or a timeout, then one more after every 20 good answers. A pause holds up all.

    Raises:
        FetchFailed: on entering: ``given_up`` (dead host), ``asked_to_wait`` (longer than this run will).
    """

    def __init__(self, host: str, delay_s: float, places: int) -> None:
        self.host, self.delay_s = host, delay_s
        self._pace = pace_of(host)
        self.places = self._most = places
        self._inside = self._strikes = self._calm = 0
        self.refusals = 0
        self._slowed_at = 0.0
        self._queue: deque[asyncio.Future[None]] = deque()

    async def __aenter__(self) -> float:
        """Return the time (monotonic) at which the exchange begins."""
        try:
            while True:
                self._check()
                if self._inside >= self.places:
                    place = asyncio.get_running_loop().create_future()
                    self._queue.append(place)
                    await place
                    continue
                wait = self._pace.wait_s(self.delay_s)
                if wait <= 0:
                    break
                # in short steps: another source's Retry-After or our own death may come meanwhile
                await asyncio.sleep(min(wait, MAX_PAUSE_S))
        except BaseException:
            self._wake()  # whoever is next in the queue was counting on us
            raise
        self._inside += 1
        return time.monotonic()

    async def __aexit__(self, *_: object) -> None:
        self._inside -= 1
        self._wake()

    @property
    def paused_s(self) -> float:
        """Seconds for which the host is still to be left in peace."""
        return max(0.0, self._pace.paused_until - time.monotonic())

    def pause(self, seconds: float) -> None:
        """Hold everyone up, also other sources of this process; a shorter wait never undoes a longer one."""
        self._pace.pause(min(seconds, LONGEST_WAIT_S))
        with _paces_lock:
            _paused[self.host] = self._pace

    def refuse(self, seconds: float, began: float) -> None:
        """The host said that we are too fast: wait, and come back with half as many at once."""
        if began >= self._slowed_at:
            self.refusals += 1
        self.pause(seconds)
        self.slow_down(began)

    def slow_down(self, began: float) -> None:
        """Halve the places; once for all exchanges that were under way, as they saw the same crowd."""
        if began >= self._slowed_at:
            self.places = max(1, self.places // 2)
            self._slowed_at = time.monotonic()
        self._calm = 0

    def strike(self, times: int = 1) -> None:
        """Nobody answered."""
        self._strikes += times

    def answered(self, *, is_well: bool) -> None:
        """Somebody answered; ``is_well`` where it was neither a refusal nor a failure of the server."""
        self._strikes = 0
        if not is_well:
            return
        self.refusals = 0
        self._calm += 1
        if self._calm >= _CALM and self.places < self._most:
            self.places, self._calm = self.places + 1, 0
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
        if self.refusals > MAX_REFUSALS:
            raise FetchFailed(
                "asked_to_wait",
                f"{self.host} said {self.refusals} times in a row that we are too fast; the next run will"
                " try again",
                transient=True,
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

    Both forms are read, seconds and dates (also those of RFC 850 and asctime); a date that has passed means
    0. ``now``: the time on the server's own clock, where it told it.
    """
    text = (value or "").strip()
    if text.isascii() and text.isdigit():
        return min(float(text), LONGEST_WAIT_S)
    when = http_date(text)
    if when is None:
        return None
    return min(max(0.0, (when - (now or datetime.now(UTC))).total_seconds()), LONGEST_WAIT_S)


def http_date(value: str | None) -> datetime | None:
    """Return the moment that an HTTP date names (RFC 9110 5.6.7), None for anything else."""
    try:
        when = parsedate_to_datetime((value or "").strip())
    except (ValueError, OverflowError):
        return None
    return when if when.tzinfo is not None else when.replace(tzinfo=UTC)

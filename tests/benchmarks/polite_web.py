"""Invented hosts on loopback that say how they want to be asked, and write down how they were."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Literal

GRACE_S, JITTER_S = 0.03, 0.02
"""Requests that come so soon after a refusal was sent had left before it could be read; and what a busy
machine may add to one request and not to the next."""
_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()

Form = Literal["seconds", "imf", "rfc850", "asctime"]


@dataclass(kw_only=True)
class Host:
    """One host: what it asks for, and what happened; times are monotonic seconds.

    ``delay_s`` is what it asks for, in robots.txt or by its spec, which says ``spec_delay_s`` if that is
    shorter. ``refuse_at`` are the numbers of the page requests that are answered with ``status`` and a
    Retry-After of ``wait_s``, in the ``form`` given; ``clock_s``: how far its clock is off.
    """

    name: str
    pages: int
    delay_s: float
    spec_delay_s: float | None = None
    places: int = 4
    robots: str = ""
    robots_status: int = 200
    forbidden: tuple[str, ...] = ()
    latency_s: float = 0.0
    refuse_at: frozenset[int] = frozenset()
    status: int = 429
    wait_s: float = 1.0
    form: Form = "seconds"
    clock_s: float = 0.0
    hang_at: frozenset[int] = frozenset()
    asked: list[tuple[float, str, int]] = field(default_factory=list)
    """(time, path, status) of every request."""
    waits: list[tuple[float, float]] = field(default_factory=list)
    """(when a refusal was sent, until when it asked us to stay away)."""

    def links(self) -> str:
        """Return the start page: a link to every page, and to those that robots.txt forbids."""
        paths = [f"/p/{number}" for number in range(self.pages)] + list(self.forbidden)
        return "".join(f"<a detail href='{path}'>" for path in paths)

    def answer(self, path: str) -> tuple[int, dict[str, str], str, float]:
        """Return status, headers, body and how long it takes."""
        if path == "/robots.txt":
            return self.robots_status, {}, self.robots, self.latency_s
        if path.startswith("/.well-known/"):
            return 404, {}, "", self.latency_s
        number = sum(path.startswith("/p/") for _, path, _ in self.asked)
        if path.startswith("/p/") and number in self.refuse_at:
            return self.status, {"retry-after": self._retry_after()}, "too fast", 0.0
        if path.startswith("/p/") and number in self.hang_at:
            return 200, {}, "late", 30.0
        return 200, {}, self.links() if path == "/" else f"<h1>{path}</h1>", self.latency_s

    def _retry_after(self) -> str:
        now = time.monotonic()
        if self.form == "seconds":
            self.waits.append((now, now + self.wait_s))
            return str(int(self.wait_s))
        own = datetime.now(UTC) + timedelta(seconds=self.clock_s)
        when = (own + timedelta(seconds=self.wait_s)).replace(microsecond=0)
        self.waits.append((now, now + (when - own).total_seconds()))
        day, month, clock = _DAYS[when.weekday()], _MONTHS[when.month - 1], when.strftime("%H:%M:%S")
        return {
            "imf": f"{day[:3]}, {when.day:02} {month} {when.year} {clock} GMT",
            "rfc850": f"{day}, {when.day:02}-{month}-{when.year % 100:02} {clock} GMT",
            "asctime": f"{day[:3]} {month} {when.day:2} {clock} {when.year}",
        }[self.form]

    def date(self) -> str:
        """Return its Date header."""
        now = datetime.now(UTC) + timedelta(seconds=self.clock_s)
        return (
            f"{_DAYS[now.weekday()][:3]}, {now.day:02} {_MONTHS[now.month - 1]} {now.year} {now:%H:%M:%S} GMT"
        )

    def inside(self) -> int:
        """Return how many requests came while the host had asked us to stay away."""
        return sum(sent + GRACE_S < at < until for at, _, _ in self.asked for sent, until in self.waits)

    def under_way(self) -> int:
        """Return how many came within the grace: they had left when the refusal was sent."""
        return sum(sent < at <= sent + GRACE_S for at, _, _ in self.asked for sent, _ in self.waits)

    def trespasses(self) -> int:
        """Return how many requests robots.txt forbade."""
        is_closed = self.robots_status >= 500
        return sum(
            path in self.forbidden or (is_closed and path != "/robots.txt") for _, path, _ in self.asked
        )

    def early(self) -> int:
        """Return how many requests came before the delay had passed, but for the jitter of the machine.

        Those for robots.txt itself do not count: until it is read nobody knows what it asks for.
        """
        times = [at for at, path, _ in self.asked if path != "/robots.txt"]
        return sum(later - earlier < self.delay_s - JITTER_S for earlier, later in pairwise(times))

    def share(self) -> float | None:
        """Return how much of the allowed rate was reached: one request a delay, but for the waiting times.

        A wait until a date may be a second longer: such dates have whole seconds.
        """
        times = [at for at, path, _ in self.asked if path.startswith("/p/")]
        if len(times) < 2 or not self.delay_s:
            return None
        waited = sum(until - sent + (self.form != "seconds") for sent, until in self.waits)
        return min(1.0, (len(times) - 1) * self.delay_s / max(1e-9, times[-1] - times[0] - waited))


async def _talk(by_name: dict[str, Host], reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError, asyncio.IncompleteReadError):
        while True:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            arrived = time.monotonic()
            path = head.split(" ", 2)[1]
            host = by_name[head.lower().partition("\r\nhost: ")[2].partition("\r\n")[0]]
            status, headers, body, seconds = host.answer(path)
            host.asked.append((arrived, path, status))
            if seconds:
                await asyncio.sleep(seconds)
            lines = {"content-length": str(len(body)), "date": host.date(), **headers}
            text = "".join(f"{key}: {value}\r\n" for key, value in lines.items())
            writer.write(f"HTTP/1.1 {status} X\r\ncontent-type: text/html\r\n{text}\r\n{body}".encode())
            await writer.drain()
    writer.close()


def _run(hosts: list[Host], pipe: Connection) -> None:
    """Serve until the other end of the pipe is closed; whatever is sent is answered with all hosts."""

    async def main() -> None:
        by_name = {host.name: host for host in hosts}
        tasks: set[asyncio.Task[None]] = set()
        is_over = asyncio.Event()

        def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = asyncio.get_running_loop().create_task(_talk(by_name, reader, writer))
            tasks.add(task)
            task.add_done_callback(tasks.discard)

        def tell() -> None:
            try:
                pipe.recv()
            except EOFError:
                is_over.set()
                return
            pipe.send(hosts)

        server = await asyncio.start_server(accept, "127.0.0.1", 0, backlog=256)
        pipe.send(server.sockets[0].getsockname()[1])
        asyncio.get_running_loop().add_reader(pipe.fileno(), tell)
        await is_over.wait()

    asyncio.run(main())


@contextmanager
def serve(hosts: list[Host]) -> Iterator[tuple[int, Callable[[], list[Host]]]]:
    """Serve every host, told apart by the Host header, in a process of its own, so that times are true.

    Yields the port and a function that returns the hosts with what they have written down so far.
    """
    context = get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=_run, args=(hosts, there), daemon=True)
    process.start()
    there.close()

    def told() -> list[Host]:
        here.send("tell")
        answer: list[Host] = here.recv()
        return answer

    try:
        yield here.recv(), told
    finally:
        here.close()
        process.join()

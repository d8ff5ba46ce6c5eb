"""Crawl and read a web that means harm, in a process that is watched, and print what it could do to us.

Every host is crawled and extracted on its own, with each kind of spec that might meet it; then all of them
together with a well-behaved one, in one event loop. Caps are those of a night, only patience is shorter.
"""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from queue import Empty, Queue
from typing import Any

from tests.benchmarks.hostile_child import Outcome

MOST_GROWTH_MIB = 64
_TOO_LONG_S = 60
CHILD = """
import sys
from flows.memory import economise
economise()  # before anything heavy is imported, as the command does
from tests.benchmarks.hostile_child import main
main(*sys.argv[1:])
"""


@dataclass(frozen=True, kw_only=True)
class Result:
    """What came of it; ``sentences``: for each outcome that is not what has to be, why."""

    outcomes: list[Outcome]
    sentences: list[str]
    intrusions: int
    alone_s: float
    beside_s: float
    missing: int


@contextmanager
def canary() -> Iterator[tuple[int, list[str]]]:
    """Listen on loopback where nobody may come; yields the port and who came."""
    came: list[str] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def wait() -> None:
            while True:
                try:
                    client, address = listener.accept()
                except OSError:
                    return
                came.append(str(address))
                client.close()

        threading.Thread(target=wait, daemon=True).start()
        yield listener.getsockname()[1], came
        listener.shutdown(socket.SHUT_RDWR)


def attack(names: Sequence[str] | None = None) -> Result:
    """Let the attacks named, or all, loose on a child process; an attack that kills or stops it is named."""
    from tests.benchmarks.hostile_web import ATTACKS, serve

    names = list(names or ATTACKS)
    jobs = [f"{name}/{reader}" for name in names for reader in ATTACKS[name].readers]
    with (
        canary() as (listening, came),
        serve(listening, names) as port,
        tempfile.TemporaryDirectory() as home,
    ):
        told, stopped, left = list[dict[str, Any]](), list[str](), jobs
        while left:
            told += _watched(home, port, left)
            done = {f"{each['name']}/{each['reader']}" for each in told if "name" in each}
            left = [job for job in left if job not in done]
            stopped += left[:1]
            left = left[1:]
        if stopped:
            told += _watched(home, port, [f"{each['name']}/-" for each in told if "name" in each])
    outcomes = [Outcome(**each) for each in told if "name" in each]
    ends = [each for each in told if "alone_s" in each]
    sentences = [sentence for each in outcomes if (sentence := _fault(each, ATTACKS[each.name].kinds))]
    sentences += [f"{job} ended the process or stopped it for {_TOO_LONG_S} s" for job in stopped]
    end = ends[0] if ends else {"alone_s": 0.0, "beside_s": 0.0, "missing": -1}
    return Result(outcomes=outcomes, sentences=sentences, intrusions=len(came), **end)


def _watched(home: str, port: int, jobs: list[str]) -> list[dict[str, Any]]:
    """Return what a process says that does these jobs; it is ended when it says nothing for too long."""
    command = [sys.executable, "-c", CHILD, home, str(port), *jobs]
    lines: Queue[str | None] = Queue()
    told = []
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        out = child.stdout
        assert out is not None

        def listen() -> None:
            for line in out:
                lines.put(line)
            lines.put(None)

        threading.Thread(target=listen, daemon=True).start()
        try:
            while (line := lines.get(timeout=_TOO_LONG_S)) is not None:
                told.append(json.loads(line))
        except Empty:
            child.kill()
    return told


def _fault(outcome: Outcome, kinds: frozenset[str]) -> str | None:
    """Return in one sentence what should have ended otherwise."""
    what = f"{outcome.name}/{outcome.reader}"
    if outcome.error:
        return f"{what} raised {outcome.error}"
    if kinds and not kinds & set(outcome.kinds):
        return f"{what} left {outcome.kinds or 'no issue'} instead of {sorted(kinds)}"
    if not kinds and not outcome.pages:
        return f"{what} was not stored: {outcome.kinds}"
    if outcome.growth_mib > MOST_GROWTH_MIB:
        return f"{what} took {outcome.growth_mib:.0f} MiB"
    return None


def table(result: Result) -> str:
    """Return the result as a markdown table."""
    largest = max(result.outcomes, key=lambda each: each.growth_mib)
    slowest = max(result.outcomes, key=lambda each: each.seconds)
    many = len(result.outcomes)
    good = many - len({sentence.split(" ")[0] for sentence in result.sentences})
    rows = [
        ("attacks that ended as they have to, reason kept", f"{many}", f"{good}"),
        (
            f"largest growth of memory, MiB ({largest.name}/{largest.reader})",
            f"<= {MOST_GROWTH_MIB}",
            f"{largest.growth_mib:.0f}",
        ),
        (f"longest, s ({slowest.name}/{slowest.reader})", "ends", f"{slowest.seconds:.1f}"),
        ("connections into our own network", "0", f"{result.intrusions}"),
        ("pages of a good host that are missing beside them", "0", f"{result.missing}"),
        ("time of the good host beside them, s", f"alone {result.alone_s:.1f}", f"{result.beside_s:.1f}"),
    ]
    return "| what | target | got |\n|---|---|---|\n" + "".join(f"| {' | '.join(row)} |\n" for row in rows)


def main() -> int:
    """Let every attack loose; with names as arguments only those, each with its line."""
    begun = time.monotonic()
    result = attack(sys.argv[1:] or None)
    if sys.argv[1:]:
        for each in result.outcomes:
            sys.stdout.write(f"{each}\n")
    sys.stdout.write(table(result))
    for sentence in result.sentences:
        sys.stdout.write(f"- {sentence}\n")
    sys.stdout.write(f"\n{time.monotonic() - begun:.0f} s\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())

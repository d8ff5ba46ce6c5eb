"""Crawl hosts that say how they want to be asked, and print whether we listened and how fast we were.

Delays are those of the wild divided by ten (0.1 to 0.3 s), waits are seconds instead of minutes; nothing is
mocked: `crawl` speaks HTTP to a server on loopback, one thread a source, as in a night.
"""

from __future__ import annotations

import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from config.home import Home
from config.settings import Settings
from extractors.crawl import crawl
from extractors.links import CrawlCounts
from extractors.politeness import forget_paces
from tests.benchmarks.polite_web import Host, serve
from tests.extractors.small_source import DAY, links_of, source

STAR = "User-agent: *\n"
SLOWLY = STAR + "Crawl-delay: 0.2"
FORBIDDEN = ("/private", "/private/x", "/a/../private/y", "/list.pdf", "/b%c3%bcro/z")
RULES = (
    STAR + "Disallow: /private\nAllow: /private/open\nDisallow: /*.pdf$\nDisallow: /b%C3%BCro\n\n"
    "User-agent: prospect\nAllow: /\n"
)


def hosts(size: int) -> list[Host]:
    """Return the hosts of one simulation with about ``size`` pages each."""
    n, by_date = size, {"status": 503, "refuse_at": frozenset({7}), "wait_s": 2.0}
    return [
        Host(name="crawl-delay.example", pages=n // 2, delay_s=0.2, spec_delay_s=0.02, robots=SLOWLY),
        Host(name="spec-delay.example", pages=n, delay_s=0.1),
        Host(name="slow.example", pages=n, delay_s=0.1, latency_s=0.25),
        Host(name="slower.example", pages=n // 2, delay_s=0.3, latency_s=0.9),
        Host(name="seconds.example", pages=n, delay_s=0.1, refuse_at=frozenset({9, n // 2})),
        Host(name="dates.example", pages=n, delay_s=0.1, form="imf", **by_date),
        Host(name="rfc850.example", pages=n, delay_s=0.1, form="rfc850", **by_date),
        Host(name="asctime.example", pages=n, delay_s=0.1, form="asctime", **by_date),
        Host(name="wrong-clock.example", pages=n, delay_s=0.1, form="imf", clock_s=-7200.0, **by_date),
        Host(
            name="burst.example",
            pages=9 * n,
            delay_s=0,
            places=16,
            latency_s=0.02,
            refuse_at=frozenset({n, 4 * n}),
        ),
        Host(name="rules.example", pages=n, delay_s=0.1, robots=RULES, forbidden=FORBIDDEN),
        Host(name="closed.example", pages=n, delay_s=0.1, robots=STAR + "Allow: /", robots_status=503),
        Host(name="hangs.example", pages=n, delay_s=0.1, hang_at=frozenset({3})),
    ]


def visit(host: Host, home: Path, port: int, name: str | None = None, timeout_s: float = 2.0) -> CrawlCounts:
    """Crawl one host as the source of its name."""
    wanted = source(
        f"http://{host.name}/",
        source=name or host.name.split(".")[0].replace("-", "_"),
        allow_loopback=False,
        politeness={
            "delay_s": host.delay_s if host.spec_delay_s is None else host.spec_delay_s,
            "concurrency": host.places,
        },
    )
    mapped = Settings(host_map={"*.example": f"127.0.0.1:{port}"}, timeout_s=timeout_s, retries=1)
    return crawl(wanted, DAY, Home(home), mapped, links_of=links_of)


@dataclass(frozen=True, kw_only=True)
class Result:
    """What the hosts wrote down, summed up; ``shares`` by host."""

    refusals: int
    inside: int
    inside_later: int
    under_way: int
    trespasses: int
    early: int
    requests: int
    shares: dict[str, float]
    missing: int


def simulate(size: int) -> Result:
    """Crawl every host at once, then those that had asked for a long wait once more."""
    every = hosts(size)
    shared = Host(name="shared.example", pages=size, delay_s=0.1)
    long = Host(name="long.example", pages=size, delay_s=0.1, refuse_at=frozenset({5}), wait_s=3600)
    with (
        serve([*every, shared, long]) as (port, told),
        tempfile.TemporaryDirectory() as folder,
        ThreadPoolExecutor(len(every) + 3) as pool,
    ):
        home = Path(folder)
        tasks = [pool.submit(visit, host, home, port) for host in every]
        both = [pool.submit(visit, shared, home, port, name) for name in ("shared_a", "shared_b")]
        visit(long, home, port)
        pages = {host.name: task.result().pages for host, task in zip(every, tasks, strict=True)}
        twice = [task.result().pages for task in both]
        asked = len(told()[-1].asked)
        visit(long, home, port, "long_other")  # another source of this process
        forget_paces()
        visit(long, home, port)  # as another process would, with the same archive
        seen = told()
    missing = sum(host.pages + 1 - pages[host.name] for host in every if host.robots_status < 500)
    return Result(
        refusals=sum(len(host.waits) for host in seen),
        inside=sum(host.inside() for host in seen),
        inside_later=len(seen[-1].asked) - asked,
        under_way=sum(host.under_way() for host in seen),
        trespasses=sum(host.trespasses() for host in seen),
        early=sum(host.early() for host in seen),
        requests=sum(len(host.asked) for host in seen),
        shares={host.name: share for host in seen[:-1] if (share := host.share()) is not None},
        missing=missing + sum(size + 1 - count for count in twice),
    )


def table(result: Result) -> str:
    """Return the result as a markdown table."""
    worst = min(result.shares, key=lambda name: result.shares[name])
    mean = sum(result.shares.values()) / len(result.shares)
    rows = [
        (f"requests inside a Retry-After ({result.refusals} were asked for)", "0", f"{result.inside}"),
        ("the same, by the next run and by another source", "0", f"{result.inside_later}"),
        ("the same, under way when it was said", "", f"{result.under_way}"),
        ("requests that robots.txt forbids", "0", f"{result.trespasses}"),
        (f"requests before the delay had passed (of {result.requests:,})", "0", f"{result.early}"),
        (f"share of the allowed rate, lowest host ({worst})", ">= 90 %", f"{result.shares[worst]:.0%}"),
        ("share of the allowed rate, mean of hosts", ">= 90 %", f"{mean:.0%}"),
        ("allowed pages that are missing", "0", f"{result.missing}"),
    ]
    return "| what | target | got |\n|---|---|---|\n" + "".join(f"| {' | '.join(row)} |\n" for row in rows)


def main() -> int:
    """Simulate with 120 pages a host: half a minute."""
    sys.stdout.write(table(simulate(120)))
    return 0


if __name__ == "__main__":
    sys.exit(main())

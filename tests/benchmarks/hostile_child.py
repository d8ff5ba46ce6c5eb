"""The process that is attacked: HOME PORT JOB...; it prints one line of JSON for each job."""

from __future__ import annotations

import asyncio
import ctypes
import gc
import json
import socket
import sys
import time
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from config.catalogue import Source
from config.home import Home
from config.settings import Settings
from extractors.archive import Archive
from extractors.crawl import Subject, crawl, crawl_lookups
from extractors.errors import SourceBroken
from extractors.extract import extract
from extractors.links import CrawlCounts, host_of
from extractors.read import open_page
from tests.extractors.small_source import DAY, source

_PUBLIC = "93.184.215.14"
_BY_READER: dict[str, dict[str, object]] = {
    "html": {
        "list": {"record": "div.r", "fields": {"name": "b"}},
        "next": {"link": "a.next@href", "max": 300},
        "detail": {"follow": "a.d@href", "fields": {"name": "h1"}},
    },
    "auto": {"mode": "auto", "list": None, "next": None},
    "lookup": {"kind": "company_site", "lookup": {"by": "website"}, "list": None, "next": None},
    "rss": {
        "kind": "news",
        "format": "rss",
        "list": {"fields": {"title": "title", "link": "link"}},
        "next": None,
    },
    "xml": {"format": "xml", "list": {"record": "r.c", "fields": {"name": "n"}}, "next": None},
    "json": {"format": "json", "list": {"record": "items[]", "fields": {"name": "n"}}, "next": None},
    "csv": {"format": "csv", "list": {"fields": {"name": "name"}}, "next": None},
    "xlsx": {"format": "xlsx", "list": {"fields": {"name": "name"}}, "next": None},
}


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """How one attack ended; ``error``: an exception that came out where none may."""

    name: str
    reader: str
    seconds: float
    growth_mib: float
    pages: int
    listings: int
    kinds: list[str]
    error: str | None


def spec(reader: str, *starts: str, **values: object) -> Source:
    """Return a source of that kind; lookups have no start."""
    wanted: dict[str, object] = {
        "allow_loopback": False,
        "limits": {"pages": 100, "seconds": 60},
        "politeness": {"delay_s": 0, "concurrency": 4},
    }
    return source(*(() if reader == "lookup" else starts), **(wanted | _BY_READER[reader] | values))


def run(wanted: Source, url: str, home: Home, settings: Settings) -> tuple[CrawlCounts, int, set[str]]:
    """Crawl and extract; return counts, number of listings and the kinds of all issues."""
    if wanted.spec.lookup is not None:
        counts = crawl_lookups(wanted, [Subject("website:x.example", url)], DAY, home, settings)
    else:
        counts = crawl(wanted, DAY, home, settings)
    read = extract(wanted, DAY, home, settings)
    kinds = {read.state} - {"ok"}
    with Archive(home.archive(wanted.name), wanted.name) as archive:
        kinds |= {issue.kind for issue in archive.issues(DAY)}
        for page in archive.pages(DAY) if wanted.spec.format == "html" else ():
            document = open_page(page, wanted)  # what a hand-written extractor would do
            with suppress(SourceBroken):
                document.soup.get_text()
            break
    staged = home.staging(wanted.name, DAY) / "issues.parquet"
    kinds |= set(pd.read_parquet(staged, columns=["kind"])["kind"])
    return counts, read.listings, kinds


def memory_kib(key: str) -> int:
    """Return a line of /proc/self/status in KiB, such as VmRSS or VmHWM (the peak)."""
    for line in Path("/proc/self/status").read_text(encoding="utf-8").splitlines():
        if line.startswith(key):
            return int(line.split()[1])
    raise LookupError(key)


def settle() -> None:
    """Give back what is free and begin a new peak."""
    gc.collect()
    ctypes.CDLL(None).malloc_trim(0)
    Path("/proc/self/clear_refs").write_text("5", encoding="utf-8")


def shut_in() -> None:
    """Lead names where the attack wants them and let no connection leave the machine."""
    resolve, asked = socket.getaddrinfo, []

    def answer(host: Any, port: Any, *rest: Any, **options: Any) -> Any:
        name = host.decode() if isinstance(host, bytes) else host
        if name == "rebinding.test":
            asked.append(name)
            host = _PUBLIC if len(asked) == 1 else "127.0.0.1"
        elif name == "mixed.test":
            return [*resolve(_PUBLIC, port, *rest, **options), *resolve("127.0.0.1", port, *rest, **options)]
        elif name and not name[-1].isdigit() and ":" not in name and name != "localhost":
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return resolve(host, port, *rest, **options)

    connect = asyncio.selector_events.BaseSelectorEventLoop.sock_connect

    async def stay(self: Any, sock: Any, address: Any) -> None:
        if address[0] not in ("127.0.0.1", "::1"):
            raise ConnectionRefusedError("nobody leaves this machine")
        await connect(self, sock, address)

    socket.getaddrinfo = answer
    asyncio.selector_events.BaseSelectorEventLoop.sock_connect = stay  # type: ignore[method-assign]


def beside(home: Path, settings: Settings, names: list[str]) -> dict[str, object]:
    """Crawl the good host alone, then among all others in one source; return seconds and missing pages."""
    good = "http://good.example/"
    slow = {"politeness": {"delay_s": 0.05, "concurrency": 4}, "limits": {"pages": 400}}
    told = []
    for folder, starts in (("alone", [good]), ("beside", [*(f"http://{n}.example/" for n in names), good])):
        wanted, place = spec("html", *starts, **slow), Home(home / folder)
        begun = time.time()
        crawl(wanted, DAY, place, settings)
        with Archive(place.archive(wanted.name), wanted.name) as archive:
            times = [p.fetched_at.timestamp() for p in archive.pages(DAY) if host_of(p.url) == "good.example"]
        told.append((max(times, default=begun) - begun, 41 - len(times)))
    return {"alone_s": told[0][0], "beside_s": told[1][0], "missing": told[1][1]}


def main(home: str, port: str, *jobs: str) -> None:
    """Warm up on the good host, meet every attack, then all of them at once."""
    shut_in()
    settings = Settings(host_map={"*.example": f"127.0.0.1:{port}"}, timeout_s=1.5, retries=1)
    for reader in _BY_READER:
        run(spec(reader, "http://good.example/"), "http://good.example/", Home(Path(home) / reader), settings)
    page = "http://good.example/d/1"  # no record on it: what looks for the cause of drift is loaded too
    run(spec("html", page), page, Home(Path(home) / "drifted"), settings)
    settle()
    base = memory_kib("VmRSS")
    for job in jobs:
        name, _, reader = job.partition("/")
        if reader == "-":
            continue
        settle()
        counts, listings, kinds, error, begun = CrawlCounts(), 0, set[str](), None, time.monotonic()
        url, place = f"http://{name}.example/", Home(Path(home) / f"{name}-{reader}")
        try:
            counts, listings, kinds = run(spec(reader, url), url, place, settings)
        except Exception as fault:  # noqa: BLE001 - whatever comes out is the finding
            error = f"{type(fault).__name__}: {fault}"[:300]
        outcome = Outcome(
            name=name,
            reader=reader,
            seconds=time.monotonic() - begun,
            growth_mib=(memory_kib("VmHWM") - base) / 1024,
            pages=counts.pages,
            listings=listings,
            kinds=sorted(kinds),
            error=error,
        )
        sys.stdout.write(json.dumps(asdict(outcome)) + "\n")
        sys.stdout.flush()
    names = sorted({job.partition("/")[0] for job in jobs})
    sys.stdout.write(json.dumps(beside(Path(home), settings, names)) + "\n")

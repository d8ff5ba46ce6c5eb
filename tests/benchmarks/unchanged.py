"""The second night of a site that did not change: bytes, CPU seconds, archive and rows.

    python -m tests.benchmarks.unchanged [PAGES]

Bytes are counted where they pass: a relay between crawl and site counts both directions.
"""

from __future__ import annotations

import asyncio
import resource
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from config.home import Home
from config.settings import Settings
from extractors.crawl import crawl
from extractors.extract import extract
from tests.benchmarks.site import KIT, NAME, site, source, stats

DAY = date(2026, 11, 20)


@dataclass
class Relay:
    """Where to connect, and the bytes that passed there: sent by us, received by us."""

    port: int = 0
    sent: int = 0
    received: int = 0


@contextmanager
def relay(target: int) -> Iterator[Relay]:
    """Pass every connection on to a port of this machine and count its bytes."""
    counted, loop = Relay(), asyncio.new_event_loop()

    async def pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, name: str) -> None:
        while data := await reader.read(65_536):
            setattr(counted, name, getattr(counted, name) + len(data))
            writer.write(data)
            await writer.drain()
        writer.close()

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", target)
        both = pump(reader, far_writer, "sent"), pump(far_reader, writer, "received")
        await asyncio.gather(*both, return_exceptions=True)

    server = loop.run_until_complete(asyncio.start_server(connected, "127.0.0.1", 0))
    counted.port = server.sockets[0].getsockname()[1]
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield counted
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()


def main(pages: int = 5000) -> int:
    """Print the table; 1 where the second night took more than 5 % of the bytes or gave other rows."""
    if not KIT.is_dir():
        sys.stdout.write(
            "unchanged: skipped, there is no benchmark kit; SHARED names the folder that it is in\n"
        )
        return 0
    nights: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory() as folder, site(pages) as start:
        port = int(start.split(":")[2].partition("/")[0])
        home = Home(Path(folder))
        with relay(port) as passed:
            wanted = source(start.replace(str(port), str(passed.port)))
            for number in range(2):
                before = (passed.sent, passed.received, _cpu_s())
                day = DAY + timedelta(days=number)
                counts = crawl(wanted, day, home, Settings())
                extract(wanted, day, home, Settings())
                nights.append(
                    {
                        "pages": counts.pages,
                        "sent": passed.sent - before[0],
                        "received": passed.received - before[1],
                        "cpu": _cpu_s() - before[2],
                        "archive": home.archive(NAME).stat().st_size,
                        "rows": _rows(home.staging(NAME, day)),
                    }
                )
        not_modified = stats(start).get("not_modified", 0)
    first, second = nights
    share = second["received"] / first["received"]
    is_same = first["rows"] == second["rows"]
    table = [
        ("pages, first and second night", pages, f"{first['pages']}, {second['pages']}"),
        ("MB received", "", f"{first['received'] / 1e6:.2f}, {second['received'] / 1e6:.2f}"),
        ("MB sent", "", f"{first['sent'] / 1e6:.2f}, {second['sent'] / 1e6:.2f}"),
        ("bytes received, second night of first", "<= 5 %", f"{100 * share:.2f} %"),
        ("answers 304", pages, not_modified),
        ("rows, the second night's equal", "yes", f"{len(second['rows'])}, {'yes' if is_same else 'no'}"),
        ("MB of archive", "", f"{first['archive'] / 1e6:.2f}, {second['archive'] / 1e6:.2f}"),
        ("CPU seconds with extraction and relay", "", f"{first['cpu']:.1f}, {second['cpu']:.1f}"),
    ]
    sys.stdout.write("| what | target | got |\n|---|---|---|\n")
    sys.stdout.writelines(f"| {what} | {target} | {value} |\n" for what, target, value in table)
    return int(share > 0.05 or not is_same or second["pages"] != pages)


def _rows(folder: Path) -> list[dict[str, Any]]:
    rows = pq.read_table(folder / "listings.parquet").drop_columns(["retrieved_at"])
    return list(rows.to_pylist())


def _cpu_s() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))

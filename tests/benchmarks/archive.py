"""What the archive itself costs: pages a CPU second written and read, and megabytes, beside a WARC file.

    python -m tests.benchmarks.archive [PAGES]

The pages are those of the benchmark kit's site, handed over without a network: claimed, stored with their
links, read in the order of extraction.
"""

from __future__ import annotations

import hashlib
import importlib.util
import sys
import tempfile
import time
from datetime import UTC, date, datetime
from pathlib import Path

from warcio.archiveiterator import ArchiveIterator

from config.records import Page
from extractors import bodies
from extractors.archive import Archive, Link
from extractors.warc_export import export
from tests.benchmarks.site import KIT

DAY = date(2026, 11, 20)
BASE = "http://bench.example"
Row = tuple[str, float, float, float]


def main(pages: int = 5000) -> int:
    """Print the table."""
    if not KIT.is_dir():
        sys.stdout.write(
            "archive: skipped, there is no benchmark kit; SHARED names the folder that it is in\n"
        )
        return 0
    site = _site(pages)
    rows = [
        _archive("a commit each page, no dictionary", site, group=False, dictionary=False),
        _archive("a commit each page, dictionary", site, group=False, dictionary=True),
        _archive("grouped commits, no dictionary", site, group=True, dictionary=False),
        _archive("grouped commits, dictionary", site, group=True, dictionary=True),
        _warc(site),
    ]
    size = sum(map(len, site.values())) / 1e6
    sys.stdout.write(f"| {len(site):,} pages, {size:.1f} MB | written a CPU s | read a CPU s | MB |\n")
    sys.stdout.write("|---|---|---|---|\n")
    sys.stdout.writelines(f"| {what} | {w:,.0f} | {r:,.0f} | {mb:.2f} |\n" for what, w, r, mb in rows)
    return 0


def _site(pages: int) -> dict[str, bytes]:
    found = importlib.util.spec_from_file_location("bench_site", KIT / "site.py")
    assert found is not None and found.loader is not None
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return {BASE + path.replace(" ", "%20"): body for path, body in module.build(pages, 7).items()}


def _archive(what: str, site: dict[str, bytes], *, group: bool, dictionary: bool) -> Row:
    needed = bodies.BODIES_FOR_DICTIONARY
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "a.sqlite")
        with Archive(path, "bench") as archive:
            bodies.BODIES_FOR_DICTIONARY = needed if dictionary else 10**9
            try:
                written = _fill(archive, site, group=group)
            finally:
                bodies.BODIES_FOR_DICTIONARY = needed
            began = time.process_time()
            read = sum(1 for _ in archive.pages(DAY)) / (time.process_time() - began)
        return what, written, read, path.stat().st_size / 1e6


def _fill(archive: Archive, site: dict[str, bytes], *, group: bool) -> float:
    """Walk the site as a crawl does; return the pages a CPU second."""
    lists = [url for url in site if "/page/" in url]
    details = [url for url in site if "/page/" not in url]
    per_list = -(-len(details) // len(lists))
    if group:
        archive.group()
    began, done = time.process_time(), 0
    archive.begin(DAY)
    archive.seed(DAY, [Link(url=lists[0])])
    while links := archive.claim(DAY, 200):
        for link in links:
            archive.newest(link, DAY)
            found: list[Link] = []
            if link.role == "list":
                number = lists.index(link.url)
                own = details[number * per_list : (number + 1) * per_list]
                found = [Link(url=url, role="detail", parent_url=link.url) for url in own]
                found += [
                    Link(url=url, chain=lists[0], parent_url=link.url) for url in lists[number + 1 :][:1]
                ]
            archive.store(_page(link, site[link.url]), found)
            done += 1
    archive.flush()
    return done / (time.process_time() - began)


def _warc(site: dict[str, bytes]) -> Row:
    """Export the same pages and read them again with warcio."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "a.warc.gz")
        with Archive(Path(folder, "a.sqlite"), "bench") as archive:
            _fill(archive, site, group=True)
            began = time.process_time()
            export(archive, file)
            written = len(site) / (time.process_time() - began)
        began = time.process_time()
        with file.open("rb") as out:
            for record in ArchiveIterator(out):
                record.content_stream().read()
        read = len(site) / (time.process_time() - began)
        return "exported as WARC, read by warcio", written, read, file.stat().st_size / 1e6


def _page(link: Link, body: bytes) -> Page:
    digest = hashlib.sha256(body).hexdigest()
    return Page(
        source="bench",
        partition=DAY,
        url=link.url,
        final_url=link.url,
        status=200,
        fetched_at=datetime(2026, 11, 20, 3, tzinfo=UTC),
        sha256=digest,
        body=body,
        headers={"content-type": "text/html; charset=utf-8", "etag": f'"{digest[:16]}"'},
        role=link.role,
    )


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))

"""A night that asks search engines: candidates become companies, and each engine's own yield is published."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pyarrow.parquet as pq
import pytest

from config.catalogue import load_catalogue
from config.home import Home
from flows.discover import leads
from tests.flows.homes import make_home, prospects
from warehouse.query import run_query

FOUND = {
    "one": ["https://www.brandt.example/", "https://alder-drives.example/about", "https://www.xing.com/x"],
    "two": ["https://brandt.example/contact", "https://keller-antriebe.example/"],
}
SPEC = """\
source: de_test_search
kind: search_engine
publisher: {{name: Our own instance}}
terms: {{basis: our own instance, note: business data only}}
allow_loopback: true
search:
  api: searxng
  url: {url}
  engines: [one, two]
  keywords: {{de: [Antriebe]}}
  locales: [de-DE]
politeness: {{delay_s: 0, concurrency: 1}}
"""


class Engine(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        asked = parse_qs(urlsplit(self.path).query)
        if "q" not in asked:
            self.send_error(404)
            return
        results = [{"url": url, "title": "Antriebe"} for url in FOUND[asked["engines"][0]]]
        body = json.dumps({"query": asked["q"][0], "results": results}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Stay silent."""


@pytest.fixture
def engine() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Engine)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def test_the_yield_of_each_engine_is_published(engine: str, tmp_path: Path) -> None:
    home = make_home(tmp_path / "home")
    (home / "sources" / "de_test_search.yml").write_text(SPEC.format(url=engine), encoding="utf-8")
    ran = prospects("run", "--inline", "--home", home)
    assert ran.code == 0, ran.err
    published = home / "publish" / "prospects.duckdb"
    rows = run_query(published, "SELECT * FROM discovery ORDER BY engine").to_dict("records")
    told = [
        (row["engine"], row["results"], row["hosts"], row["unique_hosts"], row["directories"]) for row in rows
    ]
    assert told == [("one", 3, 2, 1, 1), ("two", 2, 2, 1, 0)]
    # Brandt is a customer already, so one new company each
    assert [(row["companies"], row["new_companies"]) for row in rows] == [(2, 1), (2, 1)]
    # a host that many share is no company, but may be a source
    (lead,) = leads(load_catalogue(home / "sources"), Home(home))
    assert (lead.url, lead.how, lead.found_by) == (
        "https://www.xing.com/x", "directory result", "de_test_search"
    )  # fmt: skip


def test_nobody_who_objected_comes_back_through_an_engine(engine: str, tmp_path: Path) -> None:
    home = make_home(tmp_path / "home")
    (home / "sources" / "de_test_search.yml").write_text(SPEC.format(url=engine), encoding="utf-8")
    ran = prospects("suppress", "alder-drives.example", "--home", home)
    assert ran.code == 0, ran.err
    assert prospects("run", "--inline", "--home", home).code == 0
    rows = run_query(home / "publish" / "prospects.duckdb", "SELECT * FROM discovery ORDER BY engine")
    assert list(rows["hosts"]) == [1, 2]
    staged = [str(pq.read_table(path).to_pylist()) for path in (home / "staging").rglob("*.parquet")]
    assert any("keller-antriebe" in text for text in staged)
    assert not any("alder-drives" in text for text in staged)

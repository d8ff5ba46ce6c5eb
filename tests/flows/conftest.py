"""What tests of flows share: a home that has been run once, and a web of one page without companies."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.flows.homes import make_home, prospects


@pytest.fixture(scope="session")
def good_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home whose one source has been run for 2026-11-17. Copy it before you change it."""
    home = make_home(tmp_path_factory.mktemp("good") / "home")
    ran = prospects("run", "--inline", "--home", home, "--date", "2026-11-17")
    assert ran.code == 0, ran.err
    return home


class _NoCompanies(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        found = self.path == "/list.html"
        body = b"<html><body><p>Nobody is listed here.</p></body></html>" if found else b"not found"
        self.send_response(200 if found else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Stay silent."""


@pytest.fixture(scope="session")
def static_web() -> Iterator[str]:
    """Address of a site whose ``/list.html`` lists nobody."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _NoCompanies)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()

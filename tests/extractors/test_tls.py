"""TLS over both transports: verified always. ``secure_example.pem`` is a throw-away key of this test."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from extractors import transport
from extractors.fetch import Fetched, Fetcher, FetchFailed
from tests.extractors.small_source import settings

PEM = Path(__file__).with_name("secure_example.pem")
BODY = b"secret " * 100_000


@pytest.fixture
def port() -> Iterator[int]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("content-length", str(len(BODY)))
            self.end_headers()
            self.wfile.write(BODY)

        def log_message(self, *_: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        def handle_error(self, *_: object) -> None:
            pass

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(PEM)
    server = Server(("127.0.0.1", 0), Handler)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield server.server_address[1]
    server.shutdown()
    server.server_close()


def get(port: int, host: str, library: str, times: int = 1) -> list[Fetched]:
    async def several() -> list[Fetched]:
        mapped = {"*.example": f"127.0.0.1:{port}"}
        async with Fetcher(settings(host_map=mapped, transport=library)) as fetcher:
            return [await fetcher.get(f"https://{host}/") for _ in range(times)]

    return asyncio.run(several())


@pytest.mark.parametrize("library", ["aiohttp", "httpx"])
def test_a_trusted_certificate_and_a_long_body_over_one_connection(
    port: int, library: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    trusting = ssl.create_default_context(cafile=str(PEM))
    monkeypatch.setattr(transport, "tls", lambda: trusting)
    assert [page.body == BODY for page in get(port, "secure.example", library, times=2)] == [True, True]


@pytest.mark.parametrize("library", ["aiohttp", "httpx"])
def test_an_unknown_certificate_and_a_wrong_name_are_refused(
    port: int, library: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(FetchFailed, match="TLS failed") as failed:
        get(port, "secure.example", library)
    assert (failed.value.kind, failed.value.transient) == ("tls", False)
    trusting = ssl.create_default_context(cafile=str(PEM))
    monkeypatch.setattr(transport, "tls", lambda: trusting)
    with pytest.raises(FetchFailed) as failed:
        get(port, "other.example", library)
    assert failed.value.kind == "tls"

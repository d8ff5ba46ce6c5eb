"""A real web server on loopback for tests: routes are functions, every request is written down."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Answer:
    body: bytes | str = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


Route = Callable[[str], Answer]


RULES = ("/robots.txt", "/.well-known/tdmrep.json")


class Web:
    """``web.routes[path]`` is an Answer, a text or a function of the path; anything else is a 404.

    ``web.asked`` holds (seconds, host header, path) in order of arrival.
    """

    def __init__(self, port: int) -> None:
        self.port = port
        self.routes: dict[str, Answer | str | Route] = {}
        self.asked: list[tuple[float, str, str]] = []
        self.agents: set[str] = set()
        self.bodies: list[bytes] = []
        """Bodies of POST requests, in order of arrival."""
        self.heads: list[dict[str, str]] = []
        self.connections = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def paths(self) -> list[str]:
        """Paths asked for, without the files that say what may be asked."""
        return [path for _, _, path in self.asked if path not in RULES]

    def answer(self, path: str) -> Answer:
        route = self.routes.get(path) or self.routes.get(path.partition("?")[0])
        if callable(route):
            route = route(path)
        if isinstance(route, str):
            return Answer(route)
        return route or Answer("nothing here", 404)


@contextmanager
def serve() -> Iterator[Web]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1  # head and body in one packet, or every answer waits 40 ms for an acknowledgement

        def setup(self) -> None:
            web.connections += 1
            super().setup()

        def do_GET(self) -> None:
            web.asked.append((time.monotonic(), self.headers["host"], self.path))
            web.agents.add(self.headers["user-agent"])
            web.heads.append({name.lower(): value for name, value in self.headers.items()})
            answer = web.answer(self.path)
            body = answer.body.encode() if isinstance(answer.body, str) else answer.body
            headers = {"content-type": "text/html", "content-length": str(len(body))} | answer.headers
            self.send_response(answer.status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            try:
                self.wfile.write(body)
                self.wfile.flush()
            except OSError:
                self.close_connection = True

        def do_POST(self) -> None:
            web.bodies.append(self.rfile.read(int(self.headers["content-length"])))
            self.do_GET()

        def log_message(self, *_: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        request_queue_size = 128

        def handle_error(self, *_: object) -> None:
            pass

    server = Server(("127.0.0.1", 0), Handler)
    web = Web(server.server_address[1])
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield web
    finally:
        server.shutdown()
        server.server_close()
        thread.join()

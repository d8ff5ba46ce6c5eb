"""Serve the invented web on loopback from a process of its own, so that it costs the pipeline no core.

A tiny HTTP/1.1 server on an asyncio protocol: GET and HEAD, keep-alive, pipelining. Not for the open net.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from multiprocessing.connection import Connection
from pathlib import Path

from flows.demo.files import write_files
from flows.demo.site import Answer, failure
from flows.demo.web import Web
from flows.demo.world import World, build

START_TIMEOUT_S = 30
_MAX_HEAD = 64 * 1024


@dataclass(frozen=True)
class DemoWeb:
    """Where the demo's web is while it is served."""

    port: int
    host_map: dict[str, str]
    """For `Settings.host_map`: every ``*.example`` host is this port on loopback."""
    files: Path
    """Folder of the file sources: ``DEMO_FILES`` in their specs."""


@contextmanager
def serve(seed: int | World = 1, files: Path | None = None) -> Iterator[DemoWeb]:
    """Serve the world of ``seed`` (or of a given world) until the context ends.

    The server builds the world itself from the seed. It ends with the context and also when this process
    dies, since it reads a pipe that then closes. Files go to ``files``, or else to a temporary folder.

    Raises:
        RuntimeError: the server did not come up within `START_TIMEOUT_S`.
    """
    world = seed if isinstance(seed, World) else build(seed)
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(
        target=_run, args=(theirs, world.seed, world.today.toordinal()), daemon=True, name="demo-web"
    )
    process.start()
    theirs.close()
    try:
        if not ours.poll(START_TIMEOUT_S):
            raise RuntimeError(f"the demo's web server did not start within {START_TIMEOUT_S} seconds")
        try:
            port = ours.recv()
        except EOFError:
            raise RuntimeError("the demo's web server ended while it started") from None
        with tempfile.TemporaryDirectory(prefix="prospects-demo-") as folder:
            target = files or Path(folder)
            write_files(world, target)
            yield DemoWeb(port, {"*.example": f"127.0.0.1:{port}"}, target)
    finally:
        ours.close()
        process.join(5)
        if process.is_alive():
            process.terminate()
            process.join(5)
        process.close()


def _run(pipe: Connection, seed: int, today: int) -> None:
    """Body of the server process."""
    from datetime import date

    world = build(seed, date.fromordinal(today))
    try:
        asyncio.run(_serve(pipe, Web(world)))
    except KeyboardInterrupt:
        os._exit(0)


async def _serve(pipe: Connection, web: Web) -> None:
    loop = asyncio.get_running_loop()
    ended = asyncio.Event()
    server = await loop.create_server(lambda: _Protocol(web), "127.0.0.1", 0, backlog=512)
    loop.add_reader(pipe.fileno(), ended.set)
    pipe.send(server.sockets[0].getsockname()[1])
    await ended.wait()
    server.close()


class _Protocol(asyncio.Protocol):
    """One connection; answers leave in the order of their requests."""

    def __init__(self, web: Web) -> None:
        self.web = web
        self.buffer = b""
        self.due = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        while (end := self.buffer.find(b"\r\n\r\n")) >= 0:
            head, self.buffer = self.buffer[:end], self.buffer[end + 4 :]
            self._request(head.decode("latin-1"))
        if len(self.buffer) > _MAX_HEAD:
            self.transport.close()

    def _request(self, head: str) -> None:
        lines = head.split("\r\n")
        method, _, rest = lines[0].partition(" ")
        target = rest.partition(" ")[0]
        headers = {name.lower(): value.strip() for name, _, value in (x.partition(":") for x in lines[1:])}
        host = headers.get("host", "")
        answer = self.web.answer(host, target) if method in ("GET", "HEAD") else failure(405, "Only GET")
        site = self.web.find(host)
        closes = headers.get("connection", "").lower() == "close"
        data = encode(answer, with_body=method != "HEAD", closes=closes)
        if site is not None and site.delay_s:
            loop = asyncio.get_running_loop()
            self.due = max(self.due, loop.time()) + site.delay_s
            loop.call_at(self.due, self._write, data, closes)
        else:
            self._write(data, closes)

    def _write(self, data: bytes, closes: bool) -> None:
        if not self.transport.is_closing():
            self.transport.write(data)
            if closes:
                self.transport.close()


def encode(answer: Answer, *, with_body: bool, closes: bool) -> bytes:
    """Return an answer as bytes of HTTP/1.1."""
    lines = [
        f"HTTP/1.1 {answer.status} {HTTPStatus(answer.status).phrase}",
        f"Content-Type: {answer.type}",
        f"Content-Length: {len(answer.body)}",
        "Connection: close" if closes else "Connection: keep-alive",
        *(f"{name}: {value}" for name, value in answer.headers),
    ]
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + (answer.body if with_body else b"")

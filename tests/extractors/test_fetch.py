from __future__ import annotations

import asyncio
import gzip
import socket
import threading
from collections.abc import Coroutine, Iterator
from contextlib import suppress
from typing import Any, NamedTuple

import httpx
import pytest

from config.settings import Settings
from extractors.fetch import Fetched, Fetcher, FetchError, FetchFailed, FetchRefused
from extractors.network import mapped_address
from tests.extractors import small_source
from tests.extractors.web import Answer, Web

chosen = {"transport": "aiohttp"}


@pytest.fixture(params=["aiohttp", "httpx"], autouse=True)
def library(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Every test of this file runs over both transports: a server must not see which one we use."""
    monkeypatch.setitem(chosen, "transport", request.param)
    return str(request.param)


def settings(**values: object) -> Settings:
    return small_source.settings(**chosen, **values)


def run(work: Coroutine[Any, Any, Any]) -> Any:
    return asyncio.run(work)


def fetch(
    url: str, *, allow_loopback: bool = True, max_bytes: int | None = None, **values: object
) -> Fetched:
    async def once() -> Fetched:
        async with Fetcher(settings(**values), allow_loopback=allow_loopback) as fetcher:
            return await fetcher.get(url, max_bytes=max_bytes)

    return run(once())


def test_a_page_comes_with_status_headers_and_our_name(web: Web) -> None:
    web.routes["/a"] = Answer("<p>M\u00fcller</p>", headers={"ETag": '"7"'})
    page = fetch(f"{web.url}/a", contact="mailto:bot@example.org")
    assert (page.status, page.body.decode(), page.headers["etag"]) == (200, "<p>M\u00fcller</p>", '"7"')
    assert web.agents == {"prospects/0.1 (+mailto:bot@example.org)"}


def test_errors_and_redirects_are_answers_and_are_not_followed(web: Web) -> None:
    web.routes["/moved"] = Answer(status=301, headers={"location": "/a"})
    assert fetch(f"{web.url}/moved").headers["location"] == "/a"
    assert fetch(f"{web.url}/missing").status == 404
    assert web.paths() == ["/moved", "/missing"]


def test_gzip_is_undone_and_a_bomb_is_refused(web: Web) -> None:
    def packed(body: bytes) -> Answer:
        return Answer(gzip.compress(body), headers={"content-encoding": "gzip"})

    web.routes["/small"] = packed(b"hello" * 1000)
    web.routes["/bomb"] = packed(b"\0" * 50_000_000)
    assert fetch(f"{web.url}/small").body == b"hello" * 1000
    with pytest.raises(FetchFailed, match="more than 100,000 bytes") as failed:
        _capped(f"{web.url}/bomb", 100_000)
    assert (failed.value.kind, failed.value.transient) == ("too_large", False)


def _capped(url: str, cap: int) -> Fetched:
    async def once() -> Fetched:
        async with Fetcher(settings(max_bytes=cap), allow_loopback=True) as fetcher:
            return await fetcher.get(url)

    return run(once())


def test_an_announced_size_is_refused_before_the_body(web: Web) -> None:
    web.routes["/big"] = Answer(b"x" * 5000)
    with pytest.raises(FetchFailed, match="5,000 bytes are announced, 2,000 are allowed"):
        _capped(f"{web.url}/big", 2000)
    assert fetch(f"{web.url}/big", max_bytes=300).body == b"x" * 300


class RawServer(NamedTuple):
    """A socket that sends what it is given to whoever connects, and then says nothing more."""

    port: int
    to_send: list[bytes]
    held: list[socket.socket]


@pytest.fixture
def raw_server() -> Iterator[RawServer]:
    listener = socket.create_server(("127.0.0.1", 0))
    to_send: list[bytes] = []
    held: list[socket.socket] = []

    def accept() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            answer = list(to_send)  # once the client has it, the test may write the next one
            with suppress(OSError):
                connection.recv(65536)
                for data in answer:
                    connection.sendall(data)
            if answer and answer[-1].endswith(b"bye"):
                connection.close()
            else:
                held.append(connection)

    thread = threading.Thread(target=accept, daemon=True)
    thread.start()
    yield RawServer(listener.getsockname()[1], to_send, held)
    listener.shutdown(socket.SHUT_RDWR)
    listener.close()
    thread.join()
    for connection in held:
        connection.close()


def test_a_server_that_never_finishes_runs_into_the_time_limit(raw_server: RawServer) -> None:
    port, to_send, _ = raw_server
    to_send.append(b"HTTP/1.1 200 OK\r\ncontent-length: 50\r\n\r\nslow")
    with pytest.raises(FetchFailed, match=r"took longer than 0\.2 s") as failed:
        fetch(f"http://127.0.0.1:{port}/", timeout_s=0.2)
    assert (failed.value.kind, failed.value.transient) == ("timeout", True)


def test_a_body_that_breaks_off_and_a_reply_that_is_no_http(raw_server: RawServer) -> None:
    port, to_send, _ = raw_server
    to_send.append(b"HTTP/1.1 200 OK\r\ncontent-length: 50\r\n\r\nbye")
    with pytest.raises(FetchFailed) as failed:
        fetch(f"http://127.0.0.1:{port}/")
    assert (failed.value.kind, failed.value.transient) == ("broken_off", True)
    to_send[0] = b"SSH-2.0-OpenSSH_9.2 bye"
    with pytest.raises(FetchFailed) as failed:
        fetch(f"http://127.0.0.1:{port}/")
    assert failed.value.kind == "broken_off"


def test_an_interim_answer_is_not_the_answer(raw_server: RawServer) -> None:
    port, to_send, _ = raw_server
    to_send.append(b"HTTP/1.1 103 Early Hints\r\nlink: </a.css>\r\n\r\n")
    to_send.append(b"HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nbye")
    page = fetch(f"http://127.0.0.1:{port}/")
    assert (page.status, page.body) == (200, b"bye")


@pytest.mark.parametrize("value", ["a\r\nx-more: b", "a\nb", "a\0b"])
def test_a_value_cannot_begin_a_header_of_its_own(web: Web, value: str) -> None:
    web.routes["/a"] = "a"

    async def once() -> Fetched:
        async with Fetcher(settings(), allow_loopback=True) as fetcher:
            return await fetcher.get(f"{web.url}/a", {"x-key": value})

    with pytest.raises(FetchError):
        run(once())
    assert web.paths() == []


def test_nobody_listening_is_unreachable() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(FetchFailed) as failed:
        fetch(f"http://127.0.0.1:{port}/")
    assert (failed.value.kind, failed.value.transient) == ("unreachable", True)


def test_a_name_without_address_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_answer(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", no_answer)
    with pytest.raises(FetchFailed, match="the host has no address") as failed:
        fetch("http://nobody.example/")
    assert failed.value.kind == "no_such_host"


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "127.9.9.9",
        "localhost",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "10.0.0.7",
        "192.168.1.1",
        "169.254.169.254",
        "0.0.0.0",
        "[fe80::1]",
        "[2002:7f00:1::]",
        "224.0.0.1",
        "100.64.0.1",
        "2130706433",
        "0x7f000001",
        "0177.0.0.1",
        "127.1",
        "[::ffff:7f00:1]",
        "[64:ff9b::a9fe:a9fe]",
        "[2001:0:4136:e378:8000:63bf:80ff:fffe]",
    ],
)
def test_addresses_inside_our_network_are_refused_before_a_socket_opens(
    host: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_socket(*_: object, **__: object) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(asyncio.BaseEventLoop, "create_connection", no_socket)
    monkeypatch.setattr(asyncio.BaseEventLoop, "sock_connect", no_socket)
    monkeypatch.setattr(asyncio.selector_events.BaseSelectorEventLoop, "sock_connect", no_socket)
    with pytest.raises(FetchRefused) as refused:
        fetch(f"http://{host}:9/", allow_loopback=False)
    assert refused.value.kind == "address"


@pytest.mark.parametrize("host", ["10.0.0.7", "169.254.169.254", "[::ffff:10.0.0.7]"])
def test_allow_loopback_allows_loopback_alone(host: str) -> None:
    with pytest.raises(FetchRefused):
        fetch(f"http://{host}:9/", allow_loopback=True)


def test_a_name_that_leads_inside_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    answer = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("192.168.7.7", 80))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: answer)
    with pytest.raises(FetchRefused, match=r"inside\.example leads to 192\.168\.7\.7"):
        fetch("http://inside.example/", allow_loopback=True)


def test_a_name_server_that_changes_its_mind_is_asked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rebinding: the address that was checked is the one connected to."""
    answers = iter(["93.184.215.14", *["127.0.0.1"] * 9])
    connected: list[str] = []

    def lookup(*_: object, **__: object) -> list[object]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(answers), 80))]

    async def connect(loop: object, sock: object, address: tuple[str, int]) -> None:
        connected.append(address[0])
        raise OSError("nobody there")

    monkeypatch.setattr(socket, "getaddrinfo", lookup)
    monkeypatch.setattr(asyncio.selector_events.BaseSelectorEventLoop, "sock_connect", connect)
    with pytest.raises(FetchFailed) as failed:
        fetch("http://rebinding.example/", allow_loopback=False)
    assert failed.value.kind == "unreachable"
    assert connected == ["93.184.215.14"]
    with pytest.raises(FetchRefused):
        fetch("http://rebinding.example/", allow_loopback=False)


def test_an_endless_body_and_endless_headers_are_cut_off(raw_server: RawServer) -> None:
    port, to_send, _ = raw_server
    to_send.append(b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n\r\n" + b"x" * 2_000_000)
    with pytest.raises(FetchFailed) as failed:
        _capped(f"http://127.0.0.1:{port}/", 200_000)
    assert failed.value.kind == "too_large"
    to_send[0] = b"HTTP/1.1 200 OK\r\nset-cookie: " + b"x" * 300_000
    with pytest.raises(FetchFailed) as failed:
        fetch(f"http://127.0.0.1:{port}/")
    assert failed.value.kind == "broken_off"
    to_send[0] = b"HTTP/1.1 200 OK\r\n" + b"set-cookie: a=b\r\n" * 20_000
    with pytest.raises(FetchFailed) as failed:
        fetch(f"http://127.0.0.1:{port}/")
    assert failed.value.kind == "broken_off"


def test_the_address_goes_out_as_it_was_written(web: Web) -> None:
    web.routes["/s"] = lambda path: Answer(path)
    for path in ("/s?q=a%2Fb&c=%20", "/s?q=caf%C3%A9", "/s?a=1;b=2&c=%7Bx%7D", "/s?x=~(1)'!*"):
        assert fetch(f"{web.url}{path}").body.decode() == path


@pytest.mark.parametrize(
    "url", ["ftp://example.org/x", "file:///etc/passwd", "http://", "http://example.org:port/", "mailto:a@b"]
)
def test_only_http_is_spoken(url: str) -> None:
    with pytest.raises(FetchRefused) as refused:
        fetch(url)
    assert refused.value.kind == "address"


def test_host_map_connects_elsewhere_and_keeps_the_name(web: Web) -> None:
    web.routes["/"] = "mapped"
    host_map = {"*.example": f"127.0.0.1:{web.port}"}
    assert fetch("http://www.brandt.example/", allow_loopback=False, host_map=host_map).body == b"mapped"
    assert web.asked[0][1] == "www.brandt.example"
    with pytest.raises(FetchRefused):
        fetch(f"{web.url}/", allow_loopback=False, host_map=host_map)


def test_host_map_patterns() -> None:
    host_map = {"*.example": "127.0.0.1:8765", "exact.test": "10.1.1.1", "six.test": "[::1]:80"}
    assert mapped_address("a.b.EXAMPLE", 80, host_map) == ("127.0.0.1", 8765)
    assert mapped_address("exact.test", 443, host_map) == ("10.1.1.1", 443)
    assert mapped_address("six.test", 1, host_map) == ("::1", 80)
    assert mapped_address("example", 80, host_map) is None
    assert mapped_address("notexample", 80, host_map) is None
    assert mapped_address("www.exact.test", 80, host_map) is None


def test_connections_are_kept_and_a_stale_one_is_replaced(web: Web) -> None:
    web.routes["/close"] = Answer("last", headers={"connection": "close"})
    web.routes["/a"] = "a"

    async def several() -> list[bytes]:
        async with Fetcher(settings(), allow_loopback=True) as fetcher:
            return [
                (await fetcher.get(f"{web.url}{path}")).body for path in ("/a", "/a", "/a", "/close", "/a")
            ]

    assert run(several()) == [b"a", b"a", b"a", b"last", b"a"]
    assert web.connections == 2


@pytest.mark.parametrize("noticed_s", [0.05, 0.0])
def test_a_connection_that_died_while_idle_is_not_the_page_s_fault(
    raw_server: RawServer, noticed_s: float
) -> None:
    port, to_send, held = raw_server
    to_send.append(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok")

    async def twice() -> list[bytes]:
        async with Fetcher(settings(timeout_s=2), allow_loopback=True) as fetcher:
            first = await fetcher.get(f"http://127.0.0.1:{port}/1")
            to_send[0] = b"HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nbye"
            while not held:  # the server's thread may be slower than we
                await asyncio.sleep(0.01)
            held[0].shutdown(socket.SHUT_RDWR)
            if noticed_s:
                await asyncio.sleep(noticed_s)
            return [first.body, (await fetcher.get(f"http://127.0.0.1:{port}/2")).body]

    assert run(twice()) == [b"ok", b"bye"]


def test_a_transport_of_httpx_can_stand_in_for_the_network() -> None:
    transport = httpx.MockTransport(lambda request: httpx.Response(200, text=str(request.url)))

    async def once() -> bytes:
        async with Fetcher(settings(), transport=transport) as fetcher:
            return (await fetcher.get("https://far.example/x")).body

    assert run(once()) == b"https://far.example/x"


def test_both_errors_carry_a_kind() -> None:
    assert issubclass(FetchFailed, FetchError) and issubclass(FetchRefused, FetchError)
    assert FetchFailed("timeout", "slow", transient=True).transient

"""The demo's server: a process of its own that answers fast, waits and refuses as told, and goes away."""

import http.client
import os
import select
import signal
import socket
import subprocess
import sys
import time

import psutil
import pytest

from flows.demo import directory, embassy, marketplace, yellow_pages
from flows.demo.server import DemoWeb, encode, serve
from flows.demo.site import Answer


@pytest.fixture(scope="module")
def served():
    with serve(1) as web:
        yield web


def get(web: DemoWeb, host: str, target: str, method: str = "GET") -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", web.port, timeout=60)
    connection.request(method, target, headers={"Host": host})
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, dict(answer.headers), body


def test_pages_robots_and_files(served):
    assert served.host_map == {"*.example": f"127.0.0.1:{served.port}"}
    status, headers, body = get(served, yellow_pages.HOST, "/firmen?seite=1")
    assert status == 200
    assert headers["Content-Type"] == "text/html; charset=utf-8"
    assert len(body) == int(headers["Content-Length"])
    assert get(served, directory.HOST, "/robots.txt")[2].startswith(b"User-agent: *")
    assert get(served, "nobody.example", "/")[0] == 404
    assert (served.files / "customers.csv").read_bytes().startswith(b"Kundennr;Firma")
    assert (served.files / "attendees.vcf").read_bytes().startswith(b"BEGIN:VCARD\r\n")


def test_head_has_no_body_and_post_is_refused(served):
    assert get(served, yellow_pages.HOST, "/firmen?seite=1", "HEAD")[2] == b""
    assert get(served, yellow_pages.HOST, "/firmen?seite=1", "POST")[0] == 405


def test_busy_page_answers_429_twice_then_200(served):
    answers = [get(served, marketplace.HOST, "/search?page=2") for _ in range(3)]
    assert [status for status, _, _ in answers] == [429, 429, 200]
    assert answers[0][1]["Retry-After"] == "1"


def test_slow_host_is_slow_and_does_not_hold_up_others(served):
    def is_overtaken() -> bool:
        begun = time.perf_counter()
        with socket.create_connection(("127.0.0.1", served.port)) as slow:
            slow.sendall(f"GET /firms1.htm HTTP/1.1\r\nHost: {embassy.HOST}\r\n\r\n".encode())
            assert get(served, yellow_pages.HOST, "/firmen?seite=1")[0] == 200
            is_first = not select.select([slow], [], [], 0)[0]
            assert slow.recv(65536).startswith(b"HTTP/1.1 200")
        assert time.perf_counter() - begun >= 0.15
        return is_first

    assert any(is_overtaken() for _ in range(10))  # a busy machine may wake us too late


def test_keep_alive_and_pipelining(served):
    with socket.create_connection(("127.0.0.1", served.port)) as connection:
        request = f"GET /robots.txt HTTP/1.1\r\nHost: {directory.HOST}\r\n\r\n".encode()
        connection.sendall(request * 3)
        received = b""
        while received.count(b"HTTP/1.1 200 OK") < 3 or not received.endswith(b"Disallow: /\n"):
            received += connection.recv(65536)
        assert received.count(b"HTTP/1.1 200 OK") == 3


def test_encode_closes_when_asked():
    data = encode(Answer(b"x"), with_body=True, closes=True)
    assert b"Connection: close" in data
    assert data.endswith(b"\r\n\r\nx")


def test_port_is_free_after_the_context():
    with serve(2) as web:
        port, files = web.port, web.files
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), timeout=2)
    assert not files.exists()


PARENT = """
import time
from flows.demo.server import serve
if __name__ == "__main__":
    with serve(1) as web:
        print(web.port, flush=True)
        time.sleep(60)
"""


@pytest.mark.slow
def test_server_ends_when_its_parent_is_killed(tmp_path):
    script = tmp_path / "parent.py"
    script.write_text(PARENT)
    environ = os.environ | {"PYTHONPATH": os.getcwd()}
    parent = subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, env=environ)
    assert parent.stdout is not None
    assert int(parent.stdout.readline()) > 0
    children = psutil.Process(parent.pid).children(recursive=True)
    assert children
    parent.send_signal(signal.SIGKILL)
    parent.wait(60)
    parent.stdout.close()
    servers = [child for child in children if child.is_running()]
    _, alive = psutil.wait_procs(servers, timeout=60)
    assert not [child for child in alive if child.status() != psutil.STATUS_ZOMBIE]

from __future__ import annotations

import asyncio
import socket
import time
from email.utils import formatdate

import pytest

from config.source_spec import Politeness
from extractors.fetch import Fetched, FetchError, FetchFailed, FetchRefused
from extractors.guest import Guest
from extractors.politeness import forget_paces
from tests.extractors.small_source import settings
from tests.extractors.test_robots import Notes
from tests.extractors.web import RULES, Answer, Web


def visit(
    *urls: str,
    notes: Notes | None = None,
    allow_loopback: bool = True,
    delay_s: float = 0.0,
    at_once: bool = False,
    backoff_s: float = 0.02,
    **values: object,
) -> list[Fetched | FetchError]:
    """Fetch each address, one after the other or all at once; errors are returned in their place."""

    async def one(guest: Guest, url: str) -> Fetched | FetchError:
        try:
            return await guest.get(url)
        except FetchError as error:
            return error

    async def run() -> list[Fetched | FetchError]:
        guest = Guest(
            settings(**values),
            Politeness(delay_s=delay_s, concurrency=4),
            notes or Notes(),
            allow_loopback=allow_loopback,
            backoff_s=backoff_s,
        )
        async with guest:
            if at_once:
                return list(await asyncio.gather(*(one(guest, url) for url in urls)))
            return [await one(guest, url) for url in urls]

    return asyncio.run(run())


def failure(url: str, **values: object) -> FetchError:
    answer = visit(url, **values)[0]  # type: ignore[arg-type]
    assert isinstance(answer, FetchError)
    return answer


def test_robots_is_asked_first_and_what_it_forbids_is_never_asked_for(web: Web) -> None:
    web.routes |= {"/robots.txt": "User-agent: *\nDisallow: /private", "/a": "a", "/private": "no"}
    good, bad = visit(f"{web.url}/a", f"{web.url}/private")
    assert isinstance(good, Fetched) and good.body == b"a"
    assert isinstance(bad, FetchRefused) and (bad.kind, bad.transient) == ("robots", False)
    assert "Disallow: /private" in str(bad)
    assert [path for _, _, path in web.asked] == [*RULES, "/a"]


def test_robots_over_redirects_and_as_a_server_error(web: Web) -> None:
    web.routes |= {
        "/robots.txt": Answer(status=302, headers={"location": "/r2"}),
        "/r2": "User-agent: *\nDisallow: /a",
        "/a": "a",
    }
    assert failure(f"{web.url}/a").kind == "robots"
    web.routes["/robots.txt"] = Answer(status=302, headers={"location": "/robots.txt"})
    assert isinstance(visit(f"{web.url}/a")[0], Fetched), "a loop of redirects counts as no robots.txt"
    web.routes["/robots.txt"] = Answer(status=500)
    error = failure(f"{web.url}/a")
    assert (error.kind, error.transient) == ("robots", True)


def test_redirects_are_followed_to_their_end_and_the_end_is_named(web: Web) -> None:
    web.routes |= {
        "/old": Answer(status=301, headers={"location": "new?x=1"}),
        "/new": "here",
    }
    page = visit(f"{web.url}/old")[0]
    assert isinstance(page, Fetched) and page.url == f"{web.url}/new?x=1"


@pytest.mark.parametrize(
    ("target", "kind"),
    [
        ("/private/x", "robots"),
        ("/loop", "redirects"),
        ("ftp://127.0.0.1/x", "address"),
        ("http://[bad", "address"),
        ("http://10.1.2.3/", "address"),
    ],
)
def test_a_redirect_is_checked_like_the_first_address(web: Web, target: str, kind: str) -> None:
    web.routes |= {
        "/robots.txt": "User-agent: *\nDisallow: /private",
        "/loop": Answer(status=302, headers={"location": target}),
        "/private/x": "secret",
    }
    assert failure(f"{web.url}/loop").kind == kind
    assert "/private/x" not in web.paths()


def test_a_public_page_cannot_send_us_to_this_machine(web: Web) -> None:
    web.routes["/"] = Answer(status=302, headers={"location": f"{web.url}/admin"})
    web.routes["/admin"] = "secret"
    host_map = {"*.example": f"127.0.0.1:{web.port}"}
    error = failure("http://www.public.example/", allow_loopback=False, host_map=host_map)
    assert (error.kind, "127.0.0.1" in str(error)) == ("address", True)
    assert web.paths() == ["/"]


@pytest.mark.parametrize("status", [429, 503])
def test_retry_after_in_seconds_holds_up_everyone_on_that_host(web: Web, status: int) -> None:
    answers = iter([Answer(status=status, headers={"retry-after": "1"})])
    web.routes["/a"] = lambda _: next(answers, Answer("a"))
    web.routes["/b"] = "b"

    async def run() -> None:
        guest = Guest(settings(), Politeness(delay_s=0, concurrency=4), Notes(), allow_loopback=True)
        async with guest:
            first = asyncio.create_task(guest.get(f"{web.url}/a"))
            while len(web.paths()) < 1:
                await asyncio.sleep(0.005)
            await asyncio.sleep(0.05)
            others = [asyncio.create_task(guest.get(f"{web.url}/b")) for _ in range(3)]
            await asyncio.gather(first, *others)

    asyncio.run(run())
    times = [at for at, _, path in web.asked if path not in RULES]
    assert len(times) == 5
    assert min(times[1:]) - times[0] >= 1.0


def test_retry_after_as_a_date(web: Web) -> None:
    answers = iter([Answer(status=503, headers={"retry-after": formatdate(time.time() + 2, usegmt=True)})])
    web.routes["/a"] = lambda _: next(answers, Answer("a"))
    begun = time.monotonic()
    assert isinstance(visit(f"{web.url}/a")[0], Fetched)
    assert time.monotonic() - begun >= 0.9  # dates have whole seconds


def test_429_without_a_time_is_waited_out_longer_and_longer(web: Web) -> None:
    answers = iter([Answer(status=429)] * 3)
    web.routes["/a"] = lambda _: next(answers, Answer("a"))
    assert isinstance(visit(f"{web.url}/a", retries=0)[0], Fetched)
    times = [at for at, _, path in web.asked if path == "/a"]
    gaps = [later - earlier for earlier, later in zip(times, times[1:], strict=False)]
    assert [gap >= wait for gap, wait in zip(gaps, (0.02, 0.04, 0.08), strict=True)] == [True] * 3


def test_429_for_ever_ends_and_the_next_run_tries_again(web: Web) -> None:
    web.routes["/a"] = Answer(status=429, headers={"retry-after": "0"})
    error = failure(f"{web.url}/a", backoff_s=0.002)
    assert (error.kind, error.transient) == ("throttled", True)


def test_a_long_wait_is_obeyed_by_the_next_run_too(web: Web) -> None:
    web.routes["/a"] = Answer(status=429, headers={"retry-after": "3600"})
    notes = Notes()
    error = failure(f"{web.url}/a", notes=notes)
    assert (error.kind, error.transient) == ("asked_to_wait", True)
    forget_paces()  # as in another process
    assert failure(f"{web.url}/b", notes=notes).kind == "asked_to_wait"
    assert web.paths() == ["/a"]


@pytest.mark.parametrize("status", [500, 502, 503])
def test_a_broken_page_is_tried_again_and_then_given_up(web: Web, status: int) -> None:
    web.routes["/a"] = Answer(status=status)
    error = failure(f"{web.url}/a", retries=2)
    assert (error.kind, error.transient, len(web.paths())) == ("server_error", True, 3)
    answers = iter([Answer(status=status)])
    web.routes["/b"] = lambda _: next(answers, Answer("b"))
    assert isinstance(visit(f"{web.url}/b")[0], Fetched)


@pytest.mark.parametrize(
    ("status", "kind"),
    [(404, "not_found"), (410, "not_found"), (403, "forbidden"), (451, "forbidden"), (418, "status")],
)
def test_a_plain_no_is_not_argued_with(web: Web, status: int, kind: str) -> None:
    web.routes["/a"] = Answer(status=status)
    error = failure(f"{web.url}/a")
    assert (error.kind, error.transient, web.paths()) == (kind, False, ["/a"])


def test_a_reservation_against_text_mining_is_respected(web: Web) -> None:
    web.routes["/a"] = Answer("text", headers={"TDM-Reservation": "1"})
    web.routes["/b"] = Answer("text", headers={"TDM-Reservation": "0"})
    refused, read = visit(f"{web.url}/a", f"{web.url}/b")
    assert isinstance(refused, FetchRefused) and refused.kind == "reserved"
    assert isinstance(read, Fetched)


def test_a_reservation_in_the_well_known_file_is_respected_and_asked_for_once(web: Web) -> None:
    web.routes |= {
        "/.well-known/tdmrep.json": '[{"location": "/open/*.html", "tdm-reservation": 0},'
        ' {"location": "/", "tdm-reservation": 1, "tdm-policy": "https://a.example/policy"}]',
        "/open/a.html": "text",
        "/open/b.pdf": "text",
    }
    notes = Notes()
    read, refused = visit(f"{web.url}/open/a.html", f"{web.url}/open/b.pdf", notes=notes)
    assert isinstance(read, Fetched)
    assert isinstance(refused, FetchRefused) and refused.kind == "reserved"
    visit(f"{web.url}/open/a.html", notes=notes)
    assert web.paths() == ["/open/a.html", "/open/a.html"]
    assert len(web.asked) == 4


@pytest.mark.parametrize("text", ["", "no json", "{}", "[1, {}]", '[{"location": 7, "tdm-reservation": 1}]'])
def test_a_reservation_file_of_another_shape_reserves_nothing(web: Web, text: str) -> None:
    web.routes |= {"/.well-known/tdmrep.json": text, "/a": "a"}
    assert isinstance(visit(f"{web.url}/a")[0], Fetched)


def test_crawl_delay_of_robots_beats_a_shorter_delay_of_ours(web: Web) -> None:
    web.routes |= {"/robots.txt": "User-agent: *\nCrawl-delay: 0.2", "/a": "a", "/b": "b"}
    visit(f"{web.url}/a", f"{web.url}/b", at_once=True)
    first, second = (at for at, _, path in web.asked if path not in RULES)
    assert second - first >= 0.19


def test_a_dead_host_is_left_alone_after_three_tries() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    begun = time.monotonic()
    answers = visit(*(f"http://127.0.0.1:{port}/{n}" for n in range(100)), at_once=True, retries=5)
    assert {answer.kind for answer in answers if isinstance(answer, FetchError)} == {"unreachable"}
    assert time.monotonic() - begun < 60  # not a hundred times the wait before another try
    assert all(isinstance(answer, FetchFailed) and answer.transient for answer in answers)


def test_a_page_that_never_comes_does_not_condemn_its_host(web: Web) -> None:
    def slow(_: str) -> Answer:
        time.sleep(2)
        return Answer("late")

    web.routes |= {"/slow": slow, "/a": "a"}
    late, good = visit(f"{web.url}/slow", f"{web.url}/a", timeout_s=0.8, retries=3)
    assert isinstance(late, FetchFailed) and late.kind == "timeout"
    assert isinstance(good, Fetched)
    assert web.paths().count("/slow") == 2


def test_an_unknown_name_is_asked_for_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def no_answer(host: str, *_: object, **__: object) -> None:
        asked.append(host)
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", no_answer)
    answers = visit("http://nobody.example/a", "http://nobody.example/b")
    assert [answer.kind for answer in answers if isinstance(answer, FetchError)] == ["no_such_host"] * 2
    assert asked == ["nobody.example"]


def test_a_refusal_counts_from_its_head_and_not_when_its_body_is_over() -> None:
    times: list[float] = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        path = (await reader.readuntil(b"\r\n\r\n")).split(b" ")[1].decode()
        body, head = b"", b"200 OK\r\n"
        if path in RULES:
            head = b"404 No\r\n"
        else:
            times.append(time.monotonic())
            if len(times) == 1:
                head, body = b"429 No\r\nretry-after: 1\r\n", b"x" * 100
        writer.write(b"HTTP/1.1 " + head + f"content-length: {len(body)}\r\n\r\n".encode())
        for byte in body:
            writer.write(bytes([byte]))
            await asyncio.sleep(0.02)
        writer.close()

    async def run() -> None:
        server = await asyncio.start_server(answer, "127.0.0.1", 0)
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        guest = Guest(settings(), Politeness(delay_s=0, concurrency=4), Notes(), allow_loopback=True)
        async with guest:
            first = asyncio.create_task(guest.get(f"{url}/a"))
            while not times:
                await asyncio.sleep(0.005)
            await asyncio.sleep(0.1)
            await asyncio.gather(first, *(guest.get(f"{url}/{n}") for n in range(3)))
        server.close()

    asyncio.run(run())
    assert len(times) == 5 and min(times[1:]) - times[0] >= 1.0


def test_one_page_that_is_always_refused_ends_while_the_others_come(web: Web) -> None:
    web.routes |= {"/a": Answer(status=429, headers={"retry-after": "0"}), "/b": "b"}
    refused, *others = visit(f"{web.url}/a", *[f"{web.url}/b"] * 3, backoff_s=0.002)
    assert isinstance(refused, FetchFailed) and refused.kind == "throttled"
    assert {getattr(error, "kind", "read") for error in others} == {"asked_to_wait"}


@pytest.mark.parametrize(
    ("body", "is_reserved"),
    [
        ('<head><meta name="tdm-reservation" content="1"></head>', True),
        ("<META CONTENT=1 NAME='TDM-Reservation'>", True),
        ('<meta name="tdm-reservation" content="1"/>'.encode("utf-16").decode("latin-1"), True),
        ('<meta name="tdm-reservation" content="0">', False),
        ('<meta name="tdm-reservation" content="10">', False),
        ('<meta name="tdm-policy" content="1"><p>tdm-reservation', False),
        ('<!-- <meta name="tdm-reservation" content="1"> -->', False),
    ],
)
def test_a_reservation_in_the_mark_up_is_respected(web: Web, body: str, is_reserved: bool) -> None:
    web.routes["/a"] = Answer(body.encode("latin-1"))
    answer = visit(f"{web.url}/a")[0]
    assert (isinstance(answer, FetchRefused) and answer.kind == "reserved") is is_reserved


def test_a_file_that_robots_forbids_is_not_asked_what_it_reserves(web: Web) -> None:
    web.routes |= {"/robots.txt": "User-agent: *\nDisallow: /\nAllow: /a", "/a": "a"}
    assert isinstance(visit(f"{web.url}/a")[0], Fetched)
    assert [path for _, _, path in web.asked] == ["/robots.txt", "/a"]


def test_an_unchanged_page_is_an_answer_to_a_question_with_validators(web: Web) -> None:
    web.routes["/a"] = Answer(status=304)

    async def ask(headers: dict[str, str] | None) -> Fetched:
        async with Guest(settings(), Politeness(delay_s=0), Notes(), allow_loopback=True) as guest:
            return await guest.get(f"{web.url}/a", headers)

    assert asyncio.run(ask({"if-none-match": '"x"'})).status == 304
    with pytest.raises(FetchFailed, match="answered 304"):
        asyncio.run(ask(None))

"""A web that means harm, on loopback: each host is one attack, told apart by its name."""

from __future__ import annotations

import asyncio
import gzip
import io
import threading
import zipfile
import zlib
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import lru_cache

BOMB = 300 * 10**6
"""Bytes that each bomb holds."""
HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n"
RECORD = '<div class="r"><b>Harmless Ltd</b></div>'
Answer = Callable[[str], AsyncIterator[bytes]]
_MADE: dict[Answer, Callable[[], bytes]] = {}


def linked(number: int) -> str:
    """Return a record with a link to its own page."""
    return f'<div class="r"><b>Harmless {number} Ltd</b> <a class="d" href="/d/{number}">x</a></div>'


@dataclass(frozen=True, kw_only=True)
class Attack:
    """What a host does to us, and how it has to end.

    ``answer`` gives the bytes for a path, head included. ``kinds``: one of these issues has to say so; empty
    where the page is to be stored and read. ``readers``: with which kinds of spec the host is crawled.
    """

    answer: Answer
    kinds: frozenset[str] = frozenset()
    readers: tuple[str, ...] = ("html",)
    robots: Answer | None = None


def page(body: bytes | str, headers: str = "", content_type: str = "text/html") -> Answer:
    """Answer every path with one body."""
    octets = body.encode() if isinstance(body, str) else body

    async def answer(path: str) -> AsyncIterator[bytes]:
        head = (
            f"HTTP/1.1 200 OK\r\ncontent-type: {content_type}\r\ncontent-length: {len(octets)}\r\n{headers}"
        )
        yield head.encode("latin-1") + b"\r\n"
        for start in range(0, len(octets), 65536):
            yield octets[start : start + 65536]

    return answer


def made(make: Callable[[], bytes], headers: str = "", content_type: str = "text/html") -> Answer:
    """Answer with a body that is made when it is first asked for."""
    kept = lru_cache(maxsize=1)(make)

    async def answer(path: str) -> AsyncIterator[bytes]:
        async for part in page(kept(), headers, content_type)(path):
            yield part

    _MADE[answer] = kept
    return answer


def raw(*parts: bytes, every_s: float = 0.0, repeat: bool = False) -> Answer:
    """Answer with these bytes, one after the other, for ever with ``repeat``."""

    async def answer(path: str) -> AsyncIterator[bytes]:
        *first, last = parts
        for part in first:
            yield part
            await asyncio.sleep(every_s)
        yield last
        while repeat:
            await asyncio.sleep(every_s)
            yield last

    return answer


def redirect(target: str) -> Answer:
    """Redirect every path."""
    return raw(b"HTTP/1.1 302 Found\r\ncontent-length: 0\r\nlocation: " + target.encode() + b"\r\n\r\n")


async def _silence(path: str) -> AsyncIterator[bytes]:
    await asyncio.sleep(3600)
    yield b""


def _gzip(level: int = 9) -> bytes:
    packer, zeros = zlib.compressobj(level, zlib.DEFLATED, 31), bytes(10**6)
    return b"".join([packer.compress(zeros) for _ in range(BOMB // 10**6)] + [packer.flush()])


def _deflate(window: int) -> bytes:
    packer, zeros = zlib.compressobj(9, zlib.DEFLATED, window), bytes(10**6)
    return b"".join([packer.compress(zeros) for _ in range(BOMB // 10**6)] + [packer.flush()])


def _brotli() -> bytes:
    import brotli

    packer, zeros = brotli.Compressor(quality=5), bytes(10**6)
    return b"".join([packer.process(zeros) for _ in range(BOMB // 10**6)] + [packer.finish()])


def _zstd() -> bytes:
    import zstandard

    packer, zeros = zstandard.ZstdCompressor(level=3).compressobj(), bytes(10**6)
    return b"".join([packer.compress(zeros) for _ in range(BOMB // 10**6)] + [packer.flush()])


def _xlsx() -> bytes:
    """A workbook whose only sheet is 200 MB of rows."""
    from openpyxl import Workbook

    book, plain = Workbook(), io.BytesIO()
    book.active.append(["name", "city"])
    book.save(plain)
    packed = io.BytesIO()
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            if name != "xl/worksheets/sheet1.xml":
                target.writestr(name, source.read(name))
        row = b'<row><c t="inlineStr"><is><t>' + b"a" * 1000 + b"</t></is></c></row>"
        with target.open("xl/worksheets/sheet1.xml", "w") as sheet:
            sheet.write(
                b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
            )
            for _ in range(200):
                sheet.write(row * 1000)
            sheet.write(b"</sheetData></worksheet>")
    return packed.getvalue()


def _entities(depth: int, wide: int) -> str:
    """Return a DTD whose last entity stands for ``wide ** depth`` letters."""
    lines = ['<!ENTITY e0 "aaaaaaaaaa">']
    lines += [f'<!ENTITY e{n} "{f"&e{n - 1};" * wide}">' for n in range(1, depth + 1)]
    return f'<?xml version="1.0"?><!DOCTYPE x [{"".join(lines)}]>'


def _feed(dtd: str, text: str) -> str:
    return (
        f"{dtd}<rss version='2.0'><channel><title>t</title><item><title>{text}</title>"
        "<link>http://a.example/1</link></item></channel></rss>"
    )


async def _calendar(path: str) -> AsyncIterator[bytes]:
    number = int(path.rpartition("=")[2] or 0) if "=" in path else 0
    body = f"<p>nothing in month {number}</p><a class='next' href='/?month={number + 1}'>next</a>"
    async for part in page(body)(path):
        yield part


async def _circle(path: str) -> AsyncIterator[bytes]:
    number = int(path.rpartition("=")[2]) if "=" in path else 0
    async for part in page(f"{RECORD}<a class='next' href='/?page={(number + 1) % 7}'>next</a>")(path):
        yield part


async def _many_links(path: str) -> AsyncIterator[bytes]:
    body = "".join(linked(n) for n in range(10_000)) if path == "/" else f"<h1>{path}</h1>"
    async for part in page(body)(path):
        yield part


async def _growing(path: str) -> AsyncIterator[bytes]:
    body = f"{RECORD.replace('Ltd', path[-80:])}<a class='next' href='{path.rstrip('/')}/more/'>next</a>"
    async for part in page(body)(path):
        yield part


async def _sessions(path: str) -> AsyncIterator[bytes]:
    """Every page is the same one under a new address."""
    number = int(path.rpartition("=")[2]) if "=" in path else 0
    async for part in page(f"{RECORD}<a class='next' href='/list?session={number + 1}'>next</a>")(path):
        yield part


async def _endless_robots(path: str) -> AsyncIterator[bytes]:
    yield HEAD + b"content-length: 100000000\r\n\r\nUser-agent: *\nDisallow: /secret\n"
    for _ in range(1500):
        yield b"# nothing to see here, but much of it\n" * 1760


def _chunked(parts: bytes) -> bytes:
    return HEAD + b"transfer-encoding: chunked\r\n\r\n" + parts


DEEP = RECORD + "<div>" * 10**6
ALL_READERS = ("html", "auto", "lookup")
HARMLESS = frozenset[str]()
TOO_DEEP = frozenset({"links", "unreadable_page", "drifted", "nesting"})
BAD_HEAD = frozenset({"broken_off"})
ATTACKS: dict[str, Attack] = {
    "gzip-bomb": Attack(answer=made(_gzip, "content-encoding: gzip\r\n"), kinds=frozenset({"too_large"})),
    "deflate-bomb": Attack(
        answer=made(lambda: _deflate(15), "content-encoding: deflate\r\n"), kinds=frozenset({"too_large"})
    ),
    "raw-deflate-bomb": Attack(
        answer=made(lambda: _deflate(-15), "content-encoding: deflate\r\n"), kinds=frozenset({"too_large"})
    ),
    "br-bomb": Attack(answer=made(_brotli, "content-encoding: br\r\n"), kinds=frozenset({"too_large"})),
    "zstd-bomb": Attack(answer=made(_zstd, "content-encoding: zstd\r\n"), kinds=frozenset({"too_large"})),
    "chain-bomb": Attack(
        answer=made(lambda: gzip.compress(_gzip()), "content-encoding: gzip, gzip\r\n"),
        kinds=frozenset({"too_large"}),
    ),
    "mixed-chain-bomb": Attack(
        answer=made(lambda: gzip.compress(_brotli()), "content-encoding: br, gzip\r\n"),
        kinds=frozenset({"too_large"}),
    ),
    "long-chain": Attack(
        answer=page(b"x", "content-encoding: " + ", ".join(["gzip"] * 500) + "\r\n"),
        kinds=frozenset({"coding"}),
    ),
    "unknown-coding": Attack(answer=page(b"x", "content-encoding: magic\r\n"), kinds=frozenset({"coding"})),
    "not-gzip": Attack(answer=page(RECORD, "content-encoding: gzip\r\n"), kinds=frozenset({"coding"})),
    "cut-gzip": Attack(
        answer=page(gzip.compress(bytes(range(256)) * 99)[:300], "content-encoding: gzip\r\n"),
        kinds=frozenset({"coding"}),
    ),
    "xlsx-bomb": Attack(
        answer=made(_xlsx), kinds=frozenset({"unreadable_page", "broken", "drifted"}), readers=("xlsx",)
    ),
    "endless-body": Attack(
        answer=raw(_chunked(b""), b"10000\r\n" + b"a" * 65536 + b"\r\n", repeat=True),
        kinds=frozenset({"too_large", "timeout"}),
    ),
    "endless-lines": Attack(
        answer=raw(HEAD + b"\r\n", b"a\n" * 32768, repeat=True), kinds=frozenset({"too_large", "timeout"})
    ),
    "announced-too-large": Attack(
        answer=raw(HEAD + b"content-length: 99999999999\r\n\r\n", b"a" * 65536, repeat=True),
        kinds=frozenset({"too_large"}),
    ),
    "slow-head": Attack(
        answer=raw(b"HTTP/1.1 200 OK\r\n", b"x-a: b\r\n", every_s=0.1, repeat=True),
        kinds=frozenset({"timeout"}),
    ),
    "slow-body": Attack(
        answer=raw(HEAD + b"content-length: 5000\r\n\r\n", b"a", every_s=0.1, repeat=True),
        kinds=frozenset({"timeout"}),
    ),
    "silence": Attack(answer=_silence, kinds=frozenset({"timeout"})),
    "long-header": Attack(
        answer=raw(HEAD + b"x-a: ", b"a" * 65536, repeat=True), kinds=BAD_HEAD | {"timeout"}
    ),
    "many-headers": Attack(
        answer=raw(HEAD, b"".join(b"x-%d: a\r\n" % n for n in range(5000)), repeat=True),
        kinds=BAD_HEAD | {"timeout"},
    ),
    "many-trailers": Attack(
        answer=raw(_chunked(b"1\r\na\r\n0\r\n"), b"x-a: b\r\n" * 5000, repeat=True),
        kinds=BAD_HEAD | {"timeout"},
    ),
    "many-continues": Attack(
        answer=raw(b"HTTP/1.1 100 Continue\r\n\r\n" * 1000, repeat=True), kinds=BAD_HEAD | {"timeout"}
    ),
    "no-http": Attack(answer=raw(b"SSH-2.0-OpenSSH_9.2\r\n"), kinds=BAD_HEAD),
    "odd-status": Attack(answer=raw(b"HTTP/1.1 999999 X\r\n\r\n"), kinds=BAD_HEAD | {"status"}),
    "bad-chunk": Attack(answer=raw(_chunked(b"-5\r\nabc\r\n0\r\n\r\n")), kinds=BAD_HEAD),
    "long-chunk-extension": Attack(
        answer=raw(_chunked(b"5;x="), b"a" * 65536, repeat=True), kinds=BAD_HEAD | {"timeout", "too_large"}
    ),
    "cut-body": Attack(answer=raw(HEAD + b"content-length: 900\r\n\r\n<p>and"), kinds=BAD_HEAD),
    "two-lengths": Attack(
        answer=raw(HEAD + b"content-length: 5\r\ncontent-length: 9\r\n\r\nhello and"), kinds=BAD_HEAD
    ),
    "length-too-short": Attack(
        answer=raw(HEAD + b"content-length: 5\r\n\r\n" + RECORD.encode()), kinds=BAD_HEAD | {"drifted"}
    ),
    "to-metadata": Attack(
        answer=redirect("http://169.254.169.254/latest/meta-data/"), kinds=frozenset({"address"})
    ),
    "to-loopback": Attack(answer=redirect("http://127.0.0.1:{canary}/"), kinds=frozenset({"address"})),
    "to-loopback-name": Attack(answer=redirect("http://localhost:{canary}/"), kinds=frozenset({"address"})),
    "to-loopback-v6": Attack(
        answer=redirect("http://[::ffff:127.0.0.1]:{canary}/"), kinds=frozenset({"address"})
    ),
    "to-loopback-number": Attack(
        answer=redirect("http://2130706433:{canary}/"),
        kinds=frozenset({"address", "no_such_host", "unreachable"}),
    ),
    "to-private": Attack(answer=redirect("http://10.0.0.1/"), kinds=frozenset({"address"})),
    "to-file": Attack(answer=redirect("file:///etc/passwd"), kinds=frozenset({"address"})),
    "to-rebinding": Attack(
        answer=redirect("http://rebinding.test:{canary}/"), kinds=frozenset({"address", "unreachable"})
    ),
    "to-mixed": Attack(answer=redirect("http://mixed.test:{canary}/"), kinds=frozenset({"address"})),
    "to-itself": Attack(answer=redirect("/"), kinds=frozenset({"redirects"})),
    "to-nonsense": Attack(answer=redirect("http://[::x/\x01"), kinds=frozenset({"address"}) | BAD_HEAD),
    "to-long": Attack(
        answer=redirect("/" + "a" * 60_000), kinds=frozenset({"redirects", "address"}) | BAD_HEAD
    ),
    "deep-tags": Attack(answer=page(DEEP), kinds=TOO_DEEP, readers=ALL_READERS),
    "deep-inline-tags": Attack(answer=page(RECORD + "<b><i>" * 50_000), kinds=TOO_DEEP, readers=ALL_READERS),
    "deep-tables": Attack(
        answer=page(RECORD + "<table><tr><td>" * 100_000), kinds=TOO_DEEP, readers=ALL_READERS
    ),
    "almost-too-deep": Attack(answer=page(RECORD + "<div>" * 9900), readers=ALL_READERS),
    "often-almost-too-deep": Attack(
        answer=page(RECORD + ("<div>" * 5000 + "</div>" * 5000) * 40), kinds=TOO_DEEP, readers=ALL_READERS
    ),
    "many-attributes": Attack(
        answer=page(RECORD + "<p " + " ".join(f"a{n}=1" for n in range(200_000)) + ">"),
        kinds=TOO_DEEP,
        readers=ALL_READERS,
    ),
    "many-tags": Attack(answer=page(RECORD + "<p>x" * 3_000_000), kinds=TOO_DEEP, readers=ALL_READERS),
    "one-long-line": Attack(answer=page(RECORD + "<p>" + "word " * 2_000_000), readers=ALL_READERS),
    "unclosed-formatting": Attack(
        answer=page(RECORD + "<p>" + "".join(f"<i a={n}>" for n in range(1250)) + "</p>" + "<p>x" * 2500),
        kinds=TOO_DEEP,
        readers=ALL_READERS,
    ),
    "half-open-tags": Attack(answer=page(RECORD + "<a <" * 500_000), kinds=TOO_DEEP, readers=ALL_READERS),
    "half-open-comments": Attack(answer=page(RECORD + "<!--" * 500_000), readers=ALL_READERS),
    "half-open-scripts": Attack(
        answer=page(RECORD + '<script type="application/ld+json">' * 50_000),
        kinds=TOO_DEEP,
        readers=ALL_READERS,
    ),
    "spaces": Attack(answer=page(RECORD + "<p>" + " " * 3_000_000 + "x"), readers=ALL_READERS),
    "at-signs": Attack(answer=page(RECORD + "<p>" + "a@" * 500_000), readers=ALL_READERS),
    "digits": Attack(answer=page(RECORD + "<p>" + "0123 456 " * 200_000), readers=ALL_READERS),
    "letters": Attack(answer=page(RECORD + "<p>" + "a" * 1_000_000), readers=ALL_READERS),
    "references": Attack(answer=page(RECORD + "<p>" + "&#1234567890;" * 200_000), readers=ALL_READERS),
    "deep-json-ld": Attack(
        answer=page(
            RECORD + '<script type="application/ld+json">' + '{"@graph":[' * 100_000 + "</script>"
        ),
        readers=ALL_READERS,
    ),
    "many-records": Attack(
        answer=page("".join(RECORD.replace("Ltd", str(n)) for n in range(10_000))), readers=("html", "auto")
    ),
    "many-links": Attack(answer=_many_links, kinds=frozenset({"limit"})),
    "null-bytes": Attack(answer=page(RECORD.encode() + bytes(100_000)), readers=ALL_READERS),
    "binary": Attack(
        answer=page(bytes(range(256)) * 4000), kinds=frozenset({"drifted"}), readers=("html", "auto")
    ),
    "odd-charset": Attack(
        answer=page(RECORD, content_type='text/html; charset="zlib_codec"'), readers=ALL_READERS
    ),
    "long-charset": Attack(answer=page(RECORD, content_type="text/html; charset=" + "x" * 9000)),
    "utf-7": Attack(answer=page(RECORD + "+ADw-script+AD4-", content_type="text/html; charset=utf-7")),
    "cut-utf-16": Attack(answer=page(b"\xff\xfe" + RECORD.encode("utf-16-le") + b"\xd8")),
    "billion-laughs-feed": Attack(
        answer=page(_feed(_entities(9, 10), "&e9;"), content_type="application/rss+xml"), readers=("rss",)
    ),
    "quadratic-feed": Attack(
        answer=page(
            _feed('<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e0 "' + "a" * 90_000 + '">]>', "&e0;" * 20_000)
        ),
        readers=("rss",),
    ),
    "file-entity-feed": Attack(
        answer=page(
            _feed('<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e0 SYSTEM "file:///etc/passwd">]>', "x&e0;")
        ),
        readers=("rss",),
    ),
    "billion-laughs-xml": Attack(
        answer=page(_entities(9, 10) + "<r><c><n>&e9;</n></c></r>", content_type="application/xml"),
        readers=("xml",),
        kinds=frozenset({"drifted", "unreadable_page", "skipped", "links"}),
    ),
    "file-entity-xml": Attack(
        answer=page(
            '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e0 SYSTEM "file:///etc/passwd">]>'
            "<r><c><n>x&e0;</n></c></r>"
        ),
        readers=("xml",),
        kinds=frozenset({"drifted", "unreadable_page", "skipped", "links"}),
    ),
    "deep-xml": Attack(
        answer=page("<r><c><n>x</n></c>" + "<a>" * 500_000),
        readers=("xml",),
        kinds=frozenset({"drifted", "unreadable_page", "links"}),
    ),
    "deep-json": Attack(
        answer=page("[" * 1_000_000, content_type="application/json"),
        readers=("json",),
        kinds=frozenset({"drifted", "unreadable_page", "links"}),
    ),
    "long-csv-field": Attack(
        answer=page('name,city\n"' + "a" * 5_000_000, content_type="text/csv"),
        kinds=frozenset({"drifted"}),
        readers=("csv",),
    ),
    "calendar": Attack(answer=_calendar, kinds=frozenset({"limit", "next_max", "empty_pages"})),
    "circle": Attack(answer=_circle),
    "growing-addresses": Attack(answer=_growing, kinds=frozenset({"trap"})),
    "sessions": Attack(answer=_sessions),
    "endless-robots": Attack(answer=page(RECORD), robots=_endless_robots),
    "wild-robots": Attack(
        answer=page(RECORD),
        robots=page("User-agent: *\n" + "".join(f"Disallow: /*a{n}*b*c\n" for n in range(25_000))),
    ),
    "bomb-robots": Attack(answer=page(RECORD), robots=made(_gzip, "content-encoding: gzip\r\n")),
    "deaf-robots": Attack(answer=page(RECORD), robots=_silence, kinds=frozenset({"timeout", "robots"})),
    "retry-for-ever": Attack(
        answer=raw(b"HTTP/1.1 429 X\r\ncontent-length: 0\r\nretry-after: " + b"9" * 400 + b"\r\n\r\n"),
        kinds=frozenset({"asked_to_wait"}),
    ),
}  # fmt: skip


@contextmanager
def serve(canary: int, names: Iterable[str]) -> Iterator[int]:
    """Serve the attacks named and ``good.example`` in a thread; yields the port.

    ``canary`` is the port that the redirects into our own network lead to.
    """
    for name in names:
        for each in (ATTACKS[name].answer, ATTACKS[name].robots):
            if each in _MADE:
                _MADE[each]()
    loop = asyncio.new_event_loop()
    listening = threading.Event()
    port = 0
    tasks: set[asyncio.Task[None]] = set()

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, asyncio.IncompleteReadError):
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
                path = head.split(" ", 2)[1]
                host = head.lower().partition("\r\nhost: ")[2].partition("\r\n")[0]
                async for part in _answer(host, path):
                    writer.write(part.replace(b"{canary}", str(canary).encode()))
                    await writer.drain()
                if host != "good.example" and path not in ("/robots.txt", "/.well-known/tdmrep.json"):
                    break
        writer.close()

    def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = loop.create_task(talk(reader, writer))
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    def run() -> None:
        nonlocal port
        asyncio.set_event_loop(loop)
        server = loop.run_until_complete(asyncio.start_server(accept, "127.0.0.1", 0, backlog=256))
        port = server.sockets[0].getsockname()[1]
        listening.set()
        loop.run_forever()
        server.close()
        for task in list(tasks):
            task.cancel()
        loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
        loop.close()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    listening.wait()
    try:
        yield port
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()


async def _answer(host: str, path: str) -> AsyncIterator[bytes]:
    attack = ATTACKS.get(host.removesuffix(".example"))
    if path == "/robots.txt" and attack is not None and attack.robots is not None:
        answer = attack.robots
    elif path in ("/robots.txt", "/.well-known/tdmrep.json") or (attack is None and host != "good.example"):
        answer = raw(b"HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n")
    elif attack is not None:
        answer = attack.answer
    elif path == "/":
        answer = page("".join(linked(n) for n in range(40)))
    else:
        answer = page(f"<h1>Harmless {path}</h1>")
    async for part in answer(path):
        yield part

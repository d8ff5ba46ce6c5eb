"""RFC 9309 as a table: section, file, path, whether "prospects" may fetch it."""

from __future__ import annotations

import time

import pytest

from extractors.robots_file import canonical, compile_pattern, parse_robots

HERE = "https://a.example"
STAR = "User-agent: *\n"
TWICE = "User-agent: prospects\nDisallow: /a\nUser-agent: x\nDisallow: /\nUser-agent: prospects\nDisallow: /b"
PAGES = STAR + "Allow: /example/page/\nDisallow: /example/page/disallowed.gif"


def may(text: str | bytes, path: str) -> bool:
    octets = text if isinstance(text, bytes) else text.encode()
    return (
        parse_robots(octets.decode("latin-1"), "prospects").group.forbidding(canonical(HERE + path)) is None
    )


TABLE: list[tuple[str, str | bytes, str, bool]] = [
    # 2.1 the protocol: no group, no rule, no say
    ("2.1", "", "/x", True),
    ("2.1", "Disallow: /", "/x", True),
    ("2.1", "\x00\x01 no robots.txt at all <html>", "/x", True),
    # 2.2.1 the user-agent line
    ("2.2.1", "User-agent: prospects\nDisallow: /", "/x", False),
    ("2.2.1", "user-AGENT: ProSpectS\nDISALLOW: /", "/x", False),
    ("2.2.1", "User-agent: prospects/1.0\nDisallow: /", "/x", False),
    ("2.2.1", "User-agent: prospect\nDisallow: /", "/x", True),
    ("2.2.1", "User-agent: prospectsbot\nDisallow: /", "/x", True),
    ("2.2.1", "User-agent: pros*\nDisallow: /", "/x", True),
    ("2.2.1", "User-agent:\nDisallow: /", "/x", True),
    ("2.2.1", "User-agent: *\nDisallow: /", "/x", False),
    ("2.2.1", "User-agent: * # everyone\nDisallow: /", "/x", False),
    ("2.2.1", "User-agent: a\nUser-agent: prospects\nUser-agent: b\nDisallow: /a", "/a", False),
    ("2.2.1", "User-agent: prospects\nDisallow: /a\n\nUser-agent: *\nDisallow: /", "/b", True),
    ("2.2.1", "User-agent: *\nDisallow: /\n\nUser-agent: prospects\nDisallow:", "/b", True),
    ("2.2.1", "User-agent: *\nDisallow: /\nUser-agent: prospects", "/b", True),
    # groups of one name are one group, wherever they stand
    (
        "2.2.1",
        TWICE,
        "/a",
        False,
    ),
    (
        "2.2.1",
        TWICE,
        "/b",
        False,
    ),
    ("2.2.1", STAR + "Disallow: /a\n\n" + STAR + "Disallow: /b", "/a", False),
    ("2.2.1", STAR + "Disallow: /a\n\n" + STAR + "Disallow: /b", "/b", False),
    ("2.2.1", "User-agent: prospects\n\n\nDisallow: /a", "/a", False),
    # 2.2.2 allow and disallow
    ("2.2.2", STAR + "Disallow:", "/x", True),
    ("2.2.2", STAR + "Disallow: /private/", "/private/a", False),
    ("2.2.2", STAR + "Disallow: /private/", "/privateer", True),
    ("2.2.2", STAR + "Disallow: /Private", "/private", True),
    ("2.2.2", STAR + "Disallow: private", "/private", True),
    ("2.2.2", STAR + "Disallow: /\nAllow: /members", "/members/1", True),
    ("2.2.2", STAR + "Allow: /\nDisallow: /members", "/members/1", False),
    ("2.2.2", STAR + "Disallow: /page\nAllow: /page", "/page", True),
    ("2.2.2", PAGES, "/example/page/x", True),
    ("2.2.2", PAGES,
     "/example/page/disallowed.gif", False),
    ("2.2.2", STAR + "Allow: /index.html\nDisallow: /", "/", False),
    ("2.2.2", STAR + "Disallow: /", "/robots.txt", True),
    ("2.2.2", STAR + "Disallow: /search?q=", "/search?q=a", False),
    ("2.2.2", STAR + "Disallow: /search?q=", "/search?page=2", True),
    # 2.2.2 percent-encoding: the table of the RFC, and what follows from its text
    ("2.2.2", STAR + "Disallow: /foo/bar?baz=quz", "/foo/bar?baz=quz", False),
    ("2.2.2", STAR + "Disallow: /foo/bar?baz=https://foo.bar", "/foo/bar?baz=https%3A%2F%2Ffoo.bar", False),
    ("2.2.2", STAR + "Disallow: /foo/bar?baz=https%3A%2F%2Ffoo.bar", "/foo/bar?baz=https://foo.bar", False),
    ("2.2.2", STAR + "Disallow: /foo/bar/\u30c4", "/foo/bar/%E3%83%84", False),
    ("2.2.2", STAR + "Disallow: /foo/bar/%E3%83%84", "/foo/bar/\u30c4", False),
    ("2.2.2", STAR + "Disallow: /foo/bar/%e3%83%84", "/foo/bar/\u30c4/x", False),
    ("2.2.2", STAR + "Disallow: /foo/bar/%62%61%7A", "/foo/bar/baz", False),
    ("2.2.2", STAR + "Disallow: /foo/bar/baz", "/foo/bar/%62%61%7A", False),
    ("2.2.2", STAR + "Disallow: /a%2Fb", "/a/b", True),
    ("2.2.2", STAR + "Disallow: /100%", "/100%25/x", False),
    ("2.2.2", STAR + "Disallow: /a b", "/a%20b", False),
    ("2.2.2", (STAR + "Disallow: /gesch").encode() + b"\xe4ft", "/gesch%E4ft", False),
    ("2.2.2", STAR + "Disallow: /private", "/open/../private/x", False),
    ("2.2.2", STAR + "Disallow: /private", "/open/%2E%2e/private/x", False),
    ("2.2.2", STAR + "Disallow: /private", "/./private", False),
    ("2.2.2", STAR + "Disallow: /private", "/../../private", False),
    ("2.2.2", STAR + "Disallow: /open/$", "/open/private/..", False),
    # 2.2.3 special characters
    ("2.2.3", STAR + "Disallow: /a # /b", "/b", True),
    ("2.2.3", STAR + "Disallow: /a#/b", "/a", False),
    ("2.2.3", STAR + "Allow: /this/path/exactly$\nDisallow: /", "/this/path/exactly", True),
    ("2.2.3", STAR + "Allow: /this/path/exactly$\nDisallow: /", "/this/path/exactly/x", False),
    ("2.2.3", STAR + "Disallow: /*.pdf$", "/list.pdf", False),
    ("2.2.3", STAR + "Disallow: /*.pdf$", "/list.pdf?x=1", True),
    ("2.2.3", STAR + "Disallow: /*.pdf$", "/a.pdf/b.pdf", False),
    ("2.2.3", STAR + "Disallow: *.pdf", "/list.pdf?x=1", False),
    ("2.2.3", STAR + "Allow: /this/*/exactly\nDisallow: /", "/this/very/path/exactly", True),
    ("2.2.3", STAR + "Disallow: /**/x**", "/a/x", False),
    ("2.2.3", STAR + "Disallow: /a*a$", "/a", True),
    ("2.2.3", STAR + "Disallow: /a*a$", "/aa", False),
    ("2.2.3", STAR + "Disallow: /path/file-with-a-%2A.html", "/path/file-with-a-*.html", False),
    ("2.2.3", STAR + "Disallow: /path/file-with-a-%2A.html", "/path/file-with-a-b.html", True),
    ("2.2.3", STAR + "Disallow: /path/foo-%24", "/path/foo-$", False),
    ("2.2.3", STAR + "Disallow: /a$b", "/a$b", False),
    ("2.2.3", STAR + "Disallow: /*/print", "/a?back=/print", False),
    # 2.2.4 other records do not interfere
    ("2.2.4", "User-agent: prospects\nSitemap: https://a.example/s.xml\nDisallow: /a", "/a", False),
    ("2.2.4", "User-agent: x\nFoo: bar\nUser-agent: prospects\nDisallow: /a", "/a", False),
    ("2.2.4", "User-agent: prospects\nFoo: bar\nDisallow: /a\nHost: y\nDisallow: /b", "/b", False),
    ("2.2.4", "User-agent: x\nCrawl-delay: 9\nUser-agent: prospects\nDisallow: /a", "/a", False),
    # 2.3 line ends and the byte order mark
    ("2.3", STAR.replace("\n", "\r") + "Disallow: /a\rDisallow: /b", "/b", False),
    ("2.3", STAR.replace("\n", "\r\n") + "Disallow: /a\r\nDisallow: /b", "/b", False),
    ("2.3", "\ufeff" + STAR + "Disallow: /a", "/a", False),
    ("2.3", STAR + "Disallow: /a\x0bDisallow: /b\u2028Disallow: /c", "/b", True),
    ("2.3", "  User-agent : *  \n\t Disallow\t:  /a \t", "/a", False),
    ("2.3", "User-agent *\nDisallow /a", "/a", False),
]  # fmt: skip


@pytest.mark.parametrize(("section", "text", "path", "is_allowed"), TABLE)
def test_what_the_rfc_says(section: str, text: str | bytes, path: str, is_allowed: bool) -> None:
    assert may(text, path) is is_allowed, f"RFC 9309 section {section}"


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        (STAR + "Crawl-delay: 2.5", 2.5),
        (STAR + "Crawl-delay: 10s", 10),
        (STAR + "crawl-delay:1\nCrawl-delay: 4\nCrawl-delay: 2", 4),
        (STAR + "Crawl-delay: 5\n\nUser-agent: prospects\nDisallow: /a", 0),
        ("User-agent: bing\nCrawl-delay: 9\n\n" + STAR + "Disallow: /a", 0),
        ("User-agent: bing\nUser-agent: prospects\nCrawl-delay: 9", 9),
        (STAR + "Crawl-delay: -3", 0),
        (STAR + "Crawl-delay: nan", 0),
        (STAR + "Crawl-delay: inf", 0),
        (STAR + "Crawl-delay: \u0663", 0),
        (STAR + "Crawl-delay:", 0),
    ],
)
def test_crawl_delay(text: str, seconds: float) -> None:
    assert parse_robots(text.encode().decode("latin-1"), "prospects").group.delay_s == seconds


def test_the_weightiest_rule_is_named_as_it_was_printed() -> None:
    group = parse_robots(STAR + "Disallow: /a\nDisallow: /a/%73ecret\nDisallow: /b/c", "prospects").group
    rule = group.forbidding("/a/secret/x")
    assert rule is not None and rule.printed == "/a/%73ecret"


def test_wildcards_without_end_cost_no_time() -> None:
    pattern = compile_pattern("/" + "*a" * 2000 + "*b")
    begun = time.process_time()
    assert not pattern.matches("/" + "a" * 20_000)
    assert time.process_time() - begun < 2


def test_paths_are_compared_without_host_and_fragment() -> None:
    assert canonical("https://a.example") == "/"
    assert canonical("https://a.example?x=1#y") == "/?x=1"
    assert canonical("https://a.example/x?y=/../z#/w") == "/x?y=/../z"
    assert canonical("https://a.example/a/./b/../c/..") == "/a/"

"""What a robots.txt says to us, by RFC 9309 section 2.2: groups, longest match, wildcards, percent-encoding.

Written here because the libraries differ from the letter: a group for "prospect" is not one for "prospects",
an unknown record does not end a group, and a rule for ``index.html`` says nothing about ``/``. The text is
taken as octets, one character each (latin-1), as the RFC compares octets.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

_LINE_END = re.compile(r"\r\n|\r|\n")
_TOKEN = re.compile(r"[A-Za-z_-]+|\*(?!\S)")
_NUMBER = re.compile(r"\d{1,9}(\.\d{1,9})?")
_KEYS = {
    "user-agent": "agent",
    "useragent": "agent",
    "user agent": "agent",
    "allow": "allow",
    "disallow": "disallow",
    "dissallow": "disallow",
    "disalow": "disallow",
    "disallaw": "disallow",
    "crawl-delay": "delay",
    "crawl delay": "delay",
    "sitemap": "sitemap",
}
"""How records are spelled in the wild; every other record is passed over (section 2.2.4)."""
_PLAIN = re.compile(r"[A-Za-z0-9/_~=&,;:+!'()@.?-]*")
_AFTER_HOST = re.compile(r"[^#]*?://[^/?#]*([^#]*)")
_ODD = re.compile(r"%[0-9A-Fa-f]{2}|[^A-Za-z0-9/_~=&,;:+!'()@.?\[\]-]")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_EQUAL = _UNRESERVED | frozenset(":@!&'()+,;=[]")
"""Characters that mean the same with and without percent-encoding."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """The value of one rule: ``*`` stands for anything, ``$`` at the end for the end of the address."""

    printed: str
    parts: tuple[str, ...]
    is_whole: bool
    octets: int

    def matches(self, path: str) -> bool:
        """Return whether ``path`` (see `canonical`) begins like this; linear however many ``*`` there are."""
        first, *others = self.parts
        if not path.startswith(first):
            return False
        if not others:
            return not self.is_whole or len(path) == len(first)
        at = len(first)
        for part in others[:-1]:
            found = path.find(part, at)
            if found < 0:
                return False
            at = found + len(part)
        last = others[-1]
        if self.is_whole:
            return len(path) - len(last) >= at and path.endswith(last)
        return path.find(last, at) >= 0


@dataclass(frozen=True, kw_only=True)
class Group:
    """Everything that is said to one crawler: rules from the most to the least specific, Allow first."""

    rules: tuple[tuple[Pattern, bool], ...] = ()
    delay_s: float = 0.0

    def forbidding(self, path: str) -> Pattern | None:
        """Return the rule that forbids ``path`` (see `canonical`), None where it is allowed."""
        if path.partition("?")[0] == "/robots.txt":
            return None
        for pattern, is_allowed in self.rules:
            if pattern.matches(path):
                return None if is_allowed else pattern
        return None


@dataclass(frozen=True, kw_only=True)
class RobotsFile:
    """The group that counts for us, whom it names, and the addresses of sitemaps, which are for everyone."""

    token: str
    group: Group
    sitemaps: tuple[str, ...] = ()


def parse_robots(text: str, token: str) -> RobotsFile:
    """Read a robots.txt for the crawler ``token``: its groups together, else those of ``*``, else nothing.

    Crawl-delay is no record of the RFC: it counts for the names above it, the longest one if there are more.
    """
    rules: dict[str, list[tuple[Pattern, bool]]] = {}
    delays: dict[str, float] = {}
    sitemaps: list[str] = []
    names: set[str] = set()
    is_open = False
    for line in _LINE_END.split(text.removeprefix("\xef\xbb\xbf")):
        key, value = _record(line)
        if key == "agent":
            found = _TOKEN.match(value)
            names = (names if is_open else set()) | {found.group().lower() if found else ""}
            is_open = True
            for name in names & {"*", token}:
                rules.setdefault(name, [])
        elif key in ("allow", "disallow"):
            is_open = False
            wanted = names & {"*", token}
            pattern = compile_pattern(value) if wanted and value else None
            if pattern:
                for name in wanted:
                    rules[name].append((pattern, key == "allow"))
        elif key == "delay":
            number = _NUMBER.match(value)
            for name in names if number else ():
                delays[name] = max(delays.get(name, 0.0), float(number.group()) if number else 0.0)
        elif key == "sitemap" and value:
            sitemaps.append(value)
    name = token if token in rules else "*"
    group = Group(rules=_by_weight(rules.get(name, [])), delay_s=delays.get(name, 0.0))
    return RobotsFile(token=name, group=group, sitemaps=tuple(dict.fromkeys(sitemaps)))


def _record(line: str) -> tuple[str | None, str]:
    """Return what kind of record a line is and its value; the colon may be missing, as it often is."""
    line = line.partition("#")[0].strip()
    key, colon, value = line.partition(":")
    kind = _KEYS.get(key.strip().lower())
    if kind is None and not colon:
        key, _, value = line.partition(" ")
        kind = _KEYS.get(key.lower())
    return kind, value.strip()


def _by_weight(rules: Iterable[tuple[Pattern, bool]]) -> tuple[tuple[Pattern, bool], ...]:
    """Order by octets, most first; of equal ones Allow comes first (section 2.2.2)."""
    return tuple(sorted(dict.fromkeys(rules), key=lambda rule: (-rule[0].octets, not rule[1])))


def compile_pattern(value: str) -> Pattern:
    """Return the pattern of a rule; ``$`` is special at the end only, ``%2A`` and ``%24`` are not special."""
    is_whole = value.endswith("$")
    parts = re.sub(r"\*+", "*", value.removesuffix("$")).split("*")
    is_query, clean = False, []
    for part in parts:
        clean.append(_encoded(part, is_query))
        is_query = is_query or "?" in part
    octets = sum(map(len, clean)) + len(clean) - 1 + is_whole
    return Pattern(value, tuple(clean), is_whole, octets)


def canonical(url: str) -> str:
    """Return path and query of an absolute address in the form in which patterns are compared with it.

    Dot segments are resolved as the client resolves them before it asks, or ``/a/../private`` would pass.
    """
    found = _AFTER_HOST.match(url)
    path = found.group(1) if found else ""
    if not path.startswith("/"):
        path = "/" + path
    if not path.isascii():
        path = path.encode("utf-8", "surrogatepass").decode("latin-1")
    if not _PLAIN.fullmatch(path):
        path = _encoded(path, False)
    if "/." in path:
        path, mark, query = path.partition("?")
        path = _without_dots(path) + mark + query
    return path


def _encoded(text: str, is_query: bool) -> str:
    """Percent-encode what must be and decode what need not be (section 2.2.2, RFC 3986 section 6.2.2).

    A slash in the query delimits nothing, so there ``%2F`` is one; in the path it is not.
    """
    head, mark, query = ("", "", text) if is_query else text.partition("?")
    return _ODD.sub(_path_octet, head) + mark + _ODD.sub(_query_octet, query)


def _path_octet(match: re.Match[str]) -> str:
    return _octet(match.group(), _EQUAL)


def _query_octet(match: re.Match[str]) -> str:
    return _octet(match.group(), _IN_QUERY)


_IN_QUERY = _EQUAL | frozenset("/?")


def _octet(found: str, equal: frozenset[str]) -> str:
    if len(found) == 3:
        char = chr(int(found[1:], 16))
        return char if char in equal else found.upper()
    return f"%{ord(found) & 0xFF:02X}"


def _without_dots(path: str) -> str:
    """Resolve ``.`` and ``..`` (RFC 3986 section 5.2.4)."""
    kept: list[str] = []
    segments = path.split("/")[1:]
    for segment in segments:
        if segment == "..":
            del kept[-1:]
        elif segment != ".":
            kept.append(segment)
    if segments[-1] in (".", ".."):
        kept.append("")
    return "/" + "/".join(kept)

"""Addresses to fetch: what the crawl hands from page to frontier, how they are compared and ordered."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal
from urllib.parse import urlsplit, urlunsplit

from config.addresses import fragment_of
from config.source_spec import SourceSpec

Role = Literal["list", "detail", "related", "lookup", "file", "sitemap"]

BLOCKED = frozenset({"robots", "reserved", "forbidden"})
"""Kinds of failure by which a site says that it does not want us."""
GONE = frozenset({"unreachable", "no_such_host", "not_found", "given_up"})
"""Kinds of failure that mean, on every start page, that the source is no longer there."""

_DIGITS = re.compile(r"\d+")
_AS_ARCHIVED = re.compile(
    r"http(?:s://[a-z0-9.-]+(?::(?!443/)\d+)?|://[a-z0-9.-]+(?::(?!80/)\d+)?)/[^#?\s]*(?:\?[^#\s]+)?"
)
"""An address that is spelled as the archive spells it: most are, and parsing one takes ten times as long."""
_SESSION = re.compile(
    r";jsessionid=[^?#/]*|(?<=[?&])(?:jsessionid|phpsessid|aspsessionid\w*|oscsid|zenid|cfid|cftoken)=[^&#]*&?",
    re.IGNORECASE,
)
_HOST_END = re.compile(r"[/?#]")


@dataclass(frozen=True, kw_only=True)
class Link:
    """An address to fetch and what for; `crawl` sets ``depth``, ``hop``, ``chain`` from the page it is on.

    ``depth`` counts the hosts passed on the way (related sources) or, of a lookup, the clicks from its first
    page; ``hop`` counts pages of one pagination and ``chain`` is the address where that pagination began.
    ``lastmod`` is when a sitemap says that the page was changed, as printed.
    """

    url: str
    role: Role = "list"
    depth: int = 0
    hop: int = 0
    chain: str = ""
    parent_url: str | None = None
    subject: str | None = None
    lastmod: str | None = None


def seeds(spec: SourceSpec) -> list[Link]:
    """Return where a crawl of the source begins: its start addresses, then its sitemaps."""
    maps = spec.sitemap.urls if spec.sitemap else []
    return [Link(url=url) for url in spec.start_urls()] + [Link(url=url, role="sitemap") for url in maps]


@dataclass(frozen=True, kw_only=True)
class CrawlCounts:
    """How one partition stands: pages stored, failed, kept from us; ``fetched``: stored by this call."""

    pages: int = 0
    failed_pages: int = 0
    blocked_pages: int = 0
    waiting: int = 0
    fetched: int = 0
    is_gone: bool = False
    """No page was had and the host is dead or the start pages are no longer there."""

    @property
    def state(self) -> Literal["ok", "empty", "blocked", "gone"]:
        """What the crawl alone can tell of the source's health."""
        if self.pages:
            return "ok"
        if self.is_gone:
            return "gone"
        return "blocked" if self.blocked_pages else "empty"


def page_url(url: str) -> str:
    """Return the address under which a page is archived: no fragment, host in lower case, no default port.

    Use it wherever a printed link is compared with ``Page.url``, as when a detail page meets its record.
    What is no http address at all comes back as it is, such as ``file:customers.csv``.
    """
    url = without_session(storable(url))
    return url if _AS_ARCHIVED.fullmatch(url) else _page_url(url)


@lru_cache(maxsize=4096)
def _page_url(url: str) -> str:
    try:
        body = (
            fragment_of(url) if "#" in url else ""
        )  # of a request that carries one: two bodies are two pages
        parts = urlsplit(url)
    except ValueError:
        return url
    if parts.scheme not in ("http", "https"):
        return url
    netloc = parts.netloc.lower()
    default = {"http": ":80", "https": ":443"}.get(parts.scheme)
    if default and netloc.endswith(default):
        netloc = netloc.removesuffix(default)
    path = parts.path or ("/" if netloc else "")
    return urlunsplit((parts.scheme, netloc, path, parts.query, "")) + body


def without_session(url: str) -> str:
    """Return an address without the session that a server without our cookies writes into its links.

    It is another one each night: kept, it would make every page new and rename every listing.
    """
    if (";" not in url and "?" not in url and "&" not in url) or not _SESSION.search(url):
        return url
    address, mark, fragment = url.partition("#")
    return _SESSION.sub("", address).rstrip("?&") + mark + fragment


def storable(text: str) -> str:
    """Return ``text`` with a question mark for each half of a surrogate pair, which is in no UTF-8."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def host_of(url: str) -> str:
    """Return ``host[:port]`` of an address in lower case, as far as it has one; never raises."""
    return _HOST_END.split(url.partition("://")[2], maxsplit=1)[0].rpartition("@")[2].lower()


def natural_order(url: str) -> str:
    """Return a key that puts ``page=2`` before ``page=10``."""
    return _DIGITS.sub(lambda match: match.group().zfill(12), url)

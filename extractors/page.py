"""A fetched page as readers see it: decoded once, parsed when asked for, by the engine that is asked for."""

from __future__ import annotations

import codecs
import re
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urldefrag, urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser
from w3lib.encoding import html_body_declared_encoding, http_content_type_encoding, resolve_encoding

from config.records import Page
from extractors.nesting import MAX_BYTES, check_nesting, check_size
from extractors.plain_text import block_text
from extractors.structured import STATED, read_jsonld, stated_by

if TYPE_CHECKING:
    from bs4 import BeautifulSoup

    from extractors.auto.found import Found

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_UTF8_SEQUENCE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_HIGH = re.compile(rb"[\x80-\xff]")
_BASE = re.compile(r"<[bB][aA][sS][eE]\b")
_ROOTED = re.compile(r"/(?![/\\])[^\s#;\\]*[^\s#;?\\]|/")
"""A path from the root that `urljoin` would leave as it is, but for dots in it."""
_LONGEST_MARKUP, _LONGEST_TEXT = 2_000_000, 300_000
_XML_DECLARATION = re.compile(rb"""^\s*<\?xml[^>]*encoding=["']([A-Za-z0-9._-]+)["']""")


class Decoded(NamedTuple):
    """Text, the encoding that gave it and who decided: spec, bom, http, meta, utf-8, detected or fallback."""

    text: str
    encoding: str
    decided_by: str


class Document:
    """One page. Specs use ``tree`` (lexbor), hand-written extractors ``soup`` (BeautifulSoup, slow)."""

    def __init__(self, page: Page, encoding: str | None = None, markup: str | None = None) -> None:
        self.page = page
        self._encoding, self._markup = encoding, markup

    @cached_property
    def decoded(self) -> Decoded:
        return decode(self.page.body, self.page.headers.get("content-type"), self._encoding)

    @property
    def text(self) -> str:
        """The mark-up, decoded; or that which stood inside a JSON answer."""
        return self.decoded.text if self._markup is None else self._markup

    @cached_property
    def markup(self) -> str:
        """The mark-up, once it is known that a parser can take it.

        Raises:
            SourceBroken: see `extractors.nesting.check_nesting`.
        """
        if self._markup is None:
            check_size(len(self.page.body), self.page.url)  # before anything is decoded
        check_nesting(self.text, self.page.url)
        return self.text

    @cached_property
    def tree(self) -> LexborHTMLParser:
        markup = self.markup
        is_as_sent = (
            self._markup is None and self.decoded.encoding == "utf-8" and self.decoded.decided_by == "http"
        )
        return LexborHTMLParser(self.page.body if is_as_sent else markup)  # it would be encoded again

    @cached_property
    def soup(self) -> BeautifulSoup:
        from bs4 import BeautifulSoup

        return BeautifulSoup(self.markup, "lxml")

    @cached_property
    def jsonld(self) -> list[dict[str, object]]:
        """Every JSON-LD node of the page, ``@graph`` and lists flattened."""
        return read_jsonld(self.text)

    @cached_property
    def stated(self) -> list[dict[str, object]]:
        """What the page states for machines: JSON-LD, microdata and h-cards, as nodes of one shape."""
        root = self.tree.root if any(word in self.text for word in STATED) else None
        return self.jsonld + (stated_by(root) if root is not None else [])

    @cached_property
    def found(self) -> Found:
        """What the automatic extractor makes of the page (``mode: auto``)."""
        from extractors.auto.listings import read_listings  # it reads documents itself

        return read_listings(self)

    @property
    def beginning(self) -> str:
        """The mark-up, of huge pages the first part alone: whoever looks for words needs no more."""
        if self._markup is None and len(self.page.body) > MAX_BYTES:
            head = self.page.body[:_LONGEST_MARKUP]
            return decode(head, self.page.headers.get("content-type"), self._encoding).text
        return self.text[:_LONGEST_MARKUP]

    @cached_property
    def lines(self) -> list[str]:
        """Visible text, one entry a line of the layout, without empty ones; of huge pages the beginning."""
        return block_text(self.beginning)[:_LONGEST_TEXT].split("\n")

    @cached_property
    def base(self) -> str:
        """Address against which links count: that of the last redirect, or ``<base href>``."""
        if not _BASE.search(self.text, 0, 20_000):
            return self.page.final_url
        node = self.tree.css_first("base[href]")
        href = node.attributes.get("href") if node is not None else None
        return urljoin(self.page.final_url, href) if href else self.page.final_url

    @cached_property
    def links(self) -> list[tuple[str, str]]:
        """``(address, text)`` of every http link, in document order."""
        found = []
        for node in self.tree.css("a[href]"):
            url = absolute(self.base, node.attributes.get("href"))
            if url:
                found.append((url, " ".join(node.text().split())))
        return found


def absolute(base: str, href: str | None) -> str | None:
    """Return the http(s) address that ``href`` means on ``base``, without fragment; else None."""
    href = (href or "").strip()
    if _ROOTED.fullmatch(href) and "/." not in href:
        return _origin(base) + href
    if not href or href.startswith(("#", "javascript:", "mailto:", "tel:", "data:")):
        return None
    try:
        url = urldefrag(urljoin(base, href)).url
    except ValueError:
        return None
    scheme, mark, rest = url.partition("://")  # RFC 3986 section 3.1: HTTP is http
    url = scheme.lower() + mark + rest
    return url if url.startswith(("http://", "https://")) and not rest.startswith("/") else None


@lru_cache(maxsize=1024)
def _origin(base: str) -> str:
    parts = urlsplit(base)
    return f"{parts.scheme}://{parts.netloc}"


def decode(body: bytes, content_type: str | None = None, told: str | None = None) -> Decoded:
    """Decode in the order BOM, HTTP header, meta, strict UTF-8, detection, windows-1252; never raises.

    A label that the bytes contradict is passed over: servers that say UTF-8 over windows-1252 pages are
    common, and so is the reverse (well-formed multi-byte UTF-8 is practically never another encoding). A few
    bytes of windows-1252 amid UTF-8 do not change that.
    """
    for bom, encoding in _BOMS:
        if body.startswith(bom):
            return Decoded(body[len(bom) :].decode(encoding, "replace"), encoding, "bom")
    by_http = _told_by_http(content_type) if content_type else None
    as_utf8 = _strict(body, "utf-8")
    if as_utf8 is not None and by_http == "utf-8" and not told:
        return Decoded(as_utf8, "utf-8", "http")  # the common case need not look any further
    declared_by_xml = _XML_DECLARATION.match(body[:200])
    candidates = (
        ("spec", told),
        ("http", by_http),
        (
            "meta",
            declared_by_xml.group(1).decode()
            if declared_by_xml
            else html_body_declared_encoding(body[:4096]),
        ),
    )
    if as_utf8 is None and not told and _is_utf8_with_strays(body):
        return Decoded(body.decode("utf-8", _STRAYS), "utf-8", "utf-8")
    is_utf8 = as_utf8 is not None and not body.isascii()
    for decided_by, label in candidates:
        declared = resolve_encoding(label) if label else None
        if not declared or (is_utf8 and declared != "utf-8" and decided_by != "spec"):
            continue
        text = _strict(body, declared)
        if text is not None:
            return Decoded(text, declared, decided_by)
    if as_utf8 is not None:
        return Decoded(as_utf8, "utf-8", "utf-8")
    return _detect(body)


@lru_cache(maxsize=256)
def _told_by_http(content_type: str) -> str | None:
    label = http_content_type_encoding(content_type)
    return resolve_encoding(label) if label else None


def _is_utf8_with_strays(body: bytes) -> bool:
    """Return whether most of what is not ASCII is well-formed UTF-8: pages put together from two systems."""
    rest, sequences = _UTF8_SEQUENCE.subn(b"", body)
    return sequences > 0 and len(_HIGH.findall(rest)) <= sequences


def _stray(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    return error.object[error.start : error.start + 1].decode("cp1252", "replace"), error.start + 1


_STRAYS = "prospects.strays_as_cp1252"
codecs.register_error(_STRAYS, _stray)


def _strict(body: bytes, encoding: str) -> str | None:
    try:
        return body.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None


def _detect(body: bytes) -> Decoded:
    from charset_normalizer import from_bytes

    best = from_bytes(
        body[:65_536], cp_isolation=["cp1252", "cp1250", "cp1251", "gb18030", "shift_jis", "big5"]
    )
    match = best.best()
    if match is not None and match.encoding != "cp1250":  # western pages are often taken for cp1250
        text = _strict(body, match.encoding)
        if text is not None:
            return Decoded(text, match.encoding, "detected")
    return Decoded(body.decode("cp1252", "replace"), "cp1252", "fallback")

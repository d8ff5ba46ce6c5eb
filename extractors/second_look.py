"""The pages of a partition, looked at again where something is wrong: what they say and still print."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from config.catalogue import Source
from config.records import Page
from extractors import json_feed
from extractors.errors import SourceBroken
from extractors.html import record_nodes
from extractors.page import Document
from extractors.page_signs import Sign, sign_of
from extractors.same_value import LINKS, NUMBERS, plain

_LISTS, _DETAILS = 80, 40
NAMES = 120
"""Known companies that are asked for."""


@dataclass
class Look:
    """What the pages say when they are looked at again."""

    lists: int = 0
    recordless: int = 0
    details: int = 0
    signs: dict[Sign, list[str]] = field(default_factory=dict)
    detail_signs: dict[Sign, list[str]] = field(default_factory=dict)
    lines: int = 0
    markup: list[str] = field(default_factory=list)
    entries: list[str] = field(default_factory=list)
    """Mark-up of single records and of detail pages: each is about one company."""

    def has_near(self, company: str, name: str, value: str) -> bool:
        """True where an entry that prints the company prints the value, too."""
        who, wanted = plain("name", company), plain(name, value)
        kind = _kind(name, value)
        names, values = self._plain("name", self.entries), self._plain(kind, self.entries)
        found = re.compile(rf"(?<!@){re.escape(wanted)}") if kind == "website" else None  # no mail address
        return any(
            who in a and (found.search(b) is not None if found else wanted in b)
            for a, b in zip(names, values, strict=True)
        )

    def has(self, name: str, value: str) -> bool:
        """True where a page prints the value, in text or mark-up."""
        wanted = plain(name, value)
        return len(wanted) > 3 and any(
            wanted in text for text in self._plain(_kind(name, value), self.markup)
        )

    def _plain(self, kind: str, texts: list[str]) -> list[str]:
        key = (kind, texts is self.entries)
        if key not in self._memo:
            self._memo[key] = [plain(kind, text) for text in texts]
        return self._memo[key]

    _memo: dict[tuple[str, bool], list[str]] = field(default_factory=dict)


def _kind(name: str, value: str) -> str:
    """Return the field by whose rules text is compared with a value."""
    return "phone" if name in NUMBERS else "website" if name in LINKS and "/" in value else "name"


def look_again(
    source: Source,
    pages: Iterable[Page],
    known: Sequence[Mapping[str, str]],
    with_records: frozenset[str],
) -> Look:
    """Return what up to `_LISTS` list pages and `_DETAILS` detail pages show."""
    look = Look()
    names = {plain("name", one.get("name")) for one in known[:NAMES]} - {""}
    for page in pages:
        is_detail = page.role == "detail"
        if page.role == "lookup" or (is_detail and look.details >= _DETAILS) or look.lists >= _LISTS:
            continue
        document = Document(page, source.spec.encoding)
        text = _readable(document)
        look.markup.append(text)
        if is_detail:
            look.details += 1
            look.entries.append(text)
            told = plain("name", text)
            if not any(name in told for name in names) and (sign := sign_of(document)):
                look.detail_signs.setdefault(sign, []).append(page.url)
            continue
        look.lists += 1
        if page.url in with_records:
            look.entries += _entries(document, source)
            continue
        look.recordless += 1
        look.lines += len(document.lines)
        sign = _empty_feed(document, source) or sign_of(document)
        told = plain("name", text)
        if sign and sum(name in told for name in names) <= 2:
            look.signs.setdefault(sign, []).append(page.url)
    return look


def _entries(document: Document, source: Source) -> list[str]:
    """Return the mark-up of each record of a list page."""
    spec = source.spec
    if spec.custom or spec.mode == "auto" or spec.list_page is None:
        return []
    try:
        if spec.format == "html" and spec.list_page.record:
            return [html.unescape(node.html or "") for node in record_nodes(document, source)]
        if spec.format in ("json", "jsonl"):
            return [json.dumps(row, ensure_ascii=False) for row in json_feed.entries(document, source)]
    except SourceBroken:
        return []
    return []


_LONGEST = 2_000_000
"""Characters of a page in which known companies are looked for; it is copied several times on the way."""


def _readable(document: Document) -> str:
    """Return the mark-up with entities and JSON escapes resolved."""
    text = document.text[:_LONGEST]
    if text[:1] in "{[":
        try:
            return json.dumps(json.loads(text), ensure_ascii=False)
        except (ValueError, RecursionError):  # a million open brackets are no answer either
            return text
    return html.unescape(text)


def _empty_feed(document: Document, source: Source) -> Sign | None:
    """Tell a feed whose list of records is there and has nothing in it."""
    spec = source.spec
    if spec.format != "json" or spec.list_page is None:
        return None
    key = re.escape((spec.list_page.record or "").split(".")[-1].removesuffix("[]"))
    return "empty" if key and re.search(rf'"{key}"\s*:\s*\[\s*\]', document.text) else None

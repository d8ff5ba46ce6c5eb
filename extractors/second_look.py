"""The pages of a partition, looked at again where something is wrong: what they say and still print."""

from __future__ import annotations

import html
import json
import re
import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
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
    markup: list[bytes] = field(default_factory=list)
    entries: list[bytes] = field(default_factory=list)
    """Mark-up of single records and of detail pages: each is about one company. Packed, for a night of large
    pages takes hundreds of megabytes."""

    def count(self, name: str, values: Sequence[str]) -> int:
        """Return how many values any page prints, in text or mark-up."""
        left = [(_kind(name, value), wanted) for value in values if len(wanted := plain(name, value)) > 3]
        total = len(left)
        for text in _unpacked(self.markup):
            forms = {kind: plain(kind, text) for kind in {kind for kind, _ in left}}
            left = [(kind, wanted) for kind, wanted in left if wanted not in forms[kind]]
        return total - len(left)

    def count_near(self, name: str, pairs: Sequence[tuple[str, str]]) -> int:
        """Return how many values are printed by an entry that prints their company, too."""
        left = [(plain("name", company), _kind(name, value), plain(name, value)) for company, value in pairs]
        for text in _unpacked(self.entries):
            forms = {kind: plain(kind, text) for kind in {"name", *(kind for _, kind, _ in left)}}
            left = [one for one in left if not (one[0] in forms["name"] and _prints(forms, *one[1:]))]
        return len(pairs) - len(left)


def _prints(forms: Mapping[str, str], kind: str, wanted: str) -> bool:
    if kind == "website":  # and no mail address
        return re.search(rf"(?<!@){re.escape(wanted)}", forms[kind]) is not None
    return wanted in forms[kind]


def _packed(text: str) -> bytes:
    return zlib.compress(text.encode("utf-8", "surrogatepass"), 1)


def _unpacked(texts: Iterable[bytes]) -> Iterator[str]:
    for each in texts:
        yield zlib.decompress(each).decode("utf-8", "surrogatepass")


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
        look.markup.append(_packed(text))
        if is_detail:
            look.details += 1
            look.entries.append(look.markup[-1])
            if (sign := sign_of(document)) and not _told(names, text):
                look.detail_signs.setdefault(sign, []).append(page.url)
            continue
        look.lists += 1
        if page.url in with_records:
            look.entries += map(_packed, _entries(document, source))
            continue
        look.recordless += 1
        look.lines += len(document.lines)
        sign = _empty_feed(document, source) or sign_of(document)
        if sign and _told(names, text) <= 2:
            look.signs.setdefault(sign, []).append(page.url)
    return look


def _told(names: Collection[str], text: str) -> int:
    """Return how many of the names the mark-up has."""
    told = plain("name", text) if names else ""
    return sum(name in told for name in names)


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
    text = document.beginning[:_LONGEST]
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

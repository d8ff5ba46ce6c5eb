"""What a list page says of itself: its kind, who publishes it, in which country, a name for its source."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache
from typing import cast
from urllib.parse import unquote, urlsplit

import phonenumbers

from config.records import Listing
from config.source_spec import Kind
from extractors.hosts import domain_of, label_of
from extractors.page import Document
from extractors.places import country_of
from extractors.vocabulary import fold, load, phrases

_LISTS: dict[str, str] = {
    "association": "members",
    "exhibitor": "exhibitors",
    "yellow_pages": "businesses",
    "marketplace": "suppliers",
    "commercial_office": "offices",
    "register": "register",
}
_SEPARATOR = re.compile(r"\s+[|–—·•»:-]\s+|\s*[|»]\s*")
_NO_COUNTRY = frozenset("ai cc co eu fm gg io la ly me ms nu sh st to tv vc ws".split())
"""Endings of two letters that anybody anywhere may have."""
_PROMINENT, _BOOTHS = 3, 0.3
_LETTER = re.compile(r"(?<=[/=_-])([A-Za-z])(?=$|[/&._#-])")
_ALPHABET = 8


def kind_of(document: Document, rows: Sequence[Listing]) -> tuple[Kind, list[str]]:
    """Return the kind that the page's own words speak for, and those words; ``directory`` where none do.

    Headline, title and address count three times; booths at the records speak for exhibitors.
    """
    prominent, rest = _said(document)
    points: Counter[Kind] = Counter()
    words: dict[Kind, list[str]] = {}
    for kind in _kinds():
        loud = [word for word in sorted(phrases("list_kinds", kind)) if _holds(prominent, word)]
        low = [word for word in sorted(phrases("list_kinds", kind)) if _holds(rest, word)]
        weight = 0.5 if kind == "directory" else 1.0  # its words stand on lists of every kind
        points[kind] = int(10 * weight * (_PROMINENT * len(loud) + min(2, len(low))))
        words[kind] = loud or low
    booths = sum(bool(row.booth or row.hall) for row in rows)
    if booths >= _BOOTHS * max(1, len(rows)):
        points["exhibitor"] += 100
        words["exhibitor"] = ["booths at the records", *words["exhibitor"]]
    best = max(_kinds(), key=lambda kind: points[kind])
    return (best, words[best][:3]) if points[best] else ("directory", [])


def publisher_of(document: Document) -> tuple[str, str]:
    """Return who publishes the page, as it says itself or else its host, and the address of that site."""
    parts = urlsplit(document.base)
    host = (parts.hostname or "").removeprefix("www.")
    label = label_of(host)
    for css in ("meta[property='og:site_name']", "meta[name='application-name']", "meta[name='publisher']"):
        name = _content(document, css)
        if name:
            return name, f"{parts.scheme}://{parts.netloc}/"
    pieces = [piece.strip() for piece in _SEPARATOR.split(title_of(document)) if piece.strip()]
    near = [piece for piece in pieces if _letters(label) and _letters(label) in _letters(piece)]
    name = near[0] if near else pieces[-1] if len(pieces) > 1 else host
    return name, f"{parts.scheme}://{parts.netloc}/"


def title_of(document: Document) -> str:
    """Return the page's title, or its first headline, on one line."""
    for css in ("title", "h1", "h2"):
        node = document.tree.css_first(css)
        text = " ".join(node.text().split()) if node is not None else ""
        if text:
            return text[:200]
    return ""


def country_of_list(document: Document, rows: Sequence[Listing]) -> str | None:
    """Return the country of listings that print none, or None: what the rows say must not contradict it."""
    by_host = _country_of_host(document)
    said = {code for row in rows if row.country and (code := country_of(row.country))}
    called = Counter(code for row in rows if (code := _country_of_phone(row.phone)))
    if by_host is None and len(called) == 1 and sum(called.values()) >= max(3, len(rows) // 2):
        by_host = next(iter(called))
    if by_host is None or said - {by_host} or set(called) - {by_host}:
        return None
    return by_host


def letters_of(document: Document) -> tuple[str, list[str]] | None:
    """Return the address of further lists with ``{letter}`` in it and the letters linked to, or None.

    Alphabet bars differ in one letter of the path or the query; eight of them make one.
    """
    found: dict[str, dict[str, None]] = {}
    for url, _ in document.links:
        for match in _LETTER.finditer(url):
            template = f"{url[: match.start(1)]}{{letter}}{url[match.end(1) :]}"
            found.setdefault(template, {})[match[1]] = None
    best = max(found, key=lambda template: len(found[template]), default=None)
    if best is None or len(found[best]) < _ALPHABET:
        return None
    return best, sorted(found[best])


def source_name(document: Document, kind: Kind, country: str | None) -> str:
    """Return ``<country>_<publisher>_<list>`` from the host's ending, its domain and the kind of list."""
    host = (urlsplit(document.base).hostname or "").lower()
    place = (country or _country_of_host(document) or "xx").lower()
    is_number = re.fullmatch(r"[\d.]+|\[.*\]|localhost", host) is not None
    label = _slug(label_of(host)) if not is_number else ""
    label = label or _slug(publisher_of(document)[0]) or "site"
    name = f"{place}_{label}_{_LISTS.get(kind, 'companies')}"
    return name[:60].rstrip("_")


def _said(document: Document) -> tuple[str, str]:
    """Return what the page says loudly (title, headlines, own address) and less loudly, folded."""
    loud = [title_of(document), unquote(urlsplit(document.base).path).replace("/", " / ")]
    loud += [node.text() for node in document.tree.css("h1")[:2]]
    loud += [
        _content(document, "meta[property='og:title']"),
        domain_of(urlsplit(document.base).hostname or ""),
    ]
    low = [
        _content(document, "meta[name='description']"),
        _content(document, "meta[property='og:site_name']"),
    ]
    low += [node.text() for node in document.tree.css("h2, h3, th, legend")[:12]]
    return _plain(loud), _plain(low)


def _plain(texts: Sequence[str]) -> str:
    return fold(re.sub(r"[-_/.,:;()|!?\s]+", " ", "  /  ".join(texts)))


def _holds(text: str, phrase: str) -> bool:
    """Tell whether the phrase stands there as words; scripts without spaces need none around."""
    if not phrase.isascii():
        return phrase in text
    return re.search(rf"(?<!\w){re.escape(phrase)}(?!\w)", text) is not None


def _content(document: Document, css: str) -> str:
    node = document.tree.css_first(css)
    return " ".join((node.attributes.get("content") or "").split())[:200] if node is not None else ""


def _letters(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", fold(text)).strip("_")[:30].rstrip("_")


def _country_of_host(document: Document) -> str | None:
    ending = (urlsplit(document.base).hostname or "").rpartition(".")[2].lower()
    code = {"uk": "GB"}.get(ending, ending.upper())
    return code if ending not in _NO_COUNTRY and code in phonenumbers.SUPPORTED_REGIONS else None


def _country_of_phone(printed: str | None) -> str | None:
    """Return the country of a number that is printed with its international prefix."""
    text = (printed or "").strip()
    text = "+" + text[2:] if text.startswith("00") else text
    try:
        return phonenumbers.region_code_for_number(phonenumbers.parse(text)) if text[:1] == "+" else None
    except phonenumbers.NumberParseException:
        return None


@cache
def _kinds() -> tuple[Kind, ...]:
    return tuple(cast(Kind, kind) for kind in load("list_kinds"))

"""Answers of search engines: each result is kept, and each company's own site among them is a candidate.

A result names a site, not reliably a company: its listing bears the words of the headline that agree with the
domain, or else the domain itself (R28).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from urllib.parse import urlsplit

from config.catalogue import Source
from config.records import SearchResult, stable_id
from config.spec_search import Ask, Search
from extractors.errors import SourceBroken
from extractors.hosts import is_shared, label_of
from extractors.json_feed import parse_json
from extractors.json_path import values_at
from extractors.links import page_url
from extractors.page import Document
from extractors.record import Record
from extractors.vocabulary import fold

_PARTS = re.compile(r"\s+[|–—·•»:-]\s+|\s*[|»]\s*|:\s+")
_RESULTS = {"searxng": "results", "brave": "web.results"}
_SNIPPET = {"searxng": "content", "brave": "description"}
_SPELT_OUT = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "å": "aa", "ø": "oe"}
)
"""How domains spell letters that they long could not have; the other way is to leave the dots out."""
_MARKUP = re.compile(r"<[^>]{1,40}>")


def read_results(document: Document, source: Source) -> Iterator[SearchResult | Record]:
    """Yield the results of one answer in their order, and a record for each site that may be a company's.

    Raises:
        SourceBroken: not the JSON that the engine's interface promises.
    """
    page, search = document.page, source.spec.search
    assert search is not None
    ask = _asks(search).get(page.url)
    if ask is None:
        return
    for rank, entry in enumerate(_entries(document, search, source), 1):
        url, title = str(entry.get("url") or ""), _plain(entry.get("title"))
        host = (urlsplit(url).hostname or "").removeprefix("www.")
        if not host or not url.startswith(("http://", "https://")):
            continue
        on_shared_host = is_shared(host)
        yield SearchResult(
            result_id=stable_id("r", source.name, ask.engine, ask.locale, ask.query, url),
            source=source.name,
            engine=ask.engine,
            locale=ask.locale,
            query=ask.query,
            rank=(ask.page - 1) * 20 + rank,
            link=url,
            host=host,
            title=title or None,
            is_directory=on_shared_host,
            url=page.url,
            page_sha256=page.sha256,
            retrieved_at=page.fetched_at,
        )
        if not on_shared_host:
            yield _candidate(entry, host, title, ask, search)


def _candidate(entry: Mapping[str, object], host: str, title: str, ask: Ask, search: Search) -> Record:
    scheme = urlsplit(str(entry["url"])).scheme
    values = {"native_ref": host, "name": name_of(title, host), "website": f"{scheme}://{host}/"}
    snippet = _plain(entry.get(_SNIPPET[search.api]))
    if snippet:
        values["description"] = snippet
    return Record(values, {"headline": title} if title else {}, f"result '{title}' of '{ask.query}'")


def name_of(title: str, host: str) -> str:
    """Return the part of a headline that says the same as the domain; where none does, the host itself."""
    label = _letters(label_of(host))
    parts = [part.strip() for part in _PARTS.split(title) if part.strip()]
    for part in sorted(parts, key=len):
        initials = "".join(word[0] for word in part.split() if word[0].isalpha()).casefold()
        if len(label) >= 3 and label == initials:
            return part
        for said in {_letters(part), _letters(part.translate(_SPELT_OUT)), _letters(fold(part))}:
            if len(said) >= 3 and (said in label or label in said):
                return part
    return host


def _letters(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())


def _entries(document: Document, search: Search, source: Source) -> list[Mapping[str, object]]:
    data = parse_json(document)
    found = values_at(data, _RESULTS[search.api])
    if not found or not isinstance(found[0], list):
        if search.api == "brave" and isinstance(data, dict) and data.get("type") == "search":
            return []  # an answer without web results leaves the key out
        raise SourceBroken(
            f"{source.path}: key 'search.api': {document.page.url} is no answer of {search.api}; look what"
            " it serves now (a SearXNG instance must allow the format json)."
        )
    return [item for item in found[0] if isinstance(item, dict)]


@lru_cache(maxsize=16)
def _by_address(search_json: str) -> dict[str, Ask]:
    return {page_url(ask.url): ask for ask in Search.model_validate_json(search_json).asks()}


def _asks(search: Search) -> dict[str, Ask]:
    return _by_address(search.model_dump_json())


def _plain(value: object) -> str:
    """Return text on one line without the mark-up by which engines stress the words that were sought."""
    return " ".join(_MARKUP.sub("", value).split()) if isinstance(value, str) else ""

"""Read JSON: the pages of an API or a file, records at the spec's path."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import suppress

import orjson

from config.catalogue import Source
from extractors import embedded
from extractors.errors import SourceBroken
from extractors.feed import read_entries
from extractors.json_path import values_at
from extractors.page import Document
from extractors.record import Record


def parse_json(document: Document) -> object:
    """Return the parsed body; ``NaN`` and half a surrogate pair, unknown to JSON, spoil one value alone.

    Raises:
        SourceBroken: it is not JSON.
    """
    try:
        return orjson.loads(document.page.body)
    except orjson.JSONDecodeError:
        pass
    try:
        return orjson.loads(document.text)
    except orjson.JSONDecodeError as error:
        with suppress(ValueError, RecursionError):
            lenient = json.loads(document.text, parse_constant=lambda _: None)
            return orjson.loads(json.dumps(lenient, ensure_ascii=False).encode("utf-8", "replace"))
        raise SourceBroken(
            f"{document.page.url}: the answer is not JSON ({error}); look at what the address serves now."
        ) from None


def looks_like_json(body: bytes) -> bool:
    """True where the first character that counts opens a JSON object or list."""
    return body[:200].removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"{", b"[")


def entries(document: Document, source: Source) -> list[Mapping[str, object]]:
    """Return the entries of one page; an empty list is an answer, a missing one is not.

    Raises:
        SourceBroken: not JSON, or nothing at the record path.
    """
    list_page = source.spec.list_page
    assert list_page is not None
    if source.spec.format == "jsonl":
        return _lines(document)
    data = embedded.read(document, list_page.embedded) if list_page.embedded else parse_json(document)
    path = list_page.record or "."
    found = values_at(data, path)
    if not found and not (path.endswith("[]") and values_at(data, path.removesuffix("[]"))):
        raise SourceBroken(
            f"{source.path}: key 'list.record': path '{path}' leads nowhere in {document.page.url};"
            " look whether the answer changed its shape and correct the path."
        )
    flat = [item for value in found for item in (value if isinstance(value, list) else [value])]
    return [item for item in flat if isinstance(item, dict)]


def _lines(document: Document) -> list[Mapping[str, object]]:
    """Return the objects of JSON lines (one a line, empty lines passed over).

    Raises:
        SourceBroken: a line is no JSON object.
    """
    found: list[Mapping[str, object]] = []
    for number, line in enumerate(document.text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            entry = orjson.loads(line)
        except orjson.JSONDecodeError:
            entry = None
        if not isinstance(entry, dict):
            raise SourceBroken(
                f"{document.page.url}: line {number} is no JSON object; look at what the address serves now."
            )
        found.append(entry)
    return found


def read_list(document: Document, source: Source) -> Iterator[Record]:
    """Yield the records of one page of JSON."""
    yield from read_entries(entries(document, source), source, document.page.url)

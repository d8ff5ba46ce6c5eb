"""Read JSON: the pages of an API or a file, records at the spec's path."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import orjson

from config.catalogue import Source
from extractors.errors import SourceBroken
from extractors.feed import read_entries
from extractors.json_path import values_at
from extractors.page import Document
from extractors.record import Record


def parse_json(document: Document) -> object:
    """Return the parsed body.

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
        raise SourceBroken(
            f"{document.page.url}: the answer is not JSON ({error}); look at what the address serves now."
        ) from None


def entries(document: Document, source: Source) -> list[Mapping[str, object]]:
    """Return the entries of one page; an empty list is an answer, a missing one is not.

    Raises:
        SourceBroken: not JSON, or nothing at the record path.
    """
    list_page = source.spec.list_page
    assert list_page is not None
    data = parse_json(document)
    path = list_page.record or "."
    found = values_at(data, path)
    if not found and not (path.endswith("[]") and values_at(data, path.removesuffix("[]"))):
        raise SourceBroken(
            f"{source.path}: key 'list.record': path '{path}' leads nowhere in {document.page.url};"
            " look whether the answer changed its shape and correct the path."
        )
    flat = [item for value in found for item in (value if isinstance(value, list) else [value])]
    return [item for item in flat if isinstance(item, dict)]


def read_list(document: Document, source: Source) -> Iterator[Record]:
    """Yield the records of one page of JSON."""
    yield from read_entries(entries(document, source), source, document.page.url)

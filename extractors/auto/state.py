"""Companies in the data that a page carries for its own scripts: where a script would draw the list."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice

import orjson

from extractors.auto.outline import Outline
from extractors.auto.words import CACHED, label_of
from extractors.js_literal import NotData, parse_literal
from extractors.page import Document

LEAST = 3
_LONGEST, _DEEPEST, _MOST_NODES, _MOST_VALUES = 3_000_000, 12, 60_000, 40
_FIELDS = frozenset(
    "name phone email website street city region postcode country category booth address".split()
)
_PROOF = frozenset("phone email website street city postcode address".split())
_HARD = frozenset("phone email street postcode address".split())
"""Half of the objects have one of these: menus and articles have names, links and at times a town."""
_OFFER = re.compile(r"price|salary|start_?date|event|published", re.IGNORECASE)
"""A key of what is for sale, or happens once."""
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|[_\-.:]+")
_NAMED = re.compile(r"name|title|firma|nom", re.IGNORECASE)
_VALUE = re.compile(r"(?:[=(:,]|\breturn)\s*(?=\[\s*\{|\{\s*[\"'\w]|JSON\s*\.\s*parse\s*\()")
"""Before a value in a script: what is assigned, returned or given to a function."""
_BREAK = re.compile(r"<br\s*/?>|</p>|\n", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]{0,300}>")


def carried_companies(document: Document, out: Outline) -> list[dict[str, str]]:
    """Return the longest list of objects with names and contacts in the page's scripts and attributes, as
    listing fields; [] where there is none.
    """
    best: list[dict[str, str]] = []
    best_worth = 0
    for value in _carried(document, out):
        for rows in _lists(value, 0, [_MOST_NODES]):
            if sum(any(map(_OFFER.search, row)) for row in rows) > 0.5 * len(rows):
                continue
            records = [fields for row in rows if (fields := _fields(row)).get("name")]
            proofs = sum(len(record.keys() & _PROOF) for record in records)
            different = len({record["name"] for record in records})
            if (
                len(records) >= max(LEAST, 0.8 * len(rows))
                and proofs >= len(records)
                and sum(not _HARD.isdisjoint(record) for record in records) >= 0.5 * len(records)
                and different > 0.5 * len(records)
            ):
                worth = proofs + len(records)
                if worth > best_worth:
                    best, best_worth = records, worth
    return best


def _carried(document: Document, out: Outline) -> Iterator[object]:
    """Yield the data of scripts, then that of attributes (``data-props='[{...'``)."""
    for node in document.tree.css("script:not([src])"):
        kind = (node.attributes.get("type") or "").lower()
        text = node.text(deep=True)
        if "ld+json" in kind or not 40 < len(text) <= _LONGEST or not _NAMED.search(text):
            continue
        try:
            yield orjson.loads(text)
        except orjson.JSONDecodeError:
            yield from islice(_values(text), _MOST_VALUES)
    for attributes in out.attrs:
        for value in attributes.values():
            if value and len(value) > 200 and value.lstrip()[:1] in "[{" and _NAMED.search(value):
                try:
                    yield orjson.loads(value)
                except orjson.JSONDecodeError:
                    continue


def _values(text: str) -> Iterator[object]:
    """Yield the values in a script that are data; of those within one another the outermost."""
    end = 0
    for match in _VALUE.finditer(text):
        start = match.end()
        if start < end:
            continue
        try:
            value, end = _JSON.raw_decode(text, start)
        except (ValueError, RecursionError):
            try:
                value = parse_literal(text, start)
            except (NotData, RecursionError):
                continue
        if isinstance(value, dict | list) and value:
            yield value


_JSON = json.JSONDecoder(strict=False)


def _lists(value: object, depth: int, left: list[int]) -> Iterator[list[dict[str, object]]]:
    """Yield every list of objects, whatever it is nested in, and the objects that stand under keys of their
    own, of one kind each (``__typename``); ``left``: how many values may still be seen.
    """
    left[0] -= 1
    if depth > _DEEPEST or left[0] < 0:
        return
    if isinstance(value, dict):
        kinds: dict[object, list[dict[str, object]]] = {}
        for inner in value.values():
            if isinstance(inner, dict):
                kinds.setdefault(str(inner.get("__typename")), []).append(inner)
        yield from (rows for rows in kinds.values() if len(rows) >= LEAST)
        for inner in value.values():
            if isinstance(inner, dict | list):
                yield from _lists(inner, depth + 1, left)
    elif isinstance(value, list):
        rows = [row for row in value if isinstance(row, dict)]
        if len(rows) >= LEAST and len(rows) == len(value):
            yield rows
        for inner in value[:1] if len(rows) == len(value) else value:
            if isinstance(inner, dict | list):
                yield from _lists(inner, depth + 1, left)


def _fields(row: dict[str, object], depth: int = 0) -> dict[str, str]:
    """Return the listing fields of one object; those of an inner object (address, contact) fill gaps."""
    found: dict[str, str] = {}
    for key, value in row.items():
        field = _field_of(key)
        if isinstance(value, list) and value and field in ("phone", "email", "website", "category"):
            value = value[0]
        if isinstance(value, str | int) and not isinstance(value, bool):
            text = _plain(str(value))
            if field in _FIELDS and text and len(text) <= 200:
                found.setdefault(field, text)
        elif isinstance(value, dict) and depth < 2:
            inner_fields = _fields(value, depth + 1)
            if field in _FIELDS and field not in ("name", "address") and "name" in inner_fields:
                found.setdefault(field, inner_fields["name"])  # city: {name: Leeds}
            found |= {inner: text for inner, text in inner_fields.items() if inner != "name"} | found
    return found


def _plain(text: str) -> str:
    """Return a text without mark-up, its lines parted by commas."""
    if "<" in text or "&" in text:
        text = html.unescape(_TAG.sub(" ", _BREAK.sub(", ", text)))
    return " ".join(text.split()).strip(" ,")


@lru_cache(maxsize=CACHED)
def _field_of(key: str) -> str:
    return label_of(" ".join(_HUMP.sub(" ", key).split())) or ""

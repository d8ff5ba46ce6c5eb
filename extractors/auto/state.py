"""Companies in the data that a page carries for its own scripts: where a script would draw the list."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

import orjson

from extractors.auto.words import CACHED, label_of
from extractors.js_literal import NotData, parse_literal
from extractors.page import Document

LEAST = 3
_LONGEST, _DEEPEST, _MOST_NODES = 3_000_000, 12, 60_000
_FIELDS = frozenset(
    "name phone email website street city region postcode country category booth address".split()
)
_PROOF = frozenset("phone email website street city postcode address".split())
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|[_\-.:]+")
_ASSIGNMENT = re.compile(r"^\s*(?:(?:var|let|const)\s+)?[A-Za-z_$][\w$.\[\]\"']*\s*=\s*(?=[\[{])")


def carried_companies(document: Document) -> list[dict[str, str]]:
    """Return the longest list of objects with names and contacts in the page's embedded JSON, as listing
    fields; [] where there is none.
    """
    best: list[dict[str, str]] = []
    best_worth = 0
    for text in _scripts(document):
        for rows in _lists(_data(text), 0, [_MOST_NODES]):
            records = [fields for row in rows if (fields := _fields(row)).get("name")]
            proofs = sum(len(record.keys() & _PROOF) for record in records)
            different = len({record["name"] for record in records})
            if (
                len(records) >= max(LEAST, 0.8 * len(rows))
                and proofs >= len(records)
                and different > 0.5 * len(records)
            ):
                worth = proofs + len(records)
                if worth > best_worth:
                    best, best_worth = records, worth
    return best


def _scripts(document: Document) -> Iterator[str]:
    for node in document.tree.css("script:not([src])"):
        kind = (node.attributes.get("type") or "").lower()
        text = node.text(deep=True)
        if "ld+json" in kind or not 40 < len(text) <= _LONGEST:
            continue
        if "json" in kind or _ASSIGNMENT.match(text):
            yield text


def _data(text: str) -> object:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        pass
    start = _ASSIGNMENT.match(text)
    try:
        return parse_literal(text, start.end() if start else 0)
    except (NotData, RecursionError):
        return None


def _lists(value: object, depth: int, left: list[int]) -> Iterator[list[dict[str, object]]]:
    """Yield every list of objects, whatever it is nested in; ``left``: how many values may still be seen."""
    left[0] -= 1
    if depth > _DEEPEST or left[0] < 0:
        return
    if isinstance(value, dict):
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
        if isinstance(value, str | int) and not isinstance(value, bool):
            text = " ".join(str(value).split())
            if field in _FIELDS and text and len(text) <= 200 and "<" not in text:
                found.setdefault(field, text)
        elif isinstance(value, dict) and depth < 2:
            for inner, text in _fields(value, depth + 1).items():
                if inner != "name":
                    found.setdefault(inner, text)
    return found


@lru_cache(maxsize=CACHED)
def _field_of(key: str) -> str:
    return label_of(" ".join(_HUMP.sub(" ", key).split())) or ""

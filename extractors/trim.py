"""Cut a fetched page to what may and need be kept as an example: a few records, nobody who objected."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import orjson
from selectolax.lexbor import LexborNode

from config.catalogue import Source
from config.errors import UserError
from config.records import Listing, Page
from extractors.errors import SourceBroken
from extractors.page import Document
from extractors.read import read_page
from extractors.selectors import compile_selector
from extractors.siblings import group

RECORDS = 5
ALIKE = ("name", "phone", "email", "website", "street", "city", "postcode", "detail_url", "category")


def trimmed(page: Page, source: Source) -> Page:
    """Return the page with its first records alone; whole where that would change how they are read."""
    wanted = rows_of(page, source)
    if len(wanted) <= RECORDS:
        return page
    document = Document(page, source.spec.encoding)
    body: bytes | None = None
    if source.spec.format == "json":
        try:
            body = orjson.dumps(_cut(orjson.loads(document.text)))
        except orjson.JSONDecodeError:
            return page
    elif source.spec.format == "html":
        body = _without_rest(document, source)
    if body is None:
        return page
    shorter = replace(page, body=body)
    rows = rows_of(shorter, source)
    alike = len(rows) == RECORDS and all(
        getattr(one, key) == getattr(two, key)
        for one, two in zip(rows, wanted, strict=False)
        for key in ALIKE
    )
    return shorter if alike else page


def without_rows(page: Page, source: Source, dropped: Sequence[Listing]) -> Page:
    """Return the page without the records of these listings; records are found by their names.

    Raises:
        UserError: they cannot be cut out, so the page cannot be kept.
    """
    document = Document(page, source.spec.encoding)
    names = {" ".join(row.name.split()) for row in dropped}
    for record in _records(document, source):
        if any(name in " ".join(node.text().split()) for node in record for name in names):
            for node in record:
                node.decompose()
    text = document.tree.html or ""
    cut = replace(page, body=text.encode(document.decoded.encoding, "xmlcharrefreplace"))
    if any(name in markup for markup in (text, html.unescape(text)) for name in names):
        raise UserError(
            f"{page.url}: lists a company that must not be stored; it cannot be cut out, so choose another"
            " page as 'start'."
        )
    return cut


def rows_of(page: Page, source: Source) -> list[Listing]:
    """Return the listings of a page, [] where it is not what the spec expects."""
    try:
        return [item for item in read_page(page, source) if isinstance(item, Listing)]
    except SourceBroken:
        return []


def _without_rest(document: Document, source: Source) -> bytes | None:
    records = _records(document, source)
    if len(records) <= RECORDS:
        return None
    for record in records[RECORDS:]:
        for node in record:
            node.decompose()
    text = document.tree.html or ""
    return text.encode(document.decoded.encoding, "xmlcharrefreplace")


def _records(document: Document, source: Source) -> Sequence[Sequence[LexborNode]]:
    """Return the elements of each record, [] where records are no elements."""
    spec = source.spec
    if spec.format != "html":
        return []
    if spec.mode == "auto":
        from extractors.auto.listings import read_listings

        found = [one.node for one in read_listings(document).records]
        return [[node] for node in found if node is not None]
    if spec.list_page and spec.list_page.record and not spec.list_page.embedded:
        listed = spec.list_page
        nodes = _matches(document, listed.record or "")
        ends = _matches(document, listed.until) if listed.until else []
        return group(nodes, listed.rows, ends) if ends or listed.rows > 1 else [[one] for one in nodes]
    return []


def _matches(document: Document, selector: str) -> Sequence[LexborNode]:
    return next((n for rule in compile_selector(selector) if (n := document.tree.css(rule.lexbor))), [])


def _cut(data: Any) -> Any:
    """Return JSON with every long list of objects cut to its first entries."""
    if isinstance(data, dict):
        return {key: _cut(value) for key, value in data.items()}
    if isinstance(data, list):
        is_long = len(data) > RECORDS and all(isinstance(each, dict) for each in data)
        return [_cut(each) for each in (data[:RECORDS] if is_long else data)]
    return data

"""Make a fetched page fit to be kept as an example: a few records, and no names or numbers of persons."""

from __future__ import annotations

import html as markup
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import orjson
from selectolax.lexbor import LexborNode

from config.catalogue import Source
from config.records import Listing, Page
from extractors.errors import SourceBroken
from extractors.page import Document
from extractors.read import read_page
from extractors.selectors import compile_selector
from extractors.siblings import group
from extractors.vocabulary import fold, load

RECORDS = 5
_ALIKE = ("name", "phone", "email", "website", "street", "city", "postcode", "detail_url", "category")
_MAILBOX = re.compile(r"(?<![\w.+-])([A-Za-z0-9][\w.+-]*)@((?:[\w-]+\.)+[A-Za-z]{2,})")
_END_NUMBER = re.compile(r"[\d._-]+$")


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
        for key in _ALIKE
    )
    return shorter if alike else page


def without_persons(page: Page, source: Source) -> Page:
    """Return the page with stand-ins for contact persons and for mailboxes that bear a person's name."""
    document = Document(page, source.spec.encoding)
    text = document.text
    stand_ins: dict[str, str] = {}
    company_numbers = {row.phone for row in rows_of(page, source)}
    for row in rows_of(page, source):
        if row.contact_name:
            stand_ins.setdefault(row.contact_name, f"Person {len(stand_ins) + 1}")
        if row.contact_phone and row.contact_phone not in company_numbers:
            stand_ins.setdefault(row.contact_phone, re.sub(r"\d", "0", row.contact_phone))
    for name, stand_in in sorted(stand_ins.items(), key=lambda item: (-len(item[0]), item[0])):
        for printed in {name, markup.escape(name), markup.escape(name, quote=False)}:
            text = text.replace(printed, stand_in)
    text = _without_mailboxes(text)
    if text == document.text:
        return page
    encoding = document.decoded.encoding
    return replace(page, body=text.encode(encoding, "xmlcharrefreplace"))


def rows_of(page: Page, source: Source) -> list[Listing]:
    """Return the listings of a page, [] where it is not what the spec expects."""
    try:
        return [item for item in read_page(page, source) if isinstance(item, Listing)]
    except SourceBroken:
        return []


def _without_mailboxes(text: str) -> str:
    """Replace the left part of an address that names no function, each person by one number."""
    persons: dict[str, str] = {}

    def stand_in(match: re.Match[str]) -> str:
        local, host = match[1], match[2]
        words = re.split(r"[._+-]", _END_NUMBER.sub("", fold(local))) if local else []
        if not words or words[0] in _roles() or fold(local).replace("-", "") in _roles():
            return match[0]
        number = persons.setdefault(match[0].casefold(), f"person{len(persons) + 1}")
        return f"{number}@{host}"

    return _MAILBOX.sub(stand_in, text)


def _roles() -> frozenset[str]:
    return frozenset(word for line in load("role_mailboxes") for word in str(line).split())


def _without_rest(document: Document, source: Source) -> bytes | None:
    spec = source.spec
    if spec.mode == "auto":
        from extractors.auto.listings import read_listings

        found = [one.node for one in read_listings(document).records]
        records = [[node] for node in found if node is not None]
    elif spec.list_page and spec.list_page.record and not spec.list_page.embedded:
        listed = spec.list_page
        nodes = _matches(document, listed.record or "")
        ends = _matches(document, listed.until) if listed.until else []
        records = group(nodes, listed.rows, ends) if ends or listed.rows > 1 else [[one] for one in nodes]
    else:
        return None
    if len(records) <= RECORDS:
        return None
    for record in records[RECORDS:]:
        for node in record:
            node.decompose()
    text = document.tree.html or ""
    return text.encode(document.decoded.encoding, "xmlcharrefreplace")


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

"""Read list and detail pages of HTML sources by the selectors of their spec."""

from __future__ import annotations

from collections.abc import Iterator

from selectolax.lexbor import LexborNode

from config.catalogue import Source
from config.source_spec import Fields
from extractors.errors import SourceBroken
from extractors.page import Document, absolute
from extractors.record import Record
from extractors.selectors import compile_selector, printed_values, read_field
from extractors.structured import organisation_named


def read_list(document: Document, source: Source) -> Iterator[Record]:
    """Yield the records of a list page in document order, each with its detail address.

    Raises:
        SourceBroken: the record selector finds nothing on this page.
    """
    spec = source.spec
    assert spec.list_page is not None
    for position, node in enumerate(record_nodes(document, source), 1):
        values = {
            name: value
            for name, rule in spec.list_page.fields.items()
            if (value := read_field(node, name, rule, document.base))
        }
        if spec.detail and spec.detail.follow and "detail_url" not in values:
            url = read_field(node, "detail_url", spec.detail.follow, document.base)
            if url:
                values["detail_url"] = url
        yield Record(values, where=f"record {position} of {document.page.url}")


def record_nodes(document: Document, source: Source) -> list[LexborNode]:
    """Return the elements that hold one record each.

    Raises:
        SourceBroken: there is none.
    """
    assert source.spec.list_page is not None
    selector = source.spec.list_page.record or "body"
    nodes = next((n for rule in compile_selector(selector) if (n := document.tree.css(rule.lexbor))), [])
    if not nodes:
        raise SourceBroken(
            f"{source.path}: key 'list.record': selector '{selector}' finds nothing on {document.page.url};"
            " look whether the page changed its layout and correct the selector."
        )
    return nodes


def detail_urls(document: Document, source: Source) -> tuple[list[str], int]:
    """Return the detail addresses of a list page, without repeats, and how many records it has.

    A page without records has none: the crawl goes on, the extraction says what is wrong.
    """
    try:
        nodes = record_nodes(document, source)
    except SourceBroken:
        return [], 0
    if source.spec.detail is None or not source.spec.detail.follow:
        return [], len(nodes)
    follow = source.spec.detail.follow
    urls = [url for node in nodes if (url := read_field(node, "detail_url", follow, document.base))]
    return list(dict.fromkeys(urls)), len(nodes)


def read_fields(document: Document, fields: Fields) -> dict[str, str]:
    """Return the fields of a whole page."""
    root = document.tree.root
    if root is None:
        return {}
    return {
        name: value
        for name, selector in fields.items()
        if (value := read_field(root, name, selector, document.base))
    }


def read_detail(document: Document, source: Source, name: str | None = None) -> dict[str, str]:
    """Return what a detail page says: by its selectors first, then by JSON-LD where the spec trusts it.

    ``name`` is that of the listing that led here: the JSON-LD of the directory itself is left aside.
    """
    detail = source.spec.detail
    if detail is None:
        return {}
    values = read_fields(document, detail.fields)
    if detail.structured:
        values = (organisation_named(document.jsonld, name or values.get("name")) or {}) | values
    return values


def follow(document: Document, selector: str, *, every: bool = False) -> list[str]:
    """Return the absolute addresses to which ``selector`` leads on this page, without repeats."""
    root = document.tree.root
    if root is None:
        return []
    for rule in compile_selector(selector):
        found = [
            url
            for printed in printed_values(root, rule, first=not every)
            if (url := absolute(document.base, rule.value("link", printed, document.base)))
        ]
        if found:
            return list(dict.fromkeys(found))
    return []

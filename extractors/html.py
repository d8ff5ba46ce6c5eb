"""Read list and detail pages of HTML sources by the selectors of their spec."""

from __future__ import annotations

from collections.abc import Iterator

from selectolax.lexbor import LexborNode

from config.catalogue import Source
from config.source_spec import Fields
from extractors import embedded
from extractors.columns import read_columns
from extractors.errors import SourceBroken
from extractors.feed import read_entry
from extractors.json_path import values_at
from extractors.links import host_of
from extractors.page import Document, absolute
from extractors.record import Record
from extractors.selectors import compile_selector, printed_values, read_field
from extractors.siblings import as_one, group
from extractors.structured import organisation_named, organisations, stated_by


def read_list(document: Document, source: Source) -> Iterator[Record]:
    """Yield the records of a list page in document order, each with its detail address.

    Raises:
        SourceBroken: the record selector finds nothing on this page.
    """
    spec = source.spec
    listed = spec.list_page
    assert listed is not None
    leads_to = spec.detail.follow if spec.detail else None
    if listed.structured and not listed.record:
        yield from _stated(document, source)
        return
    try:
        nodes = record_nodes(document, source)
    except SourceBroken:
        if spec.index and follow(document, spec.index):
            return  # a page that only leads to lists
        raise
    fields = listed.fields
    if leads_to and "detail_url" not in fields:
        fields, leads_to = fields | {"detail_url": leads_to}, None
    rows = read_columns(document.tree, nodes, fields, document.base)
    if leads_to:
        links = read_columns(document.tree, nodes, {"detail_url": leads_to}, document.base)
        rows = [link | values for link, values in zip(links, rows, strict=True)]
    for position, (node, values) in enumerate(zip(nodes, rows, strict=True), 1):
        if listed.structured:
            values = next(iter(organisations(stated_by(node))), {}) | values
        yield Record(values, where=f"record {position} of {document.page.url}")


def _stated(document: Document, source: Source) -> Iterator[Record]:
    """Yield the companies that a page states for machines; ``fields`` holds for the page as a whole."""
    listed = source.spec.list_page
    assert listed is not None
    found = organisations(document.stated)
    if not found:
        raise SourceBroken(
            f"{source.path}: key 'list.structured': nothing stated for machines that finds nothing else"
            f" on {document.page.url}; look whether the page still has it, or write selectors."
        )
    shared = read_fields(document, listed.fields)
    for position, values in enumerate(found, 1):
        url = absolute(document.base, values.get("website"))
        if (
            url and len(found) > 1 and host_of(url) == host_of(document.base)
        ):  # its page here, no site of its own
            values = {key: value for key, value in values.items() if key != "website"} | {"detail_url": url}
        yield Record(shared | values, where=f"company {position} stated by {document.page.url}")


def record_nodes(document: Document, source: Source) -> list[LexborNode]:
    """Return the elements that hold one record each; neighbours that make one up are put into one.

    Data that a script holds (``list.embedded``) has no elements.

    Raises:
        SourceBroken: there is none.
    """
    listed = source.spec.list_page
    assert listed is not None
    if listed.embedded:
        return []
    selector = listed.record or "body"
    nodes = _matches(document, selector)
    if not nodes:
        raise SourceBroken(
            f"{source.path}: key 'list.record': selector '{selector}' finds nothing on {document.page.url};"
            " look whether the page changed its layout and correct the selector."
        )
    if listed.rows == 1 and not listed.until:
        return nodes
    ends = _matches(document, listed.until) if listed.until else []
    return [as_one(record) for record in group(nodes, listed.rows, ends)]


def _matches(document: Document, selector: str) -> list[LexborNode]:
    return next((n for rule in compile_selector(selector) if (n := document.tree.css(rule.lexbor))), [])


def detail_urls(document: Document, source: Source) -> tuple[list[str], int]:
    """Return the detail addresses of a list page, without repeats, and how many records it has.

    A page without records has none: the crawl goes on, the extraction says what is wrong.
    """
    listed, detail = source.spec.list_page, source.spec.detail
    try:
        if listed is not None and listed.structured and not listed.record:
            records = list(_stated(document, source))
            urls = [url for one in records if (url := one.values.get("detail_url"))]
            return (list(dict.fromkeys(urls)) if detail else []), len(records)
        nodes = record_nodes(document, source)
    except SourceBroken:
        return [], 0
    if detail is None or not detail.follow:
        return [], len(nodes)
    follow = detail.follow
    rows = read_columns(document.tree, nodes, {"detail_url": follow}, document.base)
    return list(dict.fromkeys(url for one in rows if (url := one.get("detail_url")))), len(nodes)


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
    """Return what a detail page says: by its selectors first, then as stated for machines, then as it looks.

    ``name`` is that of the listing that led here: what the directory states of itself is left aside.

    Raises:
        SourceBroken: the embedded data is not there.
    """
    detail = source.spec.detail
    if detail is None:
        return {}
    if detail.embedded:
        data = embedded.read(document, detail.embedded)
        found = values_at(data, detail.record or ".")
        entry = found[0] if found and isinstance(found[0], dict) else {}
        values = read_entry(entry, detail.fields, document.base)
    else:
        values = read_fields(document, detail.fields)
    if detail.structured:
        values = (organisation_named(document.stated, name or values.get("name")) or {}) | values
    if detail.auto:
        from extractors.auto.company import read_company

        read = read_company(document)
        known = {key: value if isinstance(value, str) else "; ".join(value) for key, value in read.items()}
        values = {key: value for key, value in known.items() if value} | values
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

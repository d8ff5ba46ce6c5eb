"""The address of the next page, in each way that a spec's ``next`` knows. Pure: a page in, an address out."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, unquote_plus, urlencode, urljoin, urlsplit, urlunsplit

from config.addresses import Asked, BodyKind, asked_by, with_body
from config.catalogue import Source
from config.source_spec import LoadMore, Next
from extractors import embedded, html, json_feed
from extractors.json_path import values_at
from extractors.page import Document, absolute
from extractors.xml_feed import text_at

_TARGET = re.compile(r"""<([^<>]*)>((?:\s*;[^,"]*(?:"[^"]*"[^,"]*)*)*)""")
_RELATIONS = re.compile(r"""(?i);\s*rel\s*=\s*(?:"([^"]*)"|([^\s;,"]+))""")


def next_page(document: Document, source: Source, count: int) -> str | None:
    """Return the archived address of the page after this one, None where it is the last.

    ``count``: records on this page. Numbered pages go on only while there are some. The crawl ends a
    pagination that repeats itself or is longer than ``next.max``.
    """
    way = source.spec.next
    if way is None:
        return None
    if way.link:
        return _linked(document, source, way.link)
    if way.header:
        return _of_header(document.page.headers.get("link", ""), way.header, document.base)
    if way.cursor and way.value:
        value = _printed(document, source, way.value)
        asked = asked_by(document.page.url)
        return _changed(asked, way.cursor, value) if value and _at(asked, way.cursor) != value else None
    if way.load_more:
        return _more(document, source, way.load_more, way, count)
    if not count:
        return None
    return _by_path(document.page.url, way) if way.path else _counted(asked_by(document.page.url), way, count)


def counts_records(way: Next | None) -> bool:
    """True where the next address can be told only by how many records a page has."""
    return way is not None and not (way.link or way.header or way.cursor)


def _of_header(value: str, relation: str, base: str) -> str | None:
    """Return the address of the first link with that relation in a Link header (RFC 8288 section 3)."""
    for target, parameters in _TARGET.findall(value):
        found = _RELATIONS.search(parameters)
        if found and relation.lower() in (found[1] or found[2]).lower().split():
            return absolute(base, target)
    return None


def _linked(document: Document, source: Source, link: str) -> str | None:
    if source.spec.format == "html":
        return next(iter(html.follow(document, link)), None)
    printed = _printed(document, source, link)
    return absolute(document.base, printed) if printed else None


def _printed(document: Document, source: Source, where: str) -> str | None:
    """Return the first value at a selector or path, as text."""
    listed, form = source.spec.list_page, source.spec.format
    if form == "html" and not (listed and listed.embedded):
        return html.read_fields(document, {"raw": where}).get("raw")
    if form == "xml":
        return text_at(document, where)
    if listed and listed.embedded and form == "html":
        data = embedded.read(document, listed.embedded)
    else:
        data = json_feed.parse_json(document)
    found = [value for value in values_at(data, where) if value not in (None, "", False)]
    return str(found[0]) if found and isinstance(found[0], str | int | float) else None


def _counted(asked: Asked, way: Next, count: int) -> str:
    name = way.page or way.offset or ""
    first = way.start if way.page or "start" in way.model_fields_set else 0
    step = way.step if way.page or "step" in way.model_fields_set else count
    given = _at(asked, name)
    return _changed(asked, name, (int(given) if given and given.isdigit() else first) + step)


def _by_path(url: str, way: Next) -> str:
    """Put the next number into the end of the path; a first page without one gets it appended."""
    parts = urlsplit(url)
    before, _, after = (way.path or "").partition("{page}")
    pattern = re.compile(re.escape(before) + r"(\d+)" + re.escape(after.rstrip("/")) + r"/?$")
    found = pattern.search(parts.path)
    number = int(found[1]) if found else way.start
    stem = parts.path[: found.start()] if found else parts.path.rstrip("/") + "/" * (before[:1] != "/")
    return urlunsplit(parts._replace(path=f"{stem}{before}{number + way.step}{after}"))


def _more(document: Document, source: Source, more: LoadMore, way: Next, count: int) -> str | None:
    """Return the next part's address: as the answer says, as its button says, or counted up."""
    here, kind = document.page.url, _kind(more)
    body: dict[str, object] = dict(more.json_body or more.form or {})
    if more.more and json_feed.looks_like_json(document.page.body):
        found = [value for value in values_at(json_feed.parse_json(document), more.more) if value]
        return absolute(document.base, str(found[0])) if found and isinstance(found[0], str) else None
    if more.link:
        for url in html.follow(document, more.link):
            return with_body(url, kind, body)
    if not count:
        return None
    asked = asked_by(here)
    is_part = more.url is None or asked.url.partition("?")[0] == urljoin(here, more.url).partition("?")[0]
    if more.url and not is_part:
        return with_body(urljoin(document.base, more.url), kind, body)
    if not (more.page or more.offset) or (more.link and _at(asked, more.page or more.offset or "") is None):
        return None  # the first page without a button: there is nothing more
    counted = way.model_copy(update={"page": more.page, "offset": more.offset, "load_more": None})
    return _counted(asked, counted, count)


def _kind(more: LoadMore) -> BodyKind | None:
    return "json" if more.json_body is not None else "form" if more.form is not None else None


def _at(asked: Asked, name: str) -> str | None:
    """Return what stands at ``name`` of the body or, where there is none there, of the query."""
    if asked.kind:
        value: object = asked.body
        for key in name.split("."):
            value = value.get(key) if isinstance(value, dict) else None
        if value is not None:
            return str(value)
    return dict(parse_qsl(urlsplit(asked.url).query, keep_blank_values=True)).get(name)


def _changed(asked: Asked, name: str, value: str | int) -> str:
    """Return the archived address with ``name`` set: in the body where there is one, else in the query."""
    in_query = name in dict(parse_qsl(urlsplit(asked.url).query, keep_blank_values=True))
    if asked.kind and not in_query:
        *path, last = name.split(".")
        body = inner = dict(asked.body)
        for key in path:
            below = inner.get(key)
            inner[key] = inner = dict(below) if isinstance(below, dict) else {}
        inner[last] = value
        return with_body(asked.url, asked.kind, body)
    parts = urlsplit(asked.url)
    pair = urlencode({name: value})
    pairs = [old for old in parts.query.split("&") if old]  # the others stay in the bytes that they are in
    changed = [pair if unquote_plus(old.partition("=")[0]) == name else old for old in pairs]
    if not in_query:
        changed.append(pair)
    return with_body(urlunsplit(parts._replace(query="&".join(changed))), asked.kind, asked.body)

"""Are the selectors and paths of a spec well-formed? Answered without a page, before anything is crawled."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from config.catalogue import Source
from config.errors import UserError
from config.source_spec import Embedded, Fields, LoadMore, SourceSpec
from config.yaml_file import line_of
from extractors.feed import compile_key
from extractors.json_path import compile_path
from extractors.read import custom_module
from extractors.selectors import compile_selector


def check_selectors(source: Source) -> int:
    """Return how many selectors and paths the spec has.

    Raises:
        UserError: one is malformed (named with file, line and key), or the hand-written extractor is missing.
    """
    if source.spec.custom:
        custom_module(source)
    count = 0
    for key, selector, language in _selectors(source.spec):
        try:
            if language == "css":
                compile_selector(selector)
            else:
                for part in selector.split(" || "):
                    path, _ = compile_key(part)
                    if language == "path":
                        compile_path(path)
        except UserError as error:
            raise UserError(f"{source.path}:{line_of(source.path, key)}: key '{key}': {error}") from None
        count += 1
    return count


Language = Literal["css", "path", "column"]
"""CSS with ``@`` and cleaners, a JSON path with cleaners, or a column's or property's name with cleaners."""
_LANGUAGE: dict[str, Language] = {"html": "css", "json": "path", "jsonl": "path", "xml": "path"}


def _selectors(spec: SourceSpec) -> Iterator[tuple[str, str, Language]]:
    """Yield (key, selector, language) of every selector and path of a spec."""
    page = _LANGUAGE.get(spec.format, "column")
    listed, detail, following = spec.list_page, spec.detail, spec.next
    inside: Language = "path" if listed and listed.embedded else page
    if listed:
        if listed.record and page != "column":
            yield "list.record", listed.record, inside
        if listed.until:
            yield "list.until", listed.until, "css"
        yield from _embedded("list", listed.embedded)
        yield from _fields("list.fields", listed.fields, inside)
    if following and following.link:
        yield "next.link", following.link, page
    if following and following.value:
        yield "next.value", following.value, inside
    if following and following.load_more:
        more = following.load_more
        yield from ((f"next.load_more.{key}", way, language) for key, way, language in _button(more) if way)
    if spec.index:
        yield "index", spec.index, "css"
    if detail:
        other: Language = "path" if detail.embedded else _LANGUAGE[spec.detail_format]
        if detail.follow:
            yield "detail.follow", detail.follow, inside
        yield from _embedded("detail", detail.embedded)
        if detail.record:
            yield "detail.record", detail.record, "path"
        yield from _fields("detail.fields", detail.fields, other)
    if spec.related:
        yield "related.links", spec.related.links, "css"
    if spec.lookup:
        if spec.lookup.record:
            yield "lookup.record", spec.lookup.record, "path"
        yield from _fields("lookup.fields", spec.lookup.fields, "path")
    if spec.wants_render and spec.wants_render.wait:
        yield "render.wait", spec.wants_render.wait, "css"


def _button(more: LoadMore) -> Iterator[tuple[str, str | None, Language]]:
    yield "link", more.link, "css"
    yield "html", more.html, "path"
    yield "more", more.more, "path"


def _embedded(key: str, embedded: Embedded | None) -> Iterator[tuple[str, str, Language]]:
    if embedded and embedded.script:
        yield f"{key}.embedded.script", embedded.script, "css"


def _fields(key: str, fields: Fields, language: Language) -> Iterator[tuple[str, str, Language]]:
    for name, selectors in fields.items():
        for selector in [selectors] if isinstance(selectors, str) else selectors:
            yield f"{key}.{name}", selector, language

"""Are the selectors and paths of a spec well-formed? Answered without a page, before anything is crawled."""

from __future__ import annotations

from collections.abc import Iterator

from config.catalogue import Source
from config.errors import UserError
from config.source_spec import Fields
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
    for key, selector in _selectors(source):
        try:
            if source.spec.format == "html" and not key.startswith("lookup."):
                compile_selector(selector)
            else:
                for part in selector.split(" || "):
                    path, _ = compile_key(part)
                    if source.spec.format == "json":
                        compile_path(path)
        except UserError as error:
            raise UserError(f"{source.path}:{line_of(source.path, key)}: key '{key}': {error}") from None
        count += 1
    return count


def _selectors(source: Source) -> Iterator[tuple[str, str]]:
    spec = source.spec
    if spec.list_page:
        if spec.list_page.record and spec.format in ("html", "json"):
            yield "list.record", spec.list_page.record
        yield from _fields("list.fields", spec.list_page.fields)
    if spec.next and spec.next.link:
        yield "next.link", spec.next.link
    if spec.detail:
        yield "detail.follow", spec.detail.follow
        yield from _fields("detail.fields", spec.detail.fields)
    if spec.related:
        yield "related.links", spec.related.links
    if spec.lookup:
        yield from _fields("lookup.fields", spec.lookup.fields)


def _fields(key: str, fields: Fields) -> Iterator[tuple[str, str]]:
    for name, selectors in fields.items():
        for selector in [selectors] if isinstance(selectors, str) else selectors:
            yield f"{key}.{name}", selector

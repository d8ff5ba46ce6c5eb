"""Two engines, one language: the selectors of specs give equal records on lexbor and on BeautifulSoup."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag

from config.source_spec import Fields
from extractors.cleaners import join
from extractors.html import read_detail, read_list
from extractors.page import Document
from extractors.plain_text import block_text
from extractors.selectors import Rule, compile_selector
from tests.extractors.pages import page
from tests.extractors.test_examples import EXAMPLES, spec_of

HTML_PAGES = [
    path
    for path in sorted(EXAMPLES.glob("*/*.html"))
    if spec_of(path.parent.name).spec.format == "html" and spec_of(path.parent.name).spec.list_page
]


def printed(node: Tag, rule: Rule) -> list[str]:
    matches = node.select(rule.soupsieve) if rule.css else [node]
    if rule.attribute is None:
        return [block_text(match.decode_contents()) for match in matches]
    values = [match.get(rule.attribute) for match in matches]
    return [" ".join(v) if isinstance(v, list) else v for v in values if v is not None]


def read_fields(node: Tag, fields: Fields, base: str) -> dict[str, str]:
    """The reference: the same rules on soupsieve, written without any shortcut."""
    found: dict[str, str] = {}
    for name, selector in fields.items():
        values: list[str] = []
        for one in [selector] if isinstance(selector, str) else selector:
            for rule in compile_selector(one):
                texts = printed(node, rule)
                texts = texts[:1] if isinstance(selector, str) else texts
                read = [value for text in texts if (value := rule.value(name, text, base))]
                if read:
                    values += read
                    break
        value = join(name, values)
        if value:
            found[name] = value
    return found


@pytest.mark.parametrize("path", HTML_PAGES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_lexbor_reads_what_beautifulsoup_reads(path: Path) -> None:
    source = spec_of(path.parent.name)
    archived = json.loads((path.parent / "pages.json").read_text(encoding="utf-8"))[path.name]
    document = Document(page(path.read_bytes(), **archived), source.spec.encoding)
    soup = BeautifulSoup(document.text, "lxml")
    list_page, detail = source.spec.list_page, source.spec.detail
    assert list_page is not None
    if archived["role"] == "detail":
        assert detail is not None
        reference = read_fields(soup, detail.fields, document.base)
        assert {
            name: value for name, value in read_detail(document, source).items() if name in reference
        } == reference
        return
    fields = dict(list_page.fields) | ({"detail_url": detail.follow} if detail else {})
    records = [
        read_fields(node, fields, document.base)
        for rule in compile_selector(list_page.record or "body")
        for node in soup.select(rule.soupsieve)
    ]
    assert [record.values for record in read_list(document, source)] == records
    assert len(records) > 1


def test_there_is_something_to_compare() -> None:
    assert len(HTML_PAGES) >= 5

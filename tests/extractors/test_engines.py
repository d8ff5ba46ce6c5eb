"""Two engines, one language: the selectors of specs give equal records on lexbor and on BeautifulSoup."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag

from config.source_spec import Fields, ListPage
from extractors.cleaners import join
from extractors.html import read_detail, read_list
from extractors.page import Document
from extractors.plain_text import block_text
from extractors.selectors import Rule, compile_selector
from tests.extractors.pages import page, source
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


def record_nodes(soup: BeautifulSoup, listed: ListPage) -> list[Tag]:
    """The reference of `extractors.html.record_nodes`, neighbours that belong together included."""
    found = [tag for rule in compile_selector(listed.record or "body") for tag in soup.select(rule.soupsieve)]
    if listed.rows == 1 and not listed.until:
        return found
    ends = [*found, *(soup.select(listed.until) if listed.until else [])]
    records, taken = [], set()
    for first in found:
        if id(first) in taken:
            continue
        record = [first]
        for below in first.find_next_siblings():
            if any(below is end for end in ends) if listed.until else len(record) == listed.rows:
                break
            record.append(below)
        taken |= {id(tag) for tag in record}
        around = {"tr": "tbody", "dt": "dl", "dd": "dl", "li": "ul"}.get(first.name, "div")
        markup = "".join(map(str, record))
        whole = BeautifulSoup(f"<table><{around}>{markup}</{around}></table>", "html.parser").find(around)
        assert isinstance(whole, Tag)
        records.append(whole)
    return records


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
    records = [read_fields(node, fields, document.base) for node in record_nodes(soup, list_page)]
    assert [record.values for record in read_list(document, source)] == records
    assert len(records) > 1


NEIGHBOURS: dict[str, tuple[str, dict[str, Any]]] = {
    "rows": (
        "<table><tr><th>Firm</th></tr>"
        "<tr><td><a href=/1>Amann</a></td><td>Zug</td></tr><tr><td><p>041<br>12</p></td></tr>\n"
        "<tr><td><a href=/2>Brandt</a></td><td>Ulm</td></tr><tr><td>0731</td></tr></table>",
        {
            "record": "tr:has(td)",
            "rows": 2,
            "fields": {
                "name": "a",
                "detail_url": "a@href",
                "city": "tr:first-child td:nth-child(2)",
                "phone": "tr:nth-child(2) td",
            },
        },
    ),
    "headings": (
        "<main><h2>A</h2><h3>Amann &amp; Co</h3>x<p>Zug</p><p class=t>041</p><h3>Auer</h3>"
        "<h2>B</h2><h3>Brandt</h3><ul><li>a<li>b</ul><p>Ulm</p><hr><p>Imprint</p></main>",
        {"record": "h3", "until": "h2, hr", "fields": {"name": "h3", "city": "p", "category": ["li", ".t"]}},
    ),
    "terms": (
        "<dl><dt>Amann</dt><dd>Zug</dd><dd>041</dd><dt>Brandt</dt><dd>Ulm</dd></dl>",
        {
            "record": "dt",
            "until": "dt",
            "fields": {"name": "dt", "city": "dd:nth-of-type(1)", "phone": ["dd"]},
        },
    ),
}


@pytest.mark.parametrize("kind", NEIGHBOURS)
def test_neighbours_that_belong_together_are_the_same_on_both_engines(kind: str) -> None:
    body, listed = NEIGHBOURS[kind]
    one = source(list=listed)
    assert one.spec.list_page is not None
    document = Document(page(body))
    soup = BeautifulSoup(body, "lxml")
    reference = [
        read_fields(tag, one.spec.list_page.fields, document.base)
        for tag in record_nodes(soup, one.spec.list_page)
    ]

    assert [record.values for record in read_list(document, one)] == reference
    assert len(reference) >= 2 and all(record.get("name") for record in reference)


def test_there_is_something_to_compare() -> None:
    assert len(HTML_PAGES) >= 5

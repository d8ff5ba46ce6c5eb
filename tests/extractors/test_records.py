"""Records that are several neighbours, stated for machines, or embedded as JSON."""

from __future__ import annotations

import json
from typing import Any

import pytest

from config.errors import UserError
from config.records import Listing
from extractors.errors import SourceBroken
from extractors.html import record_nodes
from extractors.page import Document
from extractors.read import links_of, open_page, read_detail, read_page
from tests.extractors.pages import URL, page, source

ROWS = """<table><tr class=h><th>Members</th></tr>
<tr><td><a href=/m/1>Amann AG</a></td><td>Zug</td></tr><tr><td>Tel. +41 41 12</td></tr>
<tr><td><a href=/m/2>Brandt GmbH</a></td><td>Ulm</td></tr><tr><td>Tel. +49 731 5</td></tr></table>"""


def listings(body: str, **spec: Any) -> list[Listing]:
    return [item for item in read_page(page(body), source(**spec)) if isinstance(item, Listing)]


@pytest.mark.parametrize("record", ["tr:has(a)", "tr:not(.h)"])
def test_two_rows_are_one_record(record: str) -> None:
    """Whether the selector finds the first rows alone or all of them."""
    fields = {"name": "a", "city": "tr:first-child td:nth-child(2)", "phone": "tr:nth-child(2) td"}
    spec: dict[str, Any] = {
        "list": {"record": record, "rows": 2, "fields": fields},
        "detail": {"follow": "a@href"},
    }
    found = [(one.name, one.city, one.phone, one.detail_url) for one in listings(ROWS, **spec)]

    assert found == [
        ("Amann AG", "Zug", "+41 41 12", "http://list.example/m/1"),
        ("Brandt GmbH", "Ulm", "+49 731 5", "http://list.example/m/2"),
    ]
    assert [link.url for link in links_of(page(ROWS), source(**spec))] == [one[3] for one in found]


def test_a_heading_governs_what_follows_up_to_the_next() -> None:
    body = """<div><h3>Amann AG</h3><p>Ring 1</p>text<p class=t>041 12</p><h3>Brandt GmbH</h3><p>Weg 2</p>
    <h3>Carl KG</h3><p>Hof 3</p><h2>Press</h2><p class=t>999</p></div>"""
    fields = {"name": "h3", "street": "p:not(.t)", "phone": "p.t"}
    found = listings(body, list={"record": "h3", "until": "h2", "fields": fields})

    assert [(one.name, one.street, one.phone) for one in found] == [
        ("Amann AG", "Ring 1", "041 12"),
        ("Brandt GmbH", "Weg 2", None),
        ("Carl KG", "Hof 3", None),
    ]


def test_a_term_and_its_descriptions() -> None:
    body = "<dl><dt>Amann</dt><dd>Zug</dd><dd>041</dd><dt>Brandt</dt><dd>Ulm</dd></dl>"
    fields = {"name": "dt", "city": "dd:nth-of-type(1)", "phone": "dd:nth-of-type(2)"}
    found = listings(body, list={"record": "dt", "until": "dt", "fields": fields})

    assert [(one.name, one.city, one.phone) for one in found] == [
        ("Amann", "Zug", "041"),
        ("Brandt", "Ulm", None),
    ]


MICRODATA = """<div itemscope itemtype="https://schema.org/LocalBusiness"><h3 itemprop=name>Amann AG</h3>
<div itemprop=address itemscope itemtype="https://schema.org/PostalAddress">
<b itemprop=streetAddress>Ring 1</b><meta itemprop=postalCode content=6300>
<b itemprop=addressLocality>Zug</b></div><a itemprop="url" href="https://amann.example">w</a>
<span itemprop=telephone>041 12</span>
<i itemprop=review itemscope itemtype="https://schema.org/Review"><u itemprop=name>Fine</u></i></div>
<section itemscope itemtype="http://schema.org/Organization">
<link itemprop=url href="https://brandt.example"><span itemprop="legalName name">Brandt GmbH</span></section>
<p itemscope itemtype="http://schema.org/Person"><b itemprop=name>Eva Ott</b></p>"""
CARDS = """<div class="vcard"><b class="fn org">Amann AG</b><div class=adr>
<i class=street-address>Ring 1</i><i class=postal-code>6300</i> <i class=locality>Zug</i></div>
<p class=tel>Tel <span class=value>041 12</span></p>
<a class=email href="mailto:info@amann.example?subject=x">mail</a>
<a class=url href="https://amann.example">w</a></div>
<div class="h-card"><span class="p-name">Brandt GmbH</span><a class="u-url" href="https://brandt.example">w</a></div>
<div class="vcard"><b class=fn>Eva Ott</b><i class=given-name>Eva</i></div>"""
JSONLD = """<script type="application/ld+json">[{'@type': 'Organization', name: "Amann AG", /* seat */
"address": {"streetAddress": "Ring 1", "postalCode": 6300, "addressLocality": "Zug",}, telephone: "041 12",
"url": "https://amann.example"}, {"@type": "Corporation", "name": "Brandt GmbH", "url": "https://brandt.example"}]
</script>"""


@pytest.mark.parametrize("body", [MICRODATA, CARDS, JSONLD], ids=["microdata", "hcard", "json-ld"])
def test_what_is_stated_for_machines_is_a_list_without_selectors(body: str) -> None:
    """The person among them is left out, and so is what belongs to an item inside an item."""
    amann, brandt = listings(body, list={"structured": True})

    assert (amann.name, amann.street, amann.postcode, amann.city) == ("Amann AG", "Ring 1", "6300", "Zug")
    assert (amann.phone, amann.website) == ("041 12", "https://amann.example")
    assert (brandt.name, brandt.website) == ("Brandt GmbH", "https://brandt.example")
    if body is CARDS:
        assert amann.email == "info@amann.example"


def test_the_microdata_of_a_record_fills_what_its_selectors_leave() -> None:
    body = f"<i class=r>{MICRODATA.split('<section')[0]}<em>Pumps</em></i><i class=r><b>Carl KG</b></i>"
    fields = {"name": "h3 || b", "category": "em"}
    found = listings(body, list={"record": ".r", "structured": True, "fields": fields})

    assert [(one.name, one.category, one.city) for one in found] == [
        ("Amann AG", "Pumps", "Zug"),
        ("Carl KG", None, None),
    ]


def test_a_list_without_statements_says_what_is_missing() -> None:
    with pytest.raises(SourceBroken, match=r"key 'list.structured': .* on http://list.example/members"):
        listings("<p>soon</p>", list={"structured": True})


FIRMS = [{"name": "Amann AG", "url": "/m/1", "new": 1}, {"name": 'Brandt "B" GmbH', "url": "/m/2"}]
BLOB = json.dumps({"props": {"firms": FIRMS}})
PAGES = {
    "next": (
        f'<script id="__NEXT_DATA__" type="application/json">{BLOB}</script>',
        {"script": "#__NEXT_DATA__"},
    ),
    "state": (
        f"<script>var a=1;window.__STATE__ = {{}};</script><script>window.__STATE__ = {BLOB};go()</script>",
        {"variable": "__STATE__"},
    ),
    "literal": (
        "<script>const data={props:{firms:[{name:'Amann AG',url:'/m/1',new:0x1,},"
        "{name:`Brandt \"B\" GmbH`,url:'\\x2fm\\u002f2',}]/* all */}} // end\n;f(data)</script>",
        {"variable": "data"},
    ),
    "parse": (
        f"<script>window['__STATE__']=JSON.parse({json.dumps(BLOB)})</script>",
        {"variable": "__STATE__"},
    ),
    "attribute": (
        f"<div id=app data-page='{BLOB.replace('&', '&amp;')}'></div>",
        {"script": "#app@data-page"},
    ),
    "flattened": (
        '<script id="__NUXT_DATA__">[["ShallowReactive",1],{"props":2},{"firms":3},[4,8],'
        '{"name":5,"url":6,"new":7},"Amann AG","/m/1",1,'
        '{"name":9,"url":10},"Brandt \\"B\\" GmbH","/m/2"]</script>',
        {"script": "#__NUXT_DATA__"},
    ),
}


@pytest.mark.parametrize("kind", PAGES)
def test_embedded_json_is_read_instead_of_the_page(kind: str) -> None:
    body, where = PAGES[kind]
    spec: dict[str, Any] = {
        "list": {"embedded": where, "record": "props.firms[]", "fields": {"name": "name"}},
        "detail": {"follow": "url"},
    }
    found = listings(body, **spec)

    assert [(one.name, one.detail_url) for one in found] == [
        ("Amann AG", "http://list.example/m/1"),
        ('Brandt "B" GmbH', "http://list.example/m/2"),
    ]
    assert json.loads(found[0].raw or "") == {"new": 1}, "the audit of unmapped keys goes on"
    assert [link.url for link in links_of(page(body), source(**spec))] == [one.detail_url for one in found]


def test_a_list_of_small_numbers_is_not_taken_for_a_flattened_one() -> None:
    body = '<script id=d>[{"id": 1}, {"id": 2, "name": "Amann"}]</script>'
    listed = {"embedded": {"script": "#d"}, "record": "[]", "fields": {"name": "name || id"}}
    assert [one.name for one in listings(body, list=listed)] == ["1", "Amann"]


def test_data_that_unfolds_without_end_is_refused() -> None:
    """A hundred entries that each name the next one twice."""
    entries = [f'{{"a": {at + 1}, "b": {at + 1}}}' for at in range(100)]
    body = f'<script id=d>[{", ".join(entries)}, "x"]</script>'
    with pytest.raises(SourceBroken, match="unfolds to too many values"):
        listings(body, list={"embedded": {"script": "#d"}, "record": ".", "fields": {"name": "a"}})


@pytest.mark.parametrize(
    "body",
    [
        "<p>none</p>",
        "<script>x={a:f()}</script>",
        "<script>x=[1,2</script>",
        "<script>x=" + "[" * 5000 + "</script>",
    ],
)
def test_what_is_no_data_is_one_sentence(body: str) -> None:
    with pytest.raises(SourceBroken, match=r"embedded variable 'x' finds nothing that can be read \("):
        listings(body, list={"embedded": {"variable": "x"}, "record": "[]", "fields": {"name": "name"}})


def test_the_detail_page_may_be_json_too() -> None:
    body = '<script id=d type=application/json>{"firm": {"tel": "041 12", "mail": "info"}}</script>'
    detail = {"follow": "a@href", "embedded": {"script": "#d"}, "record": "firm", "fields": {"phone": "tel"}}
    spec = source(list={"record": "p", "fields": {"name": "b"}}, detail=detail)
    assert read_detail(open_page(page(body, role="detail"), spec), spec).values == {
        "detail_url": URL,
        "phone": "041 12",
    }


def test_keys_that_mean_nothing_together_are_refused() -> None:
    for spec, words in [
        (
            {"list": {"record": "p", "rows": 2, "until": "h3", "fields": {"name": "b"}}},
            "rows or until, not both",
        ),
        ({"list": {"record": "p"}}, "fields is missing or empty"),
        ({"list": {"record": "p", "fields": {"name": "b"}, "embedded": {}}}, "give script, variable or both"),
        ({"format": "json", "list": {"structured": True}}, "are for format: html"),
        ({"format": "json", "mode": "auto"}, "are for format: html"),
        ({"mode": "auto", "list": {"record": "p", "fields": {"name": "b"}}}, "mode: auto finds the records"),
        ({"mode": "auto", "render": True, "request": {"form": {"a": "b"}}}, "leave 'request' out"),
        (
            {"sitemap": {"urls": ["http://a.example/s.xml"]}, "mode": "auto"},
            "a sitemap of details needs 'detail'",
        ),
        ({"mode": "auto", "vars": {"x": "1-99999"}}, "combinations; 10,000 are allowed"),
        ({"mode": "auto", "vars": {"x": "1"}}, "neither 'start' nor 'request' has"),
        ({"mode": "auto", "request": {"headers": {"User-Agent": "Mozilla"}}}, "is set by the crawler itself"),
        (
            {"list": {"record": "p", "fields": {"name": "b"}}, "detail": {"structured": True}},
            "'detail.follow' is",
        ),
    ]:
        with pytest.raises((UserError, ValueError), match=words):
            source(**spec)


def test_embedded_data_has_no_elements() -> None:
    """Whatever looks at records by their elements (drift, healing) finds none and goes on."""
    body, where = PAGES["next"]
    spec = source(list={"embedded": where, "record": "props.firms[]", "fields": {"name": "name"}})
    assert record_nodes(Document(page(body)), spec) == []


def test_an_address_on_the_directory_itself_is_the_detail_page_not_a_website() -> None:
    items = [
        {"@type": "Organization", "name": name, "url": url}
        for name, url in (("A", "/m/a"), ("B", "http://b.example"))
    ]
    body = f'<script type="application/ld+json">{json.dumps(items)}</script>'
    found = listings(body, list={"structured": True})

    assert [(one.website, one.detail_url) for one in found] == [
        (None, "http://list.example/m/a"),
        ("http://b.example", None),
    ]

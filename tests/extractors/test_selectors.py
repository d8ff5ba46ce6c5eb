from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from selectolax.lexbor import LexborHTMLParser, LexborNode

from config.errors import UserError
from extractors.json_path import leaves, values_at
from extractors.selectors import Selector, compile_selector, read_field

RECORD = """
<div class="member" data-id="7"><h3><a href="/d/7">Brandt &amp; Söhne <b>Gm</b>bH</a></h3>
<p class="addr">Hauptstr. 5<br>70174 Stuttgart</p><p class="c">Tel: 0711 / 12 34<br>Fax: 0711 / 99</p>
<a href="tel:+49%20711%2012" class="t">ring us</a><span class="m">info (at) brandt [dot] example</span>
<a href="mailto:sales%40brandt.example?subject=Hi">write</a>
<ul><li>Tools</li><li>Molds</li><li>Tools</li></ul>
<span class="none">-</span></div>"""


@pytest.fixture
def record() -> LexborNode:
    node = LexborHTMLParser(RECORD).css_first("div.member")
    assert node is not None
    return node


@pytest.mark.parametrize(
    ("field", "selector", "value"),
    [
        ("name", "h3 a", "Brandt & Söhne GmbH"),
        ("native_ref", "@data-id", "7"),
        ("detail_url", "h3 a@href", "http://list.example/d/7"),
        ("street", ".addr | first_line", "Hauptstr. 5"),
        ("city", r".addr | /\d+ (.+)$/", "Stuttgart"),
        ("postcode", ".addr | last_line | digits", "70174"),
        ("address", ".addr", "Hauptstr. 5\n70174 Stuttgart"),
        ("phone", "a.t@href", "+49 711 12"),
        ("phone", ".c | first_line", "0711 / 12 34"),
        ("phone", ".nothing || .c | /Fax: (.*)/", "0711 / 99"),
        ("email", ".m", "info@brandt.example"),
        ("email", "a[href^='mailto:']@href", "sales@brandt.example"),
        ("category", "li", "Tools"),
        ("category", ["li"], "Tools; Molds"),
        ("category", [".m", "li:not(:first-child)"], "info (at) brandt [dot] example; Molds; Tools"),
        ("website", ".none", None),
        ("website", ".missing", None),
        ("category", "li:contains('Mo')", "Molds"),
        ("name", ".", "Brandt & Söhne GmbH Hauptstr."),
    ],
)
def test_what_a_selector_reads(record: LexborNode, field: str, selector: Selector, value: str | None) -> None:
    found = read_field(record, field, selector, "http://list.example/members")

    assert found == value or (selector == "." and found is not None and found.startswith(str(value)))


def test_contains_looks_at_the_elements_own_text_in_both_engines() -> None:
    """lexbor does not look into child elements, so neither may a hand-written extractor's soup."""
    markup = "<div><p><b>Phone</b> 1</p><p>Phone 2</p></div>"
    rule = compile_selector("p:contains('Phone')")[0]
    inside = compile_selector("p:has(b:contains('Phone'))")[0]

    for chosen, text in ((rule, "Phone 2"), (inside, "Phone 1")):
        assert [node.text() for node in LexborHTMLParser(markup).css(chosen.lexbor)] == [text]
        assert [node.text for node in BeautifulSoup(markup, "lxml").select(chosen.soupsieve)] == [text]


def test_a_selector_does_not_find_the_record_itself() -> None:
    outer = LexborHTMLParser("<div class=a>x<div class=a>y</div></div>").css_first("div.a")
    assert outer is not None

    assert read_field(outer, "name", "div.a", "http://x.example/") == "y"


@pytest.mark.parametrize(
    ("selector", "words"),
    [
        ("div[[", "is not CSS"),
        ("p | shout", "cleaner 'shout' is not known; known are text"),
        ("p | /(/", "is not a regular expression"),
    ],
)
def test_a_malformed_selector_is_named(selector: str, words: str) -> None:
    with pytest.raises(UserError, match="selector") as caught:
        compile_selector(selector)

    assert words in str(caught.value)


DATA = {"a": {"b": [{"k": "main", "v": 1}, {"k": "x", "v": 2}]}, "t": ["p", "q"], "a.b": "dotted", "n": None}


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("a.b[0].v", [1]),
        ("a.b[].v", [1, 2]),
        ("a.b[k=x].v", [2]),
        ("t[]", ["p", "q"]),
        ('"a.b"', ["dotted"]),
        ("a.none.v", []),
        (".", [DATA]),
    ],
)
def test_json_paths(path: str, found: list[object]) -> None:
    assert values_at(DATA, path) == found


def test_a_malformed_json_path_is_named() -> None:
    with pytest.raises(UserError, match=r"path 'a\[' cannot be read"):
        values_at(DATA, "a[")


def test_leaves_name_every_scalar() -> None:
    assert leaves({"a": [{"b": 1}], "c": "x"}) == [("a[].b", 1), ("c", "x")]

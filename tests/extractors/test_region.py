"""Noise outside of what is read is no change; every change of what could be read is one."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from config.catalogue import Source
from config.records import Page
from extractors.region import region, says_the_same
from tests.extractors.small_source import source
from tests.extractors.test_archive import page

RECORDS = [
    ("Brandt Pumpen GmbH", "+49 30 1234567", "Hafenstraße 1", "info@brandt.example", "/firm/1", "B 12"),
    ("Weber & Söhne KG", "+49 40 7654321", "Am Wehr 22", "post@weber.example", "/firm/2", "C 3"),
    ("Müller AG", "089 998877", "Ring 5, Hof", "kontakt@mueller.example", "/firm/3", "A 1"),
]
RECORD = """<div class="firm" data-booth="{5}"><h3><a href="{4}">{0}</a></h3><p>{2}<br>Tel. {1}</p>
<a class="mail" href="mailto:{3}" title="{0}">Mail</a><img src="/logo{4}.png" alt="{0}"></div>"""
AROUND = """<!DOCTYPE html><html><head><title>Members</title><meta name="csrf-token" content="{token}">
<script nonce="{token}">var t = {number};</script><style>.x{{width:{number}px}}</style></head><body>
<header>Today is {date}<form><input type="hidden" name="sid" value="{token}"></form></header>
<!-- built {date} --><nav><a href="/?sid={token}">Home</a></nav>
<div class="ad"><a href="http://ads.example/{number}">Buy {token}</a></div>
<main id="content"><p class="count">{number} visitors</p>{records}
<a rel="next" href="/list?page={next}">next</a></main>
<footer>Page made in {number} ms</footer></body></html>"""
LISTS = source(
    "http://a.example/",
    list={"record": "div.firm", "fields": {"name": "h3 a", "phone": "p | /Tel. (.+)/"}},
    next={"link": "a[rel=next]@href"},
)
DETAILS = source(
    "http://a.example/",
    list={"record": "li", "fields": {"name": "b"}},
    detail={"follow": "a@href", "structured": True, "fields": {"name": "h3", "email": ["a.mail@href"]}},
    next=None,
)
AUTO = source("http://a.example/", mode="auto", list=None, next=None)


def made(records: list[tuple[str, ...]] = RECORDS, following: int = 2, **noise: object) -> str:
    values = {"token": "af03", "number": 17, "date": "1 May"} | noise
    rows = "\n".join(RECORD.format(*one) for one in records)
    return AROUND.format(records=rows, next=following, **values)


def listed(markup: str, **values: object) -> Page:
    return replace(
        page("http://a.example/", markup.encode()), headers={"content-type": "text/html"}, **values
    )  # type: ignore[arg-type]


def same(wanted: Source, one: str, other: str, **values: object) -> bool:
    return says_the_same(listed(one, **values), listed(other, **values), wanted)


texts = st.text(
    st.characters(categories=("L", "N", "Zs"), include_characters="@&-.,/"), min_size=1, max_size=20
)
quick = settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


@quick
@given(token=st.from_regex(r"[a-f0-9]{4,40}", fullmatch=True), number=st.integers(0, 10**9), date=texts)
def test_noise_around_the_records_is_no_change(token: str, number: int, date: str) -> None:
    other = made(token=token, number=number, date=date.replace("-", "").replace("<", ""))
    assert same(LISTS, made(), other)


@quick
@given(row=st.integers(0, 2), column=st.integers(0, 5), value=texts)
@pytest.mark.parametrize("wanted", [LISTS, AUTO])
def test_any_value_of_a_record_is_a_change(wanted: Source, row: int, column: int, value: str) -> None:
    records = [list(one) for one in RECORDS]
    if " ".join(value.split()) == records[row][column]:
        return
    records[row][column] = value
    other = made([tuple(one) for one in records])
    assert not same(wanted, made(), other)


@quick
@given(st.data())
@pytest.mark.parametrize("wanted", [LISTS, AUTO])
def test_any_character_between_the_first_and_the_last_record_is_a_change(
    wanted: Source, data: st.DataObject
) -> None:
    markup = made()
    start, end = markup.index("Brandt Pumpen"), markup.rindex("Müller AG")
    places = [match.start() for match in re.finditer(r"(?<=\w)\w(?=[^<>]*(?:<|\"))", markup[start:end])]
    at = start + data.draw(st.sampled_from(places))
    other = markup[:at] + ("x" if markup[at] != "x" else "y") + markup[at + 1 :]
    assert not same(wanted, markup, other) or _in_tag_name(markup, at)


def _in_tag_name(markup: str, at: int) -> bool:
    """Outside the elements, such as in the name of an end tag, a parser itself repairs what was changed."""
    return markup.rfind("</", 0, at) > max(markup.rfind(">", 0, at), markup.rfind(" ", 0, at))


def test_order_number_and_next_page_are_changes() -> None:
    for other in (made(RECORDS[::-1]), made(RECORDS[:2]), made([*RECORDS, RECORDS[0]]), made(following=3)):
        assert not same(LISTS, made(), other)
        assert not same(AUTO, made(), other)


def test_a_page_whose_records_are_gone_is_compared_as_a_whole() -> None:
    gone = made().replace('class="firm"', 'class="company"')
    assert not same(LISTS, made(), gone)
    assert not same(LISTS, gone, gone.replace("089 998877", "089 998878"))
    assert same(LISTS, gone, gone.replace("Page made in 17", "Page made in 18"))


@pytest.mark.parametrize(
    ("old", "new", "is_same"),
    [
        ("Today is 1 May", "Today is 2 May", True),
        ("17 visitors", "18 visitors", True),
        ("ads.example/17", "ads.example/18", True),
        ("<footer>", "<footer>new", True),
        ("mailto:info@brandt.example", "mailto:info@brandt2.example", False),
        ("Brandt Pumpen GmbH</a>", "Brandt Pumpen AG</a>", False),
        ('"telephone": "1"', '"telephone": "2"', False),
        ("DE123", "DE124", False),
        ("<head>", "<head><base href='/x/'>", False),
    ],
)
def test_a_detail_page_is_its_fields_and_what_it_states(old: str, new: str, is_same: bool) -> None:
    stated = """<script type="application/ld+json">{"@type": "Organization", "telephone": "1"}</script>
    <div itemscope itemtype="https://schema.org/Organization"><span itemprop="vatID">DE123</span></div>"""
    markup = made().replace("</main>", stated + "</main>")
    assert old in markup
    assert same(DETAILS, markup, markup.replace(old, new, 1), role="detail") is is_same


@pytest.mark.parametrize(
    ("old", "new", "is_same"),
    [
        ("var t = 17", "var t = 18", True),
        ("built 1 May", "built 2 May", True),
        ('value="af03"', 'value="af04"', True),
        ("Imprint: Tel. 1", "Imprint: Tel. 2", False),
        ("write('a' + '@b')", "write('c' + '@b')", False),
        ('content="+49 1"', 'content="+49 2"', False),
        ("Today is 1 May", "Today is 2 May", False),
    ],
)
def test_of_a_company_site_header_and_footer_count(old: str, new: str, is_same: bool) -> None:
    sites = source(kind="company_site", lookup={"by": "website"}, next=None, list=None)
    more = (
        "Imprint: Tel. 1<script>document.write('a' + '@b')</script>"
        '<meta itemprop="telephone" content="+49 1">'
    )
    markup = made().replace("<footer>", "<footer>" + more)
    assert old in markup
    assert same(sites, markup, markup.replace(old, new, 1), role="lookup") is is_same


def test_a_header_inside_a_record_is_content() -> None:
    markup = "<body><header>17</header><article><header><h2>Brandt</h2></header>text</article></body>"
    assert same(AUTO, markup, markup.replace("17", "18"))
    assert not same(AUTO, markup, markup.replace("Brandt", "Weber"))


def test_script_in_a_record_that_looks_like_a_comment_counts() -> None:
    wanted = source("http://a.example/", list={"record": "li", "fields": {"name": "b"}}, next=None)
    markup = "<ul><li><b>x</b><script>a('<!--');m('info@a.example');b('-->')</script></li></ul>"
    assert not same(wanted, markup, markup.replace("info@", "post@"))


def test_what_is_no_markup_or_came_otherwise_is_compared_by_its_bytes() -> None:
    one = listed(made())
    for other in (
        replace(one, final_url="http://b.example/"),
        replace(one, status=203),
        replace(one, headers={"content-type": "text/html; charset=latin-1"}),
    ):
        assert not says_the_same(one, other, LISTS)
    noisy = listed(made(number=18))
    assert says_the_same(one, noisy, LISTS)
    as_json = {"headers": {"content-type": "application/json"}}
    assert not says_the_same(replace(one, **as_json), replace(noisy, **as_json), LISTS)  # type: ignore[arg-type]
    for other_spec in ({"custom": True, "list": None}, {"format": "json"}):
        assert not says_the_same(one, noisy, source("http://a.example/", next=None, **other_spec))


@pytest.mark.parametrize(
    "detail", [{"format": "json", "record": "a.b"}, {"format": "xml"}, {"embedded": {"variable": "x"}}]
)
def test_a_detail_page_that_has_no_elements_is_compared_by_its_bytes(detail: dict[str, object]) -> None:
    wanted = source(
        "http://a.example/", detail={"follow": "a@href", "fields": {"name": "firm.name"}} | detail, next=None
    )
    assert not same(wanted, "<p>{1}</p>", "<p>{2}</p>", role="detail")
    assert same(wanted, "<p>{1}</p>", "<p>{1}</p>", role="detail")


def test_region_is_the_same_for_the_same_page() -> None:
    assert region(listed(made()), LISTS) == region(listed(made()), LISTS) != []

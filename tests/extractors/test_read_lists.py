"""HTML lists and details, JSON, tables, vCards and feeds: from bytes to listings and mentions."""

from __future__ import annotations

import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from config.catalogue import Source
from config.errors import UserError
from config.records import Issue, Listing, Mention
from extractors.errors import SourceBroken
from extractors.read import links_of, read_page
from tests.extractors.pages import URL, page, source

CARDS = """<div class="m"><h3><a href="/d/1">Brandt GmbH</a></h3><p>Ring 1<br>70174 Stuttgart</p></div>
<div class="m"><h3><a href="/d/2">Amann AG</a></h3><i>Mfg.</i></div>
<div class="m"><p>Ring 9<br>70174 Stuttgart</p></div>
<a rel="next" href="?page=2">next</a><aside class="related"><a href="http://sister.example/">Sister</a></aside>"""
HTML: dict[str, Any] = {
    "list": {
        "record": "div.m",
        "fields": {"name": "h3 a", "address": "p", "category": "i"},
        "constants": {"event": "Fair"},
    },
    "detail": {"follow": "h3 a@href", "fields": {"phone": ".tel"}, "structured": True},
    "lookups": {"category": {"Mfg.": "Manufacturing"}},
    "country": "DE",
}


def read(body: str | bytes, spec: Source, **more: Any) -> tuple[list[Any], list[Issue]]:
    items = list(read_page(page(body, **more), spec))
    return [i for i in items if not isinstance(i, Issue)], [i for i in items if isinstance(i, Issue)]


def test_cards_become_listings_and_a_nameless_one_is_skipped_with_a_reason() -> None:
    (brandt, amann), issues = read(CARDS, source(**HTML))

    assert (brandt.name, brandt.street, brandt.postcode, brandt.city) == (
        "Brandt GmbH",
        "Ring 1",
        "70174",
        "Stuttgart",
    )
    assert (brandt.detail_url, brandt.event, brandt.country) == ("http://list.example/d/1", "Fair", "DE")
    assert json.loads(brandt.raw) == {"address": "Ring 1\n70174 Stuttgart"}
    assert (amann.category, json.loads(amann.raw)) == ("Manufacturing", {"printed.category": "Mfg."})
    assert [(i.kind, i.message) for i in issues] == [("skipped", f"Skipped: record 3 of {URL} has no name.")]


def test_a_listing_keeps_its_id_when_a_cleaner_or_the_page_changes() -> None:
    first = read(CARDS, source(**HTML))[0]
    later = read(CARDS.replace("70174", "70999"), source(**HTML | {"lookups": {}}), url=URL + "?page=7")[0]

    assert [one.listing_id for one in first] == [one.listing_id for one in later]


def test_a_record_selector_that_finds_nothing_is_one_sentence() -> None:
    with pytest.raises(SourceBroken) as caught:
        read("<p>Please log in</p>", source(**HTML))

    assert str(caught.value) == (
        "/catalogue/xx_test_list.yml: key 'list.record': selector 'div.m' finds nothing on http://list.example/members;"
        " look whether the page changed its layout and correct the selector."
    )


def test_links_of_a_list() -> None:
    spec = source(**HTML, next={"link": "a[rel=next]@href"}, related={"links": "aside.related a@href"})

    assert [(link.role, link.url) for link in links_of(page(CARDS), spec)] == [
        ("detail", "http://list.example/d/1"),
        ("detail", "http://list.example/d/2"),
        ("list", "http://list.example/members?page=2"),
        ("related", "http://sister.example/"),
    ]


@pytest.mark.parametrize(
    ("way", "url", "following"),
    [
        ({"page": "p"}, URL, URL + "?p=2"),
        ({"page": "p", "start": 0}, URL + "?q=a+b&p=4", URL + "?q=a+b&p=5"),
        ({"offset": "from"}, URL, URL + "?from=3"),
        ({"offset": "from", "step": 50}, URL + "?from=50", URL + "?from=100"),
    ],
)
def test_numbered_pages_go_on_while_there_are_records(way: dict[str, Any], url: str, following: str) -> None:
    spec = source(list=HTML["list"], next=way)

    assert [link.url for link in links_of(page(CARDS, url), spec)] == [following]
    assert links_of(page("<p>No more</p>", url), spec) == []


JSON: dict[str, Any] = {
    "format": "json",
    "list": {
        "record": "data.items[]",
        "fields": {
            "name": "company.name",
            "native_ref": "id",
            "category": ["tags[]"],
            "booth": "stand.no | digits",
        },
        "skip": ["links"],
    },
    "next": {"link": "data.next"},
}
ANSWER = {
    "data": {
        "items": [
            {
                "id": 7,
                "company": {"name": "Brandt"},
                "tags": ["a", "b", "a"],
                "stand": {"no": "7A02", "side": "x"},
            },
            {"id": 8, "company": {"name": "Amann"}, "links": {"self": "y"}, "new": True, "empty": None},
        ],
        "next": "/v1?cursor=z",
    }
}


def test_json_maps_paths_and_accounts_for_every_key() -> None:
    (brandt, amann), _ = read(json.dumps(ANSWER), source(**JSON))

    assert (brandt.name, brandt.native_ref, brandt.category, brandt.booth) == ("Brandt", "7", "a; b", "7")
    assert json.loads(brandt.raw) == {"stand.side": "x"}
    assert json.loads(amann.raw) == {"new": True}
    assert [link.url for link in links_of(page(json.dumps(ANSWER)), source(**JSON))] == [
        "http://list.example/v1?cursor=z"
    ]


def test_an_empty_list_is_an_answer_and_a_missing_one_is_not() -> None:
    assert read('{"data": {"items": []}}', source(**JSON)) == ([], [])
    with pytest.raises(SourceBroken, match=r"path 'data.items\[\]' leads nowhere in http"):
        read('{"error": "quota"}', source(**JSON))
    with pytest.raises(SourceBroken, match="the answer is not JSON"):
        read("<html>busy</html>", source(**JSON))


def table(tmp_path: Path, name: str, **fields: Any) -> Source:
    path = tmp_path / "xx_test_list.yml"
    return source(
        path,
        file=name,
        kind="customers",
        format=name.split(".")[-1],
        list={"fields": {"name": "Firma"} | fields},
    )


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_csv_tells_encoding_and_delimiter_by_itself(tmp_path: Path, delimiter: str) -> None:
    text = 'Firma,Tel.,Ort [DE],Notiz\n"Müller, Söhne",0711 1,"Bad\nUrach",x\n,,,\nAmann,,Köln,\n'
    rows = text if delimiter == "," else text.replace(",", delimiter).replace(f"Müller{delimiter}", "Müller,")
    spec = table(tmp_path, "firms.csv", phone="Tel.", city="Ort [DE]")

    (first, second), _ = read(rows.encode("cp1252"), spec, role="file")

    assert (first.name, first.phone, first.city) == ("Müller, Söhne", "0711 1", "Bad Urach")
    assert json.loads(first.raw) == {"Notiz": "x"}
    assert (second.name, second.phone, second.raw) == ("Amann", None, None)


def test_csv_without_the_name_column_is_refused_in_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(UserError) as caught:
        read("Firmen;Ort\nA;B\n", table(tmp_path, "firms.csv"), role="file")

    assert str(caught.value) == (
        f"{tmp_path}/firms.csv: no column 'Firma' for the company's name; columns are Firmen, Ort;"
        " did you mean 'Firmen'?"
    )
    with pytest.raises(UserError, match="the file is empty"):
        read("", table(tmp_path, "firms.csv"), role="file")


def test_another_missing_column_is_an_issue(tmp_path: Path) -> None:
    found, issues = read("Firma;Ort\nA;B\n", table(tmp_path, "firms.csv", phone="Telefon"), role="file")

    assert [one.name for one in found] == ["A"]
    assert "no column 'Telefon' for field 'phone'" in issues[0].message


def test_xlsx(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["Firma", "Kunde seit", "PLZ"], ["Brandt", date(2020, 5, 1), 70174.0], [None, None, None]):
        sheet.append(row)
    data = io.BytesIO()
    book.save(data)
    spec = table(tmp_path, "firms.xlsx", customer_since="Kunde seit", postcode="PLZ")

    (only,), _ = read(data.getvalue(), spec, role="file")

    assert (only.name, only.customer_since, only.postcode) == ("Brandt", "2020-05-01", "70174")
    with pytest.raises(UserError, match="this is no XLSX file"):
        read(b"Firma;Ort", spec, role="file")


VCARDS = """BEGIN:VCARD\r
VERSION:3.0\r
FN:Erika Beispiel\r
N:Beispiel;Erika;;;\r
ORG:Brandt GmbH;Einkauf\r
TITLE:Head of purchasing\r
EMAIL;TYPE=work:einkauf@brandt.example\r
TEL;TYPE=work:+49 711 12\r
ADR;TYPE=work:;;Ring 1;Stuttgart;;70174;Germany\r
X-LAWFUL-BASIS:Art. 6(1)(a)\r
END:VCARD\r
BEGIN:VCARD\r
VERSION:3.0\r
FN;;;:broken=\r
NONSENSE\r
END:VCARD\r
BEGIN:VCARD\r
VERSION:3.0\r
FN:Cut off\r
"""


def test_vcards_and_two_broken_ones(tmp_path: Path) -> None:
    fields = {
        "name": "org",
        "contact_name": "fn",
        "contact_role": "title",
        "contact_email": "email",
        "contact_phone": "tel",
        "street": "adr.street",
        "postcode": "adr.code",
        "city": "adr.city",
        "lawful_basis": "x-lawful-basis",
    }
    spec = source(
        tmp_path / "xx_test_list.yml", kind="event", format="vcard", file="cards.vcf", list={"fields": fields}
    )

    (only,), issues = read(VCARDS, spec, role="file")

    assert (only.name, only.contact_name, only.contact_role) == (
        "Brandt GmbH",
        "Erika Beispiel",
        "Head of purchasing",
    )
    assert (only.contact_email, only.street, only.postcode) == ("einkauf@brandt.example", "Ring 1", "70174")
    assert only.lawful_basis == "Art. 6(1)(a)"
    assert json.loads(only.raw) == {"adr.country": "Germany", "unit": "Einkauf"}
    assert [issue.message.split(" (")[0] for issue in issues] == [
        "cards.vcf: vCard 2 cannot be read",
        "cards.vcf: vCard 3 cannot be read",
    ]


FEED = """<rss version="2.0"><channel><title>News</title>
<item><title>Brandt &amp;amp; S&#xF6;hne moves</title><link>http://news.example/1</link>
<description>&lt;p&gt;The firm &lt;b&gt;moves&lt;/b&gt;.&lt;/p&gt;</description>
<pubDate>Thu, 19 Nov 2026 23:30:00 -0500</pubDate></item>
<item><link>http://news.example/2</link></item></channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>Amann builds</title><link href="/2"/>
<updated>2026-11-18T08:00:00Z</updated><summary>Plant</summary></entry></feed>"""


def test_feeds_become_dated_mentions_without_mark_up() -> None:
    spec = source(
        kind="news", format="rss", list={"fields": {"title": "title", "text": "summary", "link": "link"}}
    )
    (moves,), issues = read(FEED, spec)
    (builds,), _ = read(ATOM, spec, url="http://news.example/feed")

    assert isinstance(moves, Mention)
    assert (moves.title, moves.text, moves.link) == (
        "Brandt & Söhne moves",
        "The firm moves.",
        "http://news.example/1",
    )
    assert moves.published_on == date(2026, 11, 20), "half past eleven in New York is tomorrow in UTC"
    assert (builds.title, builds.link, builds.published_on) == (
        "Amann builds",
        "http://news.example/2",
        date(2026, 11, 18),
    )
    assert "has no title" in issues[0].message
    with pytest.raises(SourceBroken, match="no RSS or Atom feed"):
        read("<html><body>Moved</body></html>", spec)


def test_a_custom_source_without_its_module_is_named() -> None:
    with pytest.raises(UserError, match=r"there is no extractors/custom/xx_test_list\.py"):
        read("<p>", source(custom=True))


def test_a_detail_page_by_itself_is_a_listing() -> None:
    ld = '<script type="application/ld+json">{"@type": "Store", "name": "Brandt", "vatID": "DE1"}</script>'
    (only,), _ = read(
        ld + "<p class=tel>Tel: 0711 1</p>", source(**HTML), role="detail", url="http://list.example/d/1"
    )

    assert isinstance(only, Listing)
    assert (only.name, only.phone, only.vat_id, only.detail_url) == (
        "Brandt",
        "0711 1",
        "DE1",
        "http://list.example/d/1",
    )

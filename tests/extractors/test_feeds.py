"""XML, JSON lines, tables without a header and PDF tables; and files that want to hurt."""

from __future__ import annotations

import io
import json
import resource
import zipfile
import zlib
from pathlib import Path
from typing import Any

import pytest

from config.records import Claim, Issue, Listing
from extractors import xlsx_file
from extractors.check import check_selectors
from extractors.errors import SourceBroken
from extractors.read import links_of, open_page, read_detail, read_page
from tests.extractors.pages import page, source

XML = """<m:members xmlns:m="urn:x" next="/members?p=2"><m:meta><name>List</name></m:meta>
<m:member id="7"><name>Brandt &amp; Co</name><tags><t>a</t><t>b</t></tags><web href="http://b.example"/>
<m:member><name>Branch</name></m:member></m:member>
<m:member id="8"><name><![CDATA[Amann <AG>]]></name><x>1</x></m:member>
</m:members>"""
FEED: dict[str, Any] = {
    "format": "xml",
    "list": {
        "record": "members/member",
        "fields": {"name": "name", "native_ref": "@id", "category": ["tags.t[]"], "website": 'web."@href"'},
        "skip": ["member"],
    },
}


def read(body: str | bytes, spec: dict[str, Any]) -> list[Any]:
    return list(read_page(page(body), source(**spec)))


def test_an_xml_element_is_a_record_and_every_child_is_accounted_for() -> None:
    brandt, amann = read(XML, FEED)

    assert (brandt.name, brandt.native_ref, brandt.category) == ("Brandt & Co", "7", "a; b")
    assert (brandt.website, amann.name) == ("http://b.example", "Amann <AG>")
    assert json.loads(amann.raw) == {"x": "1"} and brandt.raw is None


def test_the_next_page_stands_in_an_element_or_an_attribute() -> None:
    spec = source(**FEED, next={"link": "members/@next"})
    assert [link.url for link in links_of(page(XML), spec)] == ["http://list.example/members?p=2"]
    counted = source(**FEED, next={"page": "p"})
    assert [link.url for link in links_of(page(XML), counted)] == ["http://list.example/members?p=2"]
    assert links_of(page("<members/>"), counted) == []


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("<html><p>busy", "the answer is not XML"),
        ("{}", "the answer is not XML"),
        ("<members><other/></members>", "element 'members/member' finds nothing"),
        (
            '<!DOCTYPE m [<!ENTITY a "x"><!ENTITY b "&a;&a;">]><members>&b;</members>',
            "entities of its own",
        ),
        (
            '<!DOCTYPE m [<!ENTITY % p SYSTEM "file:///etc/passwd">]><members/>',
            "entities of its own",
        ),
        ("<members>" + "<member>" * 100_000, "the answer is not XML"),
    ],
)
def test_xml_that_cannot_be_trusted_is_refused_in_a_sentence(body: str, words: str) -> None:
    with pytest.raises(SourceBroken, match=words):
        read(body, FEED)


def test_json_lines() -> None:
    spec = {"format": "jsonl", "list": {"fields": {"name": "n", "city": "at.city"}}}
    body = '{"n": "Amann", "at": {"city": "Zug"}, "x": 1}\n\n{"n": "Br\u2028andt"}\n'
    amann, brandt = read(body, spec)

    assert (amann.name, amann.city, amann.raw, brandt.name) == ("Amann", "Zug", '{"x": 1}', "Br andt")
    with pytest.raises(SourceBroken, match="line 2 is no JSON object"):
        read('{"n": "a"}\n[1]', spec)


def test_one_value_that_is_no_json_spoils_no_feed() -> None:
    """Exporters of floats write NaN, those that cut texts at a length cut an emoji in two."""
    body = '[{"n": "Amann", "x": NaN}, {"n": "Brandt", "x": "\\ud83d"}, {"n": "M\u00fcller"}]'
    found = read(body, {"format": "json", "list": {"fields": {"name": "n"}}})

    assert [(one.name, one.raw) for one in found] == [
        ("Amann", None),
        ("Brandt", '{"x": "?"}'),
        ("M\u00fcller", None),
    ]


def test_json_of_any_depth_is_audited() -> None:
    deep = '{"n": "Amann", "d": ' + "[" * 900 + "1" + "]" * 900 + "}"
    (one,) = read(deep, {"format": "json", "list": {"fields": {"name": "n"}}})
    assert one.name == "Amann" and list(json.loads(one.raw)) == ["d" + "[]" * 900]
    with pytest.raises(SourceBroken, match="not JSON"):
        read("[" * 100_000, {"format": "json", "list": {"fields": {"name": "n"}}})


def test_a_table_without_a_header_is_given_one(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("Amann;Zug\nBrandt;Ulm\n")
    listed = {"header": ["name", "town"], "fields": {"name": "name", "city": "town"}}
    spec = source(tmp_path / "xx_test_list.yml", format="csv", file="a.csv", list=listed)
    found = list(read_page(page((tmp_path / "a.csv").read_bytes(), role="file"), spec))

    assert [(one.name, one.city) for one in found if isinstance(one, Listing)] == [
        ("Amann", "Zug"),
        ("Brandt", "Ulm"),
    ]


def test_a_csv_line_ends_at_line_breaks_alone_and_not_inside_quotes() -> None:
    body = 'name,city\rAmann\x0bAG,Zug\r\n"Brandt\nCo","a\u2028b"\n\nLast,Ulm'
    found = read(body, {"format": "csv", "list": {"fields": {"name": "name", "city": "city"}}})
    assert [one.city for one in found] == ["Zug", "a b", "Ulm"]


def pdf(*pages: str) -> bytes:
    """Return a PDF with one content stream a page, in Helvetica; small enough to be written by hand."""
    kids = " ".join(f"{4 + 2 * at} 0 R" for at in range(len(pages)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for at, stream in enumerate(pages):
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 500 400] /Contents {5 + 2 * at} 0 R"
            " /Resources << /Font << /F1 3 0 R >> >> >>"
        )
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
    body, offsets = b"%PDF-1.4\n", []
    for number, text in enumerate(objects, 1):
        offsets.append(len(body))
        body += f"{number} 0 obj\n{text}\nendobj\n".encode()
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    trailer = f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(body)}\n%%EOF\n"
    return body + f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}{trailer}".encode()


def drawn(rows: list[list[str]], ruled: bool) -> str:
    """Return the content stream of a table of three columns."""
    parts = []
    for at, row in enumerate(rows):
        top = 360 - 20 * at
        for column, text in enumerate(row):
            parts.append(f"BT /F1 10 Tf {25 + 150 * column} {top - 14} Td ({text}) Tj ET")
            if ruled:
                parts.append(f"{20 + 150 * column} {top - 20} 150 20 re S")
    return "\n".join(parts)


HEAD = ["Company", "Town", "Phone"]
FIRMS = [["Amann AG", "Zug", "+41 41 12"], ["Brandt GmbH", "Ulm", "+49 731 5"], ["Carl KG", "Bonn", ""]]
COLUMNS = {"name": "Company", "city": "Town", "phone": "Phone"}


@pytest.mark.parametrize("ruled", [True, False])
def test_the_tables_of_a_pdf(ruled: bool) -> None:
    """The header is repeated on the second page, and is no record there."""
    body = pdf(drawn([HEAD, *FIRMS[:2]], ruled), drawn([HEAD, FIRMS[2], FIRMS[0]], ruled))
    found = read(body, {"format": "pdf", "list": {"fields": COLUMNS}})

    assert [(one.name, one.city, one.phone) for one in found] == [
        ("Amann AG", "Zug", "+41 41 12"),
        ("Brandt GmbH", "Ulm", "+49 731 5"),
        ("Carl KG", "Bonn", None),
        ("Amann AG", "Zug", "+41 41 12"),
    ]


def test_a_pdf_table_without_header_and_columns_that_are_not_mapped() -> None:
    listed = {"header": ["Company", "Town", "Other"], "fields": {"name": "Company", "city": "Town"}}
    found = read(pdf(drawn(FIRMS, True)), {"format": "pdf", "list": listed})

    assert [one.name for one in found] == ["Amann AG", "Brandt GmbH", "Carl KG"]
    assert json.loads(found[0].raw) == {"Other": "+41 41 12"}


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"<html>", "this is no PDF"),
        (b"%PDF-1.4\n" + b"\x00\xff" * 500, "cannot be read|no table"),
        (pdf("BT /F1 10 Tf 20 20 Td (hello) Tj ET"), "no table of it has a column"),
    ],
)
def test_a_pdf_that_cannot_be_used_is_one_sentence(body: bytes, words: str) -> None:
    with pytest.raises(SourceBroken, match=words):
        read(body, {"format": "pdf", "list": {"fields": COLUMNS}})


@pytest.mark.parametrize(
    ("answer", "claims"),
    [
        ({"hits": [{"no": "1", "n": "Other"}, {"no": "HRB 7:2", "n": "Amann AG"}]}, ["Amann AG"]),
        ({"hits": [{"no": "1", "n": "Other"}]}, []),
        ({"hits": []}, []),
        ({"hits": [{"no": "HRB 7:2", "n": "A"}, {"no": "HRB 7:2", "n": "B"}]}, []),
    ],
)
def test_a_register_that_answers_with_a_list(answer: object, claims: list[str]) -> None:
    """Only the entry with the number that was asked for counts, and only where there is one of it."""
    lookup = {
        "by": "reg_no",
        "url": "http://r.example/?q={reg_no}",
        "record": "hits[no={reg_no}]",
        "fields": {"name": "n"},
        "skip": ["no"],
    }
    spec = source(format="json", lookup=lookup)
    found = list(read_page(page(json.dumps(answer), role="lookup", subject="reg_no:DE:HRB 7:2"), spec))

    assert [one.value for one in found if isinstance(one, Claim)] == claims
    assert not [one for one in found if isinstance(one, Issue)]


@pytest.mark.slow
def test_a_pdf_bomb_costs_a_process_and_not_the_run() -> None:
    """Two layers of deflate: 3 KB that inflate to 1.5 GB."""
    inner, outer = zlib.compressobj(1), zlib.compressobj(9)
    block = b" " * 2**24
    data = b"".join(outer.compress(inner.compress(block)) for _ in range(96)) + outer.compress(inner.flush())
    data += outer.flush()
    filters = b"/Filter [/FlateDecode /FlateDecode]"
    head = b"4 0 obj\n<< /Length %d %s >>\nstream\n" % (len(data), filters)
    body = (
        b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n"
        b"2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n"
        b"3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R >>\nendobj\n"
        + head
        + data
        + b"\nendstream\nendobj\ntrailer\n<< /Size 5 /Root 1 0 R >>\n%%EOF\n"
    )
    assert len(body) < 20_000
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(SourceBroken, match="cannot be read|no table of it has"):
        read(body, {"format": "pdf", "list": {"fields": COLUMNS}})
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 64 * 1024
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss < 1300 * 1024


def test_an_xlsx_bomb_is_refused_by_what_it_declares(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx_file, "_MOST_INFLATED", 2**20)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/workbook.xml", b" " * 2**21)
    with pytest.raises(SourceBroken, match="it holds 2 MiB when unpacked"):
        read(file.getvalue(), {"format": "xlsx", "list": {"fields": {"name": "name"}}})


@pytest.mark.parametrize(
    ("kind", "body", "phone"),
    [
        ("html", "<p class=t>041 12</p>", "p.t"),
        ("json", '{"firm": {"tel": "041 12"}}', "tel"),
        ("xml", "<x><firm><tel>041 12</tel></firm></x>", "tel"),
    ],
)
def test_a_detail_page_may_be_of_another_kind_than_the_list(kind: str, body: str, phone: str) -> None:
    detail: dict[str, Any] = {"follow": "url", "format": kind, "fields": {"phone": phone}}
    if kind != "html":
        detail["record"] = "firm"
    spec = source(format="json", list={"record": "[]", "fields": {"name": "n"}}, detail=detail)

    assert read_detail(open_page(page(body, role="detail"), spec), spec).values["phone"] == "041 12"
    assert check_selectors(spec) == 4 + (kind != "html")

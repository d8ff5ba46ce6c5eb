"""Example pages of a source: kept once, short and without persons, then compared without asking anybody."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from extractors.examples import differences
from extractors.stand_ins import without_persons
from extractors.trim import RECORDS, rows_of, trimmed
from tests.extractors.pages import page, source
from tests.extractors.web import Web, serve
from tests.flows.homes import Ran, prospects

NAME = "de_nord_members"
SPEC = """\
source: de_nord_members
kind: association
enabled: false
publisher: {{name: Verband Nord}}
terms: {{basis: our own server, note: business data only}}
allow_loopback: true
start: ["{url}/members"]
list:
  record: li.member
  fields: {{name: h3, city: .town, contact_name: .who, contact_phone: .mobile, email: "a@href"}}
detail: {{follow: "h3 a@href", fields: {{phone: .tel}}}}
politeness: {{delay_s: 0, concurrency: 1}}
"""
MEMBER = """<li class="member"><h3><a href="/m/{n}">Firma {n} GmbH</a></h3><b class="town">Ulm</b>
<i class="who">Erika B&uuml;rger{n}</i><i class="mobile">+49 170 55501{n:02d}</i>
<a class="m" href="mailto:erika.buerger{n}@firma{n}.example">E-Mail</a>
<a href="mailto:info@firma{n}.example">Zentrale</a></li>"""


def members(count: int = 12) -> str:
    rows = "".join(MEMBER.format(n=n) for n in range(1, count + 1))
    return f"<html><body><h1>Mitglieder</h1><ul>{rows}</ul></body></html>"


@pytest.fixture
def web() -> Iterator[Web]:
    with serve() as web:
        web.routes["/members"] = members()
        web.routes["/m/1"] = '<h1>Firma 1 GmbH</h1><p class="tel">+49 731 5550101</p>'
        yield web


@pytest.fixture
def home(web: Web, tmp_path: Path) -> Path:
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / f"{NAME}.yml").write_text(SPEC.format(url=web.url), encoding="utf-8")
    return tmp_path


def run(home: Path, *more: str) -> Ran:
    return prospects("sources", "test", NAME, *more, "--home", home)


def test_it_keeps_pages_fails_once_and_then_compares(home: Path, web: Web) -> None:
    folder = home / "sources" / "examples" / NAME
    first = run(home)
    assert first.code == 1 and "read expected.json" in first.sentence
    kept = json.loads((folder / "pages.json").read_text())
    assert {name: each["role"] for name, each in kept.items()} == {
        "list.html": "list",
        "detail.html": "detail",
    }
    asked = len(web.asked)
    again = run(home)
    assert again.code == 0 and "as expected" in again.out and f"{RECORDS + 1} rows" in again.out
    spec = home / "sources" / f"{NAME}.yml"
    spec.write_text(spec.read_text().replace("city: .town", "region: .town"))
    changed = run(home)
    assert changed.code == 1 and str(spec) in changed.sentence
    assert "-list.html row 1 (Firma 1 GmbH) city: Ulm" in changed.out.splitlines()
    assert "+list.html row 1 (Firma 1 GmbH) region: Ulm" in changed.out.splitlines()
    assert run(home, "--update").code == 0
    assert run(home).code == 0
    assert len(web.asked) == asked, "only the first time may ask"


def test_no_person_is_kept(home: Path) -> None:
    run(home)
    folder = home / "sources" / "examples" / NAME
    text = "".join(path.read_text(encoding="utf-8") for path in folder.iterdir())
    assert "rger" not in text and "55501" not in text.replace("5550101", "")
    assert "Person 1" in text and "info@firma1.example" in text and "person1@firma1.example" in text


def test_persons_that_no_field_of_the_spec_reads_are_not_kept_either() -> None:
    """They stand after a word such as Ansprechpartner, spelt with entities, on the same line or the next."""
    spec = source(list={"record": "li", "fields": {"name": "h3", "city": "b"}})
    body = "".join(
        f"<li><h3>Firma {n} GmbH</h3><b>Ulm</b><p>Ansprechpartner: Dr. Max M&uuml;ller-L&#252;d{n}</p>"
        f"<dl><dt>Inhaber</dt><dd>Eva  L&ouml;w{n}</dd><dt>Kontakt</dt><dd>Firma {n} GmbH</dd></dl></li>"
        for n in ("alt", "neu")
    )
    cleaned = without_persons(page(body), spec)
    assert b"ller" not in cleaned.body and b"Eva" not in cleaned.body and b"Person 2" in cleaned.body
    assert cleaned.body.count(b"Firma neu GmbH") == 2
    assert [row.name for row in rows_of(cleaned, spec)] == ["Firma alt GmbH", "Firma neu GmbH"]


def test_who_must_not_be_stored_is_in_no_example(home: Path, web: Web) -> None:
    assert prospects("suppress", "Firma 1 GmbH", "--kind", "name", "--home", home).code == 0
    run(home)
    folder = home / "sources" / "examples" / NAME
    text = "".join(path.read_text(encoding="utf-8") for path in folder.iterdir())
    assert "Firma 2 GmbH" in text and "Firma 1 GmbH" not in text and "firma1.example" not in text

    shutil.rmtree(folder)
    web.routes["/members"] = members() + "<p>Neu: Firma 1 GmbH</p>"
    refused = run(home)
    assert refused.code == 2 and "must not be stored" in refused.sentence and not folder.exists()


def test_pages_come_from_the_archive_where_there_are_some(home: Path, web: Web) -> None:
    spec = home / "sources" / f"{NAME}.yml"
    spec.write_text(spec.read_text().replace("enabled: false", "enabled: true"))
    assert prospects("crawl", "--home", home).code == 0
    asked = len(web.asked)
    assert run(home).code == 1
    assert len(web.asked) == asked
    assert (home / "sources" / "examples" / NAME / "detail.html").is_file()


def test_what_is_broken_is_one_sentence(home: Path, web: Web) -> None:
    assert "no source named 'xx_other_list'" in prospects(
        "sources", "test", "xx_other_list", "--home", home
    ).sentence  # fmt: skip
    web.routes["/members"] = "<p>Nobody</p>"
    assert "reads no record" in run(home).sentence
    web.routes["/members"] = members()
    run(home)
    (home / "sources" / "examples" / NAME / "expected.json").write_text("{")
    broken = run(home)
    assert broken.code == 2 and "expected.json" in broken.sentence
    (home / "sources" / "examples" / NAME / "list.html").unlink()
    assert "list.html" in run(home).sentence


def test_a_long_page_is_cut_only_where_that_changes_nothing() -> None:
    cards = source(list={"record": "li.member", "fields": {"name": "h3", "city": ".town"}})
    whole = page(members())
    short = trimmed(whole, cards)
    assert len(short.body) < 0.6 * len(whole.body)
    assert [row.name for row in rows_of(short, cards)] == [f"Firma {n} GmbH" for n in range(1, RECORDS + 1)]
    last = source(list={"record": "li.member:nth-last-child(-n+7)", "fields": {"name": "h3"}})
    assert trimmed(whole, last) is whole
    rows = "".join(f"<h3>Firma {n}</h3><p>Ulm {n}</p>" for n in range(12))
    several = source(list={"record": "h3", "until": "h3", "fields": {"name": "h3", "city": "p"}})
    cut = rows_of(trimmed(page(f"<div>{rows}</div>"), several), several)
    assert [row.city for row in cut] == [f"Ulm {n}" for n in range(RECORDS)]
    feed = source(format="json", list={"record": "items[]", "fields": {"name": "n"}})
    items = json.dumps({"items": [{"n": f"Firma {n}", "more": {"x": n}} for n in range(40)]})
    assert len(rows_of(trimmed(page(items), feed), feed)) == RECORDS


def test_persons_get_stand_ins_in_the_encoding_of_the_page() -> None:
    spec = source(list={"record": "p", "fields": {"name": "b", "contact_name": "i"}})
    body = '<meta charset="windows-1252"><p><b>Firma für Ö GmbH</b><i>Jörg Müller</i> j.mueller@f.example'
    cleaned = without_persons(page(body.encode("cp1252")), spec)
    (row,) = rows_of(cleaned, spec)
    assert (row.name, row.contact_name) == ("Firma für Ö GmbH", "Person 1")
    assert b"person1@f.example" in cleaned.body and b"charset" in cleaned.body
    nobody = page("<p><b>A</b> sales@a.example, export-2@a.example</p>")
    assert without_persons(nobody, spec) is nobody


def test_a_difference_names_page_row_and_value() -> None:
    one = {"list.html": {"rows": [{"name": "A", "city": "Ulm"}], "issues": [], "links": ["list x"]}}
    other = {"list.html": {"rows": [{"name": "A", "city": "Bern"}], "issues": [], "links": []}}
    assert differences(one, one) == []
    told = differences(one, other)
    assert "-list.html row 1 (A) city: Ulm" in told and "-list.html links: list x" in told
    assert "+list.html broken: gone" in differences(one, {"list.html": {"broken": "gone"}})
    assert differences({}, {"list.html": {"rows": [], "issues": [], "links": []}})

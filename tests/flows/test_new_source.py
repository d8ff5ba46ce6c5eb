"""From an address to a source: the rows shown are the rows crawled; nothing is written over or enabled."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from config.catalogue import load_source
from config.home import Home
from config.settings import load_settings
from extractors.crawl import crawl
from extractors.extract import extract
from tests.extractors.test_propose import FIRMS, LAYOUTS, members
from tests.extractors.web import Answer, Web, serve
from tests.flows.homes import Ran, prospects, prospects_apart

SHOWN = (
    "name",
    "street",
    "postcode",
    "city",
    "country",
    "phone",
    "email",
    "website",
    "category",
    "detail_url",
)


@pytest.fixture(scope="module")
def web() -> Iterator[Web]:
    with serve() as web:
        web.routes["/members"] = members(more='<a class="weiter" href="/members?page=2">Weiter</a>')
        web.routes["/empty"] = "<h1>About us</h1><p>We are nobody.</p>"
        web.routes["/members?page=2"] = "<h1>Mitglieder</h1><p>Keine weiteren.</p>"
        web.routes["/away"] = Answer("", 302, {"location": "http://169.254.169.254/latest"})
        yield web


def new(home: Path, *args: str | Path) -> Ran:
    return prospects("sources", "new", *args, "--home", home)


def filled_in(path: Path) -> Path:
    text = path.read_text(encoding="utf-8").replace("FILL IN", "as agreed,")
    path.write_text(text.replace("enabled: false", "enabled: true"), encoding="utf-8")
    return path


def staged(home: Path, path: Path) -> list[dict[str, object]]:
    """Crawl and extract one source, and return its staged listings."""
    day, source = date(2026, 11, 20), load_source(path)
    at = Home(home)
    at.prepare()
    settings = load_settings({}, home=home)
    crawl(source, day, at, settings)
    assert extract(source, day, at, settings).state == "ok"
    rows = pq.read_table(at.staging(source.name, day) / "listings.parquet").to_pylist()
    return sorted(({key: row[key] for key in SHOWN} for row in rows), key=str)


def test_the_rows_shown_are_the_rows_crawled(web: Web, tmp_path: Path) -> None:
    made = new(tmp_path, f"{web.url}/members", "--name", "de_nord_members")
    assert made.code == 0, made.err
    for name, street, _, phone in FIRMS:
        assert name in made.out and street in made.out and phone in made.out
    assert "next page   " + f"{web.url}/members?page=2" in made.out
    path = tmp_path / "sources" / "de_nord_members.yml"
    assert str(path) in made.out and "Next:" in made.out
    refused = prospects("sources", "check", "--home", tmp_path)
    assert refused.code == 2 and "FILL IN" in refused.sentence
    filled_in(path)
    assert "no fault" in prospects("sources", "check", "--home", tmp_path).out
    read = prospects("extract", "--source", "de_nord_members", "--home", tmp_path, f"{web.url}/members")
    lines = [json.loads(line) for line in read.out.splitlines()]
    assert lines.pop() == {"next_page": f"{web.url}/members?page=2"}
    assert [line["name"] for line in lines] == [firm[0] for firm in FIRMS]
    want = sorted(({key: line.get(key) for key in SHOWN} for line in lines), key=str)
    assert staged(tmp_path, path) == want


@pytest.mark.parametrize("layout", ["headings-no-wrapper-fr", "react-hashed-classes-zh"])
def test_a_layout_is_crawled_as_it_was_shown(layout: str, web: Web, tmp_path: Path) -> None:
    web.routes[f"/{layout}"] = Answer((LAYOUTS / layout / "page.html").read_bytes())
    made = new(tmp_path, f"{web.url}/{layout}", "--name", "xx_one_layout")
    assert made.code == 0, made.err
    filled_in(tmp_path / "sources" / "xx_one_layout.yml")
    read = prospects("extract", "--source", "xx_one_layout", "--home", tmp_path, f"{web.url}/{layout}")
    lines = [json.loads(line) for line in read.out.splitlines()][:-1]
    want = sorted(({key: line.get(key) for key in SHOWN} for line in lines), key=str)
    assert len(want) >= 10
    got = staged(tmp_path, tmp_path / "sources" / "xx_one_layout.yml")
    assert [row["name"] for row in got] == [row["name"] for row in want]
    # detail pages (there are none here) would only add to what the list says
    assert got == want


def test_nothing_is_overwritten_and_nothing_written_where_nothing_is_listed(web: Web, tmp_path: Path) -> None:
    path = tmp_path / "sources" / "de_nord_members.yml"
    path.parent.mkdir()
    path.write_text("mine\n")
    again = new(tmp_path, f"{web.url}/members", "--name", "de_nord_members")
    assert again.code == 2 and "is not overwritten" in again.sentence
    assert path.read_text() == "mine\n"
    nobody = new(tmp_path, f"{web.url}/empty")
    assert nobody.code == 2 and "no list of companies" in nobody.sentence
    assert [each.name for each in path.parent.iterdir()] == ["de_nord_members.yml"]


def test_a_saved_page_needs_its_address_or_says_it(tmp_path: Path) -> None:
    saved = tmp_path / "list.html"
    saved.write_text(members(), encoding="utf-8")
    assert "give it with --url" in new(tmp_path, saved).sentence
    assert "not an http or https address" in new(tmp_path, saved, "--url", "here").sentence
    made = new(tmp_path, saved, "--url", "https://www.verband-nord.de/mitglieder", "--yes")
    assert made.code == 0 and (tmp_path / "sources" / "de_verband_nord_members.yml").is_file()
    canonical = '<link rel="canonical" href="https://verband-sued.at/mitglieder">'
    saved.write_text(members(f"<title>Mitglieder</title>{canonical}"), encoding="utf-8")
    assert new(tmp_path, saved, "--catalog", tmp_path / "own").code == 0
    assert (tmp_path / "own" / "at_verband_sued_members.yml").is_file()


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (["--name", "Nord Members"], "small letters"),
        (["--kind", "club"], "known are directory"),
        (["--url", "http://x.example/"], "leave it out"),
    ],
)
def test_what_cannot_be_meant_is_said(given: list[str], told: str, web: Web, tmp_path: Path) -> None:
    ran = new(tmp_path, f"{web.url}/members", *given)
    assert ran.code == 2 and told in ran.sentence
    assert not (tmp_path / "sources").exists()


@pytest.mark.parametrize(
    ("path", "told"),
    [("/gone", "answered 404"), ("/away", "not a public address"), ("/forbidden/list", "robots.txt")],
)
def test_a_page_that_we_may_not_or_cannot_have_is_one_sentence(
    path: str, told: str, web: Web, tmp_path: Path
) -> None:
    web.routes["/robots.txt"] = "User-agent: *\nDisallow: /forbidden/\n"
    for command in (["sources", "new"], ["extract"]):
        ran = prospects(*command, f"{web.url}{path}", "--home", tmp_path)
        assert ran.code == 2 and told in ran.sentence and f"{web.url}{path}" in ran.sentence
    assert f"{web.url}/forbidden/list" not in {f"{web.url}{each}" for each in web.paths()}


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b"%PDF-1.7\n%\xe2\xe3", "is PDF"),
        (b'{"companies": [{"name": "Alpha GmbH"}]}', "format: json"),
        (b"PK\x03\x04\x14\x00", "format: xlsx"),
        (b"\x00\x01\x02\xfe", "is no text"),
        (b" \n", "is empty"),
    ],
)
def test_what_is_no_page_of_the_web_is_told_as_such(body: bytes, told: str, tmp_path: Path) -> None:
    saved = tmp_path / "list.html"
    saved.write_bytes(body)
    for command in (["sources", "new"], ["extract"], ["extract", "--as", "company"]):
        ran = prospects(*command, saved, "--home", tmp_path / "home")
        assert ran.code == 2 and told in ran.sentence and str(saved) in ran.sentence
    assert "not an http or https" in prospects("extract", saved, "--url", "here").sentence


@pytest.mark.parametrize("encoding", ["utf-8:strict", "ascii:strict"])
def test_lines_are_json_whatever_a_file_is_called_and_the_terminal_takes(
    encoding: str, tmp_path: Path
) -> None:
    odd = tmp_path / "lis\udce4.html"
    for path in (odd, tmp_path / "list.html"):
        path.write_text(members(), encoding="utf-8")
    ran = prospects_apart("extract", *tmp_path.iterdir(), environ={"PYTHONIOENCODING": encoding})
    assert ran.code == 0
    assert {json.loads(line)["file"] for line in ran.out.splitlines()} == {str(odd), str(path)}


def test_one_page_that_fails_does_not_keep_the_others_from_being_read(web: Web, tmp_path: Path) -> None:
    saved = tmp_path / "list.html"
    saved.write_text(members(), encoding="utf-8")
    ran = prospects("extract", f"{web.url}/gone", saved, f"{web.url}/members", "--url", "http://a.example/")
    assert ran.code == 2 and "answered 404" in ran.sentence
    lines = [json.loads(line) for line in ran.out.splitlines()]
    assert len(lines) == 2 * (len(FIRMS) + 1)
    assert {line["file"] for line in lines} == {str(saved), f"{web.url}/members"}
    assert lines[0]["detail_url"] and lines[len(FIRMS)]["next_page"] is None
    unknown = prospects("extract", "--source", "xx_nobody_list", saved, "--home", tmp_path)
    assert unknown.code == 2 and "xx_nobody_list" in unknown.sentence


def test_a_page_about_one_company_is_read_by_detail_or_lookup(tmp_path: Path) -> None:
    sources = tmp_path / "sources"
    sources.mkdir()
    (sources / "de_one_list.yml").write_text(
        """\
source: de_one_list
kind: directory
publisher: {name: One}
terms: {basis: our own page, note: business data only}
start: ["http://one.example/"]
list: {record: li, fields: {name: b}}
detail: {follow: "a@href", fields: {phone: .tel, employees: .staff}}
"""
    )
    (sources / "de_own_sites.yml").write_text(
        """\
source: de_own_sites
kind: company_site
publisher: {name: each company}
terms: {basis: imprints, note: business data only}
lookup: {by: website}
"""
    )
    saved = tmp_path / "one.html"
    saved.write_text("<h1>Brandt GmbH</h1><p class=tel>+49 711 555010</p><p class=staff>40</p>")
    told = prospects("extract", saved, "--as", "company", "--source", "de_one_list", "--home", tmp_path)
    assert json.loads(told.out)["phone"] == "+49 711 555010" and json.loads(told.out)["employees"] == "40"
    imprint = tmp_path / "imprint.html"
    imprint.write_text(
        "<h1>Impressum</h1><p>Brandt Maschinenbau GmbH<br>Industriestr. 4<br>70565 Stuttgart</p>"
        "<p>Telefon: +49 711 555010<br>HRB 12345 Amtsgericht Stuttgart</p>"
    )
    told = prospects("extract", imprint, "--as", "company", "--source", "de_own_sites", "--home", tmp_path)
    assert json.loads(told.out)["postcode"] == "70565", told.err
    wrong = prospects("extract", imprint, "--source", "de_own_sites", "--home", tmp_path)
    assert wrong.code == 2 and "--as company" in wrong.sentence

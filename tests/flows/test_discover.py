"""New sources from what a crawled association leads to: looked at once, scored, left to a person."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from config.catalogue import load_source
from config.source_spec import Politeness
from tests.extractors.test_propose import FIRMS, members
from tests.extractors.web import Web, serve
from tests.flows.homes import Ran, prospects
from warehouse.query import run_query

SPEC = """\
source: de_nord_members
kind: association
publisher: {name: Verband Nord, url: "http://www.nord.example/"}
terms: {basis: our own server, note: business data only}
start: ["http://www.nord.example/nord"]
list: {record: li.member, fields: {name: h3, phone: .tel}}
politeness: {delay_s: 0, concurrency: 4}
"""
LINKS = """<aside><a href="http://sued.example/sued">Mitglieder im Süden</a>
<a href="http://west.example/west">Landesverband West</a> <a href="http://nord2.example/nord">Spiegel</a>
<a href="http://ost.example/private/members">Members East</a> <a href="http://tot.example/tot">Tot</a>
<a href="https://www.linkedin.com/company/nord">LinkedIn</a> <a href="http://shop.nord.example/">Shop</a>
<a href="http://prosa.example/prosa">Prosa</a> <a href="http://karte.example/karte">Karte</a></aside>"""
SITEMAP = """<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<url><loc>http://karte.example/karte/news</loc></url>
<url><loc>http://karte.example/karte/mitglieder</loc></url></urlset>"""
OTHERS = [("Gamma Guss AG", "Werkstr. 5", "44135 Dortmund", "+49 231 555011")]


def other_members() -> str:
    body = members("<title>Mitglieder | Verband Süd</title>")
    for number, firm in enumerate(FIRMS[:4]):
        body = body.replace(firm[0], f"{chr(65 + number)}lpina Werke {number} GmbH")
    return body


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home in which one association is crawled and published."""
    folder = tmp_path_factory.mktemp("discover")
    (folder / "sources").mkdir()
    (folder / "sources" / "de_nord_members.yml").write_text(SPEC, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def web(home: Path) -> object:
    with serve() as web:
        web.routes |= {
            "/nord": members(more=LINKS),
            "/sued": other_members(),
            "/west": '<h1>West</h1><a href="/west/news">News</a><a href="/west/mitglieder">Mitglieder</a>',
            "/west/mitglieder": other_members().replace("lpina", "rnika"),
            "/prosa": "<h1>Prosa</h1><p>Nothing to see.</p>",
            "/karte": "<h1>Landesverband</h1><p>Willkommen.</p>",
            "/karte/mitglieder": other_members().replace("lpina", "tlant"),
            "/sitemap.xml": SITEMAP,
            "/robots.txt": "Sitemap: http://karte.example/sitemap.xml\nUser-agent: *\nDisallow: /private/\n",
        }
        ran = prospects("run", "--inline", "--home", home, environ=mapped(web))
        assert ran.code == 0, ran.err
        yield web


@pytest.fixture(autouse=True)
def without_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flows.discover.PACE", Politeness(delay_s=0.0))


def mapped(web: Web) -> dict[str, str]:
    return {"PROSPECTS_HOST_MAP": f"*.example=127.0.0.1:{web.port}"}


def discover(home: Path, web: Web, *more: str) -> Ran:
    return prospects("sources", "discover", *more, "--home", home, environ=mapped(web))


def test_what_lists_new_companies_is_proposed_and_the_rest_explained(home: Path, web: Web) -> None:
    web.asked.clear()
    ran = discover(home, web, "--json", "--limit", "12")
    assert ran.code == 0, ran.err
    told = json.loads(ran.out)
    found = {one["url"]: one for one in told["candidates"]}
    assert set(found) == {
        "http://sued.example/sued", "http://west.example/west/mitglieder", "http://nord2.example/nord",
        "http://karte.example/karte/mitglieder",
    }  # fmt: skip
    south, mirror = found["http://sued.example/sued"], found["http://nord2.example/nord"]
    assert (south["records"], south["new"], south["found_by"]) == (6, "67%", "de_nord_members")
    assert mirror["new"] == "0%" and mirror["score"] < south["score"]
    assert told["candidates"][-1]["url"] == mirror["url"]
    assert south["preview"][0]["name"] == "Alpina Werke 0 GmbH"
    why = {one["url"]: one["reason"] for one in told["left_out"]}
    assert "social" in why["https://www.linkedin.com/company/nord"]
    assert not any("shop.nord.example" in url for url in (*found, *why)), "its own site"
    assert "Disallow: /private/" in why["http://ost.example/private/members"]
    assert "404" in why["http://tot.example/tot"]
    assert "no list" in why["http://prosa.example/prosa"]
    paths = web.paths()
    assert len(paths) == len(set(paths)) and "/private/members" not in paths
    assert "/west/news" not in paths

    web.asked.clear()
    again = json.loads(discover(home, web, "--json", "--limit", "12").out)
    assert again["candidates"] == told["candidates"] and again["asked"] == 0
    assert web.paths() == [], "what was looked at this week is not asked for again"


def test_a_person_accepts_and_the_origin_is_noted_and_published(home: Path, web: Web) -> None:
    shown = discover(home, web)
    assert shown.code == 0 and "Alpina Werke 0 GmbH" in shown.out and "--accept N" in shown.out
    taken = discover(home, web, "--accept", "http://sued.example/sued", "--name", "de_sued_members")
    assert taken.code == 0, taken.err
    path = home / "sources" / "de_sued_members.yml"
    text = path.read_text(encoding="utf-8")
    assert "enabled: false" in text and "found_by: de_nord_members" in text
    assert "is not overwritten" in discover(home, web, "--accept", "1", "--name", "de_sued_members").sentence
    for old, new in (
        ("FILL IN", "as agreed,"),
        ("enabled: false", "enabled: true"),
        ("delay_s: 1", "delay_s: 0"),
    ):
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")
    assert load_source(path).spec.found_by == "de_nord_members"
    ran = prospects("run", "--inline", "--home", home, environ=mapped(web))
    assert ran.code == 0, ran.err
    rows = run_query(home / "publish" / "prospects.duckdb", "SELECT source, parent_source FROM sources")
    assert dict(zip(rows["source"], rows["parent_source"], strict=True)) == {
        "de_nord_members": None,
        "de_sued_members": "de_nord_members",
    }
    left = json.loads(discover(home, web, "--json").out)["left_out"]
    assert "source already" in {one["url"]: one["reason"] for one in left}["http://sued.example/sued"]


def test_the_limit_is_kept_and_what_is_not_known_is_said(home: Path, web: Web, tmp_path: Path) -> None:
    assert "no candidates are noted" in discover(tmp_path, web, "--accept", "1").sentence
    assert "not among the" in discover(home, web, "--accept", "99").sentence
    (home / "archive" / "discovered.sqlite").unlink()
    web.asked.clear()
    told = json.loads(discover(home, web, "--limit", "1", "--json").out)
    assert told["asked"] == 1 and len(web.paths()) <= 1
    assert any("--limit 1" in one["reason"] for one in told["left_out"])
    unknown = discover(home, web, "--from", "de_other_members")
    assert unknown.code == 2 and "de_other_members" in unknown.sentence
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "de_nord_members.yml").write_text(SPEC, encoding="utf-8")
    nothing = discover(tmp_path, web)
    assert nothing.code == 0 and "crawl an association" in nothing.sentence

"""What the invented hosts serve: boilerplate, traps, and every entry of the world somewhere."""

import json
import re
from html import escape

import pytest

from config.catalogue import load_catalogue
from flows.demo import (
    CATALOGUE,
    association,
    directory,
    embassy,
    exhibitors,
    marketplace,
    news,
    register,
    search,
    yellow_pages,
)
from flows.demo.matching import is_obtainable
from flows.demo.web import Web

START_OF = {
    "demo_yellow_pages": yellow_pages.HOST,
    "demo_directory": directory.HOST,
    "demo_association": association.HOST,
    "demo_exhibitors": exhibitors.HOST,
    "demo_marketplace": marketplace.HOST,
    "demo_register": register.HOST,
    "demo_embassy_list": embassy.HOST,
    "demo_news": news.HOST,
    "demo_search": search.HOST,
}


def text(web: Web, host: str, target: str) -> str:
    return web.answer(host, target).body.decode()


def test_every_spec_loads_and_covers_a_kind_of_its_own(tmp_path):
    sources = load_catalogue(CATALOGUE, {"DEMO_FILES": str(tmp_path)})
    assert len(sources) == 13
    assert len({source.spec.kind for source in sources}) == 12
    for source in sources:
        assert source.spec.publisher.name.startswith("Invented")
        assert source.spec.terms.lawful_basis is None


def test_start_pages_answer(web, tmp_path):
    for source in load_catalogue(CATALOGUE, {"DEMO_FILES": str(tmp_path)}):
        for url in source.spec.start_urls():
            host, _, path = url.removeprefix("http://").partition("/")
            assert START_OF[source.name] == host
            expected = {"V": 500, "Y": 404}.get(path[-1], 200) if host == association.HOST else 200
            assert web.answer(host, f"/{path}").status == expected


def test_every_entry_is_printed_where_links_lead(world, web):
    hosts = {host: [] for host in [*START_OF.values(), association.SISTER_HOST]}
    for host, target in web.targets():
        if host in hosts and "/figures" not in target:
            web.sites[host].busy.clear()
            hosts[host].append(web.answer(host, target).body)
    blob = {host: b"".join(bodies) for host, bodies in hosts.items()}
    for entry in world.entries:
        if entry.source in START_OF and is_obtainable(entry):
            host = association.SISTER_HOST if entry.is_sister else START_OF[entry.source]
            encoding = embassy.ENCODING if host == embassy.HOST else "utf-8"
            name = entry.printed["name"] if "api." in host else escape(entry.printed["name"])
            assert name.encode(encoding) in blob[host], entry


def test_yellow_pages_repeat_sponsored_cards_and_end(world, web):
    last = len(web.sites[yellow_pages.HOST].targets)
    third = re.findall(
        r'class="eintrag([^"]*)" data-id="([^"]+)"', text(web, yellow_pages.HOST, "/firmen?seite=3")
    )
    second = text(web, yellow_pages.HOST, "/firmen?seite=2")
    assert third[0][0] == " sponsored"
    assert f'data-id="{third[0][1]}"' in second
    assert 'rel="next"' in second
    assert 'rel="next"' not in text(web, yellow_pages.HOST, f"/firmen?seite={last}")
    assert 'class="eintrag' not in text(web, yellow_pages.HOST, f"/firmen?seite={last + 1}")


def test_association_links_to_its_sister_which_pages_on(world, web):
    assert f"http://{association.SISTER_HOST}/mitglieder" in text(web, association.HOST, "/mitglieder/A")
    first = text(web, association.SISTER_HOST, "/mitglieder")
    assert 'rel="next" href="/mitglieder/2"' in first
    assert first.count('class="member"') == association.PAGE_SIZE
    assert any(e.is_sister for e in world.by_source["demo_association"])


def test_directory_has_json_ld_plain_dead_broken_and_closed_pages(world, web):
    robots = text(web, directory.HOST, "/robots.txt")
    assert "Disallow: /company/closed/" in robots
    statuses, structured, plain = [], 0, 0
    for entry in world.by_source["demo_directory"]:
        answer = web.answer(directory.HOST, directory.detail_path(entry))
        statuses.append(answer.status)
        structured += b'"Organization"' in answer.body
        plain += b'<dl class="facts">' in answer.body
    assert statuses.count(500) == 1
    assert statuses.count(404) > 3
    assert structured > plain > 100
    assert any("/closed/" in directory.detail_path(entry) for entry in world.by_source["demo_directory"])


def test_one_embassy_page_lies_about_its_encoding(web):
    truthful = web.answer(embassy.HOST, "/firms1.htm")
    lying = web.answer(embassy.HOST, "/firms2.htm")
    assert "windows-1252" in truthful.type
    assert "utf-8" in lying.type
    with pytest.raises(UnicodeDecodeError):
        lying.body.decode("utf-8")
    assert "–" in lying.body.decode("windows-1252")
    assert b"(at)" in lying.body


def test_json_apis_page_and_end(world, web):
    page = json.loads(text(web, exhibitors.HOST, "/v2/exhibitors?limit=100&offset=100"))
    assert len(page["exhibitors"]) == 100
    assert page["exhibitors"][0]["stand"]["booth"]
    assert json.loads(text(web, exhibitors.HOST, "/v2/exhibitors?limit=100&offset=9900"))["exhibitors"] == []
    first = json.loads(text(web, register.HOST, "/v1/entities?page=0"))["entities"]
    assert len(first) == register.PAGE_SIZE
    assert json.loads(text(web, register.HOST, "/v1/entities?page=99"))["entities"] == []


def test_register_tells_figures_by_number(world, web):
    firm = next(f for f in world.firms.values() if f.country == "DE" and f.kind == "holding")
    target = f"/v1/entities/{firm.reg_no.replace(' ', '%20')}/figures"
    told = json.loads(text(web, register.HOST, target))
    assert told["accounts"]["employees"] == firm.employees
    assert told["accounts"]["revenue"] == {"amount": firm.revenue, "currency": "EUR"}
    assert web.answer(register.HOST, "/v1/entities/HRB%201/figures").status == 404


def test_news_reports_every_event_once(world, web):
    feed = text(web, news.HOST, "/rss.xml")
    events = [firm for firm in world.firms.values() if firm.event]
    assert feed.count("<item>") == len(events) + 40
    for firm in events:
        assert news.headline(world, firm).replace("&", "&amp;") in feed
    assert not any(person in feed for person in world.persons)


def test_company_sites_state_imprint_with_director(world, web):
    firm = next(f for f in world.firms.values() if f.country == "DE" and f.kind == "chain")
    imprint = text(web, firm.host, "/impressum")
    assert firm.reg_no in imprint
    assert firm.vat_id in imprint
    assert f"Geschäftsführer: {firm.director}" in imprint
    assert '<a href="/impressum">' in text(web, firm.host.removeprefix("www."), "/")
    lots = {web.answer(host, "/").status for host in web.sites if host not in START_OF.values()}
    assert lots == {200, 404}
    assert any(site.robots and "Disallow: /\n" in site.robots for site in web.sites.values())


def test_unknown_hosts_and_pages(web):
    assert web.answer("nobody.example", "/").status == 404
    assert web.answer(news.HOST, "/no-such-page").status == 404
    assert web.answer(association.SISTER_HOST, "/robots.txt").status == 404

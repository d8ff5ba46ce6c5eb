"""Every way from page to page, over real requests: what is asked for, in which order, and where it ends."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.extractors.walked import spec, walk
from tests.extractors.web import Answer, Web

NAMES = [f"Firm {number}" for number in range(1, 8)]


def cards(names: list[str], more: str = "") -> str:
    return "".join(f"<p><b>{name}</b></p>" for name in names) + more


def query(path: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(path).query).items()}


def chunk(number: int, size: int = 3) -> list[str]:
    return NAMES[(number - 1) * size : number * size]


def test_page_numbers_count_on_until_a_page_is_empty(web: Web, tmp_path: Path) -> None:
    web.routes["/list"] = lambda path: Answer(cards(chunk(int(query(path).get("p", 1)))))

    assert walk(spec(web, next={"page": "p"}), tmp_path)[0] == NAMES
    assert web.paths() == ["/list", "/list?p=2", "/list?p=3", "/list?p=4"]


def test_counting_leaves_the_rest_of_the_address_as_it_is(web: Web, tmp_path: Path) -> None:
    """An umlaut in windows-1252 and a parameter without value mean something to old servers."""
    web.routes["/list"] = lambda path: Answer(cards(chunk(int(query(path).get("p", 1)))))
    start = "/list?ort=M%FCnchen&all&q=a%20b"

    assert walk(spec(web, start, next={"page": "p"}), tmp_path)[0] == NAMES
    assert web.paths() == [start, *(f"{start}&p={number}" for number in (2, 3, 4))]


def test_offsets_grow_by_what_was_shown(web: Web, tmp_path: Path) -> None:
    web.routes["/list"] = lambda path: Answer(cards(NAMES[int(query(path).get("from", 0)) :][:3]))

    assert walk(spec(web, next={"offset": "from"}), tmp_path)[0] == NAMES
    assert web.paths() == ["/list", "/list?from=3", "/list?from=6", "/list?from=7"]


def test_a_number_in_the_path_is_counted_and_the_first_page_may_lack_it(web: Web, tmp_path: Path) -> None:
    for number, path in enumerate(("/list/", "/list/page/2/", "/list/page/3/", "/list/page/4/"), 1):
        web.routes[path] = cards(chunk(number))

    assert walk(spec(web, "/list/", next={"path": "/page/{page}/"}), tmp_path)[0] == NAMES
    assert web.paths() == ["/list/", "/list/page/2/", "/list/page/3/", "/list/page/4/"]


def test_a_number_that_the_first_path_has_goes_on_from_there(web: Web, tmp_path: Path) -> None:
    web.routes |= {"/l-9.html": cards(chunk(1)), "/l-10.html": cards(chunk(2)), "/l-11.html": "<i>none</i>"}

    assert walk(spec(web, "/l-9.html", next={"path": "-{page}.html"}), tmp_path)[0] == NAMES[:6]
    assert web.paths() == ["/l-9.html", "/l-10.html", "/l-11.html"]


def test_a_server_that_repeats_its_last_page_ends_the_walk(web: Web, tmp_path: Path) -> None:
    web.routes["/list"] = lambda path: Answer(cards(chunk(min(int(query(path).get("p", 1)), 3)), path))

    assert walk(spec(web, next={"page": "p"}), tmp_path)[0] == NAMES
    assert web.paths()[-1] == "/list?p=4", "the first repeat is asked for, nothing after it"


def test_max_ends_a_pagination_without_end_and_says_so(web: Web, tmp_path: Path) -> None:
    web.routes["/list"] = lambda path: Answer(cards([f"Firm {path}"]))
    names, issues = walk(spec(web, next={"page": "p", "max": 5}), tmp_path)

    assert (len(names), len(web.paths())) == (5, 5)
    assert [kind for kind, _ in issues] == ["next_max"] and "raise next.max" in issues[0][1]


def test_an_api_names_the_next_page_in_its_head(web: Web, tmp_path: Path) -> None:
    def route(path: str) -> Answer:
        number = int(query(path).get("page", 1))
        links = ['</list?page=1>; rel="first prev"; title="a, b"']
        if number < 3:
            links.append(f'<{web.url}/list?page={number + 1}>; title=x; rel="next"')
        rows = json.dumps([{"n": name} for name in chunk(number)])
        return Answer(rows, headers={"link": ", ".join(links)})

    web.routes["/list"] = route
    listed = {"record": "[]", "fields": {"name": "n"}}

    assert walk(spec(web, format="json", list=listed, next={"header": "next"}), tmp_path)[0] == NAMES
    assert web.paths() == ["/list", "/list?page=2", "/list?page=3"]


@pytest.mark.parametrize("wrapped", [False, True])
def test_a_cursor_is_carried_from_answer_to_question(web: Web, tmp_path: Path, wrapped: bool) -> None:
    """An API says in JSON where it stopped, a page in an attribute of its button."""
    after = {"": "c/2=", "c/2=": "c3", "c3": ""}

    def route(path: str) -> Answer:
        cursor = query(path).get("after", "")
        number = ["", "c/2=", "c3"].index(cursor) + 1
        if wrapped:
            button = f"<i data-after='{after[cursor]}'></i>" if after[cursor] else ""
            return Answer(cards(chunk(number), button))
        body = {"rows": [{"n": name} for name in chunk(number)], "meta": {"after": after[cursor] or None}}
        return Answer(json.dumps(body))

    web.routes["/list"] = route
    ways: dict[str, Any] = (
        {"next": {"cursor": "after", "value": "i@data-after"}}
        if wrapped
        else {
            "format": "json",
            "list": {"record": "rows[]", "fields": {"name": "n"}},
            "next": {"cursor": "after", "value": "meta.after"},
        }
    )

    assert walk(spec(web, **ways), tmp_path)[0] == NAMES
    assert web.paths() == ["/list", "/list?after=c%2F2%3D", "/list?after=c3"]


def test_a_button_leads_to_fragments_of_mark_up(web: Web, tmp_path: Path) -> None:
    """The first fragment's address stands at the button; fragments have none, so the number counts on."""
    web.routes["/list"] = cards(chunk(1), "<button class=more data-url='/part?page=2&k=a'>More</button>")
    web.routes["/part"] = lambda path: Answer(cards(chunk(int(query(path)["page"]))))
    more = {"link": "button.more@data-url", "page": "page"}

    assert walk(spec(web, next={"load_more": more}), tmp_path)[0] == NAMES
    assert web.paths() == ["/list", "/part?page=2&k=a", "/part?page=3&k=a", "/part?page=4&k=a"]


def test_a_button_may_answer_with_mark_up_inside_json(web: Web, tmp_path: Path) -> None:
    following = {"/part/2": "/part/3", "/part/3": None}

    def part(path: str) -> Answer:
        body = {"data": {"html": cards(chunk(int(path[-1]))), "next": following[path]}}
        return Answer(json.dumps(body), headers={"content-type": "application/json"})

    web.routes |= {"/list": cards(chunk(1), "<a class=more href='/part/2'>More</a>")}
    web.routes |= {path: part for path in following}
    more = {"link": "a.more@href", "html": "data.html", "more": "data.next"}

    assert walk(spec(web, next={"load_more": more}), tmp_path)[0] == NAMES
    assert web.paths() == ["/list", "/part/2", "/part/3"]


def test_a_form_is_posted_for_each_further_part(web: Web, tmp_path: Path) -> None:
    def part(_: str) -> Answer:
        sent = parse_qs(web.bodies[-1].decode())
        return Answer(cards(chunk(int(sent["page"][0])) if sent["action"] == ["more"] else []))

    web.routes |= {"/list": cards(chunk(1)), "/ajax.php": part}
    more = {"url": "/ajax.php", "form": {"action": "more", "page": "2"}, "page": "page"}

    assert sorted(walk(spec(web, next={"load_more": more}), tmp_path)[0]) == NAMES
    assert web.bodies == [f"action=more&page={number}".encode() for number in (2, 3, 4)]
    assert web.heads[-1]["content-type"] == "application/x-www-form-urlencoded"


def test_an_index_of_letters_leads_to_lists_with_pages_of_their_own(web: Web, tmp_path: Path) -> None:
    nav = "<nav><a href='/list?l=A'>A</a><a href='/list?l=B'>B</a></nav>"
    pages = {"": "", "A": cards(["Amann"], "<a rel=next href='?l=A&p=2'>2</a>"), "B": cards(["Brandt"])}

    def route(path: str) -> Answer:
        asked = query(path)
        return Answer(nav + (cards(["Auer"]) if asked.get("p") else pages[asked.get("l", "")]))

    web.routes["/list"] = route
    one = spec(web, index="nav a@href", next={"link": "a[rel=next]@href", "max": 2})
    names, issues = walk(one, tmp_path)

    assert (sorted(names), issues) == (["Amann", "Auer", "Brandt"], [])
    assert sorted(web.paths()) == ["/list", "/list?l=A", "/list?l=A&p=2", "/list?l=B"]


def test_vars_ask_every_keyword_in_every_region(web: Web, tmp_path: Path) -> None:
    web.routes["/s"] = lambda path: Answer(cards([path]))
    start = [f"{web.url}/s?q={{word}}&r={{region}}"]
    one = spec(web, start=start, vars={"word": ["Pumpen & Ventile", "a+b"], "region": "08-10"})
    names, _ = walk(one, tmp_path)

    assert sorted(web.paths()) == sorted(
        f"/s?q={word}&r={region}"
        for word in ("Pumpen%20%26%20Ventile", "a+b")
        for region in ("08", "09", "10")
    )
    assert len(names) == 6


def test_a_sitemap_names_the_pages_about_companies(web: Web, tmp_path: Path) -> None:
    def urlset(*paths: str) -> str:
        return f"<urlset>{''.join(f'<url><loc>{web.url}{path}</loc></url>' for path in paths)}</urlset>"

    web.routes |= {
        "/index.xml": f"<sitemapindex><sitemap><loc>{web.url}/a.xml</loc></sitemap></sitemapindex>",
        "/a.xml": urlset("/firm/1", "/firm/2", "/news/1", "/firm/2/old"),
        "/firm/1": "<h1>Amann</h1>",
        "/firm/2": "<h1>Brandt</h1>",
    }
    one = spec(
        web,
        list=None,
        sitemap={"urls": [web.url + "/index.xml"], "include": "/firm/", "exclude": "/old$"},
        detail={"fields": {"name": "h1"}},
    )

    assert walk(one, tmp_path)[0] == ["Amann", "Brandt"]
    assert web.paths() == ["/index.xml", "/a.xml", "/firm/1", "/firm/2"]

"""Requests with a body, headers and keys: what is sent, what is archived, and that no key is ever kept."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

import pytest

from config.addresses import asked_by, with_body
from config.errors import UserError
from config.home import Home
from extractors.crawl import crawl
from extractors.links import page_url
from tests.extractors.small_source import DAY, settings
from tests.extractors.walked import spec, stored, walk
from tests.extractors.web import Answer, Web

JSON_LIST = {"record": "rows[]", "fields": {"name": "n"}}
SECRET = "s3cret/key+1"


def test_a_search_is_posted_as_json_and_paged_in_its_body(web: Web, tmp_path: Path) -> None:
    def search(_: str) -> Answer:
        asked = json.loads(web.bodies[-1])
        page = asked["paging"]["start"]
        rows = [{"n": f"{asked['q']} {page + at}"} for at in range(2)] if page < 4 else []
        return Answer(json.dumps({"rows": rows}))

    web.routes["/search"] = search
    one = spec(
        web,
        "/search",
        format="json",
        request={"json": {"q": "{word}", "paging": {"start": 0, "size": 2}, "all": True}},
        vars={"word": ["pump", 'a "b"']},
        list=JSON_LIST,
        next={"offset": "paging.start"},
    )
    names, _ = walk(one, tmp_path)

    assert sorted(names) == sorted(f"{word} {number}" for word in ("pump", 'a "b"') for number in range(4))
    starts = sorted((body["q"], body["paging"]["start"]) for body in map(json.loads, web.bodies))
    assert starts == [(word, number) for word in ('a "b"', "pump") for number in (0, 2, 4)]
    assert {json.dumps(json.loads(body)["all"]) for body in web.bodies} == {"true"}
    assert web.heads[-1]["content-type"] == "application/json"


def test_a_cursor_goes_into_the_body(web: Web, tmp_path: Path) -> None:
    tokens = {None: "t2", "t2": None}

    def search(_: str) -> Answer:
        token = json.loads(web.bodies[-1]).get("token")
        return Answer(json.dumps({"rows": [{"n": f"after {token}"}], "next": tokens[token]}))

    web.routes["/search"] = search
    one = spec(
        web,
        "/search",
        format="json",
        request={"json": {"q": "x"}},
        list=JSON_LIST,
        next={"cursor": "token", "value": "next"},
    )

    assert sorted(walk(one, tmp_path)[0]) == ["after None", "after t2"]
    assert [json.loads(body) for body in web.bodies] == [{"q": "x"}, {"q": "x", "token": "t2"}]


def test_keys_are_sent_and_stand_nowhere(
    web: Web, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Neither the archive (addresses, headers, messages) nor the log has the value, plain or encoded."""
    monkeypatch.setenv("SERVICE_KEY", SECRET)
    caplog.set_level("DEBUG")

    def api(path: str) -> Answer:
        if b"page=2" in web.bodies[-1]:
            return Answer("no", 403)
        return Answer(json.dumps({"rows": [{"n": "Amann"}]}), headers={"link": f"<{path}>; rel=self"})

    web.routes["/api"] = api
    one = spec(
        web,
        "/api",
        format="json",
        request={
            "headers": {"X-Api-Key": "${SERVICE_KEY}"},
            "query": {"token": "${SERVICE_KEY}"},
            "form": {"secret": "${SERVICE_KEY}", "lang": "de"},
        },
        list=JSON_LIST,
        next={"page": "page"},
    )
    names, issues = walk(one, tmp_path)

    assert names == ["Amann"] and [kind for kind, _ in issues] == ["forbidden"]
    assert web.heads[-1]["x-api-key"] == SECRET
    assert parse_qs(web.asked[-1][2].partition("?")[2])["token"] == [SECRET]
    assert parse_qs(web.bodies[0].decode()) == {"secret": [SECRET], "lang": ["de"]}
    kept = [page for page in stored(one, tmp_path)]
    assert kept[0].final_url == kept[0].url == f"{web.url}/api#form=secret=${{SERVICE_KEY}}&lang=de"
    files = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    shown = files + caplog.text.encode() + str(issues).encode()
    assert b"${SERVICE_KEY}" in shown
    for shape in (SECRET, "s3cret%2Fkey%2B1", "s3cret"):
        assert shape.encode() not in shown


def test_neither_keys_nor_body_follow_a_redirect_to_another_host(
    web: Web, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SERVICE_KEY", SECRET)
    elsewhere = web.url.replace("127.0.0.1", "localhost")
    web.routes |= {
        "/api": Answer(status=307, headers={"location": elsewhere + "/other"}),
        "/other": '{"rows": [{"n": "Amann"}]}',
    }
    request = {"headers": {"authorization": "Bearer ${SERVICE_KEY}"}, "json": {"q": 1}}
    one = spec(web, "/api", format="json", request=request, list=JSON_LIST)

    assert walk(one, tmp_path)[0] == ["Amann"]
    sent = [(path, "authorization" in head) for (*_, path), head in zip(web.asked, web.heads, strict=True)]
    assert [pair for pair in sent if pair[0] in ("/api", "/other")] == [("/api", True), ("/other", False)]
    assert [
        host for host, has_key in zip(web.asked, sent, strict=True) if has_key[1] and "localhost" in host[1]
    ] == []
    assert len(web.bodies) == 1


def test_a_key_that_an_answer_repeats_is_not_kept(
    web: Web, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Many an API prints the whole request in the address of its next page."""
    monkeypatch.setenv("SERVICE_KEY", SECRET)
    monkeypatch.setenv("LAND", "Österreich")

    def api(path: str) -> Answer:
        page = int(parse_qs(urlsplit(path).query).get("page", ["1"])[0])
        further = f"{web.url}/api?token={quote(SECRET, safe='')}&land=%C3%96sterreich&page={page + 1}"
        rows = [{"n": f"Amann {page} Österreich", "echo": SECRET}]
        return Answer(json.dumps({"rows": rows, "next": further if page < 3 else None}))

    web.routes["/api"] = api
    query = {"token": "${SERVICE_KEY}", "land": "${LAND}"}
    one = spec(web, "/api", format="json", request={"query": query}, list=JSON_LIST, next={"link": "next"})
    names, _ = walk(one, tmp_path)

    assert names == [f"Amann {page} Österreich" for page in (1, 2, 3)]
    asked = [parse_qs(urlsplit(path).query) for path in web.paths()]
    assert all(each["token"] == [SECRET] and each["land"] == ["Österreich"] for each in asked)
    files = b"".join(page.url.encode() + page.body for page in stored(one, tmp_path))
    files += b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert b"token=${SERVICE_KEY}" in files and b"s3cret" not in files


def test_keys_are_not_sent_where_a_page_merely_links_to(
    web: Web, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SERVICE_KEY", SECRET)
    elsewhere = web.url.replace("127.0.0.1", "localhost")
    web.routes |= {"/api": json.dumps({"rows": [{"n": "Amann", "u": f"{elsewhere}/firm"}]}), "/firm": "<p>"}
    request = {
        "headers": {"authorization": "Bearer ${SERVICE_KEY}", "accept-language": "de"},
        "query": {"token": "${SERVICE_KEY}", "full": "1"},
    }
    one = spec(
        web,
        "/api",
        format="json",
        request=request,
        list={"record": "rows[]", "fields": {"name": "n", "detail_url": "u"}},
        detail={"follow": "u", "format": "html", "fields": {"phone": "p"}},
    )
    walk(one, tmp_path)

    asked = [at for at, (_, host, path) in enumerate(web.asked) if path.startswith("/firm")]
    assert [web.asked[at][2] for at in asked] == ["/firm?full=1"]
    assert [web.heads[at]["accept-language"] for at in asked] == ["de"]
    assert all(SECRET not in head.values() for head in web.heads if "localhost" in head["host"])
    assert not [head for head in web.heads if "localhost" in head["host"] and "authorization" in head]


def test_another_request_makes_other_pages_of_the_same_night(web: Web, tmp_path: Path) -> None:
    """What was asked for in German must not stand for the answer in English, nor be confirmed by 304."""

    def api(path: str) -> Answer:
        lang = parse_qs(urlsplit(path).query)["lang"][0]
        is_known = "if-none-match" in web.heads[-1]
        return Answer(status=304) if is_known else Answer(f"<p><b>Firm {lang}</b>", headers={"etag": '"1"'})

    web.routes["/list"] = api
    for lang in ("de", "en", "en"):
        one = spec(web, request={"query": {"lang": lang}})
        assert walk(one, tmp_path)[0] == [f"Firm {lang}"]
    assert web.paths() == ["/list?lang=de", "/list?lang=en"]


@pytest.mark.parametrize(
    ("status", "headers", "kinds"),
    [(304, {}, ["status"]), (206, {}, ["status"]), (206, {"content-range": "bytes 0-12/13"}, [])],
)
def test_an_answer_that_nobody_asked_for_is_no_page(
    web: Web, tmp_path: Path, status: int, headers: dict[str, str], kinds: list[str]
) -> None:
    body = "" if status == 304 else "<p><b>A</b></p"
    web.routes["/list"] = Answer(body[:13], status, headers)
    one = spec(web, request={"headers": {"accept-language": "de"}})

    assert [kind for kind, _ in walk(one, tmp_path)[1]] == kinds


def test_a_key_that_is_not_set_is_named_before_anything_is_asked(web: Web, tmp_path: Path) -> None:
    one = spec(web, request={"headers": {"x-key": "${NOT_SET_ANYWHERE}"}})
    with pytest.raises(UserError, match=r"\$\{NOT_SET_ANYWHERE\} is not set in the environment"):
        crawl(one, DAY, Home(tmp_path), settings())
    assert web.asked == []


@pytest.mark.parametrize(
    ("kind", "body"), [("json", {"a": [1, None], "é": "x#json=y"}), ("form", {"a": "1 & 2", "b": ""})]
)
def test_an_address_keeps_its_body(kind: str, body: dict[str, object]) -> None:
    url = with_body("http://a.example/x?y=1", kind, body)  # type: ignore[arg-type]
    assert asked_by(url) == ("http://a.example/x?y=1", kind, body)
    assert page_url(url.replace("http://a", "HTTP://A")) == url
    assert page_url("http://a.example/x#part") == "http://a.example/x"

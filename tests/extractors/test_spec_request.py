"""Requests with a body, headers and keys: what is sent, what is archived, and that no key is ever kept."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import parse_qs

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

"""Search engines: the fan-out that a spec means, what an answer gives, and what may be kept of it."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from pydantic import ValidationError

from config.catalogue import Source
from config.records import Page, SearchResult
from config.source_spec import SourceSpec
from config.spec_search import Search
from extractors.errors import SourceBroken
from extractors.page import Document
from extractors.record import Record
from extractors.search import name_of, read_results

SEARXNG = {
    "api": "searxng",
    "url": "https://find.example/",
    "engines": ["one", "two"],
    "keywords": {"en": ["gear motors"], "de": ["Getriebemotoren", "Antriebe"]},
    "locales": ["de-DE", "en-GB"],
    "pages": 2,
}


def source(**search: object) -> Source:
    spec = {
        "source": "xx_test_search",
        "kind": "search_engine",
        "publisher": {"name": "Test"},
        "terms": {"basis": "our own instance", "note": "test"},
        "search": SEARXNG | search,
    }
    return Source(SourceSpec.model_validate(spec), Path("/nowhere/xx_test_search.yml"))


def answer(url: str, body: object) -> Document:
    return Document(
        Page(
            source="xx_test_search",
            partition=date(2026, 3, 2),
            url=url,
            final_url=url,
            status=200,
            fetched_at=datetime(2026, 3, 2, tzinfo=UTC),
            sha256="0" * 64,
            body=json.dumps(body).encode(),
        )
    )


def test_every_keyword_of_its_language_and_english_everywhere() -> None:
    asks = Search.model_validate(SEARXNG).asks()
    assert len(asks) == 2 * (3 + 1) * 2  # engines x (German locale: 3 keywords, British: 1) x pages
    assert len({ask.url for ask in asks}) == len(asks)
    german = {ask.query for ask in asks if ask.locale == "de-DE"}
    assert german == {"Getriebemotoren", "Antriebe", "gear motors"}
    assert {ask.query for ask in asks if ask.locale == "en-GB"} == {"gear motors"}
    asked = parse_qs(urlsplit(asks[-1].url).query)
    assert asked["engines"] == ["two"] and asked["pageno"] == ["2"] and asked["format"] == ["json"]


def test_brave_is_asked_by_country_and_language() -> None:
    search = Search.model_validate({"api": "brave", "keywords": {"fr": ["pompes"]}, "locales": ["fr-BE"]})
    (ask,) = search.asks()
    asked = parse_qs(urlsplit(ask.url).query)
    assert (asked["country"], asked["search_lang"], asked["offset"]) == (["BE"], ["fr"], ["0"])
    assert ask.engine == "brave"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"engines": []}, "needs the url of your instance"),
        ({"keywords": {"it": ["motori"]}}, "no locale speaks it"),
        ({"api": "brave"}, "one engine"),
        ({"locales": ["german"]}, "pattern"),
        ({"engines": ["one", "one"]}, "twice"),
    ],
)
def test_a_search_that_asks_nothing_useful_is_refused(change: dict[str, object], told: str) -> None:
    with pytest.raises(ValidationError, match=told):
        Search.model_validate(SEARXNG | change)


def test_results_become_candidates_and_shared_hosts_do_not() -> None:
    url = source().spec.start_urls()[1]  # second page of the first query
    found = list(
        read_results(
            answer(
                url,
                {
                    "results": [
                        {
                            "url": "https://www.brandt-gears.example/de/",
                            "title": "Home | Brandt <b>Gears</b>",
                        },
                        {"url": "https://www.linkedin.com/company/brandt", "title": "Brandt Gears"},
                        {"url": "mailto:x@y.example", "title": "no site"},
                    ]
                },
            ),
            source(),
        )
    )
    results = [one for one in found if isinstance(one, SearchResult)]
    records = [one for one in found if isinstance(one, Record)]
    assert [(one.host, one.rank, one.is_directory) for one in results] == [
        ("brandt-gears.example", 21, False),
        ("linkedin.com", 22, True),
    ]
    (record,) = records
    assert record.values["name"] == "Brandt Gears"
    assert record.values["website"] == "https://brandt-gears.example/"
    assert record.values["native_ref"] == "brandt-gears.example"


def test_an_answer_that_is_none_is_named_with_its_key() -> None:
    url = source().spec.start_urls()[0]
    with pytest.raises(SourceBroken, match=r"xx_test_search.yml: key 'search.api'.*format json"):
        list(read_results(answer(url, {"error": "403"}), source()))


@pytest.mark.parametrize(
    ("title", "host", "name"),
    [
        ("Gear motors - Brandt Gears GmbH", "brandt-gears.example", "Brandt Gears GmbH"),
        ("Gear motors - Brandt Gears", "brandt-gears.example", "Brandt Gears"),
        ("Welcome to our site", "kfm.example", "kfm.example"),
        ("Keller Fluid Mechanics | Pumps", "kfm.example", "Keller Fluid Mechanics"),
        ("", "kfm.example", "kfm.example"),
        ("Antriebe | Müller & Söhne", "mueller-soehne.example", "Müller & Söhne"),
        ("Société Générée - pompes", "societe-generee.example", "Société Générée"),
    ],
)
def test_a_name_is_what_agrees_with_the_domain(title: str, host: str, name: str) -> None:
    assert name_of(title, host) == name

"""Templates of services that are asked by POST, with invented answers: what is read, what is asked next."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from config.addresses import asked_by
from config.catalogue import SHIPPED, Source, load_source
from config.records import Listing, Mention
from extractors.links import page_url
from extractors.read import links_of, read_page
from tests.extractors.pages import page


def template(name: str, folder: Path, **environ: str) -> Source:
    copy = folder / f"{name}.yml"
    text = (SHIPPED / copy.name).read_text(encoding="utf-8")
    copy.write_text(text.replace("enabled: false", "enabled: true"), encoding="utf-8")
    return load_source(copy, environ)


def ask(source: Source, answer: dict[str, Any]) -> tuple[list[Any], dict[str, Any] | None]:
    """Return what the answer to the first question says and the body of the next question."""
    asked = page(json.dumps(answer), url=page_url(source.spec.start_urls()[0]))
    links = links_of(asked, source)
    return list(read_page(asked, source)), dict(asked_by(links[0].url).body) if links else None


def test_ted(tmp_path: Path) -> None:
    source = template("eu_ted_notices", tmp_path)
    notice = {
        "publication-number": "1-2026",
        "publication-date": "2026-11-19+01:00",
        "notice-title": {"eng": "Germany – Packaging machinery – Supply", "deu": "Verpackungsmaschinen"},
        "buyer-name": {"deu": ["Stadtwerke Beispielstadt"]},
        "classification-cpv": ["42921000", "42921000"],
        "links": {"html": {"ENG": "https://ted.europa.eu/en/notice/-/detail/1-2026"}},
    }
    (first,), body = ask(source, {"notices": [notice], "totalNoticeCount": 2, "iterationNextToken": "tok"})

    assert isinstance(first, Mention) and first.title == "Germany – Packaging machinery – Supply"
    assert first.text == "Stadtwerke Beispielstadt 42921000"
    assert (str(first.published_on), first.link) == ("2026-11-19", notice["links"]["html"]["ENG"])  # type: ignore[index]
    assert body is not None and body["iterationNextToken"] == "tok"
    assert body["query"].startswith("classification-cpv=42* AND buyer-country=DEU")
    assert ask(source, {"notices": [notice], "iterationNextToken": None})[1] is None
    assert len(source.spec.start_urls()) == 4, "every product group in every country"


@pytest.mark.parametrize("last", [False, True])
def test_usaspending(tmp_path: Path, last: bool) -> None:
    source = template("us_usaspending_awards", tmp_path)
    award = {"internal_id": 1, "Award ID": "X1", "Recipient Name": "EXAMPLE CORP", "recipient_id": "a-C"}
    found, body = ask(
        source, {"results": [] if last else [award], "page_metadata": {"page": 1, "hasNext": True}}
    )

    assert [(one.name, one.native_ref, one.country) for one in found] == (
        [] if last else [("EXAMPLE CORP", "a-C", "US")]
    )
    assert (body is None) if last else (body is not None and body["page"] == 2)
    assert body is None or body["filters"]["naics_codes"] == ["333993"]


def test_ares(tmp_path: Path) -> None:
    source = template("cz_ares_search", tmp_path)
    seat = {"nazevUlice": "Nádražní", "cisloDomovni": 7, "psc": 60200, "nazevObce": "Brno", "kodObce": 1}
    company = {"ico": "12345678", "obchodniJmeno": "Příklad s.r.o.", "czNace2008": ["28930"], "sidlo": seat}
    found, body = ask(source, {"pocetCelkem": 1, "ekonomickeSubjekty": [company]})

    (one,) = [item for item in found if isinstance(item, Listing)]
    assert (one.name, one.street, one.postcode, one.city) == ("Příklad s.r.o.", "Nádražní 7", "60200", "Brno")
    assert one.raw is None and body is not None and (body["start"], body["pocet"]) == (1, 100)


def test_the_key_of_a_register_stays_out_of_its_addresses(tmp_path: Path) -> None:
    source = template("gb_companies_house_search", tmp_path, COMPANIES_HOUSE_AUTH="c2VjcmV0")
    company = {"company_name": "EXAMPLE LTD", "company_number": "01", "sic_codes": ["28930", "28290"]}
    asked = page(json.dumps({"items": [company]}), url=source.spec.start_urls()[0])

    (one,) = read_page(asked, source)
    assert isinstance(one, Listing) and (one.name, one.category) == ("EXAMPLE LTD", "28930; 28290")
    assert [link.url for link in links_of(asked, source)] == [source.spec.start_urls()[0] + "&start_index=1"]
    assert "c2VjcmV0" not in source.spec.model_dump_json()

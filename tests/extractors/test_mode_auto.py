"""``mode: auto``: a source of four lines, crawled over its pages and details without a selector."""

from __future__ import annotations

from pathlib import Path

import pytest

from extractors.errors import SourceBroken
from extractors.read import read_page
from tests.extractors.pages import page, source
from tests.extractors.walked import spec, walk
from tests.extractors.web import Web

FIRMS = [
    ("Amann Maschinenbau AG", "Ringstrasse 1", "6300 Zug", "+41 41 711 12 12"),
    ("Brandt Pumpen GmbH", "Hauptstr. 5", "70174 Stuttgart", "+49 711 123456"),
    ("Carl Ventile KG", "Hofweg 3", "53111 Bonn", "+49 228 654321"),
    ("Dorn Antriebe GmbH", "Am Markt 9", "89073 Ulm", "+49 731 998877"),
    ("Egli Werkzeuge AG", "Bahnhofstrasse 20", "8001 Zürich", "+41 44 211 22 33"),
    ("Fink Fördertechnik GmbH", "Industriestr. 44", "28195 Bremen", "+49 421 334455"),
]


def listing(firms: list[tuple[str, str, str, str]], more: str = "") -> str:
    cards = "".join(
        f'<li class="x{at}"><h3><a href="/firm/{name[0]}">{name}</a></h3><p>{street}<br>{town}</p>'
        f'<p>Tel. <a href="tel:{phone}">{phone}</a></p></li>'
        for at, (name, street, town, phone) in enumerate(firms)
    )
    return f"<html><body><h1>Members</h1><ul>{cards}</ul>{more}</body></html>"


def test_lists_and_their_next_page_are_found(web: Web, tmp_path: Path) -> None:
    more = '<nav class="pager"><span>1</span> <a href="/list?page=2" rel="next">Next</a></nav>'
    web.routes |= {"/list": listing(FIRMS[:3], more), "/list?page=2": listing(FIRMS[3:])}

    assert walk(spec(web, mode="auto", list=None), tmp_path)[0] == [firm[0] for firm in FIRMS]
    assert web.paths() == ["/list", "/list?page=2"]


def test_details_are_followed_where_the_spec_wants_them(web: Web, tmp_path: Path) -> None:
    web.routes["/list"] = listing(FIRMS)
    web.routes |= {f"/firm/{firm[0][0]}": f"<h1>{firm[0]}</h1>" for firm in FIRMS}
    walk(spec(web, mode="auto", list=None, detail={"structured": True}), tmp_path)

    assert sorted(web.paths()) == sorted(["/list", *(f"/firm/{firm[0][0]}" for firm in FIRMS)])


def test_a_page_without_a_list_says_why_nothing_was_read() -> None:
    with pytest.raises(SourceBroken, match=r"mode: auto finds nothing on http.* \(.+\); write selectors"):
        list(read_page(page("<p>We are moving. Come back soon.</p>"), source(mode="auto")))

"""Selectors from examples: what a person would have written, and nothing that the page does not bear out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from extractors.class_names import is_generated, lasting_classes
from extractors.html import read_list
from extractors.induce import Induced, induce_list, induce_next
from extractors.locate import find_examples
from extractors.page import Document
from tests.extractors.pages import URL, page, source

FIRMS = [
    {"name": "Brandt GmbH", "phone": "0711 123456", "city": "Ulm", "email": "info@brandt.example"},
    {"name": "Amann & Sohn", "phone": "030 998877", "city": "Berlin", "email": "post@amann.example"},
    {"name": "Chen Tools", "phone": "089 445566", "city": "Mainz"},
]


def induce(card: str, *, around: str = "<ul>{}</ul>", firms: Any = FIRMS, **more: Any) -> Induced:
    """Print each firm by ``card`` (which formats a mapping) and induce from the page."""
    body = around.format("\n".join(card(one) if callable(card) else card.format_map(one) for one in firms))
    document = Document(page(f"<body><h1>Members</h1>{body}<p>Phone of the office: 0800 1</p></body>"))
    return induce_list([(document, find_examples([document], firms)[0])], **more)


def fields(found: Induced) -> Mapping[str, Any]:
    assert found.mapping is not None, found.reason
    return found.mapping["fields"]  # type: ignore[return-value]


def test_meaning_and_classes_come_before_places() -> None:
    def card(one: dict[str, str]) -> str:
        number, name = one["phone"].replace(" ", ""), one["name"].replace("&", "&amp;")
        mail = f'<a href="mailto:{one["email"]}">write</a>' if "email" in one else ""
        return (
            f'<li class="css-1x2ab3 member"><h3><a href="/m/{number}">{name}</a></h3>'
            f'<span class="town">{one["city"]}</span> <a href="tel:{number}">call</a>{mail}</li>'
        )

    found = induce(card)

    assert found.mapping is not None and found.mapping["record"] == "li.member"
    assert fields(found) == {
        "name": "h3 a",
        "city": "span.town",
        "phone": 'a[href^="tel:"]@href',
        "email": 'a[href^="mailto:"]@href',
    }


def test_labels_are_used_where_classes_say_nothing() -> None:
    """Rows may be missing, so a place among the rows would read the wrong one."""

    def card(one: dict[str, str]) -> str:
        rows = {"Phone": one["phone"], "E-mail": one.get("email"), "City": one["city"]}
        told = "".join(f"<dt>{label}:</dt><dd>{value}</dd>" for label, value in rows.items() if value)
        return f"<li><h3>{one['name'].replace('&', '&amp;')}</h3><dl>{told}</dl></li>"

    found = fields(induce(card))

    assert found["phone"] == 'dt:contains("Phone") + dd'
    assert found["city"] == 'dt:contains("City") + dd'


def test_a_table_without_classes_is_read_by_columns_and_its_header_is_no_record() -> None:
    found = induce(
        "<tr><td>{name}</td><td>{city}</td><td>{phone}</td></tr>",
        around="<table><tr><th>Name</th><th>Town</th><th>Phone</th></tr>{}</table>",
    )

    assert found.mapping == {
        "record": "table tr:has(td)",
        "fields": {
            "name": "td",
            "city": "td:nth-child(2)",
            "phone": "td:nth-child(3)",
        },
    }


def test_hashed_classes_leave_tags_and_places() -> None:
    def card(one: dict[str, str]) -> str:
        name = one["name"].replace("&", "&amp;")
        return f'<div class="sc-bdVaJa"><p class="x1y2z"><b>{name}</b></p><p>{one["city"]}</p></div>'

    found = induce(card, around="<main><div>{}</div></main>")

    assert found.mapping is not None
    assert "sc-" not in str(found.mapping) and "x1y2z" not in str(found.mapping)
    assert {"name", "city"} <= set(fields(found))


def test_a_block_of_an_address_is_one_selector() -> None:
    firms = [
        {"name": "Brandt", "street": "Ring 1", "postcode": "89073", "city": "Ulm"},
        {"name": "Amann", "street": "Weg 22", "postcode": "10115", "city": "Berlin"},
    ]
    found = induce(
        "<li><b>{name}</b><p class=adr>{street}<br>{postcode} {city}</p></li>", firms=firms, all_known=True
    )

    assert fields(found) == {"name": "b", "address": "p.adr"}


def test_words_around_a_value_become_a_regular_expression() -> None:
    found = fields(induce("<li><b>{name}</b><p class=where>Town: {city} (seat)</p></li>"))

    assert found["city"].startswith("p.where | /")


def test_where_a_selector_finds_nothing_a_second_one_is_tried() -> None:
    firms = [{"name": f"Firma {n} {'Werke' if n % 2 else 'Bau'}", "city": f"Ort {n}"} for n in range(8)]

    def card(one: dict[str, str]) -> str:
        is_linked = one["city"] != "Ort 3"
        name = (
            f'<a class="to" href="/x">{one["name"]}</a>'
            if is_linked
            else f'<b class="bare">{one["name"]}</b>'
        )
        return f'<li class="m"><i>Member of the year</i> {name} <u class="c">{one["city"]}</u></li>'

    found = induce(card, firms=firms)

    assert fields(found)["name"] == "a.to || b.bare" and found.f1["name"] == 1


def test_what_is_induced_reads_the_page_again() -> None:
    card = "<li class=m><h3>{name}</h3><i class=fon>Tel. {phone}</i></li>"
    found = induce(card)
    spec = source(list=found.mapping)
    body = "".join(card.format_map(one) for one in FIRMS)

    rows = [record.values for record in read_list(Document(page(body)), spec)]

    assert rows == [{"name": one["name"], "phone": one["phone"]} for one in FIRMS]


def test_other_elements_of_the_same_kind_are_refused_or_told_apart() -> None:
    body = "<div class='card ad'><h3>Buy this</h3></div>"
    found = induce("<div class='card firm'><h3>{name}</h3></div>", around="<main>{}" + body + "</main>")

    assert found.mapping is not None and found.mapping["record"] == "div.firm"


@pytest.mark.parametrize("firms", [FIRMS[:1], []])
def test_too_few_examples_are_refused_with_a_reason(firms: list[dict[str, str]]) -> None:
    found = induce("<li><h3>{name}</h3></li>", firms=firms)

    assert found.mapping is None
    assert found.reason is not None and "too few" in found.reason


@pytest.mark.parametrize(
    ("pager", "selector"),
    [
        ('<a href="?p=1">1</a> <a rel=next href="?p=2">2</a>', "a[rel=next]@href"),
        ('<a href="?p=1">1</a> <a class="pg fwd" href="?p=2">2</a>', "a.pg.fwd@href"),
        ('<a href="?p=0">Back</a> <a href="?p=2">Next</a>', 'a:contains("Next")@href'),
        ('<li><a href="?p=1">1</a></li><li class=fwd><a href="?p=2">2</a></li>', "li.fwd a@href"),
        ('<b class=current>1</b><a href="?p=2">2</a><a href="?p=3">3</a>', "b.current + a@href"),
    ],
)
def test_the_next_page_is_found_by_what_its_link_is_called(pager: str, selector: str) -> None:
    pages = [
        (Document(page(f"<nav>{pager}</nav>")), f"{URL}?p=2"),
        (Document(page("<nav><a class=pg href='?p=1'>1</a></nav>", f"{URL}?p=2")), None),
    ]

    found = induce_next(pages)

    assert found is not None
    assert found == selector or selector == "a.pg.fwd@href" and found == "a.fwd@href"


def test_a_page_number_is_no_name_of_the_next_page() -> None:
    assert induce_next([(Document(page("<a href='?p=2'>2</a>")), f"{URL}?p=2")]) is None


@pytest.mark.parametrize("name", ["css-1x2ab3", "sc-bdVaJa", "_3kF9a", "jss123", "x1y2z"])
def test_names_of_build_tools_are_recognised(name: str) -> None:
    assert is_generated(name)


@pytest.mark.parametrize("name", ["eintrag", "card__title", "col-md-6", "navItemLink", "h2title", "hCard"])
def test_names_that_people_gave_are_not(name: str) -> None:
    assert not is_generated(name)


def test_states_are_no_classes_to_rest_on() -> None:
    assert lasting_classes("row odd active 12 result") == ["row", "result"]

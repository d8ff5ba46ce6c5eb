"""Each way in which a page may print a list: the same eight firms, another layout."""

from __future__ import annotations

import zlib
from collections.abc import Callable

import pytest

from tests.extractors.auto.made_up import FIRMS, Firm, each, of, read, values


def card(one: Firm) -> str:
    return (
        f'<div class="card"><h3><a href="/m/{one.host}">{one.name}</a></h3><p>{one.street}'
        f"<br>{one.postcode} {one.city}"
        f'</p><p>Tel. {one.phone}</p><p>Fax 0711 99 88 77</p><a href="mailto:{one.email}">Mail</a></div>'
    )


def br_block(one: Firm) -> str:
    return (
        f"<b>{one.name}</b><br>{one.street}<br>{one.postcode} {one.city}<br>Tel: {one.phone}"
        f"<br>{one.email}<br><br>"
    )


def plain_block(one: Firm) -> str:
    return (
        f"{one.name}<br>{one.street}<br>{one.postcode} {one.city}<br>Tel: {one.phone}<br>{one.email}<br><br>"
    )


def two_rows(one: Firm) -> str:
    return (
        f'<tr><td><img src="dot.gif"></td><td><a href="d.php?n={one.host}">{one.name}</a></td></tr>'
        f"<tr><td>&nbsp;</td><td>{one.street}<br>{one.postcode} {one.city}<br>Tel: {one.phone}"
        f"<br>{one.email}</td></tr>"
    )


def heading(one: Firm) -> str:
    return (
        f"<h4>{one.name}</h4><p>{one.street}, {one.postcode} {one.city}</p><p>Telefon: {one.phone},"
        f" {one.email}</p>"
    )


def definition(one: Firm) -> str:
    return (
        f"<dt>{one.name}</dt><dd>{one.street}</dd><dd>{one.postcode} {one.city}</dd><dd>Tel:"
        f" {one.phone}</dd><dd>{one.email}</dd>"
    )


def hashed(one: Firm) -> str:
    key = f"sc-{zlib.crc32(one.host.encode()) % 99991}"
    return (
        f'<div class="{key}a"><div class="{key}b"><span class="{key}c">{one.name}</span></div><div'
        f' class="{key}d">'
        f'<div class="{key}e">{one.street}, {one.postcode} {one.city}</div><div>{one.phone}</div>'
        f"<div>{one.email}</div></div></div>"
    )


SHAPES: dict[str, Callable[[], str]] = {
    "cards": lambda: f"<div>{each(card)}</div>",
    "br in one cell": lambda: f"<table><tr><td>{each(br_block)}</td></tr></table>",
    "plain lines and gaps": lambda: f"<p>{each(plain_block)}</p>",
    "two rows each": lambda: f"<table>{each(two_rows)}</table>",
    "headings without wrapper": lambda: each(heading),
    "definition list": lambda: f"<dl>{each(definition)}</dl>",
    "hashed classes": lambda: f"<section>{each(hashed)}</section>",
    "table without header": lambda: (
        "<table>"
        + each(
            lambda one: (
                f"<tr><td>{one.name}</td><td>{one.street}</td><td>{one.postcode} {one.city}</td>"
                f"<td>{one.phone}</td>"
                f"<td>{one.email}</td></tr>"
            )
        )
        + "</table>"
    ),
    "one line each": lambda: each(
        lambda one: (
            f"<p>{one.name}, {one.street}, {one.postcode} {one.city}, Tel. {one.phone}, {one.email}</p>"
        )
    ),
    "running lines of one cell": lambda: (
        "<table><tr><td>"
        + each(
            lambda one: (
                f"{one.name}<br>{one.street}<br>{one.postcode} {one.city}<br>Tel. {one.phone}"
                f"<br>{one.email}<br>"
            )
        )
        + "</td></tr></table>"
    ),
    "preformatted": lambda: (
        "<pre>"
        + each(
            lambda one: (
                f"{one.name}\n{one.street}\n{one.postcode} {one.city}\nTel {one.phone}\n{one.email}\n\n"
            )
        )
        + "</pre>"
    ),
    "alphabet groups": lambda: "".join(
        f"<h2>{one.name[0]}</h2><ul><li><b>{one.name}</b>, {one.street}, {one.postcode} {one.city},"
        f" Tel. {one.phone}, "
        f"{one.email}</li></ul>"
        for one in FIRMS
    ),
    "cells of a layout table": lambda: (
        "<table>"
        + "".join(
            f"<tr><td>{br_block(FIRMS[i])}</td><td>{br_block(FIRMS[i + 1])}</td></tr>" for i in range(0, 8, 2)
        )
        + "</table>"
    ),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_gives_the_same_records(shape: str) -> None:
    found = read(SHAPES[shape]())
    assert values(found, "name") == of("name")
    assert values(found, "phone") == of("phone")
    assert values(found, "email") == of("email")
    assert values(found, "city") == of("city")
    assert values(found, "postcode") == of("postcode")
    assert values(found, "street") == of("street")


def test_header_words_name_columns() -> None:
    rows = each(
        lambda one: (
            f"<tr><td>{one.host[:3]}</td><td>{one.name}</td><td>Pumpen</td><td>{one.city}</td><td>030 11</td>"
            f"<td>{one.phone}</td></tr>"
        )
    )
    head = "<tr><th>Nr.</th><th>Firma</th><th>Branche</th><th>Ort</th><th>Fax</th><th>Telefon</th></tr>"
    found = read(f"<table><thead>{head}</thead><tbody>{rows}</tbody></table>")
    assert values(found, "name") == of("name")
    assert values(found, "city") == of("city")
    assert values(found, "phone") == of("phone")
    assert values(found, "category") == ["Pumpen"] * 8


def test_rows_are_aligned_by_label_where_one_is_missing() -> None:
    def entry(one: Firm, number: int) -> str:
        phone = f"<tr><td>Telefon</td><td>{one.phone}</td></tr>" if number % 2 else ""
        return (
            f"<table><tr><td>Firma</td><td>{one.name}</td></tr>{phone}<tr><td>Fax</td><td>0711 55 66 77"
            f"</td></tr>"
            f"<tr><td>PLZ</td><td>{one.postcode}</td></tr><tr><td>Ort</td><td>{one.city}</td></tr></table>"
        )

    found = read("".join(entry(one, number) for number, one in enumerate(FIRMS)))
    assert values(found, "name") == of("name")
    assert values(found, "phone") == [one.phone if number % 2 else None for number, one in enumerate(FIRMS)]
    assert values(found, "city") == of("city")


def test_a_heading_row_holds_for_the_rows_below() -> None:
    def row(one: Firm) -> str:
        return f"<tr><td>{one.name}</td><td>Tel. {one.phone}</td><td>{one.email}</td></tr>"

    def head(country: str) -> str:
        return f'<tr><th colspan="3">{country}</th></tr>'

    body = head("Germany") + "".join(map(row, FIRMS[:4])) + head("Austria") + "".join(map(row, FIRMS[4:]))
    found = read(f"<table>{body}</table>")
    assert values(found, "name") == of("name")
    assert values(found, "country") == ["Germany"] * 4 + ["Austria"] * 4


def test_bare_names_in_order_are_a_list() -> None:
    names = sorted(of("name"))
    found = read("<ul>" + "".join(f"<li>{name}</li>" for name in names) + "</ul>")
    assert values(found, "name") == names


def test_towns_at_the_end_of_names_become_cities() -> None:
    found = read(
        "<ul>"
        + each(lambda one: f'<li><a href="http://{one.host}/">{one.name}</a>, {one.city}</li>')
        + "</ul>"
    )
    assert values(found, "name") == of("name")
    assert values(found, "city") == of("city")
    assert values(found, "website") == [f"http://{one.host}/" for one in FIRMS]


def test_a_wall_of_logos_is_named_by_its_pictures() -> None:
    logos = each(lambda one: f'<a href="http://{one.host}/"><img src="l.png" alt="{one.name}"></a>')
    assert values(read(f"<h2>Unsere Mitglieder</h2><div>{logos}</div>"), "name") == of("name")


def test_exhibitors_have_booths_and_countries() -> None:
    rows = "".join(
        f'<li><a href="/e/{number}"><span>{one.name}</span></a><span>{one.city}, Germany</span>'
        f"<span>Hall {number} / B{number}1</span></li>"
        for number, one in enumerate(FIRMS)
    )
    found = read(f"<ul>{rows}</ul>")
    assert values(found, "booth") == [f"Hall {number} / B{number}1" for number in range(8)]
    assert values(found, "country") == ["Germany"] * 8
    assert values(found, "city") == of("city")
    assert values(found, "detail_url") == [f"https://verband.example/e/{number}" for number in range(8)]


def test_branches_may_share_one_name() -> None:
    shops = each(
        lambda one: (
            f"<article><h3>Backhaus Blume</h3><address>{one.street}<br>{one.postcode} {one.city}</address>"
            f'<a href="tel:{one.phone}">{one.phone}</a> <a href="/f/{one.host}">Zur Filiale</a></article>'
        )
    )
    found = read(shops)
    assert values(found, "name") == ["Backhaus Blume"] * 8
    assert values(found, "street") == of("street")


def test_headings_between_lists_are_their_category_and_no_names() -> None:
    def item(one: Firm) -> str:
        return f"<li><a>{one.name}</a>, {one.street}, {one.postcode} {one.city}; Tel: {one.phone}</li>"

    body = "".join(
        f"<h2>{trade}</h2><ul>{''.join(map(item, FIRMS[start : start + 2]))}</ul>"
        for start, trade in ((0, "Maler"), (2, "Dachdecker"), (4, "Bäcker"), (6, "Optiker"))
    )
    found = read(body)
    assert values(found, "name") == of("name")
    assert values(found, "category") == [
        t for t in ("Maler", "Dachdecker", "Bäcker", "Optiker") for _ in "12"
    ]


def test_an_advertisement_between_entries_is_no_entry() -> None:
    paid = (
        '<div class="card ad"><h3><a href="https://deal.example/?x">Kessel ab 99</a></h3><p>Angebot</p></div>'
    )
    assert values(read("".join(map(card, FIRMS[:4])) + paid + "".join(map(card, FIRMS[4:]))), "name") == of(
        "name"
    )


def test_the_sponsors_of_a_fair_are_no_advertisements() -> None:
    def sponsor(one: Firm) -> str:
        logo = f'<img alt="{one.name}" src="/l.png">'
        return f'<div class="sponsor"><a href="https://{one.host}/">{logo}</a></div>'

    assert values(read(f"<h1>Our sponsors</h1><div>{each(sponsor)}</div>"), "name") == of("name")


def test_a_paid_entry_that_lies_deeper_is_an_entry() -> None:
    paid = f'<div class="result"><div class="ad"><div>{card(FIRMS[0])}</div></div></div>'
    found = read(paid + "".join(f'<div class="result">{card(one)}</div>' for one in FIRMS[1:]))
    assert values(found, "name") == of("name")


def test_column_headings_of_other_elements_than_tables_are_no_entry() -> None:
    def row(one: Firm) -> str:
        return (
            f"<div class='row'><div><a href='/e/{one.host}'>{one.name}</a></div><div>{one.city}</div></div>"
        )

    head = "<div class='row'><div>Company</div><div>City</div></div>"
    assert values(read(f"<div>{head}{each(row)}</div>"), "name") == of("name")


def test_a_cell_that_reaches_down_belongs_to_all_its_rows() -> None:
    head = "<tr><th>Firma</th><th>Standort</th><th>Anschrift</th><th>Ort</th><th>Telefon</th></tr>"

    def rows(number: int) -> str:
        one, other = FIRMS[number], FIRMS[number + 1]
        name = f'<td rowspan="2"><a href="https://{one.host}/">{one.name}</a></td>'
        place = "<td>{0.street}</td><td>{0.postcode} {0.city}</td><td>{0.phone}</td></tr>"
        return f"<tr>{name}<td>Zentrale</td>{place.format(one)}<tr><td>Filiale</td>{place.format(other)}"

    found = read(f"<table>{head}{''.join(rows(number) for number in range(0, 8, 2))}</table>")
    assert values(found, "name") == [FIRMS[number // 2 * 2].name for number in range(8)]
    assert values(found, "website") == [f"https://{FIRMS[number // 2 * 2].host}/" for number in range(8)]
    for field in ("street", "postcode", "city", "phone"):
        assert values(found, field) == of(field)


def test_a_heading_over_a_long_list_is_no_company() -> None:
    def item(one: Firm) -> str:
        contacts = f"Tel: {one.phone}<br>{one.email}<br>https://{one.host}/"
        return f"<div><h2>{one.name}</h2>רחוב הרצל<br>{contacts}</div>"

    title = "חברי האיגוד"
    found = read(each(item), title=f"<h1>{title}</h1>", head=f"<title>{title}</title>")
    assert values(found, "name") == of("name")


def test_names_that_their_own_sites_spell_are_a_list() -> None:
    names = ("Tonart", "Lumora", "Moosgruen", "Paketpirat", "Flurwerk", "Zenvia", "Kalkuel", "Heimspeicher")

    def part(name: str) -> str:
        link = f'<a href="https://www.{name.lower()}.example/">das Unternehmen</a>'
        return f"<h2>{name}</h2><p>Ein Fonds investiert vier Millionen in {link}, das es drei Jahre gibt.</p>"

    page = {"title": "<h1>Der Überblick</h1>", "head": "<title>Woche</title>", "url": "https://x.example/w"}
    assert values(read(f"<div>{''.join(map(part, names))}</div>", **page), "name") == list(names)


def test_turnovers_in_a_ranking_are_no_prices() -> None:
    def item(one: Firm) -> str:
        link = f'<a href="https://{one.host}/">{one.host}</a>'
        return f"<li><strong>{one.name.split()[0]} Design</strong><p>R$ 873,1 mi</p>{link}</li>"

    page = {"title": "<h1>Ranking</h1>", "head": "<title>Ranking</title>", "url": "https://x.example/r"}
    assert values(read(f"<ol>{each(item)}</ol>", **page), "name") == [
        f"{one.name.split()[0]} Design" for one in FIRMS
    ]

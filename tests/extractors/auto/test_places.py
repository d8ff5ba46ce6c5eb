"""Streets, towns and regions of records, in the ways of several countries."""

from __future__ import annotations

import pytest

from extractors.auto.evidence import is_street, place_in
from tests.extractors.auto.made_up import FIRMS, Firm, each, of, read, values

N = len(FIRMS)


def card(one: Firm, place: str) -> str:
    return f"<li><h3>{one.name}</h3><p>{place}</p><p>{one.phone}</p></li>"


def test_a_turkish_street_is_no_name_below_a_bold_one() -> None:
    def box(one: Firm) -> str:
        place = "Fatih Mah. Sanayi Cad. No:46/9<br>26110 Odunpazarı / Eskişehir"
        row = f"<tr><td><font>{place}<br>Tel: {one.phone}<br>Faks: 0222 538 69 42</font></td></tr>"
        return f"<td><table><tr><td><font><b>{one.name}</b></font></td></tr>{row}</table></td>"

    found = read(f"<table><tr>{each(box, '</tr><tr>')}</tr></table>")
    assert values(found, "name") == of("name")
    assert values(found, "street") == ["Fatih Mah. Sanayi Cad. No:46/9"] * N


@pytest.mark.parametrize("text", ["Atatürk Cad. No:7/1", "Mimar Sinan Bulvarı No: 94", "Atatürk Cad. No.5"])
def test_words_for_number_stand_between_street_and_house(text: str) -> None:
    assert is_street(text)


def test_a_region_may_follow_its_town_after_a_slash_or_in_brackets() -> None:
    assert place_in("São Paulo/SP") == ("", "São Paulo", "SP")
    assert place_in("Lecce (LE)") == ("", "Lecce", "LE")
    assert place_in("Müller/XQ") is None


def test_a_chinese_province_and_town_have_a_label_of_their_own() -> None:
    def rows(one: Firm) -> str:
        pairs = (
            ("所在地：", "广东 东莞"),
            ("经营模式：", "生产加工"),
            ("地址：", "中山北路14号"),
            ("电话：", one.phone),
        )
        told = "".join(f"<div><span>{key}</span><span>{text}</span></div>" for key, text in pairs)
        return f"<li><h3>{one.name}</h3><div>{told}</div><div><a><em>¥88.00</em></a></div></li>"

    found = read(f"<ul>{each(rows)}</ul>")
    assert values(found, "street") == ["中山北路14号"] * N
    assert values(found, "city") == ["东莞"] * N
    assert values(found, "region") == ["广东"] * N


def test_a_district_and_a_turkish_province_are_the_town() -> None:
    found = read("<ul>" + each(lambda one: card(one, "Atatürk Cad. No:7<br>16140 Nilüfer / Bursa")) + "</ul>")
    assert values(found, "city") == ["Bursa"] * N
    found = read("<ul>" + each(lambda one: card(one, "Hauptstraße 7<br>06108 Halle / Saale")) + "</ul>")
    assert values(found, "city") == ["Halle / Saale"] * N


def test_a_word_for_region_is_no_part_of_it() -> None:
    assert place_in("Craiova, jud. Dolj") == ("", "Craiova", "Dolj")


def test_a_trade_above_a_town_without_street_is_no_street() -> None:
    trades = ("Menuiserie", "Imprimerie")

    def item(number: int) -> str:
        one = FIRMS[number]
        street = f"{one.street}<br>" if number % 2 else ""
        place = f"<p class='metier'>{trades[number // 2 % 2]}</p><p>{street}{one.postcode} {one.city}</p>"
        return f"<li><h3>{one.name}</h3>{place}<p>{one.phone}</p></li>"

    found = read(f"<ul>{''.join(map(item, range(N)))}</ul>")
    assert values(found, "street") == [one.street if number % 2 else None for number, one in enumerate(FIRMS)]


def row(*cells: str, tag: str = "td") -> str:
    return "<tr>" + "".join(f"<{tag}>{cell}</{tag}>" for cell in cells) + "</tr>"


def test_a_column_of_seats_holds_towns_and_its_links_lead_to_no_company() -> None:
    def entry(one: Firm) -> str:
        name = one.name if one is FIRMS[0] else f'<a href="/wiki/{one.host}">{one.name}</a>'
        return row(name, f'<a href="/wiki/{one.city}">{one.city}</a>', "1941")

    found = read(f"<table>{row('Entreprise', 'Siège', 'Fondation', tag='th')}{each(entry)}</table>")
    assert values(found, "city") == of("city")
    links = [f"https://verband.example/wiki/{one.host}" for one in FIRMS]
    assert values(found, "detail_url") == [None, *links[1:]]


def test_numbers_and_documents_of_awards_are_no_contacts() -> None:
    def entry(one: Firm) -> str:
        return row(
            "212/04.06.2023", f"{one.name}<br><small>Oradea, jud. Bihor</small>", "<a href='/d/1.pdf'>PDF</a>"
        )

    found = read(f"<table>{row('Contract', 'Ofertant', 'Document', tag='th')}{each(entry)}</table>")
    assert values(found, "name") == of("name")
    assert values(found, "region") == ["Bihor"] * N
    assert values(found, "phone") == values(found, "detail_url") == [None] * N


def test_the_class_of_every_second_row_parts_no_column() -> None:
    def item(number: int) -> str:
        one = FIRMS[number]
        trade = ("Imprenta", "Conservas", "Jardín")[number % 3]
        cells = row(one.name, one.street, one.postcode, one.city, one.phone, trade)
        return cells.replace("<tr>", f"<tr class='{('fila', 'filaAlt')[number % 2]}'>")

    found = read(f"<table>{''.join(map(item, range(N)))}</table>")
    assert None not in values(found, "category")


def test_thai_labels_and_addresses() -> None:
    place = "12/3 ถนนสุขุมวิท แขวงคลองเตย เขตคลองเตย กรุงเทพฯ 10110"

    def item(one: Firm) -> str:
        told = f"<p>ที่อยู่: {place}</p><p>โทรศัพท์: {one.phone}</p><p>แฟกซ์: 02 712 9945</p>"
        return f"<div><h4>{one.name}</h4>{told}<p>ประเภทธุรกิจ: ก่อสร้าง</p></div>"

    found = read(f"<div>{each(item)}</div>")
    assert values(found, "phone") == of("phone")
    assert values(found, "postcode") == ["10110"] * N
    assert values(found, "city") == ["กรุงเทพฯ"] * N
    assert values(found, "category") == ["ก่อสร้าง"] * N

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

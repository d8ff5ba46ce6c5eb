"""Names in the scripts and habits that sources use."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.clean import Name, company_name, company_names, fold, legal_kind, native_core


@pytest.mark.parametrize(
    ("raw", "compare", "form"),
    [
        ("Müller Maschinenbau GmbH & Co. KG", "muller maschinenbau", "GmbH & Co. KG"),
        ("Müller Maschinenbau Kommanditgesellschaft", "muller maschinenbau", "KG"),
        ("Mueller Maschinenbau G.m.b.H.", "muller maschinenbau", "GmbH"),
        ("MULLER  MASCHINENBAU", "muller maschinenbau", None),
        ("Crêperie Océane S.à r.l.", "creperie oceane", "SARL"),
        ("Ferrari S.p.A.", "ferrari", "SpA"),
        ("Kočí s.r.o.", "koci", "sro"),
        ("Zakład Sp. z o.o.", "zaklad", "sp zoo"),
        ("Baker A/S", "baker", "AS"),
        ("AB Volvan (publ)", "volvan", "AB"),
        ("PT Astra Jaya", "astra jaya", "PT"),
        ("ООО «Вектор плюс»", "vektor plyus", "OOO"),
        ("株式会社カナガワ", "kanagawa", "KK"),
        ("삼성상회 주식회사", "samseongsangho", "주식회사"),
        ("E.ON SE", "eon", "SE"),
        ("Smith & Sons, Inc.", "smith and sons", "Inc"),
        ("Smith und Sons", "smith and sons", None),
        ("Children?s Place", "childrens place", None),
        ("Ltd", "ltd", None),
        ('ООО"БАЗО"', "bazo", "OOO"),
        ("Общество с ограниченной ответственностью «Бай»", "bai", "OOO"),
        ("LIMITED LIABILITY COMPANY ISKUSSTVO", "iskusstvo", "LLC"),
        ("Tactical Missiles Corporation Joynt Stock Company", "tactical missiles", "AO"),
        ("Siemens Aktiengeselschaft", "siemens", "AG"),
        ("SiemensAG", "siemens", "AG"),
        ("Ford Motor Comapny", "ford motor", "Co"),
        ("Societatea cu Răspundere Limitată PRO TRAFFIC", "pro traffic", "Srl"),
        ("Ελληνικά Πετρέλαια Α.Ε.", "ellinika petrelaia", "AE"),
        ('טבע בע"מ', "tv", "Ltd (IL)"),
        ("Too Faced Cosmetics", "too faced cosmetics", None),
        ("Action", "action", None),
    ],
)
def test_compare_form_and_legal_form(raw, compare, form):
    assert company_name(raw)[1:] == (compare, form)


@pytest.mark.parametrize(
    ("raw", "core"),
    [
        ("深圳市华强电子有限公司", "华强电子"),
        ("广东深圳市华强电子股份有限公司", "华强电子"),
        ("上海电气集团股份有限公司", "上海电气"),
        ("深圳市华强有限公司", "深圳华强"),
        ("Huaqiang Electronics", ""),
    ],
)
def test_chinese_region_and_form_come_off_while_a_name_is_left(raw, core):
    assert native_core(raw) == core


def test_many_names_at_once_are_the_same_as_one_by_one():
    raws = [
        "Müller GmbH",
        "ООО «Вектор»",
        "深圳市华强电子有限公司",
        "",
        "x" * 400,
        "A\nB Ltd",
        "O'Brien's p.l.c.",
    ]
    compare, forms = company_names(raws, [None] * len(raws))
    each = [company_name(raw) for raw in raws]
    assert compare == [name.compare for name in each]
    assert forms == [name.legal_form for name in each]
    assert compare[-1] == "obriens" and compare[-2] == "a b"


def test_display_keeps_what_was_printed():
    assert company_name(" Müller \n Söhne  GmbH ").display == "Müller Söhne GmbH"


def test_nothing_is_an_empty_name():
    assert company_name(None) == company_name("  ") == Name("", "", None)


def test_form_in_front_only_where_it_is_the_custom():
    assert company_name("SIA Latvijas Koks", "LV").compare == "latvijas koks"
    assert company_name("Sia Abrasives", "CH").compare == "sia abrasives"


def test_forms_of_two_kinds_contradict():
    assert legal_kind("GmbH") != legal_kind("AG")
    assert legal_kind(None) is None


@given(st.text(max_size=60))
def test_compare_form_is_ascii_and_stable(raw):
    compare = company_name(raw).compare
    assert compare.isascii()
    assert compare == " ".join(compare.split())
    assert fold(compare) == fold(fold(compare))

from __future__ import annotations

import pytest

from extractors.page import Document, absolute, decode
from extractors.plain_text import block_text
from tests.extractors.pages import page

GERMAN = "<meta charset='{}'><p>Müller & Söhne, Straße 5 – „Gießerei“</p>"


@pytest.mark.parametrize(
    ("body", "header", "encoding", "decided_by"),
    [
        (b"\xef\xbb\xbf<p>M\xc3\xbcller</p>", "text/html; charset=iso-8859-1", "utf-8", "bom"),
        ("Müller".encode("utf-16"), None, "utf-16-le", "bom"),
        ("<p>Müller</p>".encode("cp1252"), "text/html; charset=windows-1252", "cp1252", "http"),
        (GERMAN.format("windows-1252").encode("cp1252"), "text/html", "cp1252", "meta"),
        (GERMAN.format("x").encode(), None, "utf-8", "utf-8"),
        ("名称：株式会社".encode("gb18030"), "text/html; charset=gb2312", "gb18030", "http"),
    ],
)
def test_the_order_in_which_an_encoding_is_decided(
    body: bytes, header: str | None, encoding: str, decided_by: str
) -> None:
    decoded = decode(body, header)

    assert (decoded.encoding, decoded.decided_by) == (encoding, decided_by)


def test_a_header_that_the_bytes_contradict_is_passed_over() -> None:
    western = GERMAN.format("windows-1252").encode("cp1252")
    lying_utf8 = decode(western, "text/html; charset=utf-8")
    lying_latin = decode("<p>Müller – Söhne</p>".encode(), "text/html; charset=iso-8859-1")

    assert lying_utf8.text == western.decode("cp1252")
    assert lying_utf8.decided_by == "meta"
    assert "Müller – Söhne" in lying_latin.text


def test_stray_bytes_amid_utf8_do_not_spoil_the_page() -> None:
    page = "<meta charset=iso-8859-1><p>Müller ☺ Söhne</p><p>d".encode() + b"\x92Or</p>"

    assert decode(page) == (
        "<meta charset=iso-8859-1><p>Müller ☺ Söhne</p><p>d\u2019Or</p>",
        "utf-8",
        "utf-8",
    )


@pytest.mark.parametrize(
    ("label", "text"),
    [
        ("windows-1252", "Société Générale d’Équipement – 5 €, Ação à São João"),
        ("windows-1251", "ООО «Ромашка», Санкт-Петербург, Невский проспект"),
        ("shift_jis", "株式会社エヌ・ティ・ティ・データ 東京都千代田区"),
        ("gb18030", "上海市浦东新区世纪大道一百号 有限公司"),
        ("euc-kr", "주식회사 한국정밀 서울특별시 강남구"),
        ("big5", "台北市信義區松仁路 股份有限公司"),
    ],
)
def test_a_declared_encoding_is_not_taken_for_utf8_with_strays(label: str, text: str) -> None:
    assert decode(text.encode(label), f"text/html; charset={label}").text == text


def test_bytes_without_any_label_are_read_as_western() -> None:
    text = "Gesellschaft für Möbel, Türen und Fenster mbH in Köln, Grüner Weg 5, Geschäftsführung: Büro"

    assert decode(text.encode("cp1252")).text == text


def test_the_spec_may_say_what_nothing_else_does() -> None:
    assert decode("Ärzte".encode("cp437"), None, "cp437") == ("Ärzte", "cp437", "spec")


def test_links_count_from_the_base_element() -> None:
    document = Document(
        page("<base href='/app/'><a href='x?a=1#top'>Go  on</a><a href='mailto:a@b.example'>m</a>")
    )

    assert document.links == [("http://list.example/app/x?a=1", "Go on")]


@pytest.mark.parametrize(
    "href",
    ["", "#top", "javascript:go()", "mailto:a@b.example", "ftp://x.example/", "http://[x", "https:///x"],
)
def test_what_is_no_web_address_is_none(href: str) -> None:
    assert absolute("http://list.example/", href) is None


@pytest.mark.parametrize("base", ["https://list.example/", "http://list.example/"])
def test_a_scheme_in_capitals_is_a_scheme(base: str) -> None:
    assert absolute(base, "HTTP://Brandt.example/a#b") == "http://Brandt.example/a"


def test_soup_and_tree_show_the_same_text() -> None:
    document = Document(page("<h1>Müller &amp; Söhne</h1>"))

    assert document.soup.h1 is not None
    assert document.tree.css_first("h1").text() == document.soup.h1.text == "Müller & Söhne"


def test_blocks_break_lines_and_inline_elements_do_not() -> None:
    markup = "<div>Gm<b>b</b>H<br>Str.&nbsp;5<script>x</script></div>\n"
    markup += "<p>Town\n here<!-- no --></p><td>a</td><td>b</td>"

    assert block_text(markup) == "GmbH\nStr. 5\nTown here\na\nb"

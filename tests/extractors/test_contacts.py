from __future__ import annotations

import base64
import codecs

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.contacts import emails_in, emails_of, links_of, phones_of
from extractors.obscured import from_base64, revealed

MAIL = "info@firm-a.example"
NUMBER = "0711 1234567"


def cloudflare(text: str, key: int = 0x5A) -> str:
    return f"{key:02x}" + "".join(f"{ord(char) ^ key:02x}" for char in text)


def shifted(text: str, offset: int) -> str:
    """TYPO3's way: digits and signs, capitals and small letters turn in circles of their own."""
    circles = ((0x2B, 0x3A), (0x40, 0x5A), (0x61, 0x7A))
    for low, high in circles:
        table = {c: low + (c - low + offset) % (high - low + 1) for c in range(low, high + 1)}
        text = "".join(chr(table[ord(c)] + 0x10000) if ord(c) in table else c for c in text)
    return "".join(chr(ord(c) - 0x10000) if ord(c) >= 0x10000 else c for c in text)


def encoded(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


ENTITIES = "".join(f"&#x{ord(char):x};" for char in f"mailto:{MAIL}")
CODES = ",".join(str(ord(char)) for char in MAIL)
ROT13 = codecs.encode(f"<a href=mailto:{MAIL} >", "rot13")
HIDDEN = {
    "link": f'<a href="mailto:{MAIL}?subject=x">write</a>',
    "percent": "<a href='mailto:info%40firm-a.example'>write</a>",
    "entities": "".join(f"&#{ord(char)};" for char in MAIL),
    "hexadecimal entities in a link": f'<a href="{ENTITIES}">m</a>',
    "(at) (dot)": "<p>info (at) firm-a (dot) example</p>",
    "[ät]": "<p>info[ät]firm-a.example</p>",
    "arroba": "<p>info [arroba] firm-a [punto] example</p>",
    "AT DOT": "<p>info AT firm-a DOT example</p>",
    "full width": "<p>info ＠ firm-a.example</p>",
    "spaces": "<p>info @ firm-a.example</p>",
    "data-cfemail": f'<span class="__cf_email__" data-cfemail="{cloudflare(MAIL)}">[protected]</span>',
    "email-protection": f'<a href="/cdn-cgi/l/email-protection#{cloudflare(MAIL, 0x1F)}">write</a>',
    "rtl": f'<span style="unicode-bidi:bidi-override; direction: rtl;">{MAIL[::-1]}</span>',
    "rtl by class": f'<style>.r{{unicode-bidi:bidi-override}}</style><i class="r">{MAIL[::-1]}</i>',
    "base64 attribute": f'<a data-mail="{encoded(MAIL)}">show</a>',
    "atob": f"<script>document.write(atob('{encoded(MAIL)}'))</script>",
    "letter shift": f"<a href=\"javascript:linkTo_UnCryptMailto('{shifted('mailto:' + MAIL, 2)}');\">m</a>",
    "handler": "<a onclick=\"location.href='mai'+'lto:'+'info'+'@'+'firm-a.example'\">m</a>",
    "document.write": '<script>document.write("<b>" + "info" + "@" + "firm-a.example" + "</b>")</script>',
    "variables": '<script>var u="info"; var h="firm-a.example"; var m=u+"@"+h; document.write(m)</script>',
    "character codes": f"<script>document.write(String.fromCharCode({CODES}))</script>",
    "escapes": '<script>e="\\x69nfo\\x40firm-a.example"</script>',
    "unescape": "<script>document.write(unescape('%69%6e%66%6f%40firm-a.example'))</script>",
    "rot13": f"<script>write('{ROT13}'.replace(/x/))</script>",
    "reverse": f"<script>x='{MAIL[::-1]}'.split('').reverse().join('')</script>",
    "join": "<script>['info','firm-a.example'].join('@')</script>",
    "split spans": "<span>info</span>@<span>firm-a.example</span>",
    "a hidden span": 'info<span style="display:none">null</span>@firm-a.example',
    "a comment": "info<!-- no robots -->@firm-a.example",
    "image": f'<img src="m.png" alt="{MAIL}">',
    "parts in attributes": '<a data-user="info" data-domain="firm-a.example">write</a>',
    "three parts": '<a data-name="info" data-domain="firm-a" data-tld="example">write</a>',
    "itemprop": f'<meta itemprop="email" content="{MAIL}">',
}  # fmt: skip


@pytest.mark.parametrize("markup", HIDDEN.values(), ids=HIDDEN.keys())
def test_an_address_is_read_whatever_hides_it(markup: str) -> None:
    assert emails_of(markup) == [MAIL]


@pytest.mark.parametrize(
    "markup",
    [
        "logo@2x.png",
        "you@domain.com",
        "meet us at stand.b",
        "Look at example.com for more",
        "a @ b",
        "x@y",
        "@firm",
    ],
)
def test_what_is_no_address(markup: str) -> None:
    assert emails_of(f"<p>{markup}</p>") == []


def test_addresses_come_in_order_and_once() -> None:
    assert emails_in("A.B@x.example, c@y.example; A.B@x.example.") == ["A.B@x.example", "c@y.example"]


NUMBERS = {
    "tel": '<a href="tel:+49-711-1234567">Call</a>',
    "callto": '<a href="callto:0711%201234567">Call</a>',
    "handler": f"<button onclick=\"this.innerHTML='{NUMBER}'\">show</button>",
    "attribute": f'<b data-phone="{NUMBER}">show</b>',
    "base64": f'<b data-tel="{encoded("+49 711 1234567")}">show</b>',
    "itemprop": '<meta itemprop="telephone" content="+49 711 1234567">',
    "rtl": f'<span style="direction:rtl;unicode-bidi:bidi-override">{NUMBER[::-1]}</span>',
    "document.write": "<script>document.write('0711'+' '+'1234567')</script>",
    "skype": '<a href="skype:+497111234567?call">Skype</a>',
}


@pytest.mark.parametrize("markup", NUMBERS.values(), ids=NUMBERS.keys())
def test_a_number_is_read_whatever_hides_it(markup: str) -> None:
    digits = ["".join(filter(str.isdigit, one.number))[-9:] for one in phones_of(markup)]

    assert digits == ["711" + "1234567"[-6:]] or digits == ["111234567"] or digits[0].endswith("1234567")
    assert len(digits) == 1


def test_a_link_says_what_a_printed_number_is_and_fax_is_told_apart() -> None:
    found = phones_of(
        '<a href="tel:+497111234567">0711 1234567</a> Fax 0711 1234568 <a href="https://wa.me/491721234567">W</a>'
    )

    assert [(one.number, one.kind) for one in found] == [
        ("0711 1234567", "phone"),
        ("0711 1234568", "fax"),
        ("+491721234567", "mobile"),
    ]


def test_links_that_dial_nothing_are_left_out() -> None:
    assert (
        links_of(
            '<a href="tel:">x</a><a href="skype:brandt.sales?chat">x</a><a href="javascript:void(0)">x</a>'
        )
        == []
    )


@given(
    st.text(
        alphabet=st.sampled_from("<a href='mailto:@.\"+\\x40document.write(fromCharCode;var =)data-%&#"),
        max_size=120,
    )
)
@settings(max_examples=80, deadline=None)
def test_no_markup_breaks_the_readers(markup: str) -> None:
    assert all("@" in one for one in emails_of(markup))
    assert all(one.number for one in phones_of(markup))


def test_hostile_scripts_cost_little() -> None:
    chain = (
        "<script>document.write("
        + "+".join(["'a'"] * 5000)
        + ")</script>"
        + "<a data-x='"
        + "A" * 50_000
        + "'>"
    )

    assert emails_of(chain) == []
    assert revealed("<script>" + "var a=b+" * 4000 + "</script>") == []
    assert from_base64("A" * 1000) is None


def test_a_letter_between_dashes_of_a_printed_address_is_no_sign() -> None:
    assert emails_in("info@gestor-a-morales.example") == ["info@gestor-a-morales.example"]

"""Phones, domains, countries, addresses, mailboxes."""

import pytest
from phonenumbers import SUPPORTED_REGIONS

from transforms.clean import (
    Street,
    country_code,
    mail_address,
    phone_e164,
    phone_tail,
    postcode,
    registrable_domain,
    role_mail,
    street,
)


@pytest.mark.parametrize(
    ("raw", "country", "e164"),
    [
        ("+49 (0)30 / 123 456-0", "DE", "+49301234560"),
        ("030 123456", "DE", "+4930123456"),
        ("0049 30 123456", None, "+4930123456"),
        ("310/456-0169", "US", "+13104560169"),
        ("310/456-0169", None, None),
        ("5357850", "US", None),
        ("0755-8888 1234", "CN", "+8675588881234"),
        ("+44 20 7946 0000 ext. 12", None, "+442079460000"),
        ("030-123456; 030-222222", "DE", "+4930123456"),
        ("on request", "DE", None),
        (None, "DE", None),
    ],
)
def test_phone_e164(raw, country, e164):
    assert phone_e164(raw, country) == e164


def test_local_numbers_are_compared_by_their_digits_and_placeholders_are_not():
    assert phone_tail("535-7850") == phone_tail("535 78 50") == "5357850"
    assert phone_tail("+49 (0)30 123456") == "4930123456"
    assert phone_tail("０７３１ 123456") == phone_tail("٠٧٣١ ١٢٣٤٥٦") == "731123456"
    assert phone_tail("0755-88881234 转 8001") == phone_tail("0755-88881234 ext. 8001") == "75588881234"
    assert phone_tail("000000") is None
    assert phone_tail("12") is None


@pytest.mark.parametrize(
    ("raw", "domain"),
    [
        ("info@brandt.example", "brandt.example"),
        ("https://www.brandt.example/kontakt", "brandt.example"),
        ("http://shop.foo.co.uk:80/", "foo.co.uk"),
        ("https://www.müller.de/x", "xn--mller-kva.de"),
        ("jane@gmail.com", None),
        ("https://de.linkedin.com/company/x", None),
        ("co.uk", None),
        ("http://127.0.0.1/", None),
        ("http://[bad", None),
        ("not a url", None),
        ("http://http://www.foo.de", "foo.de"),
        ("https//foo.de", "foo.de"),
        ("HTTPS://WWW.Foo.co.uk:443/a?b=c", "foo.co.uk"),
        ("foo.de/go?to=http://bar.de//x", "foo.de"),
        ("foo.de, bar.de", "foo.de"),
        ("www.de", "www.de"),
        ("httpsfoo.de", "httpsfoo.de"),
        ("foo.vip.qq.com", None),
        ("m.facebook.com/foo", None),
        ("maps.google.co.uk/foo", None),
        ("foo@yahoo.com.mx", None),
        ("google-werkzeuge.de", "google-werkzeuge.de"),
        ("https://de.foo.jimdofree.com", "foo.jimdofree.com"),
        ("www.jimdofree.com", None),
        ("http://foo.de/" + "x" * 100_000, "foo.de"),
        ("", None),
    ],
)
def test_registrable_domain(raw, domain):
    assert registrable_domain(raw) == domain


@pytest.mark.parametrize(
    ("raw", "code"),
    [("Deutschland", "DE"), ("德国", "DE"), ("UK", "GB"), ("de", "DE"), ("Tschechien", "CZ"), ("zz", None)],
)
def test_country_code(raw, code):
    assert country_code(raw) == code


def test_every_country_with_a_telephone_is_known_by_its_code():
    assert {country_code(code.lower()) for code in SUPPORTED_REGIONS} == set(SUPPORTED_REGIONS)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("12 North High Street, Suite 200", Street("n high st", "12")),
        ("Suite 200, 12 N. High St.", Street("n high st", "12")),
        ("245 W 57TH ST", Street("w 57th st", "245")),
        ("Hauptstraße 12-14", Street("hauptstr", "12")),
        ("Haupt Str. 12 a", Street("hauptstr", "12a")),
        ("12 bis rue de la Paix", Street("r de la paix", "12")),
        ("No. 86, Century Avenue", Street("century ave", "86")),
        ("12a, High St", Street("high st", "12a")),
        ("12, rue Victor-Hugo", Street("r victor hugo", "12")),
        ("Calle Mayor, 5", Street("c mayor", "5")),
        ("广东省深圳市南山区科技路88号", Street("kejilu", "88")),
        ("Fifth Ave. between 8th and 9th", Street("5th ave", None)),
        ("  ", None),
    ],
)
def test_street(raw, expected):
    assert street(raw) == expected


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("D-12345", "12345"),
        ("60619-1234", "60619"),
        ("sw1a 1aa", "SW1A1AA"),
        ("60619.0", "60619"),
        ("LS1 4AE", "LS14AE"),
        ("８００１", "8001"),
        ("00000", None),
        ("1" * 100_000, None),
        ("n/a", None),
    ],
)
def test_postcode(raw, code):
    assert postcode(raw) == code


@pytest.mark.parametrize(
    ("raw", "address"),
    [
        ("Info@Foo.de", "info@foo.de"),
        ("mailto:info@foo.de?subject=x", "info@foo.de"),
        ("Jane Doe <jane@foo.de>; joe@foo.de", "jane@foo.de"),
        ("info@foo.de.", "info@foo.de"),
        ("info@foo", None),
        ("@foo.de", None),
        ("", None),
        (None, None),
        ("@" * 100_000, None),
    ],
)
def test_mail_address(raw, address):
    assert mail_address(raw) == address


def test_role_mail_tells_functions_from_persons():
    assert all(map(role_mail, ["info@x.de", "Einkauf@x.de", "sales.de@x.com", "export2@x.cn"]))
    assert not any(map(role_mail, ["jane.doe@x.de", "j.sales@x.de", "jdoe@x.de", "info", "", None]))

from __future__ import annotations

import pytest

from extractors.phones import is_valid, kind_of, phones_in

PRINTED = [
    ("Tel.: 030 1234567 Fax: 030 1234568", None, [("030 1234567", "phone"), ("030 1234568", "fax")]),
    ("T +49 711 1234-0\nF +49 711 1234-99", None, [("+49 711 1234-0", "phone"), ("+49 711 1234-99", "fax")]),
    ("Telefon\n0711 12345\nTelefax\n0711 12346", None, [("0711 12345", "phone"), ("0711 12346", "fax")]),
    ("M: 0172 1234567", None, [("0172 1234567", "mobile")]),
    ("Tel: 030 12345 / 030 12346", None, [("030 12345", "phone"), ("030 12346", "phone")]),
    ("Tel. 07121 / 123 45-0", None, [("07121 / 123 45-0", "phone")]),
    ("(602) 267 - 8111", None, [("(602) 267 - 8111", "phone")]),
    ("800-433-4512 | 630-555-1234", None, [("800-433-4512", "phone"), ("630-555-1234", "phone")]),
    ("020 7193 1430 (fax)", None, [("020 7193 1430", "fax")]),
    ("TEL.052-241-0366", None, [("052-241-0366", "phone")]),
    ("電話 052-241-0366", None, [("052-241-0366", "phone")]),
    ("服务热线：400-166-0656", None, [("400-166-0656", "phone")]),
    ("1300 346 227", "AU", [("1300 346 227", "phone")]),
    ("949 881 551", "ES", [("949 881 551", "phone")]),
    ("93 772 72 50", "ES", [("93 772 72 50", "phone")]),
    ("04 72 00 00 00", None, [("04 72 00 00 00", "phone")]),
    ("Tél : 04.72.00.00 - Fax : 04.72.00.01", None, [("04.72.00.00", "phone"), ("04.72.00.01", "fax")]),
    ("(0xx11) 2509-7626", "BR", [("(0xx11) 2509-7626", "phone")]),
    ("Fones: 11 3000-1234 / 3000-1235", "BR", [("11 3000-1234", "phone"), ("3000-1235", "phone")]),
    ("Puh. 09 123 4567", None, [("09 123 4567", "phone")]),
    ("тел.: +7 (495) 123-45-67", None, [("+7 (495) 123-45-67", "phone")]),
]  # fmt: skip

NOT_PRINTED = [
    "2012-2016 Copyright", "USt-IdNr.: DE 123 456 789", "HRB 123456", "48.7758459, 9.1829321",
    "Öffnungszeiten 08.00-12.00", "IBAN DE12 5001 0517 0648 4898 90", "12.05.2014 08:00", "$ 1 234 567",
    "order 12345678901", "CNPJ 12.345.678/0001-90", "P.O. Box 80286, Phoenix", "1.234.567 customers",
    "CEP: 01402-000 - São Paulo", "192.168.100.200", "ISBN 978-3-16-148410-0", "07/03/2010", "1 250 000 €",
    "Partita IVA 01234567890", "SIRET : 123 456 789 00012", "KvK 12345678",
    "ABN 12 345 678 901", "Lat: 48.123456",
    "http://x.example/12345678", "1024x768 2000-3000 mm", "粤ICP备12345678号",
]  # fmt: skip


@pytest.mark.parametrize(("text", "country", "numbers"), PRINTED, ids=[row[0][:20] for row in PRINTED])
def test_numbers_and_what_their_labels_say(
    text: str, country: str | None, numbers: list[tuple[str, str]]
) -> None:
    assert [(one.number, one.kind) for one in phones_in(text, country)] == numbers


@pytest.mark.parametrize("text", NOT_PRINTED)
@pytest.mark.parametrize("country", [None, "DE", "BR"])
def test_numbers_that_are_no_telephones(text: str, country: str | None) -> None:
    assert phones_in(text, country) == []


def test_an_extension_is_kept_apart() -> None:
    found = phones_in("Call 713-932-0657 ext. 12 today")

    assert [(one.number, one.extension, one.labelled) for one in found] == [("713-932-0657", "12", True)]


def test_labels() -> None:
    assert [kind_of(label) for label in ("Telefon:", "Fax", "Handy-Nr.", "USt-IdNr.:", "our number")] == [
        "phone",
        "fax",
        None,
        "other",
        None,
    ]


def test_validity_depends_on_the_country() -> None:
    assert is_valid("+49 711 1234567", None)
    assert is_valid("06 00 11 22 33", "FR") and not is_valid("06 00 11 22 33", "US")

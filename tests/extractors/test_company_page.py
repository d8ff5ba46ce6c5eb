from __future__ import annotations

from typing import Any

import pytest

from config.records import Claim
from extractors import imprint
from extractors.read import links_of, read_page
from tests.extractors.pages import page, source

SITE = source(kind="company_site", lookup={"by": "website", "pages": 2})
IMPRINT = """<nav><a href="/shop">Shop</a><a href="/kontakt">Kontakt</a>
<a href="/impressum.html">Rechtliches</a>
<a href="https://elsewhere.example/contact">Contact</a></nav><h1>Impressum</h1>
<p>Brandt &amp; Söhne GmbH &amp; Co. KG<br>Hauptstr. 5<br>70174 Stuttgart<br>Deutschland</p>
<p>Telefon: +49 711 1234-0<br>Telefax: +49 711 1234-99<br>E-Mail: info(at)brandt.example</p>
<p>Geschäftsführer: Erika Beispiel</p><p>Registergericht: Amtsgericht Stuttgart, HRB 12345</p>
<p>USt-IdNr.: DE 123 456 789</p><p>Gegründet 1987. Heute 1.200 Mitarbeiter.</p>"""


def claims(body: str, spec: Any = SITE, **more: Any) -> dict[str, Claim]:
    looked_up = page(
        body, "http://www.brandt.example/", role="lookup", subject="website:brandt.example", **more
    )
    found = [item for item in read_page(looked_up, spec) if isinstance(item, Claim)]
    assert len({claim.claim_id for claim in found}) == len(found)
    return {claim.field: claim for claim in found}


def test_an_imprint_becomes_claims_with_the_words_that_say_it() -> None:
    found = claims(IMPRINT)

    assert {name: claim.value for name, claim in found.items()} == {
        "legal_name": "Brandt & Söhne GmbH & Co. KG",
        "street": "Hauptstr. 5",
        "postcode": "70174",
        "city": "Stuttgart",
        "country": "Deutschland",
        "phone": "+49 711 1234-0",
        "email": "info@brandt.example",
        "reg_no": "HRB 12345",
        "vat_id": "DE123456789",
        "founded_year": "1987",
        "employees_count": "1200",
        "contact_role": "Geschäftsführer",
    }
    assert found["employees_count"].span == "1.200 Mitarbeiter"
    assert {claim.method for claim in found.values()} == {"regex"}
    assert found["reg_no"].subject == "website:brandt.example"


def test_names_of_persons_need_a_lawful_basis() -> None:
    without = claims(IMPRINT + "<a href='mailto:erika.beispiel@brandt.example'>mail</a>")
    terms = {"basis": "contract", "note": "test", "lawful_basis": "Art. 6(1)(b)"}
    having = claims(
        IMPRINT.replace("info(at)", "erika.beispiel(at)"),
        source(kind="company_site", lookup={"by": "website"}, terms=terms),
    )

    assert "contact_name" not in without
    assert not any("Erika" in (claim.span or "") + (claim.value or "") for claim in without.values())
    assert having["contact_name"].value == "Erika Beispiel"
    assert having["email"].value == "erika.beispiel@brandt.example"


def test_json_ld_wins_over_labels() -> None:
    ld = (
        '<script type="application/ld+json">{"@type": "Organization", "name": "Brandt",'
        '"legalName": "Brandt GmbH",'
        '"telephone": "+49 30 1", "foundingDate": "1990-01-01", "address": "Ring 1, 10115 Berlin"}</script>'
    )
    found = claims(ld + IMPRINT)

    assert (found["phone"].value, found["phone"].method) == ("+49 30 1", "jsonld")
    assert found["founded_year"].value == "1990"
    assert (found["street"].value, found["city"].value) == ("Ring 1", "Berlin")
    assert found["legal_name"].value == "Brandt GmbH"
    assert found["reg_no"].method == "regex"


@pytest.mark.parametrize(
    "body",
    [
        "<p>Our branches: Ring 1, 10115 Berlin</p><p>Weg 2, 20095 Hamburg</p>",
        "<p>Tel: 030 123456</p><p>Tel: 040 987654</p>",
        "<p>HRB 1 and HRB 2</p><p>Founded 1980</p><p>founded in 1990</p>",
        "<p>Fax: 030 123456</p><p>In 2019 we had 5 meetings with 300 guests.</p>",
        "<p>This domain is for sale since 2020</p><p>jane.doe@brandt.example or info@other.example</p>",
    ],
)
def test_what_is_in_doubt_is_left_out(body: str) -> None:
    assert claims(body) == {}


@pytest.mark.parametrize(
    ("read", "text", "value"),
    [
        (imprint.register_number, "RCS Lyon 306 124 520", "306 124 520"),
        (imprint.register_number, "Registered in England and Wales, company number 01234567", "01234567"),
        (imprint.register_number, "Firmenbuchnummer: FN 123456a, Landesgericht Wien", "FN 123456a"),
        (imprint.register_number, "UID: CHE-307.479.881", "CHE-307.479.881"),
        (imprint.vat_id, "TVA intracommunautaire : FR 12 306124520", "FR12306124520"),
        (imprint.vat_id, "UID-Nr.: ATU12345678", "ATU12345678"),
        (imprint.vat_id, "CHE-307.479.881 MWST", "CHE-307.479.881 MWST"),
        (imprint.vat_id, "VAT number GB123456789", "GB123456789"),
        (imprint.founded_year, "Fondée en 1954", "1954"),
        (imprint.founded_year, "Welcome. Since 1987 we make tools.", "1987"),
        (imprint.founded_year, "Certified since 1999", None),
        (imprint.employees, "Effectif : 85", "85"),
        (imprint.employees, "Notre équipe : 1 250 salariés", "1250"),
        (imprint.employees, "Mitarbeiter: 50-99", None),
        (imprint.phone, "Tél. : 04 72 00 00 00", "04 72 00 00 00"),
    ],
)
def test_labels_in_several_languages(read: Any, text: str, value: str | None) -> None:
    said = read(text)

    assert (said and said.value) == value


def test_imprint_and_contact_are_read_next() -> None:
    home = page(IMPRINT, "http://www.brandt.example/", role="lookup", subject="website:brandt.example")

    links = links_of(home, SITE)

    assert [link.url for link in links] == [
        "http://www.brandt.example/impressum.html",
        "http://www.brandt.example/kontakt",
    ]
    assert {link.subject for link in links} == {"website:brandt.example"}


def test_a_register_answers_in_claims() -> None:
    register = source(
        kind="register",
        format="json",
        lookup={
            "by": "reg_no",
            "url": "http://api.example/{reg_no}",
            "fields": {"name": "name", "founded": "dates.from", "employees": "staff", "status": "state"},
            "skip": ["links"],
        },
    )
    answer = (
        '{"name": "BRANDT SA", "dates": {"from": "1987-03-01"}, "staff": 12, "state": null,'
        ' "links": {"self": "x"}, "nace": "28.41"}'
    )
    items = list(
        read_page(
            page(answer, "http://api.example/1", role="lookup", subject="reg_no:FR:306 124 520"), register
        )
    )

    assert [(i.field, i.value, i.method) for i in items if isinstance(i, Claim)] == [
        ("legal_name", "BRANDT SA", "registry"),
        ("founded_year", "1987", "registry"),
        ("employees_count", "12", "registry"),
    ]
    assert [i.message.split(";")[0] for i in items if not isinstance(i, Claim)] == [
        "xx_test_list.yml: key 'nace' of the feed is neither mapped nor named in 'skip'"
    ]

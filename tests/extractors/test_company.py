from __future__ import annotations

import time
from typing import Any

import pytest

from extractors.auto.company import home_country, read_company
from extractors.auto.site_word import agreement
from extractors.auto.social import profile
from extractors.page import Document
from tests.extractors.company_pages import PAGES
from tests.extractors.pages import page


def read(body: str, url: str = "http://page.invalid/") -> dict[str, Any]:
    return read_company(Document(page(body, url)))


def values(read: dict[str, Any], field: str) -> list[str]:
    value = read.get(field)
    return value if isinstance(value, list) else [value] if value else []


@pytest.mark.parametrize("url", PAGES)
def test_a_company_is_read_from_its_own_page(url: str) -> None:
    body, expected = PAGES[url]
    found = read(body, url)

    for field, value in expected.items():
        assert _plain(value) in [_plain(one) for one in values(found, field)], field
        assert len(values(found, field)) <= 3


def _plain(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())


def test_json_ld_speaks_first() -> None:
    ld = (
        '<script type="application/ld+json">{"@type": "Organization", "name": "Brandt",'
        ' "telephone": "+49 30 1",'
        ' "foundingDate": "1990", "sameAs": ["https://www.facebook.com/brandt"], "address":'
        ' {"@type": "PostalAddress", "streetAddress": "Ring 1", "postalCode": "10115",'
        ' "addressLocality": "Berlin"}}</script>'
    )
    found = read(ld + "<p>Tel: 040 123456</p><p>Marktweg 2, 20095 Hamburg</p>")

    assert (found["name"], found["phone"], found["city"]) == ("Brandt", "+49 30 1", "Berlin")
    assert (found["founded"], found["social"]) == ("1990", ["https://www.facebook.com/brandt"])


def test_a_persons_name_and_mailbox_are_not_taken() -> None:
    found = read(
        "<title>Contact</title><p>Brandt Ltd</p><p>Jane Doe, Director</p><p>jane.doe@brandt.example</p>",
        "http://www.brandt.example/",
    )

    assert "Doe" not in str(found) and "jane" not in str(found)
    assert found["name"] == "Brandt Ltd"


def test_the_web_designers_mailbox_and_profile_are_not_the_companys() -> None:
    found = read(
        "<p>Brandt Ltd</p><p>hello@webwizards.example</p><p>info@brandt.example</p>"
        "<p>Website by <a href='http://www.facebook.com/webwizards'>Web Wizards</a></p>"
        "<a href='http://www.facebook.com/brandt-tools'>f</a>",
        "http://www.brandt.example/",
    )

    assert found["email"] == "info@brandt.example"
    assert found["social"] == ["http://www.facebook.com/brandt-tools"]


@pytest.mark.parametrize(
    ("href", "host"),
    [
        ("https://www.facebook.com/brandt", "facebook.com"),
        ("http://de-de.facebook.com/pages/Brandt/123", "facebook.com"),
        ("https://plus.google.com/+Brandt/posts", "plus.google.com"),
        ("https://www.linkedin.com/company/brandt", "linkedin.com"),
        ("https://www.linkedin.com/in/jane-doe", None),
        ("https://www.facebook.com/sharer/sharer.php?u=http://x.example", None),
        ("https://twitter.com/intent/tweet?text=x", None),
        ("https://twitter.com/home?status=x", None),
        ("https://www.linkedin.com/shareArticle?mini=true&url=x", None),
        ("https://www.youtube.com/watch?v=abc", None),
        ("https://www.facebook.com/", None),
        ("https://brandt.example/facebook.com", None),
    ],
)
def test_profiles_are_told_from_share_links(href: str, host: str | None) -> None:
    assert profile(href) == host


def test_the_country_of_a_page() -> None:
    def country(body: str, url: str) -> str | None:
        return home_country(Document(page(body, url)))

    assert country("<p>x</p>", "http://www.brandt.co.uk/") == "GB"
    assert country("<html lang='de-AT'>", "http://www.brandt.com/") == "AT"
    assert country("<html lang='ja'>", "http://www.brandt.com/") == "JP"
    assert country("<html lang='en'>", "http://www.brandt.io/") is None


def test_a_name_agrees_with_its_domain_by_words_initials_or_beginnings() -> None:
    assert agreement("Brandt Tools Ltd", "brandttools") == 1
    assert agreement("Bavarian Motor Werk", "bmw") >= 0.9
    assert agreement("Contact us", "brandttools") == 0
    assert agreement("Brandt", "") == 0


def test_a_page_without_a_company_says_little() -> None:
    assert read("<title>Home</title><p>Under construction</p>") == {}


def test_an_owner_above_the_address_is_not_the_company() -> None:
    found = read("<p>Inh. Erika Beispiel</p><p>Ringstraße 5</p><p>70174 Stuttgart</p>")

    assert "name" not in found and found["city"] == "Stuttgart"


def test_a_page_full_of_companies_costs_little() -> None:
    started = time.process_time()
    read("".join(f"<p>Firm {number} Ltd</p>" for number in range(5_000)))

    assert time.process_time() - started < 5

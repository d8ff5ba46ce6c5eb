from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.address import find_addresses, split_address
from extractors.address_labels import labelled_address


@pytest.mark.parametrize(
    ("block", "street", "postcode", "city", "rest"),
    [
        ("Hauptstr. 5\n70174 Stuttgart", "Hauptstr. 5", "70174", "Stuttgart", {}),
        (
            "Am Markt, 5 · D-70174 Stuttgart · Germany",
            "Am Markt 5",
            "D-70174",
            "Stuttgart",
            {"country": "Germany"},
        ),
        ("12 rue Victor Hugo, 69002 Lyon", "12 rue Victor Hugo", "69002", "Lyon", {}),
        ("1740 Main St, Phoenix, AZ 85037", "1740 Main St", "85037", "Phoenix", {"region": "AZ"}),
        ("Suite 4\n22 High Street\nLeeds LS1 4DY", "22 High Street", "LS1 4DY", "Leeds", {}),
        ("Keizersgracht 1\n1012 AB Amsterdam", "Keizersgracht 1", "1012 AB", "Amsterdam", {}),
        (
            "No. 84 Keji Road\nNingbo 315000\nChina",
            "No. 84 Keji Road",
            "315000",
            "Ningbo",
            {"country": "China"},
        ),
        ("Dlouhá 7\n110 00 Praha", "Dlouhá 7", "110 00", "Praha", {}),
        ("Hauptplatz\n8010 Graz", "Hauptplatz", "8010", "Graz", {}),
    ],
)
def test_blocks_of_several_countries(
    block: str, street: str, postcode: str, city: str, rest: dict[str, str]
) -> None:
    assert split_address(block) == {"street": street, "postcode": postcode, "city": city} | rest


def test_without_a_postcode_only_what_is_sure_is_told() -> None:
    assert split_address("12 Main Street, Springfield") == {"street": "12 Main Street", "city": "Springfield"}
    assert split_address("Springfield") == {}
    assert split_address("Building B, North wing, near the station") == {}


WORLD = [
    (
        "1209 Mill Rd, Rector, AR 72461",
        {"street": "1209 Mill Rd", "postcode": "72461", "city": "Rector", "region": "AR"},
    ),
    (
        "C/ Ejemplo 7, 2C, 19001 Guadalajara",
        {"street": "C/ Ejemplo 7, 2C", "postcode": "19001", "city": "Guadalajara"},
    ),
    (
        "Rua Exemplo, 648 / cj 2\nSão Paulo - SP - CEP 05452-000",
        {"street": "Rua Exemplo, 648 / cj 2", "postcode": "05452-000", "city": "São Paulo", "region": "SP"},
    ),
    (
        "Via Verdi, 2 - 23900 Lecco (LC)",
        {"street": "Via Verdi 2", "postcode": "23900", "city": "Lecco", "region": "LC"},
    ),
    (
        "8848 Larkin Street Houston, Texas 77055",
        {"street": "8848 Larkin Street", "postcode": "77055", "city": "Houston", "region": "Texas"},
    ),
    (
        "Lvl2 845 Pacific Hwy\nChatswood NSW 2067",
        {"street": "Lvl2 845 Pacific Hwy", "postcode": "2067", "city": "Chatswood", "region": "NSW"},
    ),
    (
        "Pentland House, Village Way, Wilmslow, Cheshire, SK9 2GH",
        {"street": "Village Way", "postcode": "SK9 2GH", "city": "Wilmslow", "region": "Cheshire"},
    ),
    (
        "〒460-0008 愛知県名古屋市中区栄三丁目15-4",
        {"street": "栄三丁目15-4", "postcode": "460-0008", "city": "名古屋市中区", "region": "愛知県"},
    ),
    (
        "浙江省宁波市科技路84号 邮编：315000",
        {"street": "科技路84号", "postcode": "315000", "city": "宁波市", "region": "浙江省"},
    ),
    ("1051 Budapest, Fő utca 5.", {"street": "Fő utca 5.", "postcode": "1051", "city": "Budapest"}),
    (
        "ul. Długa 5/3, 00-950 Warszawa, Polska",
        {"street": "ul. Długa 5/3", "postcode": "00-950", "city": "Warszawa", "country": "Polska"},
    ),
    ("Storgatan 5, 111 22 Stockholm", {"street": "Storgatan 5", "postcode": "111 22", "city": "Stockholm"}),
    (
        "Bahnhofstrasse 1, CH-8001 Zürich, Schweiz",
        {"street": "Bahnhofstrasse 1", "postcode": "CH-8001", "city": "Zürich", "country": "Schweiz"},
    ),
    ("Kaivokatu 3, FI-00100 Helsinki", {"street": "Kaivokatu 3", "postcode": "FI-00100", "city": "Helsinki"}),
    (
        "PO Box 80286\nPhoenix, AZ 85008",
        {"street": "PO Box 80286", "postcode": "85008", "city": "Phoenix", "region": "AZ"},
    ),
    (
        "Unit 5, Crown Industrial Estate, Hockley, Essex SS5 4AD",
        {
            "street": "Unit 5, Crown Industrial Estate",
            "postcode": "SS5 4AD",
            "city": "Hockley",
            "region": "Essex",
        },
    ),
    (
        "24 Endell Street London WC2H 9HQ",
        {"street": "24 Endell Street", "postcode": "WC2H 9HQ", "city": "London"},
    ),
    (
        "123 King St W, Suite 400, Toronto, ON M5H 1J9, Canada",
        {
            "street": "123 King St W, Suite 400",
            "postcode": "M5H 1J9",
            "city": "Toronto",
            "region": "ON",
            "country": "Canada",
        },
    ),
    (
        "Plot 12, MIDC, Andheri East, Mumbai - 400093, Maharashtra, India",
        {
            "street": "Plot 12",
            "postcode": "400093",
            "city": "Mumbai",
            "region": "Maharashtra",
            "country": "India",
        },
    ),
    (
        "Av. Paulista, 1000 - Bela Vista, São Paulo - SP, 01310-100, Brasil",
        {
            "street": "Av. Paulista 1000",
            "postcode": "01310-100",
            "city": "São Paulo",
            "region": "SP",
            "country": "Brasil",
        },
    ),
    (
        "31611 20th Avenue South\nFederal Way, WA 98003",
        {"street": "31611 20th Avenue South", "postcode": "98003", "city": "Federal Way", "region": "WA"},
    ),
    (
        "12 Fitzwilliam Square, Dublin 2, D02 X285, Ireland",
        {"street": "12 Fitzwilliam Square", "postcode": "D02 X285", "city": "Dublin 2", "country": "Ireland"},
    ),
    (
        "Av. Corrientes 1234, C1043AAZ Buenos Aires, Argentina",
        {
            "street": "Av. Corrientes 1234",
            "postcode": "C1043AAZ",
            "city": "Buenos Aires",
            "country": "Argentina",
        },
    ),
    (
        "Praça do Comércio 5, 1100-148 Lisboa, Portugal",
        {"street": "Praça do Comércio 5", "postcode": "1100-148", "city": "Lisboa", "country": "Portugal"},
    ),
    (
        "101000, Москва, ул. Мясницкая, д. 5, Россия",
        {"street": "ул. Мясницкая, д. 5", "postcode": "101000", "city": "Москва", "country": "Россия"},
    ),
    (
        "10 Anson Road, #12-01 International Plaza, Singapore 079903",
        {"street": "10 Anson Road, #12-01 International Plaza", "postcode": "079903", "city": "Singapore"},
    ),
    ("Wilgenbos 1, 3311 JX DORDRECHT", {"street": "Wilgenbos 1", "postcode": "3311 JX", "city": "DORDRECHT"}),
    ("Talstraße 32 82205 Gilching", {"street": "Talstraße 32", "postcode": "82205", "city": "Gilching"}),
    ("Calle Mayor 5 28013, Madrid", {"street": "Calle Mayor 5", "postcode": "28013", "city": "Madrid"}),
    (
        "55 rue X, 75008 Paris Cedex 08, France",
        {"street": "55 rue X", "postcode": "75008", "city": "Paris Cedex 08", "country": "France"},
    ),
]


@pytest.mark.parametrize(("block", "parts"), WORLD, ids=[block[:24] for block, _ in WORLD])
def test_addresses_around_the_world(block: str, parts: dict[str, str]) -> None:
    assert split_address(block) == parts


@pytest.mark.parametrize(("block", "parts"), WORLD, ids=[block[:24] for block, _ in WORLD])
def test_they_are_found_among_other_lines_too(block: str, parts: dict[str, str]) -> None:
    lines = [
        "Welcome to our site",
        "Products",
        "Brandt & Co",
        *block.split("\n"),
        "",
        "Open 8 to 17",
        "1200 products",
    ]

    found = find_addresses(lines)

    assert [{key: one.parts[key] for key in one.parts if key != "extended"} for one in found] == [parts]
    assert (found[0].first, found[0].last) == (3, 2 + len(block.split("\n")))


def test_what_stands_before_the_street_is_kept_apart() -> None:
    found = find_addresses("Brandt Ltd\n3rd Floor The Old Mill\n24 Endmoor Street\nLondon WC2H 9XX")

    assert [one.parts.get("extended") for one in found] == ["3rd Floor The Old Mill"]
    assert (found[0].first, found[0].last) == (1, 3)


def test_two_addresses_are_two() -> None:
    text = "Ring 1, 10115 Berlin\nTel 030 123456\nHamburg: Marktweg 2, 20095 Hamburg"

    assert [one.parts["city"] for one in find_addresses(text)] == ["Berlin", "Hamburg"]


def test_the_country_of_the_page_decides_a_weak_case() -> None:
    assert find_addresses("Hauptplatz\n8010 Graz") == []
    assert [one.parts["city"] for one in find_addresses("Hauptplatz\n8010 Graz", "AT")] == ["Graz"]


@pytest.mark.parametrize(
    "text",
    [
        "2800 Series Routers\n2900 Series Routers\n3800 Series Switches",
        "© 2014 Brandt Ltd. All rights reserved",
        "Founded 1987\n1200 Employees\n45000 Products",
        "12.05.2014 Open House\n24 Hours service\n10000 Customers worldwide",
        "HRB 12345\nAmtsgericht Stuttgart\n70174",
        "Tel. 0711 12345\nFax 0711 12346",
        "Article 51000 Bolts and Nuts, 52000 Screws",
        "Call 24 hours a day, 7 days a week. We serve 5000 Homes in Texas",
    ],
)
def test_numbers_that_are_no_addresses(text: str) -> None:
    assert find_addresses(text) == []


@given(st.text(alphabet=st.sampled_from("Ab 12,.-\n〒/()é號路市Ring Str"), max_size=80))
@settings(max_examples=60, deadline=None)
def test_no_text_breaks_it_and_every_part_is_printed(text: str) -> None:
    for one in find_addresses(text):
        assert 0 <= one.first <= one.last < len(text.split("\n"))
        assert all(word in text for value in one.parts.values() for word in value.replace(",", " ").split())
    assert all(split_address(text).values())


def test_parts_under_labels_of_their_own_are_one_address() -> None:
    lines = ["Firma", "Brandt", "Straße: Ring 5", "PLZ: 70174", "Ort", "Stuttgart", "Telefon: 0711 12345"]
    found = labelled_address(lines)

    assert found is not None
    assert found.parts == {"street": "Ring 5", "postcode": "70174", "city": "Stuttgart"}
    assert (found.first, found.last) == (2, 5)


@pytest.mark.parametrize(
    "lines",
    [["City", "State", "Zip"], ["City:", "Country:"], ["Ort: 12", "PLZ: abc"], ["Strasse: Ring 5"], []],
)
def test_labels_of_a_form_are_no_address(lines: list[str]) -> None:
    assert labelled_address(lines) is None


@pytest.mark.parametrize(
    ("text", "street", "city"),
    [
        ("Lieu-dit Les Granges 74000 Annecy", "Lieu-dit Les Granges", "Annecy"),
        ("пер. Советский, 1а 614000 Пермь", "пер. Советский, 1а", "Пермь"),
        ("7621 Pécs, Fő tér 27/4.", "Fő tér 27/4.", "Pécs"),
    ],
)
def test_a_street_without_a_comma_or_after_its_town(text: str, street: str, city: str) -> None:
    found = split_address(text)
    assert (found["street"], found["city"]) == (street, city)

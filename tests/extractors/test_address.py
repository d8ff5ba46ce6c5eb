from __future__ import annotations

import pytest

from extractors.address import split_address


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

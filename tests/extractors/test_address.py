"""Printed address blocks and the parts that can be told apart; what cannot is left out."""

from __future__ import annotations

import pytest

from extractors.address import split_address


@pytest.mark.parametrize(
    ("block", "parts"),
    [
        (
            "Lindenweg 4\n24103 Kiel",
            {"street": "Lindenweg 4", "postcode": "24103", "city": "Kiel"},
        ),
        ("24103 Kiel, Lindenweg 4", {"postcode": "24103", "city": "Kiel"}),
        (
            "Lindenweg 4, 24103 Kiel, Deutschland",
            {"street": "Lindenweg 4", "postcode": "24103", "city": "Kiel", "country": "Deutschland"},
        ),
        (
            "1209 Mill Rd, Harrow, AR 72499",
            {"street": "1209 Mill Rd", "city": "Harrow", "region": "AR", "postcode": "72499"},
        ),
        (
            "31002 S Mill, Harrow, AR 72499",
            {"street": "31002 S Mill", "city": "Harrow", "region": "AR", "postcode": "72499"},
        ),
        (
            "4930 N 300 W, Harrow UT 84699",
            {"street": "4930 N 300 W", "city": "Harrow", "region": "UT", "postcode": "84699"},
        ),
        (
            "5 Mill Lane\nLeeds LS1 4AP",
            {"street": "5 Mill Lane", "city": "Leeds", "postcode": "LS1 4AP"},
        ),
        ("1209 Mill Road, Harrow", {"street": "1209 Mill Road", "city": "Harrow"}),
        ("1204 Genève", {"postcode": "1204", "city": "Genève"}),
        ("Kiel", {}),
        ("", {}),
    ],
)
def test_parts(block: str, parts: dict[str, str]) -> None:
    assert split_address(block) == parts

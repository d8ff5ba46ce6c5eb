"""Names that many places bear."""

import pytest

from transforms.clean import chain_of, company_name


@pytest.mark.parametrize(
    ("printed", "chain"),
    [
        ("McDonald's", "mcdonalds"),
        ("McDonald’s Restaurant 117", "mcdonalds"),
        ("Best Western Plus Hotel Ulm", "best western"),
        ("RE/MAX Elite", "re max"),
        ("Target Store 17", "target"),
        ("Target Consulting GmbH", None),
        ("Shellfish Company", None),
        ("Lawson Plumbing", None),
        ("麦当劳", "maidanglao"),
        ("Brandt Stahlbau", None),
        ("", None),
    ],
)
def test_a_chain_is_known_by_its_first_words(printed, chain):
    assert chain_of(company_name(printed).compare) == chain

"""Industry by words and codes; silence where they do not say."""

from __future__ import annotations

import pytest

from config.words import industries
from transforms.industry import industry


@pytest.mark.parametrize(
    ("printed", "code"),
    [
        ("Maschinenbau", "28"),
        ("Sondermaschinenbau", "28"),
        ("Machine tools", "28"),
        ("machines-outils", "28"),
        ("机械制造", "28"),
        ("28.41", "28"),
        ("NACE 28", "28"),
        ("NACE Rev. 2: 28.41", "28"),
        ("C28", "28"),
        ("2841Z", "28"),
        ("28.41 - Machine tools", "28"),
        ("WZ 2008: 25.62", "25"),
        ("Möbelherstellung", "31"),
        ("Moebelherstellung", "31"),
        ("Wholesale of machinery", "46"),
        ("Maschinengroßhandel", "46"),
        ("Ingenieurbüro für Maschinenbau", "71"),
        ("Restaurants", "56"),
        ("Expertise comptable", "69"),
    ],
)
def test_words_and_codes(printed: str, code: str) -> None:
    found = industry(printed)
    assert found is not None
    assert found.code == code
    assert found.name == industries().divisions[code].name


@pytest.mark.parametrize("printed", ["", "2841", "SIC 3541", "NAICS 333517", "Widgets", "12 men", "99"])
def test_abstains(printed: str) -> None:
    assert industry(printed) is None


def test_categories_that_disagree_are_doubted() -> None:
    agreed, doubted = industry("Maschinenbau; Werkzeugmaschinen"), industry("Software; Maschinenbau")
    assert agreed is not None
    assert doubted is not None
    assert agreed.confidence > doubted.confidence


def test_every_word_of_the_vocabulary_finds_its_own_division() -> None:
    """Words that several divisions claim, or that a longer phrase swallows, are mistakes in the YAML."""
    wrong = []
    for code, division in industries().divisions.items():
        for word in division.words():
            found = industry(word.lstrip("-"))
            if found is None or found.code != code:
                wrong.append((code, word, found.code if found else None))
    assert not wrong

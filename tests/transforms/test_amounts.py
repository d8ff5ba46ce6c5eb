"""Printed amounts: the multiplier counts, and nothing is made of what is not said."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.amounts import band, day, employees, middle, money, year


@pytest.mark.parametrize(
    ("printed", "amount", "currency"),
    [
        ("€1.2 million", 1_200_000, "EUR"),
        ("3,5 Mio. EUR", 3_500_000, "EUR"),
        ("500万元", 5_000_000, "CNY"),
        ("1.2亿元", 120_000_000, "CNY"),
        ("£2.1bn", 2_100_000_000, "GBP"),
        ("1.234.567,89 €", 1_234_567.89, "EUR"),
        ("EUR 1,250,000", 1_250_000, "EUR"),
        ("1.250 Mio. EUR", 1_250_000_000, "EUR"),
        ("$3.5M", 3_500_000, "USD"),
        ("CHF 4'500'000", 4_500_000, "CHF"),
        ("3 milliards d'euros", 3_000_000_000, "EUR"),
        ("TEUR 850", 850_000, "EUR"),
        ("850 T€", 850_000, "EUR"),
        ("Umsatz 2023: 3,5 Mio. EUR", 3_500_000, "EUR"),
        ("12 Mio", 12_000_000, None),
        ("kr 12 500 000", 12_500_000, None),
    ],
)
def test_money(printed: str, amount: float, currency: str | None) -> None:
    found = money(printed)
    assert found is not None
    assert found.number == pytest.approx(amount)
    assert found.currency == currency


def test_signs_that_countries_share_need_the_country() -> None:
    for printed, country, currency in (
        ("¥500万", None, None),
        ("¥500万", "CN", "CNY"),
        ("¥500万", "JP", "JPY"),
        ("120 million kr", "NO", "NOK"),
        ("$5m", "CA", None),
    ):
        found = money(printed, country)
        assert found is not None
        assert found.currency == currency


def test_a_stated_year_is_not_the_amount() -> None:
    found = money("3,5 Mio. EUR (2023)")
    assert found is not None
    assert (found.number, found.year) == (3_500_000, 2023)


@pytest.mark.parametrize(
    ("printed", "number", "words"),
    [
        ("120", 120, None),
        ("ca. 1.200 Mitarbeiter", 1200, None),
        ("1,200", 1200, None),
        ("1.2k", 1200, None),
        ("约500人", 500, None),
        ("120 (2024)", 120, None),
        ("50-99", None, "50-99"),
        ("50 – 99 Beschäftigte", None, "50-99"),
        ("11 to 50", None, "11-50"),
        ("250+", None, "250+"),
        ("über 250", None, "250+"),
        ("under 10", None, "0-10"),
    ],
)
def test_employees(printed: str, number: int | None, words: str | None) -> None:
    found = employees(printed)
    assert found is not None
    assert found.number == number
    if words:
        assert band(found) == words


def test_no_number_is_no_number() -> None:
    assert employees("keine Angabe") is None
    assert money("auf Anfrage") is None


@given(st.integers(1, 100_000), st.integers(0, 100_000))
def test_the_middle_of_a_band_lies_inside(low: int, width: int) -> None:
    found = middle(f"{low}-{low + width}")
    assert found is not None
    assert low * 0.999 <= found <= (low + width) * 1.001


@given(st.integers(1, 10**9))
def test_grouping_signs_do_not_change_a_number(number: int) -> None:
    for printed in (f"{number:,}", f"{number:,}".replace(",", "."), f"{number:,}".replace(",", "'")):
        found = money(printed + " EUR")
        assert found is not None
        assert found.number == number


@pytest.mark.parametrize(
    ("printed", "when"),
    [
        ("2024-03-12", date(2024, 3, 12)),
        ("12.03.2024", date(2024, 3, 12)),
        ("March 12, 2024", date(2024, 3, 12)),
        ("12 mars 2024", date(2024, 3, 12)),
        ("März 2024", date(2024, 3, 1)),
        ("2024年3月12日", date(2024, 3, 12)),
        ("1987", date(1987, 1, 1)),
        ("2024-02-30", None),
        ("bald", None),
    ],
)
def test_dates(printed: str, when: date | None) -> None:
    assert day(printed) == when


def test_order_of_day_and_month_depends_on_the_country() -> None:
    assert day("03/04/2024") == date(2024, 4, 3)
    assert day("03/04/2024", "US") == date(2024, 3, 4)


def test_years() -> None:
    assert year("gegründet 1987") == 1987
    assert year("1987年") == 1987
    assert year("1987 und 1990") is None

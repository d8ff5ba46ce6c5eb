"""Clusters that look like several companies are told from chains, whatever their size."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from transforms.resolve.mixed import LOOKED_AT, Mixed, mixed
from transforms.resolve.prepare import clean_listings, records_of

TOWNS = "Ulm Bonn Köln Mainz Trier Jena Gera Hof Kiel Celle".split()
FIRMS = "Brandt Optik;Weber Dental;Zeisig Optik;Quitte Bau;Kranz Logistik;Falk Druck;Otto Reisen".split(";")


def chain(count: int) -> list[dict[str, str]]:
    """Branches with other towns and telephones; half of them print the company's site."""
    return [
        {
            "name": f"Lagerfuchs Filiale {TOWNS[n % 10]}" if n % 2 else "Lagerfuchs GmbH",
            "city": TOWNS[n % 10],
            "phone": f"0731 55{n:04}",
            **({"website": "www.lagerfuchs.example", "reg_no": "HRB 4711"} if n % 2 else {}),
        }
        for n in range(count)
    ]


def house(firms: list[str]) -> list[dict[str, str]]:
    """Firms of one house with one switchboard."""
    return [{"name": name, "street": "Ring 5", "city": "Ulm", "phone": "0731 123456"} for name in firms]


def cleaned(rows: list[dict[str, str]]) -> pa.Table:
    frame = pd.DataFrame(rows, dtype=object).assign(country="DE", source="s")
    return clean_listings(frame.assign(listing_id=[f"l{n:04}" for n in range(len(rows))]))


def found(*clusters: list[dict[str, str]]) -> list[Mixed]:
    numbers = np.repeat(np.arange(len(clusters)), [len(rows) for rows in clusters])
    return mixed(records_of(cleaned([row for rows in clusters for row in rows])), numbers)


def test_a_chain_is_one_company_however_large() -> None:
    assert found(chain(8), chain(90), house(FIRMS[:1] * 12)) == []


@pytest.mark.parametrize(
    ("rows", "share"),
    [
        (house(FIRMS), 1.0),
        ([{**row, "website": "www.portal.example"} for row in house(FIRMS)], 1.0),
        ([{"name": "Hotel Krone", "website": f"krone{n}.example"} for n in range(7)], 1.0),
        ([{"name": "Hotel Krone", "reg_no": str(4711 + n)} for n in range(7)], 1.0),
        (house(["Brandt Optik"] * 3 + ["Quitte Bau"] * 3), 9 / 15),
    ],
    ids=["one switchboard", "a portal's host", "sites", "numbers", "two of one size"],
)
def test_what_was_joined_wrongly_looks_like_several(rows: list[dict[str, str]], share: float) -> None:
    assert found(chain(9), rows) == [Mixed(1, len(rows), pytest.approx(share))]


def test_unknown_values_and_typing_errors_do_not_differ() -> None:
    typed = ["Brandt Optik", "Brandt Optik Ulm", "Brnadt Optik", "Brandt Optikk", "Brandt Optik"] * 2
    assert found([{"name": "Brandt Optik"}, {"website": "brandt.example"}] * 4, house(typed)) == []


def test_a_name_and_its_translation_do_not_differ() -> None:
    assert found(house(["宁波丰凯机械有限公司", "Ningbo Fengkai Machinery"] * 4)) == []


def test_few_listings_say_too_little_and_of_many_some_are_drawn() -> None:
    largest, *rest = found(house(FIRMS), house(FIRMS * 30), house(FIRMS[:5]), house(FIRMS[:6]))
    assert (largest.cluster, largest.listings) == (1, 210) and LOOKED_AT < 210 and largest.share > 0.6
    assert [one.cluster for one in rest] == [0, 3]

"""The head office moves as one block; where only the country is known, the country stays."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pandas as pd
import pytest

from config.tables import PUBLISHED
from transforms.claims import listing_claims
from transforms.golden import golden_record

DAY = date(2026, 3, 2)


def companies(*listings: dict[str, str]) -> pd.DataFrame:
    """Return the golden record of listings that give company, source and what they print."""
    rows = [
        {
            "listing_id": f"l{number}",
            "location_id": None,
            "name": "Brandt",
            "url": "http://a.example/",
            "page_sha256": f"{number:064d}",
            "retrieved_at": datetime(2026, 3, 2, tzinfo=UTC),
            "source_kind": "directory",
            "first_seen_on": DAY,
            "last_seen_on": DAY,
            **listing,
        }
        for number, listing in enumerate(listings)
    ]
    frame = pd.DataFrame(rows, columns=PUBLISHED["listings"].names, dtype=object)
    names = sorted({listing["source"] for listing in listings})
    sources = pd.DataFrame(
        [{"source": name, "kind": "directory"} for name in names],
        columns=PUBLISHED["sources"].names,
        dtype=object,
    )
    found, _, _ = golden_record(listing_claims(frame, sources), frame, sources, DAY)
    return found.set_index("company_id")


@pytest.mark.parametrize("country", ["BR", "Brazil"])
def test_the_country_alone_is_kept(country: str) -> None:
    found = companies({"company_id": "c1", "source": "a", "country": country})
    assert found.loc["c1", "country"] == "BR"
    assert pd.isna(found.loc["c1", "city"])


def test_a_country_alone_is_not_put_to_the_place_of_another() -> None:
    """One list prints a Swiss address without a country, another only 'FR': no French Zurich comes of it."""
    found = companies(
        {"company_id": "c1", "source": "a", "street": "Rain 1", "postcode": "8001", "city": "Zürich"},
        {"company_id": "c1", "source": "b", "country": "FR"},
    )
    assert found.loc["c1", "city"] == "Zürich"
    assert found.loc["c1", "country"] != "FR"

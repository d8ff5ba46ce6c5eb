"""Small frames with the columns of `config.tables`; what is not given is unknown."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pandas as pd

from config.tables import (
    CLAIMS,
    COMPANIES,
    CONTACTS,
    LIFECYCLE,
    LISTINGS,
    MENTIONS,
    SIGNALS,
    SOURCES,
    STAGED_CLAIMS,
    Table,
)

NIGHT = date(2026, 3, 1)
SEEN = datetime(2026, 3, 1, 3, 0, tzinfo=UTC)


def frame(table: Table, rows: list[dict[str, Any]], **defaults: Any) -> pd.DataFrame:
    """Return a frame of plain objects in the table's columns."""
    data = [{name: None for name in table.names} | defaults | row for row in rows]
    for row in data:
        assert set(row) == set(table.names), set(row) - set(table.names)
    return pd.DataFrame(data, columns=table.names, dtype=object)


def listings(*rows: dict[str, Any]) -> pd.DataFrame:
    full = []
    for number, row in enumerate(rows):
        source = row.get("source", "a_directory")
        full.append(
            {
                "listing_id": f"l{number}",
                "source": source,
                "source_kind": source.split("_", 1)[1],
                "url": f"https://{source}.example/{number}",
                "page_sha256": f"{source}-{number}",
                "retrieved_at": SEEN,
                "first_seen_on": NIGHT,
                "last_seen_on": NIGHT,
                "company_id": "c1",
            }
            | row
        )
    return frame(LISTINGS, full)


def sources(*names: str) -> pd.DataFrame:
    rows = [{"source": name, "kind": name.split("_", 1)[1], "licence": "CC0"} for name in names]
    return frame(SOURCES, rows)


def staged(*rows: dict[str, Any]) -> pd.DataFrame:
    full = [
        {
            "claim_id": f"k{number}",
            "source": "a_company_site",
            "state": "available",
            "confidence": 1.0,
            "url": "https://brandt.example/impressum",
            "retrieved_at": SEEN,
            "page_sha256": "page",
            "method": "regex",
        }
        | row
        for number, row in enumerate(rows)
    ]
    return frame(STAGED_CLAIMS, full)


def claims(*rows: dict[str, Any]) -> pd.DataFrame:
    full = [
        {
            "claim_id": f"k{number}",
            "company_id": "c1",
            "subject": "listing:l0",
            "source": "a_directory",
            "state": "available",
            "confidence": 1.0,
            "url": "https://a.example",
            "retrieved_at": SEEN,
            "page_sha256": "page",
            "method": "table",
            "is_chosen": True,
        }
        | row
        for number, row in enumerate(rows)
    ]
    return frame(CLAIMS, full)


def companies(*rows: dict[str, Any]) -> pd.DataFrame:
    full = [
        {
            "company_id": f"c{number + 1}",
            "display_name": f"Company {number}",
            "listing_count": 1,
            "source_count": 1,
            "location_count": 0,
        }
        | row
        for number, row in enumerate(rows)
    ]
    return frame(COMPANIES, full)


def signals(*rows: dict[str, Any]) -> pd.DataFrame:
    full = [
        {
            "signal_id": f"s{number}",
            "company_id": "c1",
            "kind": "relocation",
            "pillar": "N",
            "polarity": 1,
            "strength": 1.5,
            "half_life_days": 180,
            "event_date": NIGHT,
            "confidence": 1.0,
            "status": "new",
            "title": "Moves",
        }
        | row
        for number, row in enumerate(rows)
    ]
    return frame(SIGNALS, full)


def contacts(*rows: dict[str, Any]) -> pd.DataFrame:
    return frame(CONTACTS, list(rows), company_id="c1", retrieved_at=SEEN, is_role_address=True)


def lifecycle(*rows: dict[str, Any]) -> pd.DataFrame:
    return frame(LIFECYCLE, list(rows), company_id="c1", source="a_customers")


def mentions(*rows: dict[str, Any]) -> pd.DataFrame:
    full = [
        {
            "mention_id": f"m{number}",
            "source": "a_news",
            "published_on": NIGHT,
            "url": "https://news.example/feed",
            "page_sha256": "feed",
            "retrieved_at": SEEN,
        }
        | row
        for number, row in enumerate(rows)
    ]
    return frame(MENTIONS, full)

"""Staged partitions and stage tables for tests: what extraction and the stages would have written."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from config.home import Home
from config.records import listing_id
from config.tables import SOURCE_HEALTH, STAGED

NIGHT = date(2026, 11, 20)
NEXT = date(2026, 11, 21)
FETCHED = datetime(2026, 11, 20, 3, 20, tzinfo=UTC)
SOURCE = "de_trade_list"


def home(folder: Path) -> Home:
    made = Home(folder / "home")
    made.prepare()
    return made


def listing(name: str, source: str = SOURCE, **values: object) -> dict[str, object]:
    """Return one staged listing; its id depends on source and name."""
    return {
        "listing_id": listing_id(source, None, "https://list.example/1", name),
        "source": source,
        "name": name,
        "url": "https://list.example/1",
        "page_sha256": "ab" * 32,
        "retrieved_at": FETCHED,
        **values,
    }


def stage(
    home: Home,
    listings: list[dict[str, object]],
    *,
    source: str = SOURCE,
    partition: date = NIGHT,
    state: str = "ok",
    cause: str | None = None,
    **tables: list[dict[str, object]],
) -> Path:
    """Write a partition as `extractors.staging` does and return its folder."""
    folder = home.staging(source, partition)
    folder.mkdir(parents=True, exist_ok=True)
    for name, table in STAGED.items():
        rows = listings if name == "listings" else tables.get(name, [])
        pq.write_table(pa.Table.from_pylist(rows, schema=table.arrow), folder / f"{name}.parquet")
    health = dict.fromkeys(SOURCE_HEALTH.names) | {
        "source": source,
        "partition": partition.isoformat(),
        "state": state,
        "pages": 3,
        "failed_pages": 0,
        "blocked_pages": 0,
        "listings": len(listings),
        "mentions": len(tables.get("mentions", [])),
        "skipped": 0,
        "cause": cause,
    }
    (folder / "health.json").write_text(json.dumps(health), encoding="utf-8")
    return folder

"""Tables, records and documentation say the same."""

from __future__ import annotations

from dataclasses import fields

import pyarrow as pa
import pytest

from config.records import Claim, Issue, Listing, Mention, listing_id, stable_id
from config.tables import PUBLISHED, STAGED, Table

TABLES = {f"staged {name}": table for name, table in STAGED.items()} | dict(PUBLISHED)


@pytest.mark.parametrize("name", TABLES)
def test_table_is_documented_and_keyed(name: str) -> None:
    table = TABLES[name]
    assert len(set(table.names)) == len(table.names)
    assert set(table.key) <= set(table.names)
    assert table.comment.endswith(".")
    for column in table.columns:
        assert len(column.comment) >= 3, f"{name}.{column.name} says nothing"
        if column.name.endswith("_at"):
            assert column.type == "TIMESTAMPTZ", f"{name}.{column.name}: times are aware UTC"


@pytest.mark.parametrize(
    ("table", "record"),
    [(STAGED["listings"], Listing), (STAGED["mentions"], Mention), (STAGED["claims"], Claim)],
)
def test_staged_tables_have_the_records_fields(table: Table, record: type) -> None:
    """A field without a column would be lost on the way to Parquet, in silence."""
    assert set(table.names) == {f.name for f in fields(record)}


def test_issues_keep_what_an_issue_says() -> None:
    assert {f.name for f in fields(Issue)} <= set(STAGED["issues"].names)


def test_arrow_schema() -> None:
    schema = PUBLISHED["companies"].arrow
    assert schema.names == PUBLISHED["companies"].names
    assert schema.field("revenue_amount").type == pa.float64()
    assert PUBLISHED["claims"].arrow.field("retrieved_at").type == pa.timestamp("us", tz="UTC")


def test_every_published_value_can_be_traced() -> None:
    """golden -> claim -> page: the columns that the way needs are there."""
    assert "claim_id" in PUBLISHED["golden"].names
    assert {"url", "page_sha256", "span", "source"} <= set(PUBLISHED["claims"].names)


def test_stable_id_depends_on_where_parts_end() -> None:
    assert stable_id("l", "ab", "c") != stable_id("l", "a", "bc")
    assert stable_id("l", None, "a") == stable_id("l", "", "a")
    assert stable_id("l", "a", "b") != stable_id("l", "b", "a")
    assert stable_id("c", "x").startswith("c") and len(stable_id("c", "x")) == 17


def test_listing_id_prefers_the_sources_own_number() -> None:
    numbered = listing_id("s", "42", "http://a.example/1", "A")
    assert numbered == listing_id("s", "42", "http://a.example/2", "B")
    assert listing_id("s", None, "http://a.example/1", "A") != listing_id(
        "s", None, "http://a.example/1", "B"
    )
    assert numbered != listing_id("t", "42", "http://a.example/1", "A")

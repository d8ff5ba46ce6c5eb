"""Whoever is left alone is so under every spelling that is known of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flows.left_alone import keys_of
from tests.warehouse.night import A, altered
from warehouse.query import run_query

TWICE_SPELLED = """
    SELECT company_id, any_value(domain) AS domain, list(DISTINCT l.name ORDER BY l.name) AS names
    FROM companies JOIN listings AS l USING (company_id)
    WHERE domain IS NOT NULL
      AND domain IN (SELECT domain FROM companies GROUP BY domain HAVING count(*) = 1)
    GROUP BY company_id HAVING count(DISTINCT l.name) > 2 ORDER BY company_id LIMIT 1
"""


def test_a_domain_brings_every_spelling_and_the_id(demo: tuple[Path, dict[str, Any]]) -> None:
    snapshot = Path(demo[1]["snapshot"])
    company = run_query(snapshot, TWICE_SPELLED).iloc[0]
    keys = keys_of(snapshot, "domain", f"https://www.{company['domain']}/contact")
    assert ("company", company["company_id"]) in keys
    assert {value for kind, value in keys if kind == "name"} >= set(company["names"])


def test_an_id_that_was_given_up_names_the_company_that_took_it_over(tmp_path: Path) -> None:
    insert = f"INSERT INTO company_ids VALUES ('c00000000000000ff', '{A}', 'merge', DATE '2026-11-20')"
    snapshot = altered(tmp_path, insert)[1]
    keys = keys_of(snapshot, "company", "c00000000000000ff")
    assert {("company", A), ("company", "c00000000000000ff")} <= set(keys)
    assert ("name", "Brandt GmbH") in keys and set(keys_of(snapshot, "company", A)) == set(keys)


def test_a_key_that_nobody_has_stays_alone(demo: tuple[Path, dict[str, Any]], tmp_path: Path) -> None:
    snapshot = Path(demo[1]["snapshot"])
    assert keys_of(snapshot, "name", "Nobody of that name GmbH") == [("name", "Nobody of that name GmbH")]
    assert keys_of(snapshot, "email", "info@nobody.example") == [("email", "info@nobody.example")]
    assert keys_of(tmp_path / "none.duckdb", "domain", "a.example") == [("domain", "a.example")]


def test_a_name_that_another_company_shares_in_another_spelling_is_not_added(tmp_path: Path) -> None:
    """Only the compare form of a name is kept: 'Brandt GmbH' would take every other Brandt along."""
    snapshot = altered(
        tmp_path,
        "UPDATE companies SET display_name = 'BRANDT' WHERE company_id ="
        f" (SELECT min(company_id) FROM companies WHERE company_id <> '{A}')",
    )[1]
    keys = keys_of(snapshot, "company", A)
    assert ("company", A) in keys and ("name", "Brandt GmbH") not in keys

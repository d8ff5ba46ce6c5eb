"""What is told about a company is what the snapshot says of it."""

from pathlib import Path

import pytest

from config.errors import UserError
from flows.explain import explain_company, profile_of
from tests.warehouse.night import A, B, altered
from warehouse.query import run_query


def test_the_name_of_an_industry_and_a_currency_are_told_as_such(tmp_path: Path) -> None:
    """Both rest on the claim of another field, whose value is a code or an amount."""
    golden = """INSERT INTO golden BY NAME SELECT company_id, '{field}' AS field, min(claim_id) AS claim_id
                FROM claims GROUP BY company_id"""
    _, snapshot = altered(
        tmp_path,
        "DELETE FROM golden",
        "UPDATE companies SET industry_name = 'Machinery', revenue_currency = 'EUR'",
        golden.format(field="industry_name"),
        golden.format(field="revenue_currency"),
    )
    company = run_query(snapshot, "SELECT min(company_id) AS id FROM claims")["id"].iloc[0]
    facts = explain_company(snapshot, str(company), profile_of(snapshot, None)).data["facts"]
    assert [(fact["field"], fact["value"]) for fact in facts] == [
        ("industry_name", "Machinery"),
        ("revenue_currency", "EUR"),
    ]


def test_a_company_is_told_by_the_joins_of_its_listings_and_by_the_events_of_its_id(tmp_path: Path) -> None:
    _, snapshot = altered(
        tmp_path,
        f"INSERT INTO company_events VALUES ('e1', '{A}', 'merge', 'c0', 'l1', 'a match', DATE '2026-11-20')",
    )
    story = explain_company(snapshot, A, None)
    (join,) = story.data["joins"]
    assert {join["a"], join["b"]} == {"Brandt GmbH (de_trade_list)", "Brandt Gruppe (de_fair_exhibitors)"}
    assert (join["bits"], join["because"], join["together"]) == (6.5, "name same (+6.5)", 2)
    assert [event["kind"] for event in story.data["events"]] == ["merge"]
    titles = [title for title, _ in story.sections]
    assert "How it came together, the strongest of 1 joins first" in titles


def test_an_old_id_leads_to_the_company_and_one_that_is_gone_says_so(tmp_path: Path) -> None:
    _, snapshot = altered(
        tmp_path,
        f"INSERT INTO company_ids VALUES ('c0', '{B}', 'merge', DATE '2026-11-20')",
        "INSERT INTO company_events VALUES ('e1', 'c9', 'gone', NULL, '', 'nobody left', DATE '2026-11-20')",
    )
    story = explain_company(snapshot, "c0", None)
    assert story.data["company"]["company_id"] == B
    assert story.heading.startswith(f"c0 was given up on 2026-11-20 (merge); its listings are with {B} now. ")
    with pytest.raises(UserError, match="company c9 is gone since 2026-11-20: nobody left"):
        explain_company(snapshot, "c9", None)

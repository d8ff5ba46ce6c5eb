"""What is told about a company is what the snapshot says of it."""

from pathlib import Path

from flows.explain import explain_company, profile_of
from tests.warehouse.night import altered
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

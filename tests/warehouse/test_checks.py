"""Every check of the gate is shown a snapshot that breaks it, and one that does not."""

import pytest

from config.errors import RunFailed
from tests.warehouse.night import FAIR, ICP, A, B, C, published
from tests.warehouse.staged import NEXT, NIGHT
from warehouse.checks import Check, Finding, load_checks, require
from warehouse.publish import publish
from warehouse.query import run_query
from warehouse.work import Work

CHECKS = {check.name: check for check in load_checks()}

BREAKS = {
    "keys_unique": "INSERT INTO core_companies SELECT * FROM core_companies LIMIT 1",
    "keys_present": "UPDATE mart_score_reasons SET position = NULL WHERE position = 2",
    "listings_have_company": f"UPDATE core_listings SET company_id = 'c0' WHERE company_id = '{C}'",
    "companies_have_listing": f"DELETE FROM core_listings WHERE company_id = '{C}'",
    "rows_have_company": f"UPDATE core_contacts SET company_id = 'c0' WHERE company_id = '{A}'",
    "values_have_claims": f"UPDATE core_companies SET city = 'Ulm' WHERE company_id = '{A}'",
    "claims_have_evidence": "UPDATE core_claims SET page_sha256 = NULL WHERE field = 'country'",
    "golden_has_value": f"UPDATE core_golden SET claim_id = 'k0' WHERE company_id = '{B}'",
    "reasons_sum": "UPDATE mart_score_reasons SET points = points + 0.000001 WHERE position = 2",
    "reasons_have_prospect": f"DELETE FROM mart_prospects WHERE company_id = '{C}'",
    "scores_in_range": f"UPDATE mart_prospects SET score = 'NaN' WHERE company_id = '{A}'",
    "ranks_unique": "UPDATE mart_prospects SET rank = 1 WHERE is_eligible",
    "persons_have_basis": "UPDATE core_contacts SET name = 'Ada'",
    "sources_known": f"DELETE FROM core_sources WHERE source = '{FAIR}'",
    "redirects_are_gone": f"INSERT INTO core_company_ids VALUES ('{A}', '{B}', 'merge', DATE '2026-11-20')",
    "matches_agree": "UPDATE core_matches SET is_same = false",
    "companies_are_scored": f"""INSERT INTO mart_prospects BY NAME
        SELECT * REPLACE ('other' AS icp, 'not served' AS reject_reason) FROM mart_prospects
        WHERE company_id = '{C}'; INSERT INTO mart_score_reasons BY NAME SELECT * REPLACE ('other' AS icp)
        FROM mart_score_reasons WHERE company_id = '{C}'""",
    "companies_not_fewer": "; ".join(
        f"DELETE FROM {table} WHERE company_id <> '{A}'"
        for table in (
            "core_companies",
            "core_listings",
            "core_claims",
            "core_golden",
            "mart_prospects",
            "mart_score_reasons",
        )
    ),
    "suppressed_absent": "",  # test_publish has it: it needs a predicate that changes its mind
}


def test_every_check_is_tested():
    assert set(BREAKS) == set(CHECKS)


@pytest.mark.parametrize("name", [name for name, sql in BREAKS.items() if sql])
def test_a_check_finds_what_breaks_it(tmp_path, name):
    at, old = published(tmp_path)
    before = at.published.read_bytes()
    with Work(at) as work:
        for statement in BREAKS[name].split(";"):
            work.con.execute(statement)
        if CHECKS[name].level == "error":
            with pytest.raises(RunFailed, match="The quality gate refused the new snapshot: check "):
                publish(work, "run-2", NEXT)
            assert at.published.read_bytes() == before
            assert sorted(path.name for path in at.publish.iterdir()) == [
                "prospects-run-1.duckdb",
                "prospects.duckdb",
            ]
        else:
            publish(work, "run-2", NIGHT)
            assert [f"check_{name}"] == run_query(at.published, "SELECT kind FROM issues")["kind"].tolist()
        found = work.issues(NEXT if CHECKS[name].level == "error" else NIGHT)
    said = dict(zip(found["kind"], found["message"], strict=True))
    assert CHECKS[name].says in said[f"check_{name}"]


def test_a_sound_snapshot_breaks_nothing(tmp_path):
    at, _ = published(tmp_path)
    assert run_query(at.published, "FROM issues").empty


def test_a_value_may_share_the_origin_of_what_it_is_made_from(tmp_path):
    at, _ = published(tmp_path)
    with Work(at) as work:
        work.con.execute(f"UPDATE core_companies SET domain = 'ostergard.example' WHERE company_id = '{B}'")
        publish(work, "run-2", NIGHT)
        work.con.execute(f"UPDATE core_companies SET domain = 'brandt.example' WHERE company_id = '{C}'")
        with pytest.raises(RunFailed, match="values_have_claims"):
            publish(work, "run-3", NIGHT)


def test_the_gate_tells_one_fault_and_counts_the_others():
    error = Check("first", "error", "it is wrong", "")
    warning = Check("hint", "warning", "it is odd", "")
    require([Finding(warning, 3, "x 1")])
    with pytest.raises(RunFailed) as told:
        require([Finding(warning, 1, "x 1"), Finding(error, 1, "x 1"), Finding(error, 2_000, "y 2")])
    assert str(told.value) == (
        "The quality gate refused the new snapshot: check first: it is wrong (1 row, first: x 1),"
        " and 1 more checks failed; the snapshot of before stays published."
    )


@pytest.mark.parametrize("header", ["-- says: x", "-- level: fatal\n-- says: x", "-- level: error"])
def test_a_check_without_its_header_is_a_bug(tmp_path, header):
    (tmp_path / "odd.sql").write_text(f"{header}\nSELECT 1")
    with pytest.raises(ValueError, match=r"odd\.sql: begins with"):
        load_checks(tmp_path)


def test_the_icp_of_the_fixture_is_scored(tmp_path):
    at, _ = published(tmp_path)
    assert run_query(at.published, "SELECT DISTINCT icp FROM prospects")["icp"].tolist() == [ICP]

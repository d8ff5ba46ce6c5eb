"""Every check of the gate is shown a snapshot that breaks it, and one that does not."""

import duckdb
import pytest

from config.errors import RunFailed
from tests.warehouse.night import FAIR, A, B, C, published
from tests.warehouse.staged import NEXT, NIGHT
from warehouse.checks import Check, Finding, load_checks, require, run_checks
from warehouse.publish import publish
from warehouse.query import run_query
from warehouse.work import Work

CHECKS = {check.name: check for check in load_checks()}

BREAKS = {
    "keys_unique": "INSERT INTO companies SELECT * FROM companies LIMIT 1",
    "keys_present": "UPDATE score_reasons SET position = NULL WHERE position = 2",
    "listings_have_company": f"UPDATE listings SET company_id = 'c0' WHERE company_id = '{C}'",
    "companies_have_listing": f"DELETE FROM listings WHERE company_id = '{C}'",
    "rows_have_company": f"UPDATE contacts SET company_id = 'c0' WHERE company_id = '{A}'",
    "values_have_claims": f"UPDATE companies SET city = 'Ulm' WHERE company_id = '{A}'",
    "claims_have_evidence": "UPDATE claims SET page_sha256 = NULL WHERE field = 'country'",
    "golden_has_value": f"UPDATE golden SET claim_id = 'k0' WHERE company_id = '{B}'",
    "reasons_sum": "UPDATE score_reasons SET points = points + 0.000001 WHERE position = 2",
    "reasons_have_prospect": f"DELETE FROM prospects WHERE company_id = '{C}'",
    "scores_in_range": f"UPDATE prospects SET score = 'NaN' WHERE company_id = '{A}'",
    "ranks_unique": "UPDATE prospects SET rank = 1 WHERE is_eligible",
    "persons_have_basis": "UPDATE contacts SET name = 'Ada'",
    "sources_known": f"DELETE FROM sources WHERE source = '{FAIR}'",
    "redirects_are_gone": f"INSERT INTO company_ids VALUES ('{A}', '{B}', 'merge', DATE '2026-11-20')",
    "matches_agree": "UPDATE matches SET is_same = false",
    "companies_are_scored": f"""INSERT INTO prospects BY NAME
        SELECT * REPLACE ('other' AS icp, 'not served' AS reject_reason) FROM prospects
        WHERE company_id = '{C}'; INSERT INTO score_reasons BY NAME SELECT * REPLACE ('other' AS icp)
        FROM score_reasons WHERE company_id = '{C}'""",
    "companies_not_fewer": "; ".join(
        f"DELETE FROM {table} WHERE company_id <> '{A}'"
        for table in (
            "companies",
            "listings",
            "claims",
            "golden",
            "prospects",
            "score_reasons",
        )
    ),
    "canaries_hold": """INSERT INTO canaries BY NAME SELECT DATE '2026-11-20' AS partition,
        'same_lei' AS canary, 0.4 AS share, 0.5 AS floor""",
    "suppressed_absent": f"INSERT INTO temp.suppressed_rows VALUES ('companies', '{A}')",
}


def test_every_check_is_tested():
    assert set(BREAKS) == set(CHECKS)


@pytest.fixture(scope="module")
def sound(tmp_path_factory):
    return published(tmp_path_factory.mktemp("sound"))[1]


@pytest.fixture
def con(sound):
    """A copy of a sound snapshot, in memory, as the gate sees it."""
    con = duckdb.connect()
    con.execute(f"ATTACH '{sound}' AS sound (READ_ONLY); COPY FROM DATABASE sound TO memory; DETACH sound")
    con.execute("CREATE TEMP TABLE yesterday AS SELECT 'companies' AS table_name, 3 AS row_count")
    con.execute("CREATE TEMP TABLE suppressed_rows (table_name VARCHAR, key VARCHAR)")
    yield con
    con.close()


def test_a_sound_snapshot_breaks_no_check(con):
    assert run_checks(con) == []


@pytest.mark.parametrize("name", BREAKS)
def test_a_check_finds_what_breaks_it(con, name):
    con.execute(BREAKS[name])
    found = {finding.check.name: finding for finding in run_checks(con)}
    assert found[name].rows >= 1
    assert found[name].sentence.startswith(f"check {name}: {CHECKS[name].says} (")


def test_an_error_keeps_yesterdays_snapshot_and_is_logged(tmp_path):
    at, _ = published(tmp_path)
    before = at.published.read_bytes()
    with Work(at) as work:
        work.con.execute("UPDATE mart_score_reasons SET points = points + 0.000001 WHERE position = 2")
        with pytest.raises(RunFailed, match="The quality gate refused the new snapshot: check reasons_sum: "):
            publish(work, "run-2", NEXT)
        assert work.issues(NEXT)["kind"].tolist() == ["check_reasons_sum"]
    assert at.published.read_bytes() == before
    names = sorted(path.name for path in at.publish.iterdir())
    assert names == ["prospects-run-1.duckdb", "prospects.duckdb"]


def test_a_warning_is_published_as_an_issue(tmp_path):
    at, _ = published(tmp_path)
    with Work(at) as work:
        work.con.execute("UPDATE core_matches SET is_same = false")
        publish(work, "run-2", NIGHT)
    found = run_query(at.published, "FROM issues").to_dict("records")
    assert [(row["level"], row["kind"]) for row in found] == [("warning", "check_matches_agree")]


def test_a_value_may_share_the_origin_of_what_it_is_made_from(con):
    con.execute(f"UPDATE companies SET domain = 'ostergard.example' WHERE company_id = '{B}'")
    assert run_checks(con) == []
    con.execute(f"UPDATE companies SET domain = 'brandt.example' WHERE company_id = '{C}'")
    assert [finding.check.name for finding in run_checks(con)] == ["values_have_claims"]


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

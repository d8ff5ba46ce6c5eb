from pathlib import Path

import pytest

import warehouse
from config.errors import UserError
from tests.warehouse.night import ICP, published
from warehouse.query import connect_readonly, run_query

QUERIES = sorted((Path(warehouse.__file__).parent / "queries").glob("*.sql"))


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory):
    return published(tmp_path_factory.mktemp("query"))[1]


def test_values_come_as_python_knows_them(snapshot):
    row = run_query(snapshot, "SELECT 1 AS a, NULL AS b, DATE '2026-11-20' AS c, 'x' AS d").to_dict(
        "records"
    )[0]
    assert [type(value).__name__ for value in row.values()] == ["int", "NoneType", "date", "str"]
    years = run_query(
        snapshot, "FROM (SELECT listing_count FROM companies UNION ALL SELECT NULL) ORDER BY ALL"
    )
    assert [type(value).__name__ for value in years["listing_count"]] == ["int", "int", "int", "NoneType"]


def test_columns_of_one_name_keep_their_values(snapshot):
    rows = run_query(snapshot, "SELECT 1 AS a, 2 AS a, 3 AS a_1, 4 AS a")
    assert rows.to_dict("records") == [{"a": 1, "a_1": 2, "a_1_1": 3, "a_2": 4}]


def test_parameters_have_names(snapshot):
    found = run_query(snapshot, "SELECT count(*) AS n FROM prospects WHERE icp = $icp", {"icp": ICP})
    assert found["n"].tolist() == [3]


def test_times_are_utc(snapshot):
    with_zone = run_query(snapshot, "SELECT strftime(min(retrieved_at), '%H:%M %Z') AS t FROM listings")
    assert with_zone["t"].iloc[0].startswith("03:20")


@pytest.mark.parametrize(
    ("sql", "sentence"),
    [
        (
            "SELECT nme FROM companies",
            r'^SQL: referenced column "nme" not found .*near are .*tell the names\.$',
        ),
        ("  \n", "^SQL is empty"),
        ("FROM company", r"^SQL: table with name company does not exist; near are .*company_ids"),
        ("SELCT 1", r'^SQL: syntax error at or near "SELCT"'),
        ("SELECT 1,\n  nope FROM sources", r'^SQL: referenced column "nope" .* in line 2'),
        ("DELETE FROM companies", "^The snapshot is read-only"),
        ("CREATE TABLE x (a INTEGER)", "^The snapshot is read-only"),
        ("FROM read_csv('/etc/passwd')", "^The query may read the snapshot alone"),
        ("COPY companies TO 'companies.csv'", "^The query may read the snapshot alone"),
        ("ATTACH 'other.duckdb'", "^The query may read the snapshot alone"),
        ("INSTALL httpfs", "^The query may read the snapshot alone"),
        ("SET enable_external_access = true", "^SQL: "),
    ],
)
def test_sql_that_fails_is_one_sentence(snapshot, sql, sentence):
    with pytest.raises(UserError, match=sentence) as told:
        run_query(snapshot, sql)
    assert "\n" not in str(told.value)


def test_reading_changes_no_byte(snapshot):
    before, beside = snapshot.read_bytes(), sorted(snapshot.parent.iterdir())
    run_query(snapshot, "CREATE TEMP TABLE mine AS FROM companies; SELECT count(*) FROM mine")
    assert snapshot.read_bytes() == before and sorted(snapshot.parent.iterdir()) == beside


def test_without_a_snapshot_the_cure_is_named(tmp_path):
    with pytest.raises(UserError, match=r"nothing is published yet; 'prospects run'"):
        run_query(tmp_path / "prospects.duckdb", "SELECT 1")


def test_what_is_no_snapshot_is_named(tmp_path):
    path = tmp_path / "prospects.duckdb"
    path.write_bytes(b"this is a text, not a database at all" * 400)
    with pytest.raises(UserError, match=r"prospects\.duckdb: it is not a database"):
        connect_readonly(path)


def test_there_are_five_example_queries():
    assert len(QUERIES) == 5


@pytest.mark.parametrize("path", QUERIES, ids=lambda path: path.stem)
def test_an_example_query_says_what_it_answers_and_answers_it(snapshot, path):
    sql = path.read_text(encoding="utf-8")
    assert sql.startswith("-- ") and "?" in sql.splitlines()[0]
    assert len(run_query(snapshot, sql)) > 0


def test_call_today_gives_the_opening(snapshot):
    rows = run_query(snapshot, _query("call_today")).to_dict("records")
    assert [(r["display_name"], r["opening"]) for r in rows] == [
        ("Brandt GmbH", "Exhibits at a fair with <machines> & tools.")
    ]


def test_source_yield_counts_what_no_other_source_has(snapshot):
    rows = {r["source"]: r for r in run_query(snapshot, _query("source_yield")).to_dict("records")}
    assert rows["de_trade_list"]["companies"] == 2 and rows["de_trade_list"]["good_prospects"] == 2
    assert rows["de_fair_exhibitors"]["listings"] == 2


def _query(name):
    return next(path for path in QUERIES if path.stem == name).read_text(encoding="utf-8")

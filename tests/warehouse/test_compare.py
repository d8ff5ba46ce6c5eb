import pytest

from config.errors import UserError
from config.tables import PUBLISHED
from tests.warehouse.night import A, altered
from warehouse import compare


def test_run_ids_times_and_the_run_log_do_not_count(tmp_path):
    first, second = altered(
        tmp_path,
        "UPDATE runs SET run_id = 'other', ended_at = now()",
        "UPDATE claims SET retrieved_at = retrieved_at + INTERVAL 1 DAY",
    )
    assert compare.content(first) == compare.content(second)
    assert compare.difference(first, second) == []
    assert set(compare.content(first)) == set(PUBLISHED) - {"runs"}


def test_the_order_of_rows_does_not_count(tmp_path):
    first, second = altered(
        tmp_path,
        "CREATE TABLE turned AS FROM matches ORDER BY listing_a DESC",
        "DELETE FROM matches",
        "INSERT INTO matches FROM turned",
    )
    assert compare.difference(first, second) == []


@pytest.mark.parametrize(
    ("statement", "table"),
    [
        ("UPDATE sources SET title = NULL WHERE source = 'de_trade_list'", "sources"),
        ("DELETE FROM matches", "matches"),
        ("UPDATE listings SET last_seen_on = DATE '2026-11-22'", "listings"),
        ("UPDATE prospects SET p_need = 0.50000000001", "prospects"),
        ("INSERT INTO lifecycle VALUES ('c00000000000000aa', 'lost', NULL, NULL, 'crm')", "lifecycle"),
    ],
)
def test_a_change_is_found_and_told_with_its_key(tmp_path, statement, table):
    first, second = altered(tmp_path, statement)
    told = compare.difference(first, second)
    assert len(told) == 1 and told[0].startswith(f"{table}: ")
    before, after = compare.content(first), compare.content(second)
    differing = {name for name in before if before[name] != after[name]}
    assert differing == {table}


def test_the_sentence_counts_both_sides(tmp_path):
    first, second = altered(tmp_path, f"UPDATE contacts SET role = 'sales' WHERE company_id = '{A}'")
    assert compare.difference(first, second)[0].startswith(
        "contacts: 1 rows of prospects-run-1.duckdb and 1 rows of prospects-run-2.duckdb"
        " are not in the other (by contact_id: "
    )


def test_null_is_not_the_word_null(tmp_path):
    first, second = altered(tmp_path, "UPDATE contacts SET name = NULL, role = 'NULL'")
    _, third = altered(tmp_path / "again", "UPDATE contacts SET role = NULL")
    assert compare.content(second)["contacts"] != compare.content(third)["contacts"]


def test_what_is_no_snapshot_is_refused(tmp_path):
    with pytest.raises(UserError, match="nothing is published yet"):
        compare.content(tmp_path / "none.duckdb")

import os
import re
import shutil
import subprocess
import sys
import time
from datetime import timedelta

import duckdb
import pandas as pd
import pytest

from config.errors import RunFailed
from config.tables import PUBLISHED
from tests.warehouse.night import FAIR, ICP, A, B, C, frame, published
from tests.warehouse.staged import NEXT, NIGHT, SOURCE, home
from warehouse import compare
from warehouse.publish import publish
from warehouse.query import run_query
from warehouse.work import Work


def rows(path, sql):
    return run_query(path, sql).to_dict("records")


def files(at):
    return sorted(path.name for path in at.publish.iterdir())


def test_every_table_and_column_has_its_comment(tmp_path):
    _, path = published(tmp_path)
    found = rows(path, "SELECT table_name, column_name, comment FROM duckdb_columns() WHERE NOT internal")
    assert {(r["table_name"], r["column_name"]): r["comment"] for r in found} == {
        (table.name, column.name): column.comment for table in PUBLISHED.values() for column in table.columns
    }
    tables = rows(path, "SELECT table_name, comment FROM duckdb_tables() WHERE NOT internal")
    assert {r["table_name"] for r in tables} == set(PUBLISHED)
    assert all(r["comment"].startswith(PUBLISHED[r["table_name"]].comment) for r in tables)
    macros = rows(
        path, "SELECT comment FROM duckdb_functions() WHERE function_type = 'table_macro' AND NOT internal"
    )
    assert len(macros) == 4 and all(r["comment"] for r in macros)


def test_column_types_are_those_of_the_tables(tmp_path):
    _, path = published(tmp_path)
    for table in PUBLISHED.values():
        found = rows(path, f"DESCRIBE {table.name}")
        assert [
            (r["column_name"], r["column_type"].replace("TIMESTAMP WITH TIME ZONE", "TIMESTAMPTZ"))
            for r in found
        ] == [(column.name, column.type) for column in table.columns]


def test_older_clients_can_read_the_format(tmp_path):
    _, path = published(tmp_path)
    tags = rows(path, "SELECT tags FROM duckdb_databases() WHERE NOT internal")[0]["tags"]
    assert tags["storage_version"].startswith("v1.4.0")


def test_top_lists_whom_to_call(tmp_path):
    _, path = published(tmp_path)
    assert [r["company_id"] for r in rows(path, f"FROM top('{ICP}')")] == [A, B]  # C is not eligible
    assert [r["rank"] for r in rows(path, f"FROM top('{ICP}', 1)")] == [1]
    assert [r["rank"] for r in rows(path, f"FROM top('{ICP}', n := 1)")] == [1]
    assert rows(path, "FROM top('nobody')") == []


def test_why_tells_evidence_whatever_the_order(tmp_path):
    _, path = published(tmp_path)
    ids = {r["name"]: r["listing_id"] for r in rows(path, "SELECT name, listing_id FROM listings")}
    for a, b in (("Brandt GmbH", "Brandt Gruppe"), ("Brandt Gruppe", "Brandt GmbH")):
        told = rows(path, f"FROM why('{ids[a]}', '{ids[b]}')")
        assert len(told) == 1 and told[0]["is_same"] and told[0]["log_odds"] == 6.5
    never_compared = rows(path, f"FROM why('{ids['Brandt GmbH']}', '{ids['南方机械']}')")
    assert never_compared[0]["is_same"] is False and never_compared[0]["reasons"] is None


def test_reasons_and_origin_explain_a_company(tmp_path):
    _, path = published(tmp_path)
    assert [r["position"] for r in rows(path, f"FROM reasons('{ICP}', '{A}')")] == [1, 2]
    origin = {r["field"]: r for r in rows(path, f"FROM origin('{A}')")}
    assert origin["phone"]["value"] == "030 1234" and origin["phone"]["publisher"] == "Example Verband"


def test_the_published_name_is_the_newest_snapshot(tmp_path):
    at, path = published(tmp_path)
    assert files(at) == ["prospects-run-1.duckdb", "prospects.duckdb"]
    with Work(at) as work:
        second = publish(work, "run/2 late", NIGHT)
    assert second.name == "prospects-run-2-late.duckdb"
    assert at.published.samefile(second) and not at.published.samefile(path)
    assert compare.difference(path, at.published) == []


def test_a_repeat_publishes_the_new_run_log(tmp_path):
    at, path = published(tmp_path)
    with Work(at) as work:
        work.log({"run_id": "run-2", "partition": NIGHT, "mode": "run", "stage": "load", "state": "ok"})
        publish(work, "run-2", NIGHT)
    assert rows(at.published, "SELECT run_id FROM runs LIMIT 1") == [{"run_id": "run-2"}]
    assert len(rows(at.published, "FROM runs")) == len(rows(path, "FROM runs")) + 1


def test_only_so_many_snapshots_are_kept(tmp_path):
    at, _ = published(tmp_path)
    with Work(at) as work:
        for n in range(2, 6):
            path = publish(work, f"run-{n}", NIGHT, keep=3)
            stamp = time.time_ns() + n * 1_000_000_000
            os.utime(path, ns=(stamp, stamp))
    assert files(at) == [*(f"prospects-run-{n}.duckdb" for n in (3, 4, 5)), "prospects.duckdb"]
    assert at.published.samefile(at.publish / "prospects-run-5.duckdb")


def test_a_file_system_without_hard_links_gets_a_copy(tmp_path, monkeypatch):
    at, _ = published(tmp_path)
    monkeypatch.setattr(os, "link", lambda *_: (_ for _ in ()).throw(OSError(95, "not supported")))
    with Work(at) as work:
        path = publish(work, "run-2", NIGHT)
    assert at.published.read_bytes() == path.read_bytes() and not at.published.samefile(path)
    assert files(at) == ["prospects-run-1.duckdb", "prospects-run-2.duckdb", "prospects.duckdb"]


def test_what_a_killed_run_left_is_removed(tmp_path):
    at, _ = published(tmp_path)
    for name in (".building-77.duckdb", ".building-77.duckdb.wal", ".swapping-77.duckdb"):
        (at.publish / name).write_bytes(b"half")
    with Work(at) as work:
        publish(work, "run-2", NIGHT)
    assert not [name for name in files(at) if name.startswith(".")]


def test_nothing_found_is_published_as_empty_tables(tmp_path):
    at = home(tmp_path)
    with Work(at) as work:
        publish(work, "run-1", NIGHT)
    assert rows(at.published, "FROM top('any')") == []
    assert {
        table: rows(at.published, f"SELECT count(*) AS n FROM {table}")[0]["n"] for table in PUBLISHED
    } == {table: 0 for table in PUBLISHED}


def test_a_broken_old_snapshot_is_replaced(tmp_path):
    at, _ = published(tmp_path)
    at.published.unlink()
    at.published.write_bytes(b"not a snapshot")
    with Work(at) as work:
        publish(work, "run-2", NIGHT)
    assert len(rows(at.published, "FROM companies")) == 3


def test_an_open_reader_neither_blocks_nor_is_blocked(tmp_path):
    at, _ = published(tmp_path)
    reader = duckdb.connect(str(at.published), read_only=True)
    try:
        with Work(at) as work:
            work.con.execute("UPDATE core_sources SET title = 'new title'")
            publish(work, "run-2", NIGHT)
        assert reader.execute("SELECT count(*) FROM sources WHERE title = 'new title'").fetchall() == [(0,)]
    finally:
        reader.close()
    assert len(rows(at.published, "FROM sources WHERE title = 'new title'")) == 2


def test_health_and_issues_are_those_of_the_night(tmp_path):
    at, _ = published(tmp_path)
    with Work(at) as work:
        publish(work, "run-2", NEXT, sources=[SOURCE])
    assert rows(at.published, "SELECT source, state FROM source_health") == [
        {"source": SOURCE, "state": "stale"}
    ]


def objects(*words):
    """Return a predicate as flows make it: true for rows with one of the words in name, email or phone."""

    def is_suppressed(table, frame):
        columns = [name for name in ("name", "email", "phone", "domain") if name in frame]
        return frame[columns].isin(words).any(axis=1)

    return is_suppressed


def test_a_suppressed_company_is_nowhere(tmp_path):
    at, _ = published(tmp_path)
    with Work(at) as work:
        publish(work, "run-2", NIGHT, is_suppressed=objects("Østergård A/S"))
    for table in PUBLISHED.values():
        if "company_id" in table.names:
            assert rows(at.published, f"FROM {table.name} WHERE company_id = '{B}'") == [], table.name
    assert "Østergård".encode() not in at.published.read_bytes()  # not even in blocks of deleted rows
    assert [r["company_id"] for r in rows(at.published, f"FROM top('{ICP}')")] == [A]


def test_a_suppressed_company_does_not_come_back_as_gone(tmp_path):
    at, _ = published(tmp_path)
    gone = {"kind": "gone_company", "icp": "", "company_id": "c0", "before": "Jonas Example KG"}
    with Work(at) as work:
        work.replace("changes", frame("changes", [gone]))
        publish(work, "run-2", NIGHT, is_suppressed=objects("Jonas Example KG"))
    assert rows(at.published, "FROM changes") == []


def test_a_suppressed_address_is_taken_from_its_company_with_its_claims(tmp_path):
    at, _ = published(tmp_path)

    def only_phone(table, frame):
        column = frame["phone"] if "phone" in frame and table != "listings" else pd.Series(index=frame.index)
        return column.eq("030 1234")

    with Work(at) as work:
        publish(work, "run-2", NIGHT, is_suppressed=only_phone)
    brandt = rows(at.published, f"SELECT display_name, phone, email FROM companies WHERE company_id = '{A}'")
    assert brandt == [{"display_name": "Brandt GmbH", "phone": None, "email": "info@brandt.example"}]
    assert rows(at.published, "FROM claims WHERE value = '030 1234'") == []
    assert rows(at.published, f"FROM golden WHERE company_id = '{A}' AND field = 'phone'") == []


def test_a_suppressed_listing_takes_its_values_along(tmp_path):
    at, _ = published(tmp_path)

    def the_fair_entry(table, frame):
        return (
            frame["name"].eq("Brandt Gruppe") if table == "listings" else pd.Series(False, index=frame.index)
        )

    with Work(at) as work:
        listing = work.con.execute(
            "SELECT listing_id FROM core_listings WHERE name = 'Brandt Gruppe'"
        ).fetchone()[0]
        publish(work, "run-2", NIGHT, is_suppressed=the_fair_entry)
    assert rows(at.published, f"FROM claims WHERE subject = 'listing:{listing}'") == []
    assert rows(at.published, "FROM matches") == []
    assert [r["company_id"] for r in rows(at.published, "FROM companies ORDER BY 1")] == [A, B, C]


def test_the_gate_refuses_what_suppression_missed(tmp_path):
    at, _ = published(tmp_path)
    asked = []
    before = at.published.read_bytes()

    def says_no_and_then_yes(table, frame):
        asked.append(table)
        late = asked.count("claims") > 1
        return pd.Series(late, index=frame.index)

    with Work(at) as work, pytest.raises(RunFailed, match="check suppressed_absent: a row is still there"):
        publish(work, "run-2", NIGHT, is_suppressed=says_no_and_then_yes)
    assert at.published.read_bytes() == before


PUBLISHER = """
import resource, sys
from datetime import date
from pathlib import Path
from config.errors import RunFailed
from config.home import Home
from warehouse.publish import publish
from warehouse.work import Work
with Work(Home(Path(sys.argv[1]))) as work:
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), resource.RLIM_INFINITY))
    try:
        publish(work, "run-2", date(2026, 11, 20))
    except RunFailed as error:
        print(error)
        sys.exit(1)
"""


@pytest.mark.parametrize("limit", [20_000, pytest.param(500_000, marks=pytest.mark.slow)])
def test_a_full_disk_is_told_in_a_sentence_and_leaves_yesterdays_snapshot(tmp_path, limit):
    """A limit on file sizes stands for the full disk: at the log, and in the middle of the tables."""
    at, _ = published(tmp_path)
    before = at.published.read_bytes()
    child = subprocess.run(
        [sys.executable, "-c", PUBLISHER, str(at.root), str(limit)], capture_output=True, text=True
    )
    assert child.returncode == 1, child.stderr
    assert re.search(r"/publish/\.building-\d+\.duckdb[.a-z]*: the file may not grow further", child.stdout)
    assert child.stdout.count("\n") == 1
    assert at.published.read_bytes() == before
    with Work(at) as work:  # the work file is sound and the next night publishes
        publish(work, "run-3", NIGHT)
    assert files(at) == ["prospects-run-1.duckdb", "prospects-run-3.duckdb", "prospects.duckdb"]


READER = """
import sys, time
from pathlib import Path
import duckdb
path, count, bad = Path(sys.argv[1]), 0, []
print("ready", flush=True)
while not Path(sys.argv[2]).exists():
    try:
        con = duckdb.connect(str(path), read_only=True)
        found = con.execute("SELECT count(*), (SELECT count(*) FROM golden) FROM companies").fetchall()
        if found != [(3, 10)]:
            bad.append(found)
        con.close()
        count += 1
        time.sleep(0.2)
    except Exception as error:
        bad.append(repr(error))
print(count, bad)
"""


@pytest.mark.slow
def test_publishes_under_three_readers_without_an_error(tmp_path):
    at, _ = published(tmp_path)
    done = tmp_path / "done"
    readers = [
        subprocess.Popen(
            [sys.executable, "-c", READER, str(at.published), str(done)], stdout=subprocess.PIPE, text=True
        )
        for _ in range(3)
    ]
    for reader in readers:
        assert reader.stdout.readline() == "ready\n"
    with Work(at) as work:
        for n in range(10):
            publish(work, f"run-{n:02}", NIGHT, keep=3)
    done.touch()
    for reader in readers:
        count, bad = reader.communicate()[0].split(" ", 1)
        assert int(count) > 0 and bad == "[]\n"


KILLED = """
import sys
from datetime import date
from pathlib import Path
from config.home import Home
from warehouse.publish import publish
from warehouse.work import Work
with Work(Home(Path(sys.argv[1]))) as work:
    print("ready", flush=True)
    n = 0
    while True:
        n += 1
        publish(work, f"killed-{n % 4}", date(2026, 11, 20), keep=2)
"""


def kill_while_publishing(tmp_path, delays):
    at, first = published(tmp_path)
    wanted = compare.content(first)
    for delay in delays:
        child = subprocess.Popen([sys.executable, "-c", KILLED, str(at.root)], stdout=subprocess.PIPE)
        assert child.stdout.readline() == b"ready\n"
        time.sleep(delay)
        child.kill()
        child.communicate()
        for path in at.publish.glob("prospects*.duckdb"):
            assert compare.content(path) == wanted
        with Work(at) as work:
            publish(work, "after", NIGHT)
        assert not [name for name in files(at) if name.startswith(".")]


def test_a_kill_while_publishing_leaves_a_whole_snapshot(tmp_path):
    kill_while_publishing(tmp_path, [0.25])


@pytest.mark.slow
def test_five_kills_while_publishing(tmp_path):
    kill_while_publishing(tmp_path, [0.05 + 0.12 * n for n in range(5)])


def test_fewer_companies_than_before_are_a_warning(tmp_path):
    at, _ = published(tmp_path)
    with Work(at) as work:
        for name, rest in {
            n: work.frame(n)
            for n in ("companies", "listings", "claims", "golden", "prospects", "score_reasons")
        }.items():
            work.replace(name, rest[rest["company_id"] == A])
        publish(work, "run-2", NIGHT + timedelta(days=1))
    issue = rows(at.published, "SELECT level, message FROM issues")[0]
    assert issue["level"] == "warning" and "companies_now 1, companies_before 3" in issue["message"]


def test_the_folder_may_be_moved(tmp_path):
    at, _ = published(tmp_path)
    shutil.move(at.publish, tmp_path / "it's elsewhere")
    moved = tmp_path / "it's elsewhere" / "prospects.duckdb"
    assert len(rows(moved, f"FROM top('{ICP}')")) == 2
    assert FAIR in {r["source"] for r in rows(moved, "FROM sources")}

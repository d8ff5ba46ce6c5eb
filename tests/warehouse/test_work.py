import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from config.errors import UserError
from config.home import Home
from config.records import Issue
from config.tables import PUBLISHED
from tests.warehouse.night import frame, load_night
from tests.warehouse.staged import FETCHED, NEXT, NIGHT, SOURCE, home, listing, stage
from warehouse.frames import stage_table
from warehouse.schema import KEPT_TABLES, STAGE_TABLES
from warehouse.work import Work


def companies(**values):
    row = {"company_id": "c1", "display_name": "Brandt", "first_seen_on": NIGHT} | values
    return frame("companies", [row])


def test_a_frame_comes_back_as_it_went_in(tmp_path):
    at = home(tmp_path)
    with Work(at) as work:
        # as stages make them: whole numbers with gaps are floats in pandas
        given = pd.concat([companies(founded_year=1954), companies(company_id="c0", display_name=None)])
        assert work.replace("core_companies", given) == 2
        back = work.frame("companies")
    assert back["company_id"].tolist() == ["c0", "c1"]  # sorted by key
    assert back["founded_year"].tolist()[1] == 1954 and np.isnan(back["founded_year"].iloc[0])
    assert back["first_seen_on"].tolist() == [NIGHT, NIGHT]
    assert pd.isna(back["display_name"].iloc[0])


def test_replacing_leaves_nothing_of_the_night_before(tmp_path):
    with Work(home(tmp_path)) as work:
        work.replace("companies", companies())
        work.replace("companies", companies(company_id="c2"))
        assert work.frame("companies")["company_id"].tolist() == ["c2"]


def test_columns_beside_the_tables_own_are_left_out(tmp_path):
    with Work(home(tmp_path)) as work:
        work.replace("companies", companies().assign(helper=1))
        assert "helper" not in work.frame("companies")


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (companies().drop(columns="city"), "companies: the frame lacks column 'city'"),
        (companies().assign(founded_year="old"), "companies: .*founded_year"),
        (companies().assign(founded_year=1954.5), "companies: .*founded_year"),
    ],
)
def test_a_frame_that_does_not_fit_is_a_bug_and_changes_nothing(tmp_path, given, message):
    with Work(home(tmp_path)) as work:
        work.replace("companies", companies())
        with pytest.raises(ValueError, match=message):
            work.replace_all({"golden": frame("golden", []), "companies": given})
        assert len(work.frame("companies")) == 1


def test_an_unknown_table_is_a_bug():
    with pytest.raises(ValueError, match="no stage table is called 'core_firms'"):
        stage_table("core_firms")


def test_marts_are_told_apart_from_core_tables():
    assert stage_table("prospects") == "mart_prospects"
    assert stage_table("core_companies") == stage_table("companies") == "core_companies"


def test_listings_know_the_kind_of_their_source(tmp_path):
    at = home(tmp_path)
    load_night(at)
    with Work(at) as work:
        assert set(work.current_listings(NIGHT)["source_kind"]) == {"association"}


def test_a_stage_is_logged_once_a_run(tmp_path):
    row = {"run_id": "r1", "partition": NIGHT, "mode": "run", "stage": "resolve", "state": "failed"}
    with Work(home(tmp_path)) as work:
        work.log(row | {"started_at": FETCHED})
        work.log(row | {"state": "ok", "started_at": FETCHED, "rows_out": 7})
        work.log(row | {"run_id": "r0", "started_at": FETCHED})
        assert work.runs("r1")[["run_id", "state"]].values.tolist() == [["r1", "ok"], ["r0", "failed"]]
        with pytest.raises(ValueError, match="no column 'stages'"):
            work.log(row | {"stages": 1})


def test_issues_of_a_stage_stand_beside_those_of_extraction(tmp_path):
    at = home(tmp_path)
    staged = {"issue_id": "i1", "source": SOURCE, "level": "warning", "kind": "skipped", "message": "odd"}
    found = Issue(source=SOURCE, level="warning", kind="page_failed", message="500", url="https://x.example")
    with Work(at) as work:
        assert work.add_issues("crawl", [found, found], NIGHT) == 1
        work.load_partition(stage(at, [listing("A")], issues=[staged]), "r1", "1")
        assert sorted(work.issues(NIGHT)["kind"]) == ["page_failed", "skipped"]
        work.add_issues("crawl", [], NIGHT)
        assert work.issues(NIGHT)["kind"].tolist() == ["skipped"]
        assert work.issues(NEXT)["kind"].tolist() == ["skipped"]  # not run on NEXT: still to look at


HOLDER = """
import sys
from pathlib import Path
from config.home import Home
from warehouse.work import Work
with Work(Home(Path(sys.argv[1]))):
    print("open", flush=True)
    sys.stdin.read()
"""


def test_a_second_process_is_told_who_writes(tmp_path):
    at = home(tmp_path)
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(at.root)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    try:
        assert holder.stdout.readline() == b"open\n"
        with pytest.raises(UserError, match=rf"work\.duckdb: process {holder.pid} has it open"):
            Work(at)
    finally:
        holder.communicate()
    with Work(at) as work:
        assert work.frame("companies").empty


def test_what_is_no_work_file_is_named(tmp_path):
    at = home(tmp_path)
    at.work.write_bytes(b"this is a text, not a database at all" * 400)
    with pytest.raises(UserError, match=r"work\.duckdb: it is not a database that this program wrote"):
        Work(at)


def test_a_home_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(UserError, match=r"file/work\.duckdb: a part of the path is a file"):
        Work(Home(tmp_path / "file"))


def test_a_file_of_an_older_version_gains_what_is_new(tmp_path):
    at = home(tmp_path)
    with Work(at) as work:
        work.load_partition(stage(at, [listing("A", phone="1")]), "r1", "1")
    con = duckdb.connect(str(at.work))
    con.execute("ALTER TABLE raw_listings DROP COLUMN booth")
    con.execute("ALTER TABLE core_companies DROP COLUMN city")
    con.execute("DROP TABLE core_groups")
    con.close()
    with Work(at) as work:
        assert work.current_listings(NIGHT)[["phone", "booth"]].fillna("").values.tolist() == [["1", ""]]
        assert "city" in work.frame("companies") and work.frame("groups").empty
        work.load_partition(stage(at, [listing("A", booth="B2")], partition=NEXT), "r2", "1")
        assert work.current_listings(NEXT)["booth"].tolist() == ["B2"]


def test_tables_and_the_state_that_they_belong_to_change_together(tmp_path):
    with Work(home(tmp_path)) as work:
        assert work.resolved() is None
        work.replace_all({"companies": companies()}, resolved="1-abc")
        with pytest.raises(ValueError, match="lacks column"):
            work.replace_all({"companies": companies(), "listings": companies()}, resolved="2-abc")
        work.replace("companies", companies())
        assert work.resolved() == "1-abc"
        work.replace_all({}, resolved="")
        assert work.resolved() == ""


def test_every_published_table_has_its_place():
    assert {name.split("_", 1)[1] for name in (*STAGE_TABLES, *KEPT_TABLES)} >= set(PUBLISHED)


def test_the_file_does_not_grow_with_every_night(tmp_path):
    """Replacing whole tables reuses the space of the rows that went."""
    at = home(tmp_path)
    many = frame("companies", [{"company_id": f"c{n}", "city": f"town {n}"} for n in range(3_000)])
    with Work(at) as work:
        sizes = []
        for _ in range(8):
            work.replace("companies", many)
            work.con.execute("CHECKPOINT")
            sizes.append(at.work.stat().st_size)
    assert sizes[-1] <= 2 * sizes[1]


def test_a_frame_of_many_pieces_needs_no_more_memory(tmp_path):
    """Each of 3,000 pieces once took its own buffers, and together all the memory there was."""
    one = pa.Table.from_pandas(companies(), schema=PUBLISHED["companies"].arrow, preserve_index=False)
    with Work(home(tmp_path)) as work:
        assert work.replace("companies", pa.concat_tables([one] * 3_000)) == 3_000


def test_threads_of_one_process_take_turns(tmp_path):
    at = home(tmp_path)
    names = [f"de_list_{n}" for n in range(6)]
    folders = [stage(at, [listing(f"{s} {n}", s) for n in range(50)], source=s) for s in names]

    def load(folder):
        with Work(at) as work:
            return work.load_partition(folder, "r1", "1").listings

    with ThreadPoolExecutor(6) as pool:
        assert list(pool.map(load, folders)) == [50] * 6
    with Work(at) as work:
        assert len(work.current_listings(NIGHT)) == 300
        assert sorted(work.current_partitions(NIGHT)) == names

import json
import os
import random
import signal
import subprocess
import sys
import time
from datetime import timedelta

import pytest

from config.errors import RunFailed
from tests.warehouse.staged import FETCHED, NEXT, NIGHT, SOURCE, home, listing, stage
from warehouse import load
from warehouse.load import fingerprint
from warehouse.work import Work

BEFORE = NIGHT - timedelta(days=1)


def issue(name, message="odd"):
    return {"issue_id": name, "source": SOURCE, "level": "warning", "kind": "skipped", "message": message}


def claim(name, value="12"):
    return {
        "claim_id": name,
        "subject": "website:brandt.example",
        "source": SOURCE,
        "field": "employees_count",
        "value": value,
        "state": "available",
        "confidence": 0.9,
        "url": "https://brandt.example/about",
        "retrieved_at": FETCHED,
        "page_sha256": "cd" * 32,
        "method": "regex",
    }


def mention(name, title):
    return {
        "mention_id": name,
        "source": SOURCE,
        "title": title,
        "url": "https://news.example/feed",
        "page_sha256": "ef" * 32,
        "retrieved_at": FETCHED,
    }


def names(work, on):
    return sorted(work.current_listings(on)["name"])


def test_a_partition_comes_in_whole(tmp_path):
    at = home(tmp_path)
    folder = stage(
        at,
        [listing("A"), listing("B")],
        claims=[claim("k1")],
        mentions=[mention("m1", "A moves")],
        issues=[issue("i1")],
    )
    with Work(at) as work:
        counts = work.load_partition(folder, "run-1", "1")
        assert (counts.listings, counts.claims, counts.mentions, counts.issues) == (2, 1, 1, 1)
        assert names(work, NIGHT) == ["A", "B"]
        assert work.current_claims(NIGHT)["value"].tolist() == ["12"]
        assert work.current_mentions(NIGHT)["title"].tolist() == ["A moves"]
        assert work.issues(NIGHT)["issue_id"].tolist() == ["i1"]
        logged = work.runs("run-1")
        assert logged[["stage", "rows_in", "rows_out"]].values.tolist() == [[f"load {SOURCE}", 3, 4]]


def test_the_same_content_again_changes_nothing(tmp_path):
    at = home(tmp_path)
    folder = stage(at, [listing("A")])
    with Work(at) as work:
        first = work.load_partition(folder, "run-1", "1")
        stage(at, [listing("A")])
        again = work.load_partition(folder, "run-2", "1")
        assert not first.is_unchanged and again.is_unchanged
        assert again.listings == 1
        assert work.runs("run-2")["run_id"].tolist() == ["run-1"]


@pytest.mark.parametrize("change", ["rows", "version", "health"])
def test_a_change_of_rows_version_or_health_loads_anew(tmp_path, change):
    at = home(tmp_path)
    folder = stage(at, [listing("A")])
    with Work(at) as work:
        work.load_partition(folder, "run-1", "1")
        if change == "rows":
            stage(at, [listing("B")])
        elif change == "health":
            stage(at, [listing("A")], cause="slow tonight")
        counts = work.load_partition(folder, "run-2", "2" if change == "version" else "1")
        assert not counts.is_unchanged
        assert names(work, NIGHT) == (["B"] if change == "rows" else ["A"])
        assert len(work.health(NIGHT)) == 1


@pytest.mark.parametrize("state", ["drifted", "broken"])
def test_a_source_that_we_no_longer_understand_keeps_its_last_good_night(tmp_path, state):
    at = home(tmp_path)
    with Work(at) as work:
        work.load_partition(stage(at, [listing("A")]), "run-1", "1")
        counts = work.load_partition(
            stage(at, [listing("cookie banner")], partition=NEXT, state=state, cause="No record found."),
            "run-2",
            "1",
        )
        assert not counts.is_loaded and counts.listings == 0
        assert names(work, NEXT) == ["A"]
        health = work.health(NEXT).iloc[0]
        assert health["state"] == state and health["listings"] == 1
        assert health["cause"] == (
            "No record found. The rows of this night are not used; those of 2026-11-20 stay current."
        )


def test_without_a_good_night_the_cause_says_so(tmp_path):
    at = home(tmp_path)
    with Work(at) as work:
        work.load_partition(stage(at, [listing("A")], state="drifted"), "run-1", "1")
        assert work.current_listings(NIGHT).empty
        assert "there is no earlier night to show" in work.health(NIGHT)["cause"].iloc[0]


def test_a_repaired_partition_takes_its_place(tmp_path):
    at = home(tmp_path)
    with Work(at) as work:
        work.load_partition(stage(at, [listing("A")]), "run-1", "1")
        work.load_partition(stage(at, [], partition=NEXT, state="drifted"), "run-2", "1")
        work.load_partition(stage(at, [listing("B")], partition=NEXT), "run-3", "2")
        assert names(work, NEXT) == ["B"]
        assert work.health(NEXT)["state"].tolist() == ["ok"]


@pytest.mark.parametrize(("state", "expected"), [("gone", ["A"]), ("blocked", ["A"]), ("empty", [])])
def test_only_a_source_that_says_so_is_empty(tmp_path, state, expected):
    at = home(tmp_path)
    with Work(at) as work:
        work.load_partition(stage(at, [listing("A")]), "run-1", "1")
        work.load_partition(stage(at, [], partition=NEXT, state=state), "run-2", "1")
        assert names(work, NEXT) == expected


def test_a_host_that_died_half_way_counts_only_until_a_whole_list_is_there(tmp_path):
    at = home(tmp_path)
    with Work(at) as work:
        work.load_partition(stage(at, [listing("A")], partition=NEXT, state="gone"), "run-1", "1")
        assert names(work, NEXT) == ["A"]
        work.load_partition(stage(at, [listing("A"), listing("B")]), "run-2", "1")
        assert names(work, NEXT) == ["A", "B"]


def test_a_backfill_does_not_displace_a_newer_night(tmp_path):
    at = home(tmp_path)
    with Work(at) as work:
        work.load_partition(stage(at, [listing("A"), listing("B")]), "run-1", "1")
        work.load_partition(stage(at, [listing("A"), listing("Z")], partition=BEFORE), "run-2", "1")
        now = work.current_listings(NIGHT).set_index("name")
        assert sorted(now.index) == ["A", "B"]
        assert now.loc["A", ["first_seen_on", "last_seen_on"]].tolist() == [BEFORE, NIGHT]
        assert now.loc["B", "first_seen_on"] == NIGHT
        then = work.current_listings(BEFORE).set_index("name")
        assert sorted(then.index) == ["A", "Z"]
        assert then.loc["A", "last_seen_on"] == BEFORE


def test_a_source_that_was_not_run_is_stale(tmp_path):
    at = home(tmp_path)
    with Work(at) as work:
        work.load_partition(stage(at, [listing("A")]), "run-1", "1")
        health = work.health(NEXT).iloc[0]
        assert health["state"] == "stale"
        assert (
            health["cause"] == "Not run on 2026-11-21, last on 2026-11-20; those of 2026-11-20 stay current."
        )
        assert names(work, NEXT) == ["A"]


def test_a_source_that_left_the_catalogue_is_not_current(tmp_path):
    at = home(tmp_path)
    with Work(at) as work:
        work.load_partition(stage(at, [listing("A")]), "run-1", "1")
        work.load_partition(
            stage(at, [listing("B", "fr_old_list")], source="fr_old_list"),
            "run-1",
            "1",
        )
        assert work.current_listings(NIGHT, [SOURCE])["name"].tolist() == ["A"]
        assert work.current_partitions(NIGHT, [SOURCE]) == {SOURCE: NIGHT}
        assert work.health(NIGHT, [SOURCE])["source"].tolist() == [SOURCE]


def test_an_entry_printed_twice_is_kept_once_as_first_printed(tmp_path):
    at = home(tmp_path)
    folder = stage(at, [listing("A", phone="1"), listing("B"), listing("A", phone="2")])
    with Work(at) as work:
        counts = work.load_partition(folder, "run-1", "1")
        assert (counts.listings, counts.repeated) == (2, 1)
        rows = work.current_listings(NIGHT).set_index("name")
        assert rows.loc["A", "phone"] == "1"


def test_a_news_item_outlives_its_feed(tmp_path):
    at = home(tmp_path)
    with Work(at) as work:
        work.load_partition(stage(at, [], mentions=[mention("m1", "A moves")]), "run-1", "1")
        work.load_partition(stage(at, [], partition=NEXT, mentions=[mention("m2", "B builds")]), "run-2", "1")
        assert work.current_mentions(NEXT)["title"].tolist() == ["A moves", "B builds"]
        assert work.current_mentions(NIGHT)["title"].tolist() == ["A moves"]


def test_a_missing_file_is_named_and_nothing_is_loaded(tmp_path):
    at = home(tmp_path)
    folder = stage(at, [listing("A")])
    (folder / "claims.parquet").unlink()
    with Work(at) as work:
        with pytest.raises(RunFailed, match=r"claims\.parquet: the file is missing; extract"):
            work.load_partition(folder, "run-1", "1")
        assert work.current_listings(NIGHT).empty


def test_a_damaged_file_is_named_and_yesterdays_rows_stay(tmp_path):
    at = home(tmp_path)
    folder = stage(at, [listing("A")], claims=[claim("k1")])
    with Work(at) as work:
        work.load_partition(folder, "run-1", "1")
        stage(at, [listing("B")])
        (folder / "claims.parquet").write_bytes(b"PAR1 and then nothing")
        with pytest.raises(RunFailed, match=r"claims\.parquet: cannot be read as staged rows"):
            work.load_partition(folder, "run-2", "1")
        assert names(work, NIGHT) == ["A"]
        assert len(work.current_claims(NIGHT)) == 1


@pytest.mark.parametrize("health", ["[]", "{", '{"partition": "tonight"}', '{"partition": "2026-11-20"}'])
def test_a_broken_health_is_named(tmp_path, health):
    at = home(tmp_path)
    folder = stage(at, [listing("A")])
    (folder / "health.json").write_text(health)
    with Work(at) as work, pytest.raises(RunFailed, match=r"health\.json: not the health of a partition"):
        work.load_partition(folder, "run-1", "1")


def test_a_fault_in_the_middle_leaves_everything_as_it_was(tmp_path, monkeypatch):
    at = home(tmp_path)
    folder = stage(at, [listing("A")], issues=[issue("i1")])
    with Work(at) as work:
        work.load_partition(folder, "run-1", "1")
        stage(at, [listing("B")], issues=[issue("i2")], cause="new")
        monkeypatch.setattr(load, "_counts", lambda *_: 1 / 0)  # after all rows, before the commit
        with pytest.raises(ZeroDivisionError):
            work.load_partition(folder, "run-2", "1")
        monkeypatch.undo()
        assert names(work, NIGHT) == ["A"]
        assert work.issues(NIGHT)["issue_id"].tolist() == ["i1"]
        assert work.health(NIGHT)["cause"].isna().all()
        assert not work.load_partition(folder, "run-3", "1").is_unchanged
        assert names(work, NIGHT) == ["B"]


def test_the_spec_version_is_a_part_of_the_content(tmp_path):
    folder = stage(home(tmp_path), [listing("A")])
    assert fingerprint(folder, "1") != fingerprint(folder, "2")
    health = json.loads((folder / "health.json").read_text())
    (folder / "health.json").write_text(json.dumps(health))
    assert fingerprint(folder, "1") == fingerprint(folder, "1")


LOADER = """
import sys
from pathlib import Path
from config.home import Home
from warehouse.work import Work
work = Work(Home(Path(sys.argv[1])))
print("ready", flush=True)
while True:
    for folder in sys.argv[2:]:
        work.load_partition(Path(folder), "run", "1")
"""
SIZES = {"few": 3_000, "many": 30_000}


def kill_while_loading(tmp_path, times):
    """Load two versions of one partition in turn and kill -9; what is found is one version, whole."""
    at = home(tmp_path)
    folders = {}
    for version, size in SIZES.items():
        folder = stage(at, [listing(f"{version} {n}") for n in range(size)])
        folders[version] = folder.rename(tmp_path / version)
    contents = {fingerprint(folder, "1"): version for version, folder in folders.items()}
    chance, found = random.Random(7), []
    for _ in range(times):
        child = subprocess.Popen(
            [sys.executable, "-c", LOADER, str(at.root), *map(str, folders.values())], stdout=subprocess.PIPE
        )
        assert child.stdout.readline() == b"ready\n"
        time.sleep(0.15 + chance.random() / 2)
        os.kill(child.pid, signal.SIGKILL)
        child.wait()
        child.stdout.close()
        with Work(at) as work:
            loads = work.con.execute("SELECT content_sha256 FROM log_loads").fetchall()
            assert len(loads) <= 1
            rows = sorted(work.current_listings(NIGHT)["name"])
            if loads:
                version = contents[loads[0][0]]
                assert rows == sorted(f"{version} {n}" for n in range(SIZES[version]))
                assert len(work.health(NIGHT)) == 1
                found.append(version)
            else:
                assert rows == [] and work.health(NIGHT).empty
    return found


def test_a_kill_in_the_middle_of_a_load_leaves_one_whole_version(tmp_path):
    kill_while_loading(tmp_path, 1)


@pytest.mark.slow
def test_five_kills_in_the_middle_of_a_load(tmp_path):
    assert set(kill_while_loading(tmp_path, 5)) <= set(SIZES)

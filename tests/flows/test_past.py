"""Backfill: past nights again, in order, without ever showing analysts an older world."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path

import pytest

from config.errors import UserError
from flows.past import Backfill
from tests.flows.homes import ROWS, prospects
from warehouse.compare import difference


@pytest.fixture(scope="module")
def two_nights(good_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home a night later, when the CRM has one company more."""
    home = Path(shutil.copytree(good_home, tmp_path_factory.mktemp("two") / "home"))
    (home / "sources" / "customers.csv").write_text(
        ROWS + "5,Neumann Pumpen GmbH,Am Wehr 1,50667,Köln,DE,,,prospect\n", encoding="utf-8"
    )
    assert prospects("run", "--inline", "--home", home, "--date", "2026-11-18").code == 0
    return home


def current(home: Path) -> Path:
    return (home / "publish" / "prospects.duckdb").resolve()


def copied(home: Path, target: Path) -> tuple[Path, Path]:
    """A copy of a home and of its snapshot, to compare with later."""
    copy = Path(shutil.copytree(home, target / "home"))
    before = Path(shutil.copyfile(current(copy), target / "before.duckdb"))
    return copy, before


def test_a_replay_changes_nothing_and_passes_over_nights_without_pages(
    two_nights: Path, tmp_path: Path
) -> None:
    home, before = copied(two_nights, tmp_path)
    (home / "sources" / "customers.csv").unlink()  # a replay asks nobody, not even the file
    replay = ("backfill", "--inline", "--json", "--home", home, "--from", "2026-11-10", "--to")
    ran = prospects(*replay, "2026-11-18")
    assert ran.code == 0, ran.err
    assert [each["partition"] for each in json.loads(ran.out)] == ["2026-11-17", "2026-11-18"]
    assert difference(before, current(home)) == []
    none = prospects(*replay, "2026-11-12")
    assert none.code == 2 and "no page of these nights is archived" in none.sentence


def test_an_older_night_is_loaded_but_not_shown(two_nights: Path, tmp_path: Path) -> None:
    home, before = copied(two_nights, tmp_path)
    day = ("--from", "2026-11-17", "--to", "2026-11-17")
    ran = prospects("backfill", *day, "--mode", "replay", "--inline", "--json", "--home", home)
    nights = [(each["partition"], each["mode"], bool(each["snapshot"])) for each in json.loads(ran.out)]
    assert nights == [("2026-11-17", "replay", False), ("2026-11-18", "rescore", True)]
    assert difference(before, current(home)) == []


def test_a_run_of_an_older_night_says_that_it_is_not_shown(two_nights: Path, tmp_path: Path) -> None:
    home, before = copied(two_nights, tmp_path)
    ran = prospects("run", "--inline", "--home", home, "--date", "2026-11-16")
    assert ran.code == 0 and "2026-11-16 was not published" in ran.sentence and "2026-11-18" in ran.sentence
    assert difference(before, current(home)) == []


def test_a_lost_work_file_is_rebuilt_from_the_archive(two_nights: Path, tmp_path: Path) -> None:
    home, before = copied(two_nights, tmp_path)
    (home / "work.duckdb").unlink()
    shutil.rmtree(home / "staging")
    assert (
        prospects("backfill", "--from", "2026-11-17", "--to", "2026-11-18", "--inline", "--home", home).code
        == 0
    )
    assert difference(before, current(home)) == []


def test_a_dry_run_says_what_would_be_done_and_does_nothing(two_nights: Path, tmp_path: Path) -> None:
    home, _ = copied(two_nights, tmp_path)
    snapshots = sorted((home / "publish").iterdir())
    range_ = ("--from", "2026-11-16", "--to", "2026-11-18")
    ran = prospects("backfill", *range_, "--dry-run", "--json", "--home", home)
    rows = {row["night"]: row for row in json.loads(ran.out)}
    assert rows["2026-11-16"]["does"].startswith("nothing")
    assert rows["2026-11-17"]["archived_pages"] == 1 and rows["2026-11-18"]["is_staged"] is True
    assert sorted((home / "publish").iterdir()) == snapshots


@pytest.mark.parametrize(
    ("first", "last", "says"),
    [
        ("2026-11-02", "2026-11-01", "swap"),
        ("2026-11-01", "2026-12-01", "future"),
        ("2020-01-01", "2026-11-01", "366"),
    ],
)
def test_ranges_that_make_no_sense(first: str, last: str, says: str) -> None:
    with pytest.raises(UserError, match=says):
        Backfill(date.fromisoformat(first), date.fromisoformat(last)).check(date(2026, 11, 20))

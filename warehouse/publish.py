"""Publish: build a snapshot beside the others, let the quality gate look at it, swap it in at one stroke.

Readers never see a half-written file: the published path is a name that `os.replace` moves from one
complete file to the next, and a reader that has the old one open keeps it.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path

import duckdb
import pyarrow as pa

from config.home import Home
from config.tables import PUBLISHED
from warehouse.checks import as_issues, require, run_checks
from warehouse.disk import sync, telling
from warehouse.past_nights import canaries as canaries_until
from warehouse.snapshot import STORAGE, copy_stage_tables, create_tables, describe, insert_rows
from warehouse.withhold import IsSuppressed, left_over, withhold
from warehouse.work import Work

_BUILDING = ".building-"
_SWAPPING = ".swapping-"
ORIGIN = "checks"
"""Origin of the issues that the gate writes to the log."""


def publish(
    work: Work,
    run_id: str,
    partition: date,
    *,
    keep: int = 7,
    sources: Collection[str] | None = None,
    is_suppressed: IsSuppressed | None = None,
) -> Path:
    """Publish what the stages left in ``work`` and return ``publish/prospects-<run>.duckdb``.

    Args:
        run_id: id of the run; its rows come first in the table runs.
        partition: scheduled date; source health and issues are those of that night.
        keep: snapshots to keep, the published one included.
        sources: names of the catalogue; health and issues of others are left out.
        is_suppressed: see `warehouse.withhold`; without one nothing is withheld.

    Raises:
        RunFailed: a check of level error failed, or the disk refused; the old snapshot stays published.
    """
    home = work.home
    remove_stale(home)
    built = home.publish / f"{_BUILDING}{os.getpid()}.duckdb"
    try:
        with telling(built), work.writing() as con:
            home.publish.mkdir(parents=True, exist_ok=True)
            _build(work, con, built, run_id, partition, sources, is_suppressed)
            sync(built)
    except BaseException:
        remove_stale(home)
        raise
    return swap_in(home, built, run_id, keep)


def swap_in(home: Home, built: Path, run_id: str, keep: int) -> Path:
    """Give a complete file its name, let ``publish/prospects.duckdb`` point to it, delete the oldest.

    Raises:
        RunFailed: the disk refused; the old snapshot stays published.
    """
    target = home.publish / f"prospects-{_safe(run_id)}.duckdb"
    swap = home.publish / f"{_SWAPPING}{os.getpid()}.duckdb"
    with telling(target):
        os.replace(built, target)
        try:
            os.link(target, swap)
        except OSError:  # a file system without hard links
            shutil.copyfile(target, swap)
            sync(swap)
        os.replace(swap, home.published)
        sync(home.publish)
        others = [path for path in home.publish.glob("prospects-*.duckdb") if path != target]
        others.sort(key=lambda path: (path.stat().st_mtime_ns, path.name), reverse=True)
        for old in others[max(keep, 1) - 1 :]:
            old.unlink(missing_ok=True)
    return target


def remove_stale(home: Home) -> None:
    """Delete what a killed run left half-written in ``publish/``; the home's lock says nobody else writes."""
    with telling(home.publish):
        for mark in (_BUILDING, _SWAPPING):
            for path in home.publish.glob(f"{mark}*"):
                path.unlink(missing_ok=True)


def _build(
    work: Work,
    con: duckdb.DuckDBPyConnection,
    built: Path,
    run_id: str,
    partition: date,
    sources: Collection[str] | None,
    is_suppressed: IsSuppressed | None,
) -> None:
    con.register("yesterday_rows", _published_rows(con, work.home.published))
    con.execute("CREATE OR REPLACE TEMP TABLE yesterday AS FROM yesterday_rows")
    con.unregister("yesterday_rows")
    con.execute("CREATE OR REPLACE TEMP TABLE suppressed_rows (table_name VARCHAR, key VARCHAR)")
    con.execute(f"ATTACH '{_quoted(built)}' AS snapshot (STORAGE_VERSION '{STORAGE}')")
    with _attached(con):
        health, canaries = work.health(partition, sources), canaries_until(work, partition)
        con.execute("BEGIN")  # one commit, for each costs a wait for the disk
        create_tables(con)
        copy_stage_tables(con)
        insert_rows(con, "source_health", health)
        insert_rows(con, "canaries", canaries)
        con.execute("COMMIT")
        if is_suppressed:
            with _inside(con):
                hit = withhold(con, is_suppressed)
            if hit:
                _rewrite(con, built)
            with _inside(con):
                for row in left_over(con, is_suppressed):
                    con.execute("INSERT INTO temp.suppressed_rows VALUES (?, ?)", row)
        with _inside(con):
            findings = run_checks(con)
        work.add_issues(ORIGIN, as_issues(findings), partition)
        require(findings)
        issues, runs = work.issues(partition, sources), work.runs(run_id)
        con.execute("BEGIN")
        insert_rows(con, "issues", issues)
        insert_rows(con, "runs", runs, sort=False)
        with _inside(con):
            describe(con)
        con.execute("COMMIT")
        con.execute("CHECKPOINT snapshot")


def _rewrite(con: duckdb.DuckDBPyConnection, built: Path) -> None:
    """Copy what is left into a new file: deleted rows would stay readable in the blocks of the old one."""
    draft = built.with_suffix(".draft")
    con.execute("DETACH snapshot")
    os.replace(built, draft)
    con.execute(f"ATTACH '{_quoted(draft)}' AS draft (READ_ONLY)")
    try:
        con.execute(f"ATTACH '{_quoted(built)}' AS snapshot (STORAGE_VERSION '{STORAGE}')")
        con.execute("BEGIN")
        create_tables(con)
        for name in PUBLISHED:
            con.execute(f"INSERT INTO snapshot.main.{name} FROM draft.main.{name}").fetchall()
        con.execute("COMMIT")
    finally:
        con.execute("DETACH draft")
    draft.unlink()


@contextmanager
def _attached(con: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Detach ``snapshot`` whatever happens: while it is attached its log file stays beside it."""
    try:
        yield
    except BaseException:
        with suppress(duckdb.Error):
            con.execute("ROLLBACK")
        with suppress(duckdb.Error):
            con.execute("DETACH snapshot")
        raise
    con.execute("DETACH snapshot")


@contextmanager
def _inside(con: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Make ``snapshot`` the database in use, so that checks and macros name tables as analysts do."""
    name = con.execute("SELECT current_database()").fetchall()[0][0]
    con.execute("USE snapshot")
    try:
        yield
    finally:
        con.execute(f'USE "{name}"')


def _published_rows(con: duckdb.DuckDBPyConnection, path: Path) -> pa.Table:
    """Return table_name, row_count of the snapshot that is published; empty where there is none to read."""
    counts: dict[str, int] = {}
    if path.exists():
        with suppress(duckdb.Error):
            con.execute(f"ATTACH '{_quoted(path)}' AS published (READ_ONLY)")
            try:
                for name in PUBLISHED:
                    rows = con.execute(f"SELECT count(*) FROM published.main.{name}").fetchall()
                    counts[name] = int(rows[0][0])
            finally:
                con.execute("DETACH published")
    return pa.table(
        {
            "table_name": pa.array(list(counts), pa.string()),
            "row_count": pa.array(list(counts.values()), pa.int64()),
        }
    )


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")


def _safe(run_id: str) -> str:
    """Return the run's id as a part of a file name."""
    return re.sub(r"[^A-Za-z0-9._-]+", "-", run_id).strip(".-") or "run"

"""Load one staged partition: delete, insert and its log rows in one transaction."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb

from config.errors import RunFailed
from config.tables import (
    ISSUES,
    MENTIONS,
    SEARCH_RESULTS,
    SOURCE_HEALTH,
    STAGED_CLAIMS,
    STAGED_LISTINGS,
    Table,
)
from warehouse.disk import telling
from warehouse.work_file import all_or_nothing

FILES = (
    "listings.parquet",
    "mentions.parquet",
    "claims.parquet",
    "results.parquet",
    "issues.parquet",
    "health.json",
)
KEPT_OUT = frozenset({"drifted", "broken"})
"""States whose rows must not displace yesterday's: we do not understand the source any more."""
NEEDS_ROWS = frozenset({"blocked", "gone"})
"""States that say nothing about the companies: without a single row yesterday's stay current."""

_ROWS: tuple[tuple[str, Table], ...] = (
    ("raw_listings", STAGED_LISTINGS),
    ("raw_mentions", MENTIONS),
    ("raw_claims", STAGED_CLAIMS),
    ("raw_results", SEARCH_RESULTS),
)


@dataclass(frozen=True, kw_only=True)
class LoadCounts:
    """What one load did. ``repeated`` counts rows whose id the same partition had already."""

    source: str
    partition: date
    state: str
    listings: int = 0
    mentions: int = 0
    claims: int = 0
    issues: int = 0
    repeated: int = 0
    is_loaded: bool = True
    is_unchanged: bool = False


def load_partition(
    con: duckdb.DuckDBPyConnection, folder: Path, run_id: str, spec_version: str, mode: str
) -> LoadCounts:
    """Replace the rows of the partition in ``folder`` by what its files hold.

    The same content (bytes of all files and ``spec_version``) again changes nothing. A drifted or broken
    partition is logged, its rows are not loaded and those of an earlier night stay current.

    Raises:
        RunFailed: a file is missing or damaged, in one sentence that names it.
    """
    started_at = datetime.now(UTC)
    content = fingerprint(folder, spec_version)
    health = read_health(folder / "health.json")
    source, partition, state = str(health["source"]), health["partition"], str(health["state"])
    key = {"source": source, "partition": partition}
    known = con.execute(
        "SELECT content_sha256, is_loaded FROM log_loads WHERE source = $source AND partition = $partition",
        key,
    ).fetchone()
    if known and known[0] == content:
        return LoadCounts(
            source=source,
            partition=partition,
            state=state,
            is_loaded=bool(known[1]),
            is_unchanged=True,
            **_counts(con, key),
        )
    with all_or_nothing(con):
        is_loaded, repeated = _replace_rows(con, folder, key, state)
        con.execute(
            "DELETE FROM log_source_health WHERE source = $source AND partition = $partition",
            key,
        )
        con.execute(
            f"INSERT INTO log_source_health VALUES ({', '.join('?' * len(SOURCE_HEALTH.names))})",
            [health.get(name) for name in SOURCE_HEALTH.names],
        )
        con.execute("DELETE FROM log_loads WHERE source = $source AND partition = $partition", key)
        con.execute(
            "INSERT INTO log_loads VALUES (?, ?, ?, ?, ?, ?, ?)",
            [source, partition, content, spec_version, state, is_loaded, run_id],
        )
        counts = _counts(con, key)
        stage = f"load {source}"
        con.execute("DELETE FROM log_runs WHERE run_id = ? AND stage = ?", [run_id, stage])
        con.execute(
            "INSERT INTO log_runs VALUES (?, ?, ?, ?, 'ok', ?, ?, ?, ?, ?)",
            [
                run_id,
                partition,
                mode,
                stage,
                health.get("pages"),
                counts["listings"] + counts["mentions"] + counts["claims"],
                started_at,
                datetime.now(UTC),
                None if is_loaded else f"state is {state}: its rows were not loaded",
            ],
        )
    return LoadCounts(
        source=source, partition=partition, state=state, is_loaded=is_loaded, repeated=repeated, **counts
    )


def fingerprint(folder: Path, spec_version: str) -> str:
    """Return the SHA-256 over names and bytes of the partition's files and over the spec's version."""
    digest = hashlib.sha256(spec_version.encode())
    for name in FILES:
        path = folder / name
        if not path.is_file():
            raise RunFailed(f"{path}: the file is missing; extract the partition again.")
        with telling(path), path.open("rb") as handle:
            digest.update(name.encode() + hashlib.file_digest(handle, "sha256").digest())
    return digest.hexdigest()


def read_health(path: Path) -> dict[str, Any]:
    """Return the columns of source_health that staging wrote, ``partition`` as a date.

    Raises:
        RunFailed: not the object that staging writes.
    """
    with telling(path):
        text = path.read_text(encoding="utf-8")
    try:
        health = json.loads(text)
        health["partition"] = date.fromisoformat(health["partition"])
        missing = {"source", "state"} - set(health)
        if missing:
            raise KeyError(sorted(missing)[0])
    except (ValueError, TypeError, KeyError) as error:
        raise RunFailed(f"{path}: not the health of a partition ({error}); extract it again.") from None
    return dict(health)


def _replace_rows(
    con: duckdb.DuckDBPyConnection, folder: Path, key: dict[str, object], state: str
) -> tuple[bool, int]:
    """Delete and insert; return whether rows were let in and how many repeated an id of the partition."""
    offered = {name: _rows(con, folder / f"{table.name}.parquet") for name, table in _ROWS}
    total = sum(offered.values())
    is_loaded = state not in KEPT_OUT and (total > 0 or state not in NEEDS_ROWS)
    kept = 0
    for name, table in _ROWS:
        con.execute(f"DELETE FROM {name} WHERE source = $source AND partition = $partition", key)
        if is_loaded and offered[name]:
            kept += _insert(con, name, table, folder / f"{table.name}.parquet", key)
    con.execute(
        "DELETE FROM log_issues WHERE source = $source AND partition = $partition AND origin = 'staging'",
        key,
    )
    issues = folder / "issues.parquet"
    if _rows(con, issues):
        columns = ", ".join(f'"{name}"' for name in ISSUES.names if name not in key)
        with _reading(issues):
            con.execute(
                f"INSERT INTO log_issues BY NAME SELECT {columns}, $source AS source,"
                f" $partition::DATE AS partition, 'staging' AS origin FROM read_parquet($path)"
                " QUALIFY row_number() OVER (PARTITION BY issue_id ORDER BY file_row_number) = 1",
                {**key, "path": str(issues)},
            ).fetchall()
    return is_loaded, (total - kept if is_loaded else 0)


def _insert(
    con: duckdb.DuckDBPyConnection, name: str, table: Table, path: Path, key: dict[str, object]
) -> int:
    """Insert a file's rows, the first of each id; return how many."""
    columns = ", ".join(f'"{column}"' for column in table.names if column != "source")
    with _reading(path):
        return int(
            con.execute(
                f"INSERT INTO {name} BY NAME SELECT {columns}, $source AS source,"
                f" $partition::DATE AS partition FROM read_parquet($path)"
                f" QUALIFY row_number() OVER (PARTITION BY {table.key[0]} ORDER BY file_row_number) = 1",
                {**key, "path": str(path)},
            ).fetchall()[0][0]
        )


def _rows(con: duckdb.DuckDBPyConnection, path: Path) -> int:
    with _reading(path):
        return int(con.execute("SELECT count(*) FROM read_parquet(?)", [str(path)]).fetchall()[0][0])


def _counts(con: duckdb.DuckDBPyConnection, key: dict[str, object]) -> dict[str, Any]:
    where = "WHERE source = $source AND partition = $partition"
    return {
        name: int(con.execute(f"SELECT count(*) FROM {table} {where}", key).fetchall()[0][0])
        for name, table in (
            ("listings", "raw_listings"),
            ("mentions", "raw_mentions"),
            ("claims", "raw_claims"),
            ("issues", "log_issues"),
        )
    }


class _reading:
    """Name the Parquet file in the sentence when it is damaged or lacks a column."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, duckdb.InvalidInputException | duckdb.BinderException | duckdb.IOException):
            first = str(error).splitlines()[0]
            raise RunFailed(
                f"{self.path}: cannot be read as staged rows ({first}); extract the partition again."
            ) from error

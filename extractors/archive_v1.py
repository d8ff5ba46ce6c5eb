"""Bring an archive of the first schema up to date: addresses spelled once, versions apart from fetches."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

_TABLES = ("partitions", "frontier", "fetches", "bodies", "hosts")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def migrate(db: sqlite3.Connection, create: Callable[[], None]) -> None:
    """Move the rows of the first schema into the tables that ``create`` makes; the caller commits."""
    db.create_function("day", 1, lambda iso: int(iso.replace("-", "")), deterministic=True)
    db.create_function("moment", 1, _microseconds, deterministic=True)
    db.create_function("raw_sha", 1, bytes.fromhex, deterministic=True)
    for index in ("frontier_todo", "fetches_url"):
        db.execute(f"DROP INDEX IF EXISTS {index}")
    for table in _TABLES:
        db.execute(f"ALTER TABLE {table} RENAME TO old_{table}")
    create()
    db.execute(
        "INSERT INTO urls (key, url) SELECT url_key(url), url FROM ("
        " SELECT url FROM old_frontier UNION SELECT chain FROM old_frontier"
        " UNION SELECT parent_url FROM old_frontier UNION SELECT url FROM old_fetches) WHERE url IS NOT NULL"
    )
    db.execute("CREATE TEMP TABLE numbers (url TEXT PRIMARY KEY, id INTEGER) WITHOUT ROWID")
    db.execute("INSERT INTO numbers SELECT url, id FROM urls")
    db.execute(
        "INSERT INTO partitions SELECT day(partition), spec, recrawl,"
        " CASE since WHEN '' THEN 0 ELSE moment(since) END FROM old_partitions"
    )
    db.execute(
        "INSERT INTO frontier (id, partition, url, subject, role, depth, hop, chain, parent, lastmod, state,"
        " transient, kind, message, fetch, signature)"
        " SELECT f.id, day(partition), u.id, subject, role, depth, hop, nullif(c.id, u.id), p.id, context,"
        " state, transient, kind, message, fetch, signature FROM old_frontier f JOIN numbers u USING (url)"
        " LEFT JOIN numbers c ON c.url = f.chain LEFT JOIN numbers p ON p.url = f.parent_url ORDER BY f.id"
    )
    db.execute(
        "INSERT INTO bodies (sha256, zstd) SELECT raw_sha(sha256), zstd FROM old_bodies ORDER BY rowid"
    )
    db.execute(
        "INSERT INTO versions (id, url, final_url, status, headers, body)"
        " SELECT f.id, u.id, nullif(f.final_url, f.url), f.status, f.headers, b.id"
        " FROM old_fetches f JOIN numbers u USING (url) JOIN bodies b ON b.sha256 = raw_sha(f.sha256)"
    )
    db.execute(
        "INSERT INTO fetches (id, url, partition, fetched_at, status, version)"
        " SELECT f.id, u.id, day(partition), moment(fetched_at), f.status, f.id"
        " FROM old_fetches f JOIN numbers u USING (url)"
    )
    db.execute("INSERT INTO hosts SELECT * FROM old_hosts")
    db.execute("DROP TABLE temp.numbers")
    for table in _TABLES:
        db.execute(f"DROP TABLE old_{table}")


def _microseconds(iso: str) -> int:
    return (datetime.fromisoformat(iso) - _EPOCH) // timedelta(microseconds=1)

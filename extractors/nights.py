"""Nights gone by, packed: a replay needs what each wanted and got, but not as rows that are searched.

The frontier rows of an older night become a few blobs, column by column, numbers as differences, zstd: one to
three bytes an address instead of seventy. To be read they are laid out in a temporary table; to be crawled
again they become frontier rows as they were.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from typing import Any

import zstandard

KEPT = 2
"""How many of the newest nights stay as they are: those that somebody may still run again."""
_COLUMNS = (
    *("id", "url", "fetch", "subject", "role", "depth", "hop", "chain", "parent", "lastmod", "state"),
    *("transient", "kind", "message", "signature"),
)
_NUMBERS = 3
"""The first columns hold numbers that mostly grow by one from row to row."""
_ROWS = 5000


def pack_older(db: sqlite3.Connection, but: int) -> None:
    """Pack every night except the newest and the one that is being crawled; inside a `write` block."""
    older = "SELECT partition FROM partitions ORDER BY partition DESC LIMIT -1 OFFSET ?"
    for (day,) in db.execute(older, (KEPT,)).fetchall():
        if day != but and not is_packed(db, day):
            _pack(db, day)


def _pack(db: sqlite3.Connection, day: int) -> None:
    rows = db.execute(f"SELECT {', '.join(_COLUMNS)} FROM frontier WHERE partition = ? ORDER BY id", (day,))
    compress, part = zstandard.ZstdCompressor(level=9).compress, 0
    while chunk := rows.fetchmany(_ROWS):
        columns: list[Sequence[Any]] = list(zip(*chunk, strict=True))
        columns[:_NUMBERS] = [_differences(column) for column in columns[:_NUMBERS]]
        data = compress(json.dumps(columns, separators=(",", ":"), ensure_ascii=False).encode())
        db.execute("INSERT INTO nights VALUES (?, ?, ?)", (day, part, data))
        part += 1
    db.execute("DELETE FROM frontier WHERE partition = ?", (day,))


def is_packed(db: sqlite3.Connection, day: int) -> bool:
    """Return whether a night's rows are no longer in the frontier."""
    return db.execute("SELECT 1 FROM nights WHERE partition = ? LIMIT 1", (day,)).fetchone() is not None


def unpack(db: sqlite3.Connection, day: int) -> None:
    """Make a packed night's rows frontier rows again; call it inside a `write` block.

    They get new numbers, in their order: a later night may have been given those that became free.
    """
    _insert(db, "frontier", day, numbered_anew=True)
    db.execute("DELETE FROM nights WHERE partition = ?", (day,))


def laid_out(db: sqlite3.Connection, day: int) -> str:
    """Return the name of a temporary table of this connection that has the rows of a packed night."""
    table = f"night_{day}"
    if not db.execute("SELECT 1 FROM temp.sqlite_master WHERE name = ?", (table,)).fetchone():
        db.execute(f"CREATE TEMP TABLE {table} AS SELECT * FROM frontier WHERE 0")
        _insert(db, f"temp.{table}", day)
    return f"temp.{table}"


def _insert(db: sqlite3.Connection, table: str, day: int, *, numbered_anew: bool = False) -> None:
    kept = int(numbered_anew)
    marks = ", ".join("?" * (len(_COLUMNS) + 1 - kept))
    insert = f"INSERT INTO {table} (partition, {', '.join(_COLUMNS[kept:])}) VALUES ({marks})"
    for data in db.execute("SELECT data FROM nights WHERE partition = ? ORDER BY part", (day,)).fetchall():
        columns = json.loads(zstandard.ZstdDecompressor().decompress(data[0]))
        columns[:_NUMBERS] = [_sums(column) for column in columns[:_NUMBERS]]
        db.executemany(insert, ((day, *row[kept:]) for row in zip(*columns, strict=True)))


def _differences(numbers: Sequence[int | None]) -> list[int | None]:
    last, made = 0, []
    for number in numbers:
        made.append(None if number is None else number - last)
        last = last if number is None else number
    return made


def _sums(differences: Sequence[int | None]) -> Iterator[int | None]:
    last = 0
    for difference in differences:
        last += difference or 0
        yield None if difference is None else last

"""The SQLite file behind an archive: its schema, how it is opened, brought up to date and written to.

What was written by an older schema is migrated in one transaction when the file is opened: a process that is
killed on the way leaves the file as it was.
"""

from __future__ import annotations

import hashlib
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from pathlib import Path

import orjson

from config.errors import RunFailed, UserError
from extractors.archive_v1 import migrate
from extractors.links import natural_order

VERSION = 3
_SCHEMA = """
CREATE TABLE urls (id INTEGER PRIMARY KEY, key INTEGER NOT NULL, url TEXT NOT NULL);
CREATE INDEX urls_key ON urls (key);
CREATE TABLE partitions (
    partition INTEGER PRIMARY KEY, spec TEXT NOT NULL, recrawl INTEGER NOT NULL, since INTEGER NOT NULL
);
CREATE TABLE frontier (
    id INTEGER PRIMARY KEY, partition INTEGER NOT NULL, url INTEGER NOT NULL, subject TEXT NOT NULL,
    role TEXT NOT NULL, depth INTEGER NOT NULL, hop INTEGER NOT NULL, chain INTEGER, parent INTEGER,
    lastmod TEXT, state TEXT NOT NULL, transient INTEGER NOT NULL DEFAULT 0, kind TEXT, message TEXT,
    fetch INTEGER, signature TEXT
);
CREATE UNIQUE INDEX frontier_page ON frontier (partition, url, subject);
CREATE INDEX frontier_open ON frontier (partition, state, id) WHERE state <> 'done';
CREATE INDEX frontier_issues ON frontier (partition) WHERE kind IS NOT NULL;
CREATE INDEX frontier_shown ON frontier (partition, chain, signature) WHERE signature IS NOT NULL;
CREATE TABLE fetches (
    id INTEGER PRIMARY KEY, url INTEGER NOT NULL, partition INTEGER NOT NULL, fetched_at INTEGER NOT NULL,
    status INTEGER NOT NULL, version INTEGER NOT NULL, arrived BLOB
);
CREATE INDEX fetches_url ON fetches (url, partition);
CREATE TABLE versions (
    id INTEGER PRIMARY KEY, url INTEGER NOT NULL, final_url TEXT, status INTEGER NOT NULL,
    headers TEXT NOT NULL, body INTEGER NOT NULL, validators TEXT
);
CREATE TABLE bodies (
    id INTEGER PRIMARY KEY, sha256 BLOB NOT NULL UNIQUE, dictionary INTEGER, zstd BLOB NOT NULL
);
CREATE TABLE nights (
    partition INTEGER NOT NULL, part INTEGER NOT NULL, data BLOB NOT NULL, PRIMARY KEY (partition, part)
);
CREATE TABLE dictionaries (id INTEGER PRIMARY KEY, data BLOB NOT NULL);
CREATE TABLE hosts (
    origin TEXT, what TEXT, fetched_at REAL NOT NULL, value TEXT NOT NULL, PRIMARY KEY (origin, what)
) WITHOUT ROWID;
"""
"""``urls`` spells each address once. ``frontier``: what a night wanted, in order of arrival; ``chain`` NULL
is the address itself; ``nights``: those rows of older nights, packed. ``fetches``: what was asked and when;
``version`` is what a replay reads, ``arrived`` the SHA-256 of what came where that differs. ``versions``:
what a page said; ``validators`` where they are not those of its headers. Partitions are numbers such as
20261121, times microseconds since 1970."""
_NIGHTS = next(each for each in _SCHEMA.split(";") if "TABLE nights" in each)
"""What the third schema added to the second."""
_GROUP_S, _GROUP_WRITES = 0.03, 64
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class ArchiveFile:
    """One connection. ``grouping`` lets several `write` blocks share a transaction until `flush`.

    Raises:
        UserError: the file cannot be opened, is no archive, or was made by a newer version of the program.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.grouping = False
        self._writes, self._began = 0, 0.0
        self.on_undo: list[Callable[[], None]] = []
        """Called after a rollback: whoever remembers what was written must forget it."""
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self.db = sqlite3.connect(path, timeout=30, isolation_level=None, cached_statements=256)
            self.db.executescript(
                "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -8000;"
            )
            self.db.create_function("natural_order", 1, natural_order, deterministic=True)
            self.db.create_function("url_key", 1, url_key, deterministic=True)
            found = self._prepare()
        except (OSError, sqlite3.Error) as error:
            raise UserError(
                f"{path}: the archive cannot be opened ({error}); make its folder writable or move it away."
            ) from None
        if found > VERSION:
            self.db.close()
            raise UserError(
                f"{path}: the archive was made by a newer version of prospects; update prospects."
            )

    def _prepare(self) -> int:
        """Create or migrate the schema where that is due; return the version that the file had."""
        db = self.db
        found = int(db.execute("PRAGMA user_version").fetchone()[0])
        if found >= VERSION:
            return found
        db.execute("BEGIN IMMEDIATE")  # another process may have done it while we waited
        try:
            found = int(db.execute("PRAGMA user_version").fetchone()[0])
            if found < VERSION:
                tables = {row[0] for row in db.execute("SELECT name FROM sqlite_master")}
                if found == 2:
                    db.execute(_NIGHTS)
                elif "frontier" in tables:
                    migrate(db, self._create)
                else:
                    self._create()
                db.execute(f"PRAGMA user_version = {VERSION}")
            db.execute("COMMIT")
        except BaseException:
            if db.in_transaction:
                db.execute("ROLLBACK")
            raise
        return found

    def _create(self) -> None:
        for statement in _SCHEMA.split(";"):
            if statement.strip():
                self.db.execute(statement)

    def close(self) -> None:
        """Commit what is grouped and close the file."""
        try:
            if self.grouping:
                self.flush()
        finally:
            self.db.close()

    @property
    def is_held(self) -> bool:
        """True while writes wait for their commit."""
        return self.db.in_transaction

    @contextmanager
    def write(self, *, at_once: bool = False) -> Iterator[sqlite3.Connection]:
        """A transaction, or a part of the open one, which ``at_once`` ends. An exception undoes all of it.

        Raises:
            RunFailed: a write did not go through, as on a full disk; what was committed before stays.
        """
        try:
            if not self.db.in_transaction:
                self.db.execute("BEGIN IMMEDIATE")
                self._writes, self._began = 0, time.monotonic()
            yield self.db
            self._writes += 1
            is_due = self._writes >= _GROUP_WRITES or time.monotonic() - self._began > _GROUP_S
            if at_once or not self.grouping or is_due:
                self.db.execute("COMMIT")
        except BaseException as error:
            self._undo(error)
            raise

    def flush(self) -> None:
        """Commit the writes that wait.

        Raises:
            RunFailed: they did not go through; none of them is there.
        """
        if self.db.in_transaction:
            try:
                self.db.execute("COMMIT")
            except sqlite3.Error as error:
                self._undo(error)

    def _undo(self, error: BaseException) -> None:
        if self.db.in_transaction:
            self.db.execute("ROLLBACK")
            for forget in self.on_undo:
                forget()
        if isinstance(error, sqlite3.Error):
            raise RunFailed(
                f"{self.path}: the archive cannot be written ({error}); "
                "free space or make it writable, then run again."
            ) from error


def url_id(db: sqlite3.Connection, url: str) -> int | None:
    """Return the number of an address that the archive knows."""
    row = db.execute("SELECT id FROM urls WHERE key = ? AND url = ?", (url_key(url), url)).fetchone()
    return row[0] if row else None


def make_url_id(db: sqlite3.Connection, url: str) -> int:
    """Return the number of an address, which gets one where it has none."""
    known = url_id(db, url)
    if known is not None:
        return known
    made = db.execute("INSERT INTO urls (key, url) VALUES (?, ?)", (url_key(url), url)).lastrowid
    assert made is not None
    return made


def make_url_ids(db: sqlite3.Connection, urls: Iterable[str]) -> dict[str, int]:
    """Return the numbers of many addresses as `make_url_id` would, with one question to the file."""
    keys = {url: url_key(url) for url in urls}
    rows = db.execute(
        "SELECT url, id FROM urls WHERE key IN (SELECT value FROM json_each(?))",
        (orjson.dumps(list(keys.values())).decode(),),
    )
    numbers = {url: number for url, number in rows if url in keys}
    newest = db.execute("SELECT coalesce(max(id), 0) FROM urls").fetchone()[0]
    made = {url: newest + n for n, url in enumerate((url for url in keys if url not in numbers), 1)}
    db.executemany(
        "INSERT INTO urls (id, key, url) VALUES (?, ?, ?)",
        [(number, keys[url], url) for url, number in made.items()],
    )
    return numbers | made


def url_key(url: str) -> int:
    """Return a 64-bit hash, so that the index of addresses is a tenth of them; equal ones are compared."""
    return int.from_bytes(
        hashlib.blake2b(url.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big", signed=True
    )


@lru_cache(maxsize=16)
def day_number(day: date) -> int:
    """Return 20261121 for 2026-11-21: as sortable as a date, half as long."""
    return day.year * 10_000 + day.month * 100 + day.day


def day_of(number: int) -> date:
    """Undo `day_number`."""
    return date(number // 10_000, number // 100 % 100, number % 100)


def microseconds(moment: datetime) -> int:
    """Return whole microseconds since 1970, without a rounding error."""
    return (moment - _EPOCH) // _MICROSECOND


def moment_of(value: int) -> datetime:
    """Undo `microseconds`; the time is in UTC."""
    return _EPOCH + timedelta(microseconds=value)

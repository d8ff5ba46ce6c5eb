"""The SQLite file behind the ledger: opened once a process, read in frames, written in short transactions."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from config.errors import UserError
from warehouse.disk import telling

if TYPE_CHECKING:
    import pandas as pd  # imported where a frame is made: extraction asks only whether there are any rules

VERSION = 3
BUSY_S = 30.0
"""How long a writer waits for another one; a write takes milliseconds, a stuck disk takes longer."""

_SCHEMA = Path(__file__).with_name("ledger.sql")


class LedgerFile:
    """The file, opened for one process; several processes may have it open and write in turn.

    In a home that this user may only read it is read; what would write says so.

    Raises:
        UserError: the file cannot be opened, is no ledger, or was written by a newer version.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        with telling(path, UserError):
            path.parent.mkdir(parents=True, exist_ok=True)
            name = f"{path.absolute().as_uri()}{'?mode=ro&immutable=1' * _is_read_only(path)}"
            self.con = sqlite3.connect(
                name, timeout=BUSY_S, isolation_level=None, check_same_thread=False, uri=True
            )
            try:
                self._prepare()
            except BaseException:
                self.con.close()
                raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file. Calling it twice is harmless."""
        self.con.close()

    def select(self, sql: str, columns: list[str], values: tuple[str, ...] = ()) -> pd.DataFrame:
        """Return the rows of a query under these names."""
        import pandas as pd

        with telling(self.path):
            return pd.DataFrame(self.con.execute(sql, values).fetchall(), columns=columns)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """One transaction that takes the write lock first: a reader that turns writer could not wait."""
        with telling(self.path):
            self.con.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self.con.execute("ROLLBACK")
                raise
            self.con.execute("COMMIT")

    def _prepare(self) -> None:
        version = self.con.execute("PRAGMA user_version").fetchone()[0]
        if version > VERSION:
            raise UserError(
                f"{self.path}: the ledger was written by a newer version ({version}); update prospects."
            )
        self.con.execute("PRAGMA synchronous = FULL")
        self.con.execute("PRAGMA secure_delete = ON")  # what is erased is overwritten, not only unlinked
        if version == VERSION or (version and _is_read_only(self.path)):
            return
        _write_ahead(self.con)
        self.con.executescript(_SCHEMA.read_text(encoding="utf-8"))


def _is_read_only(path: Path) -> bool:
    """Whether the ledger lies where nothing can be written; SQLite needs a file beside it even to read."""
    return path.exists() and not os.access(path.parent, os.W_OK)


def _write_ahead(con: sqlite3.Connection) -> None:
    """Switch to WAL. SQLite does not wait for the lock that this needs, so two first openers retry."""
    for _ in range(100):
        try:
            con.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error):
                raise
            time.sleep(0.05)
    con.execute("PRAGMA journal_mode = WAL")

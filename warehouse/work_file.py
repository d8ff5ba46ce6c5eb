"""The work file behind its one door: one writer at a time, errors of the disk in one sentence."""

from __future__ import annotations

import os
import threading
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from datetime import date
from types import TracebackType
from typing import Self

import duckdb
import pandas as pd
import pyarrow as pa

from config.errors import UserError
from config.home import Home
from warehouse.disk import sync, telling
from warehouse.schema import prepare

MEMORY_LIMIT = "200MB"
_WRITING = threading.RLock()
"""Sources are loaded by several threads of one process; the file still has one writer at a time."""


@contextmanager
def all_or_nothing(con: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """One transaction: all that is done in it is kept, or nothing."""
    con.execute("BEGIN")
    try:
        yield
        con.execute("COMMIT")
    except BaseException:
        with suppress(duckdb.Error):  # a full disk has ended the transaction already
            con.execute("ROLLBACK")
        raise


class WorkFile:
    """`work.duckdb`, opened for writing. Frames come and go with the columns of `config.tables`.

    Texts are ``str`` or NaN, DATE columns hold `datetime.date` or None, ``*_at`` are aware UTC.

    Raises:
        UserError: the file cannot be opened or made (read-only home, full disk, held by another process).
    """

    def __init__(self, home: Home) -> None:
        self.home = home
        self.path = home.work
        with _WRITING, telling(self.path, UserError):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self.con = self._opened()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file. Calling it twice is harmless."""
        with _WRITING, telling(self.path):
            self.con.close()

    def rewrite(self) -> None:
        """Copy all rows into a new file: deleted ones would stay readable in the blocks of the old one.

        This must be the only one of the process that has the file open.
        """
        draft = self.path.with_suffix(".draft")
        quoted = str(draft).replace("'", "''")
        with self.writing() as con:
            draft.unlink(missing_ok=True)  # of a killed run
            name = con.execute("SELECT current_database()").fetchall()[0][0]
            con.execute(f"ATTACH '{quoted}' AS draft")
            try:
                con.execute(f'COPY FROM DATABASE "{name}" TO draft')
            except BaseException:
                con.execute("DETACH draft")
                draft.unlink(missing_ok=True)
                raise
            con.execute("DETACH draft")
            con.close()
            os.replace(draft, self.path)
            sync(self.path.parent)
            self.con = self._opened()

    def _opened(self) -> duckdb.DuckDBPyConnection:
        con = duckdb.connect(str(self.path), config={"memory_limit": MEMORY_LIMIT, "threads": "2"})
        try:
            con.execute("SET TimeZone = 'UTC'")
            prepare(con)
        except BaseException:
            con.close()
            raise
        return con

    @contextmanager
    def writing(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """Lend the connection while no other thread of this process uses it."""
        with _WRITING, telling(self.path):
            yield self.con

    @contextmanager
    def transaction(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """Lend the connection within a transaction: all of it is kept, or nothing."""
        with self.writing() as con, all_or_nothing(con):
            yield con

    def select(
        self, sql: str, on: date | None = None, sources: Collection[str] | None = None, **more: object
    ) -> pd.DataFrame:
        """Run a query as `fetch` does and return its frame."""
        frame: pd.DataFrame = self.fetch(sql, on, sources, **more).to_pandas()
        return frame

    def fetch(
        self, sql: str, on: date | None = None, sources: Collection[str] | None = None, **more: object
    ) -> pa.Table:
        """Run a query and drain it; ``$on`` and ``$sources`` are filled in where the query has them."""
        values: dict[str, object] = {"on": on, "sources": None if sources is None else sorted(sources)}
        wanted = {name: value for name, value in values.items() if f"${name}" in sql} | more
        with self.writing() as con:
            return con.sql(sql, params=wanted).to_arrow_table()

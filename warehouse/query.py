"""Read the published snapshot and nothing else: no write, no other file, no extension."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import duckdb
import pandas as pd

from config.errors import UserError
from warehouse.disk import telling

MEMORY_LIMIT = "512MB"
_HINT = re.compile(r"(?:Candidate bindings|Did you mean)[: ]+(.+)")


def connect_readonly(path: Path) -> duckdb.DuckDBPyConnection:
    """Open a snapshot for reading, times in UTC. SQL on it can reach no other file.

    Raises:
        UserError: there is no such file, or it is not a snapshot.
    """
    if not path.is_file():
        raise UserError(f"{path}: nothing is published yet; 'prospects run' or 'prospects demo' makes it.")
    with telling(path, UserError):
        con = duckdb.connect(
            str(path),
            read_only=True,
            config={"enable_external_access": "false", "threads": "2", "memory_limit": MEMORY_LIMIT},
        )
        con.execute("SET TimeZone = 'UTC'")
    return con


def run_query(path: Path, sql: str, values: Mapping[str, object] | None = None) -> pd.DataFrame:
    """Return the rows that ``sql`` gives; every column is of dtype object, NULL is None, numbers stay whole.

    Args:
        path: a snapshot.
        sql: one or several statements; the rows of the last are returned.
        values: parameters, named ``$name`` in the SQL.

    Raises:
        UserError: no snapshot, or SQL that cannot be run, in one sentence with the likely cure.
    """
    if not sql.strip():
        raise UserError("SQL is empty; ask something such as 'SHOW TABLES' or 'FROM prospects LIMIT 5'.")
    con = connect_readonly(path)
    try:
        with telling(path, UserError):
            con.execute(sql, dict(values) if values else None)
            names = _distinct([str(column[0]) for column in con.description or []])
            rows = con.fetchall() if names else []
    except duckdb.Error as error:
        raise UserError(sql_sentence(error)) from None
    finally:
        con.close()
    return pd.DataFrame(rows, columns=names, dtype=object)


def _distinct(names: list[str]) -> list[str]:
    """Number repeated names as DuckDB does: of ``a JOIN b`` each keeps its values, name and name_1."""
    given: list[str] = []
    for name in names:
        free, number = name, 0
        while free in given:
            number += 1
            free = f"{name}_{number}"
        given.append(free)
    return given


def sql_sentence(error: duckdb.Error) -> str:
    """Return DuckDB's report of several lines as one sentence with its line number and hint."""
    text = str(error)
    first = text.splitlines()[0] if text else "the statement failed"
    first = re.sub(r"^(?:[A-Z]\w+ ){1,2}Error: ", "", first).rstrip(" .!")
    if "read-only" in first:
        return "The snapshot is read-only, so SQL may only read; put your own tables into a file of your own."
    if "disabled by configuration" in text:
        return "The query may read the snapshot alone; to use other files, open it in your own DuckDB."
    hint = _HINT.search(text)
    near = f"; near are {hint.group(1).strip().rstrip('?.')}" if hint else ""
    line = re.search(r"^LINE (\d+):", text, re.MULTILINE)
    where = f" in line {line.group(1)}" if line and line.group(1) != "1" else ""
    said = f"{first[0].lower() + first[1:]}{where}{near}"
    return f"SQL: {said}; 'SHOW TABLES' and 'DESCRIBE prospects' tell the names."

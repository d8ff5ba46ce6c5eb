"""Do two snapshots say the same? All tables but the run log are compared, without run ids and times."""

from __future__ import annotations

from pathlib import Path

import duckdb

from config.tables import PUBLISHED, Table
from warehouse.query import connect_readonly

COMPARED = tuple(table for name, table in PUBLISHED.items() if name != "runs")
SHOWN = 3
"""Rows of each table that `difference` names."""


def content(path: Path) -> dict[str, str]:
    """Return a digest of each compared table: equal exactly where the rows are, whatever their order.

    Raises:
        UserError: ``path`` is no snapshot.
    """
    con = connect_readonly(path)
    try:
        return {table.name: _digest(con, table) for table in COMPARED}
    finally:
        con.close()


def difference(a: Path, b: Path) -> list[str]:
    """Return a sentence for each table in which both snapshots differ, with the first keys; [] if none does.

    Raises:
        UserError: one of them is no snapshot.
    """
    left, right = content(a), content(b)
    found = []
    for table in COMPARED:
        if left[table.name] != right[table.name]:
            rows_a, rows_b = _rows(a, table), _rows(b, table)
            only_a = [key for key in rows_a if rows_a[key] != rows_b.get(key)]
            only_b = [key for key in rows_b if rows_a.get(key) != rows_b[key]]
            first = ", ".join(" ".join(map(str, key)) for key in sorted({*only_a, *only_b}, key=str)[:SHOWN])
            found.append(
                f"{table.name}: {len(only_a)} rows of {a.name} and {len(only_b)} rows of {b.name}"
                f" are not in the other (by {', '.join(table.key)}: {first})"
            )
    return found


def _digest(con: duckdb.DuckDBPyConnection, table: Table) -> str:
    """Sum the hashes of all rows: the order does not matter, a row that is there twice does."""
    rows, low, high = con.execute(
        f"SELECT count(*), sum(md5_number_lower(line)), sum(md5_number_upper(line))"
        f" FROM (SELECT to_json({_row(table)})::VARCHAR AS line FROM {table.name})"
    ).fetchall()[0]
    return f"{rows}-{int(low or 0):x}-{int(high or 0):x}"


def _rows(path: Path, table: Table) -> dict[tuple[object, ...], list[str]]:
    """Return every row as text under its key; a list, for a broken table may have a key twice."""
    con = connect_readonly(path)
    try:
        rows = con.execute(
            f"SELECT to_json({_row(table)})::VARCHAR AS line, {', '.join(table.key)}"
            f" FROM {table.name} ORDER BY line"
        ).fetchall()
    finally:
        con.close()
    found: dict[tuple[object, ...], list[str]] = {}
    for line, *key in rows:
        found.setdefault(tuple(key), []).append(line)
    return found


def _row(table: Table) -> str:
    columns = [name for name in table.names if name != "run_id" and not name.endswith("_at")]
    return "{" + ", ".join(f"'{name}': \"{name}\"" for name in columns) + "}"

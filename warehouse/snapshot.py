"""Build a snapshot: the published tables, their COMMENTs and macros, in a format that older clients read."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pandas as pd
import pyarrow as pa

from config.tables import PUBLISHED, Table
from warehouse.schema import STAGE_TABLES, table_ddl

STORAGE = "v1.4.0"
"""DuckDB's storage version; its own newest format cannot be read by 1.x, which analysts still have."""
_MACROS = Path(__file__).with_name("macros.sql")


def create_tables(con: duckdb.DuckDBPyConnection) -> None:
    """Create every published table in the attached database ``snapshot``, empty."""
    con.execute("; ".join(table_ddl(f"snapshot.main.{t.name}", t.columns) for t in PUBLISHED.values()))


def copy_stage_tables(con: duckdb.DuckDBPyConnection) -> None:
    """Fill the tables that stages wrote, sorted by key so that the same content gives the same file."""
    for work_name, table in STAGE_TABLES.items():
        _insert(con, table, f"main.{work_name}")


def insert_rows(con: duckdb.DuckDBPyConnection, name: str, rows: pd.DataFrame, *, sort: bool = True) -> None:
    """Fill one published table from a frame; without ``sort`` in the order of its rows."""
    schema = PUBLISHED[name].arrow
    con.register("incoming", pa.Table.from_pandas(rows, schema=schema, preserve_index=False))
    _insert(con, PUBLISHED[name], "incoming", sort=sort)
    con.unregister("incoming")


def _insert(con: duckdb.DuckDBPyConnection, table: Table, origin: str, *, sort: bool = True) -> None:
    columns = ", ".join(f'"{name}"' for name in table.names)
    order = f" ORDER BY {', '.join(table.key)}" if sort else ""
    con.execute(
        f"INSERT INTO snapshot.main.{table.name} ({columns}) SELECT {columns} FROM {origin}{order}"
    ).fetchall()


def describe(con: duckdb.DuckDBPyConnection) -> None:
    """Write every COMMENT and the macros. ``snapshot`` must be the database in use: macros bind there."""
    for table in PUBLISHED.values():
        comment = f"{table.comment} Key: {', '.join(table.key)}."
        con.execute(
            "; ".join(
                [f"COMMENT ON TABLE {table.name} IS {_text(comment)}"]
                + [
                    f'COMMENT ON COLUMN {table.name}."{column.name}" IS {_text(column.comment)}'
                    for column in table.columns
                ]
            )
        )
    for statement in _MACROS.read_text(encoding="utf-8").split("\n;\n"):
        con.execute(statement)


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"

"""The data dictionary, made from the COMMENTs of a published file: what analysts read is what is there."""

from __future__ import annotations

from pathlib import Path

from config.tables import PUBLISHED
from warehouse.query import connect_readonly

_TABLES = """
    SELECT table_name, comment FROM duckdb_tables()
    WHERE NOT internal AND database_name = current_database() ORDER BY table_name
"""
_COLUMNS = """
    SELECT table_name, column_name, data_type, comment FROM duckdb_columns()
    WHERE NOT internal AND database_name = current_database() ORDER BY table_name, column_index
"""
_MACROS = """
    SELECT function_name, parameters, comment FROM duckdb_functions()
    WHERE function_type = 'table_macro' AND NOT internal AND database_name = current_database()
    ORDER BY function_name
"""
_READING = {name: place for place, name in enumerate(PUBLISHED)}
"""Order in which to read the tables; the file itself sorts them by name."""
_SHORT = {"TIMESTAMP WITH TIME ZONE": "TIMESTAMPTZ"}


def markdown(path: Path) -> str:
    """Return the dictionary of a snapshot as Markdown: tables in reading order, their columns, the macros.

    Raises:
        UserError: ``path`` is no snapshot.
    """
    con = connect_readonly(path)
    try:
        tables, columns, macros = (con.execute(sql).fetchall() for sql in (_TABLES, _COLUMNS, _MACROS))
    finally:
        con.close()
    lines = ["# Data dictionary", "", "Made from the comments in the published file. Times are UTC.", ""]
    for table, comment in sorted(tables, key=lambda row: _READING.get(row[0], len(_READING))):
        lines += [f"## {table}", "", comment or "", ""]
        lines += ["| column | type | meaning |", "|---|---|---|"]
        lines += [
            f"| {_cell(name)} | {_SHORT.get(kind, kind)} | {_cell(meaning)} |"
            for of_table, name, kind, meaning in columns
            if of_table == table
        ]
        lines.append("")
    lines += ["## Macros", "", "| call | meaning |", "|---|---|"]
    for macro, parameters, comment in macros:
        lines.append(f"| `FROM {macro}({', '.join(parameters)})` | {_cell(comment)} |")
    return "\n".join(lines) + "\n"


def _cell(value: str | None) -> str:
    return (value or "").replace("|", "\\|")

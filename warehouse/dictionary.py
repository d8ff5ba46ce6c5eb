"""The data dictionary, made from the COMMENTs of a published file: what analysts read is what is there."""

from __future__ import annotations

from pathlib import Path

from config.tables import PUBLISHED
from warehouse.query import run_query

_TABLES = """
    SELECT table_name, comment, estimated_size AS row_count FROM duckdb_tables()
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
    columns = run_query(path, _COLUMNS).to_dict("records")
    lines = ["# Data dictionary", "", "Made from the comments in the published file. Times are UTC.", ""]
    tables = run_query(path, _TABLES).to_dict("records")
    for table in sorted(tables, key=lambda row: _READING.get(row["table_name"], len(_READING))):
        lines += [f"## {table['table_name']}", "", str(table["comment"] or ""), ""]
        lines += ["| column | type | meaning |", "|---|---|---|"]
        lines += [
            f"| {_cell(column['column_name'])} | {_SHORT.get(column['data_type'], column['data_type'])}"
            f" | {_cell(column['comment'])} |"
            for column in columns
            if column["table_name"] == table["table_name"]
        ]
        lines.append("")
    lines += ["## Macros", "", "| call | meaning |", "|---|---|"]
    for macro in run_query(path, _MACROS).to_dict("records"):
        call = f"FROM {macro['function_name']}({', '.join(macro['parameters'])})"
        lines.append(f"| `{call}` | {_cell(macro['comment'])} |")
    return "\n".join(lines) + "\n"


def _cell(value: object) -> str:
    return "" if value is None else str(value).replace("|", "\\|")

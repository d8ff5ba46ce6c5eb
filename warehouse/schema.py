"""Tables of the work file: raw_* as staged, core_* and mart_* replaced whole each night, log_* and hist_*."""

from __future__ import annotations

import duckdb

from config.tables import (
    CANARIES,
    COMPANIES,
    ISSUES,
    MENTIONS,
    PROSPECTS,
    PUBLISHED,
    RUNS,
    SEARCH_RESULTS,
    SIGNALS,
    SOURCE_HEALTH,
    STAGED_CLAIMS,
    STAGED_LISTINGS,
    Column,
    Table,
)

_PARTITION = Column("partition", "DATE", "scheduled date of the night")
_MART = ("prospects", "score_reasons", "changes")
_LOG = ("source_health", "runs", "issues", "canaries")

STAGE_TABLES = {
    f"{'mart' if name in _MART else 'core'}_{name}": table
    for name, table in PUBLISHED.items()
    if name not in _LOG
}
"""What the stages replace whole: ``core_companies``, ``mart_prospects``, ...; columns as published."""


def _columns(table: Table, *more: Column) -> tuple[Column, ...]:
    return table.columns + more


LOADS = (
    Column("source", "VARCHAR", "name of the source"),
    _PARTITION,
    Column("content_sha256", "VARCHAR", "SHA-256 of the partition's files and of the spec's version"),
    Column("spec_version", "VARCHAR", "version of the spec that read it"),
    Column("state", "VARCHAR", "how the source fared"),
    Column("is_loaded", "BOOLEAN", "false where the rows were kept out"),
    Column("run_id", "VARCHAR", "run that loaded it"),
)
KEPT_TABLES: dict[str, tuple[Column, ...]] = {
    "raw_listings": _columns(STAGED_LISTINGS, _PARTITION),
    "raw_mentions": _columns(MENTIONS, _PARTITION),
    "raw_claims": _columns(STAGED_CLAIMS, _PARTITION),
    "raw_results": _columns(SEARCH_RESULTS, _PARTITION),
    "log_loads": LOADS,
    "log_runs": RUNS.columns,
    "log_source_health": SOURCE_HEALTH.columns,
    "log_issues": _columns(ISSUES, Column("origin", "VARCHAR", "staging, or the stage that found it")),
    "log_canaries": CANARIES.columns,
    "log_resolved": (Column("state", "VARCHAR", "state that companies were resolved with; empty: none"),),
    "hist_companies": _columns(COMPANIES, _PARTITION),
    "hist_prospects": _columns(PROSPECTS, _PARTITION),
    "hist_signals": _columns(SIGNALS, _PARTITION),
}
"""What outlives a night. Rows are replaced by (source, partition), (run_id, stage) or partition."""

REMEMBERED = ("companies", "prospects", "signals")
"""Published tables that are kept per night, so that the next night can say what changed."""


def table_ddl(name: str, columns: tuple[Column, ...]) -> str:
    """Return the CREATE statement of one table; constraints are checked by the gate, not by the engine."""
    inside = ", ".join(f'"{column.name}" {column.type}' for column in columns)
    return f"CREATE TABLE {name} ({inside})"


def prepare(con: duckdb.DuckDBPyConnection) -> None:
    """Create missing tables; add columns that a newer version knows; rebuild stage tables that changed.

    Stage tables may be dropped, for the next night fills them anew; kept tables only ever gain columns.
    """
    present: dict[str, dict[str, str]] = {}
    for table, column, kind in con.execute(
        "SELECT table_name, column_name, data_type FROM duckdb_columns()"
        " WHERE database_name = current_database() AND schema_name = 'main' ORDER BY column_index"
    ).fetchall():
        present.setdefault(table, {})[column] = kind
    statements = []
    for name, table in STAGE_TABLES.items():
        if list(present.get(name, ())) != table.names:
            statements += [f"DROP TABLE IF EXISTS {name}", table_ddl(name, table.columns)]
    for name, columns in KEPT_TABLES.items():
        if name not in present:
            statements.append(table_ddl(name, columns))
        else:
            statements += [
                f'ALTER TABLE {name} ADD COLUMN "{column.name}" {column.type}'
                for column in columns
                if column.name not in present[name]
            ]
    if statements:
        con.execute("BEGIN")
        for statement in statements:
            con.execute(statement)
        con.execute("COMMIT")

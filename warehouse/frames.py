"""Frames into tables: the columns and types of `config.tables`, or an error that names the column."""

from __future__ import annotations

import pandas as pd
import pyarrow as pa

from config.tables import Table
from warehouse.schema import STAGE_TABLES


def stage_table(name: str) -> str:
    """Return the work file's name of a stage table, given as that or as published.

    Raises:
        ValueError: no stage writes a table of that name.
    """
    for known in (name, f"core_{name}", f"mart_{name}"):
        if known in STAGE_TABLES:
            return known
    raise ValueError(f"no stage table is called {name!r}; known are {', '.join(STAGE_TABLES)}")


def stage_rows(name: str, frame: pd.DataFrame | pa.Table) -> pa.Table:
    """Return ``frame`` with exactly the columns and types of the stage table; NaN and NaT become NULL.

    Raises:
        ValueError: a missing column or a value of the wrong type; both are bugs of a stage.
    """
    schema = STAGE_TABLES[stage_table(name)].arrow
    have = frame.column_names if isinstance(frame, pa.Table) else list(frame.columns)
    missing = [column for column in schema.names if column not in have]
    if missing:
        raise ValueError(f"{name}: the frame lacks column {missing[0]!r}")
    try:
        rows = (
            frame.select(schema.names).cast(schema)
            if isinstance(frame, pa.Table)
            else pa.Table.from_pandas(frame[schema.names], schema=schema, preserve_index=False)
        )
    except (pa.ArrowInvalid, pa.ArrowTypeError) as error:
        raise ValueError(f"{name}: {error}") from error
    # A frame glued from thousands of pieces keeps them, and DuckDB needs memory for each: 3,000 took 200 MB.
    return rows.combine_chunks()


def column_list(table: Table, prefix: str = "") -> str:
    """Return the table's columns for a SELECT."""
    return ", ".join(f'{prefix}"{name}"' for name in table.names)

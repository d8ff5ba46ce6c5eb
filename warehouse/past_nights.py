"""What is kept of past nights, so that the next ones can say what changed."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pyarrow as pa

from config.tables import CANARIES, PUBLISHED
from warehouse.frames import column_list, stage_table
from warehouse.schema import REMEMBERED
from warehouse.work_file import WorkFile

KEPT_NIGHTS = 35
"""Nights of companies, prospects and signals that are remembered; `changes` needs the one before."""


def largest_before(work: WorkFile, on: date) -> int | None:
    """Return the listings of the largest company of the last remembered night before ``on``, or None."""
    rows = work.fetch(
        "SELECT max(listing_count) AS most FROM hist_companies WHERE partition = "
        "(SELECT max(partition) FROM hist_companies WHERE partition < $on::DATE)",
        on,
    )
    most: int | None = rows.to_pylist()[0]["most"]
    return most


def keep_canaries(work: WorkFile, rows: pd.DataFrame, on: date) -> None:
    """Keep what the canaries said of that night; a repeat replaces it.

    Args:
        rows: columns of `config.tables.CANARIES` but partition.
    """
    table = pa.Table.from_pandas(rows.assign(partition=on), schema=CANARIES.arrow, preserve_index=False)
    with work.transaction() as con:
        con.execute("DELETE FROM log_canaries WHERE partition = ?", [on])
        con.register("incoming", table)
        con.execute("INSERT INTO log_canaries BY NAME SELECT * FROM incoming").fetchall()
        con.unregister("incoming")


def canaries(work: WorkFile, on: date) -> pd.DataFrame:
    """Return what the canaries said until that night, at most `KEPT_NIGHTS` of them, by its key."""
    return work.select(
        f"""
        SELECT {column_list(CANARIES)} FROM log_canaries WHERE partition <= $on::DATE
        QUALIFY dense_rank() OVER (ORDER BY partition DESC) <= {KEPT_NIGHTS}
        ORDER BY partition, canary
        """,
        on,
    )


def remember(work: WorkFile, on: date) -> None:
    """Keep tonight's companies, prospects and signals, so that later nights can say what changed."""
    with work.transaction() as con:
        for name in REMEMBERED:
            table = stage_table(name)
            con.execute(f"DELETE FROM hist_{name} WHERE partition = ?", [on])
            con.execute(
                f"INSERT INTO hist_{name} BY NAME SELECT *, ?::DATE AS partition FROM {table}", [on]
            ).fetchall()
            con.execute(
                f"DELETE FROM hist_{name} WHERE partition NOT IN (SELECT DISTINCT partition"
                f" FROM hist_{name} ORDER BY partition DESC LIMIT {KEPT_NIGHTS})"
            )


def previous(work: WorkFile, on: date) -> dict[str, pd.DataFrame] | None:
    """Return companies, prospects and signals of the last remembered night before ``on``, or None."""
    before = work.fetch("SELECT max(partition) AS night FROM hist_companies WHERE partition < $on::DATE", on)
    night = before.to_pylist()[0]["night"]
    if night is None:
        return None
    return {
        name: work.select(
            f"SELECT {column_list(PUBLISHED[name])} FROM hist_{name} WHERE partition = $on::DATE"
            f" ORDER BY {', '.join(PUBLISHED[name].key)}",
            night,
        )
        for name in REMEMBERED
    }

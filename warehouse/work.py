"""The work file: everything that was loaded, and the tables that the stages replace. One writer, one door."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from pathlib import Path

import pandas as pd
import pyarrow as pa

from config.records import Issue, stable_id
from config.tables import (
    ISSUES,
    MENTIONS,
    RUNS,
    SEARCH_RESULTS,
    SOURCE_HEALTH,
    STAGED_CLAIMS,
    STAGED_LISTINGS,
)
from warehouse.frames import column_list, stage_rows, stage_table
from warehouse.health import LAST_HEALTH, tell_health
from warehouse.load import LoadCounts, load_partition
from warehouse.schema import STAGE_TABLES
from warehouse.work_file import WorkFile

SLICE = 16_384
"""Rows that are converted at once: the widest table would else be held three times over."""

_CURRENT = """
    SELECT source, partition FROM log_loads
    WHERE is_loaded AND partition <= $on::DATE AND ($sources IS NULL OR list_contains($sources, source))
    QUALIFY row_number() OVER (PARTITION BY source ORDER BY state = 'gone', partition DESC) = 1
"""
# A host that died in the middle of a crawl leaves a partial list: it counts only until a whole one exists.


class Work(WorkFile):
    """What is loaded, and the tables that stages replace: frames with the columns of `config.tables`."""

    def load_partition(self, folder: Path, run_id: str, spec_version: str, mode: str = "run") -> LoadCounts:
        """Load ``staging/<source>/<date>``; the same content again is a no-op. See `warehouse.load`."""
        with self.writing() as con:
            return load_partition(con, folder, run_id, spec_version, mode)

    def current_partitions(self, on: date, sources: Collection[str] | None = None) -> dict[str, date]:
        """Return for each source the partition whose rows are current on ``on``: the latest loaded one.

        Args:
            sources: names that count; a source that left the catalogue must not be published any more.
        """
        rows = self.fetch(_CURRENT + " ORDER BY source", on, sources)
        return {row["source"]: row["partition"] for row in rows.to_pylist()}

    def current_listings(self, on: date, sources: Collection[str] | None = None) -> pd.DataFrame:
        """Return the listings of the current partitions, sorted by id.

        Columns of `config.tables.LISTINGS` but company_id and location_id: source_kind comes from
        ``core_sources`` (replace it first), first_seen_on and last_seen_on from all nights until ``on``.
        """
        raw = column_list(STAGED_LISTINGS, "l.")
        return self.select(
            f"""
            WITH current AS ({_CURRENT}),
            seen AS (
                SELECT listing_id, min(partition) AS first_seen_on, max(partition) AS last_seen_on
                FROM raw_listings WHERE partition <= $on::DATE GROUP BY listing_id
            )
            SELECT {raw}, s.kind AS source_kind, seen.first_seen_on, seen.last_seen_on
            FROM raw_listings AS l JOIN current USING (source, partition) JOIN seen USING (listing_id)
            LEFT JOIN core_sources AS s USING (source)
            ORDER BY listing_id
            """,
            on,
            sources,
        )

    def current_mentions(self, on: date, sources: Collection[str] | None = None) -> pd.DataFrame:
        """Return the mentions of all loaded nights until ``on``, the newest wording of each, sorted by id.

        A feed forgets its items after some days; a signal decays by itself, so none is dropped here.
        """
        return self.select(
            f"""
            SELECT {column_list(MENTIONS)} FROM raw_mentions
            WHERE partition <= $on::DATE AND ($sources IS NULL OR list_contains($sources, source))
            QUALIFY row_number() OVER (PARTITION BY mention_id ORDER BY partition DESC) = 1
            ORDER BY mention_id
            """,
            on,
            sources,
        )

    def current_claims(self, on: date, sources: Collection[str] | None = None) -> pd.DataFrame:
        """Return the staged claims of the current partitions, sorted by id."""
        return self.select(
            f"""
            WITH current AS ({_CURRENT})
            SELECT {column_list(STAGED_CLAIMS)} FROM raw_claims JOIN current USING (source, partition)
            ORDER BY claim_id
            """,
            on,
            sources,
        )

    def current_results(self, on: date, sources: Collection[str] | None = None) -> pd.DataFrame:
        """Return the search results of the current partitions, sorted by id."""
        return self.select(
            f"""
            WITH current AS ({_CURRENT})
            SELECT {column_list(SEARCH_RESULTS)} FROM raw_results JOIN current USING (source, partition)
            ORDER BY result_id
            """,
            on,
            sources,
        )

    def replace(self, name: str, frame: pd.DataFrame | pa.Table) -> int:
        """Replace one stage table (``core_companies``, or ``companies``) whole; return its rows."""
        return self.replace_all({name: frame})[name]

    def replace_all(
        self, frames: Mapping[str, pd.DataFrame | pa.Table], *, resolved: str | None = None
    ) -> dict[str, int]:
        """Replace several stage tables in one transaction; columns that a table does not have are left out.

        Args:
            resolved: name of the state that companies were resolved with; see `resolved`.

        Raises:
            ValueError: an unknown table, a missing column or a value of the wrong type (a bug in a stage).
        """
        with self.transaction() as con:
            for name, frame in frames.items():
                table = stage_table(name)
                con.execute(f"DELETE FROM {table}")
                for start in range(0, len(frame), SLICE):
                    con.register("incoming", stage_rows(name, _slice(frame, start)))
                    con.execute(f"INSERT INTO {table} BY NAME SELECT * FROM incoming").fetchall()
                    con.unregister("incoming")
            if resolved is not None:
                con.execute("DELETE FROM log_resolved")
                con.execute("INSERT INTO log_resolved VALUES (?)", [resolved])
        return {name: len(frame) for name, frame in frames.items()}

    def resolved(self) -> str | None:
        """Return the name of the state that ``core_listings`` and ``core_matches`` belong to, if known."""
        rows = self.fetch("SELECT state FROM log_resolved").to_pylist()
        return str(rows[0]["state"]) if rows else None

    def frame(self, name: str, columns: Iterable[str] | None = None) -> pd.DataFrame:
        """Return a stage table, sorted by its key; ``columns`` picks some, for a wide table costs memory."""
        table = stage_table(name)
        key = ", ".join(STAGE_TABLES[table].key)
        wanted = "*" if columns is None else ", ".join(f'"{column}"' for column in columns)
        return self.select(f"SELECT {wanted} FROM {table} ORDER BY {key}")

    def log(self, row: Mapping[str, object]) -> None:
        """Write one row of the run log (columns of `config.tables.RUNS`), once for each run and stage."""
        unknown = set(row) - set(RUNS.names)
        if unknown:
            raise ValueError(f"the run log has no column {sorted(unknown)[0]!r}")
        with self.transaction() as con:
            con.execute("DELETE FROM log_runs WHERE run_id = ? AND stage = ?", [row["run_id"], row["stage"]])
            con.execute(
                f"INSERT INTO log_runs VALUES ({', '.join('?' * len(RUNS.names))})",
                [row.get(name) for name in RUNS.names],
            )

    def add_issues(self, origin: str, issues: Iterable[Issue], partition: date) -> int:
        """Log what the stage ``origin`` found on that night; a repeat replaces it.

        What extraction found comes with the partition and needs no call.
        """
        rows = {
            stable_id("i", i.source, i.kind, i.message, i.url): (
                i.source,
                i.level,
                i.kind,
                i.message,
                i.url,
            )
            for i in issues
        }
        table = pa.Table.from_pylist(
            [
                dict(zip(ISSUES.names, (key, *row, partition), strict=True)) | {"origin": origin}
                for key, row in sorted(rows.items())
            ],
            schema=ISSUES.arrow.append(pa.field("origin", pa.string())),
        )
        with self.transaction() as con:
            con.execute("DELETE FROM log_issues WHERE origin = ? AND partition = ?", [origin, partition])
            con.register("incoming", table)
            con.execute("INSERT INTO log_issues BY NAME SELECT * FROM incoming").fetchall()
            con.unregister("incoming")
        return int(table.num_rows)

    def health(self, on: date, sources: Collection[str] | None = None) -> pd.DataFrame:
        """Return source_health as of ``on``, sorted by source; ``cause`` says which rows stay current.

        A source that was not run on that night is ``stale``.
        """
        current = self.current_partitions(on, sources)
        rows = self.fetch(LAST_HEALTH, on, sources).to_pylist()
        told = [tell_health(row, on, current.get(row["source"])) for row in rows]
        frame: pd.DataFrame = pa.Table.from_pylist(told, schema=SOURCE_HEALTH.arrow).to_pandas()
        return frame

    def issues(self, on: date, sources: Collection[str] | None = None) -> pd.DataFrame:
        """Return what each source's last partition until ``on`` and the stages of ``on`` found, by id."""
        return self.select(
            f"""
            WITH latest AS (
                SELECT source, max(partition) AS night FROM log_loads WHERE partition <= $on::DATE
                AND ($sources IS NULL OR list_contains($sources, source)) GROUP BY source
            )
            SELECT {column_list(ISSUES)} FROM log_issues LEFT JOIN latest USING (source)
            WHERE partition = CASE origin WHEN 'staging' THEN night ELSE $on::DATE END
            QUALIFY row_number() OVER (PARTITION BY issue_id ORDER BY origin) = 1
            ORDER BY issue_id
            """,
            on,
            sources,
        )

    def runs(self, run_id: str) -> pd.DataFrame:
        """Return the run log: the rows of ``run_id`` first, then those of earlier runs, in order of time."""
        return self.select(
            f"SELECT {column_list(RUNS)} FROM log_runs ORDER BY run_id <> $run_id, started_at, stage",
            run_id=run_id,
        )


def _slice(frame: pd.DataFrame | pa.Table, start: int) -> pd.DataFrame | pa.Table:
    if isinstance(frame, pa.Table):
        return frame.slice(start, SLICE)
    return frame.iloc[start : start + SLICE]

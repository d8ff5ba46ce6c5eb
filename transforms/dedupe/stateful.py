"""Deduplicate one delivery after the other: a folder keeps what is known, and a run costs what it changes."""

from __future__ import annotations

import csv
import io
import time
from collections import Counter
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.csv as arrow_csv

from config.errors import UserError
from transforms.dedupe.checks import check_options, check_sources
from transforms.dedupe.labels import read_labels
from transforms.dedupe.tables import open_table, read_rows
from transforms.dedupe.written import check_targets, unwritable, write_bytes, write_tables
from transforms.resolve.levels import Level
from transforms.resolve.state import State
from transforms.resolve.state_files import Folder
from transforms.resolve.state_run import update_state, write_ids

if TYPE_CHECKING:
    from transforms.resolve.resolution import Progress

EVENTS = "events.csv"
"""Log of a state: what happened to which id, when and on what evidence."""


def update_file(
    source: Path,
    target: Path,
    state: Path,
    *,
    level: Level = "auto",
    threshold: float = 0.5,
    labels: Path | None = None,
    events: Path | None = None,
    gone: Path | None = None,
    is_complete: bool = False,
    clean_sources: Collection[str] = frozenset(),
    renames: Mapping[str, str] | None = None,
    encoding: str | None = None,
    progress: Progress = lambda stage, count: None,
) -> dict[str, Any]:
    """Take new and changed rows into a state, and write id, company_id of every row that it knows.

    Args:
        source, target, level, threshold, clean_sources, renames, encoding, progress: see
            `transforms.dedupe.run.dedupe_file`; the options are those that the state was made with.
        state: folder of the state; the first run makes it.
        labels: as there; they may name rows of earlier deliveries, and are kept.
        events: CSV to write: what this run did to ids.
        gone: table with a column id: rows that are there no more.
        is_complete: the source holds all rows; those that it lacks are there no more.

    Returns:
        Counts of the state and of the delivery, events by kind, what was read as what, and seconds.

    Raises:
        UserError: as `dedupe_file`, or the state is damaged, in use or made with other options. State and
            target are what they were, unless the sentence says that the state is up to date.
    """
    started = time.monotonic()
    check_options(level, threshold)
    read = [path for path in (source, labels, gone) if path]
    check_targets(read, [target, *([events] if events else [])])
    if (renames or {}).get("id") == "#":
        raise UserError("--map id=#: a state needs ids that last; row numbers change with each delivery.")
    progress("reading", None)
    rows = read_rows(source, renames or {}, encoding)
    is_first = not (state / "state.json").exists()
    if is_first:
        check_sources(source, rows, clean_sources)
    ids = rows.listings["listing_id"]
    judgements = read_labels(labels, _known(state, ids, is_first), encoding) if labels else None
    removed = _ids(gone, encoding) if gone else []
    log = state / EVENTS
    before = log.stat().st_size if log.exists() else 0
    progress("resolving", len(ids))
    found = update_state(
        state,
        rows.listings,
        removed=removed,
        full=is_complete,
        judgements=judgements,
        level=level,
        threshold=threshold,
        clean_sources=sorted(clean_sources),
    )
    progress("writing", int(str(found["rows"])))
    happened = _happened(log, before)
    try:
        _write_all(state, target)
        if events:
            write_bytes(events, happened)
    except UserError as error:
        raise UserError(f"{error} The state is up to date: the same command writes the rest.") from None
    kinds = Counter(row["kind"] for row in csv.DictReader(io.StringIO(happened.decode())))
    return {
        **found,
        "is_first": is_first,
        "events": dict(sorted(kinds.items())),
        "columns": rows.columns.names,
        "columns_unread": rows.columns.unread,
        "notes": rows.notes,
        "seconds": round(time.monotonic() - started, 2),
    }


def _known(state: Path, ids: pa.ChunkedArray, is_first: bool) -> pa.ChunkedArray:
    """Ids that labels may speak of: of this delivery and of all before."""
    if is_first:
        return ids
    earlier = State.load(Folder(state)).listing_ids()
    return pa.chunked_array([*ids.chunks, *earlier.chunks], pa.string())


def _ids(path: Path, encoding: str | None) -> list[str]:
    file = open_table(path, encoding)
    if "id" not in file.names:
        raise UserError(f"{path}: column 'id' is missing; it names the rows that are there no more.")
    return [value for value in file.read({"id": file.names.index("id")})["id"].to_pylist() if value]


def _happened(log: Path, before: int) -> bytes:
    """The header of the log, and the lines that this run has added."""
    if not log.exists():
        return b"company_id,kind,other_company_id,listing_id,evidence,since_on\n"
    with log.open("rb") as file:
        header = file.readline()
        file.seek(max(before, len(header)))
        return header + file.read()


def _write_all(state: Path, target: Path) -> None:
    try:
        if target.suffix == ".csv":
            write_ids(state, target)
            return
        part = target.with_name(f".{target.name}.csv")
        try:
            write_ids(state, part)
            kinds = dict.fromkeys(("id", "company_id"), pa.string())
            options = arrow_csv.ConvertOptions(column_types=kinds)
            lines = arrow_csv.ParseOptions(newlines_in_values=True)
            write_tables([(target, arrow_csv.read_csv(part, parse_options=lines, convert_options=options))])
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        raise unwritable(target, error) from None

"""Deduplicate one delivery after the other: a folder keeps what is known, and a run costs what it changes."""

from __future__ import annotations

import csv
import io
import time
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as arrow_csv

from config.errors import UserError
from transforms.dedupe.checks import check_options, check_sources
from transforms.dedupe.columns import find_id
from transforms.dedupe.labels import read_labels
from transforms.dedupe.tables import open_table, read_rows
from transforms.dedupe.written import check_targets, unwritable, write_bytes, write_tables
from transforms.resolve.columns import texts
from transforms.resolve.levels import Level
from transforms.resolve.memory import kept_between_steps
from transforms.resolve.state import State
from transforms.resolve.state_files import Folder
from transforms.resolve.state_run import update_state
from transforms.resolve.state_written import write_ids

if TYPE_CHECKING:
    from transforms.resolve.resolution import Progress

EVENTS = "events.csv"
"""Log of a state: what happened to which id, when and on what evidence."""
TOLD = "events.told"
"""Where in a state it says up to which byte of the log the events were handed on."""
COLUMNS = "columns.seen"
"""Where in a state it says which columns its files had."""


@kept_between_steps()
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
        events: CSV to write: what this run did to ids, and a run before that broke off unheard.
        gone: table with a column of ids: rows that are there no more.
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
    written = [target, *([events] if events else [])]
    _check_outside(state, written)
    check_targets(read, written)
    if (renames or {}).get("id") == "#":
        raise UserError("--map id=#: a state needs ids that last; row numbers change with each delivery.")
    progress("reading", None)
    rows = read_rows(source, renames or {}, encoding)
    is_first = not (state / "state.json").exists()
    if is_first:
        check_sources(source, rows, clean_sources)
    ids = rows.listings["listing_id"]
    known = _known(state, ids, is_first) if labels or gone else ids
    judgements = read_labels(labels, known, encoding) if labels else None
    removed, strange = _removed(gone, (renames or {}).get("id"), known, encoding) if gone else ([], [])
    progress("resolving", len(ids))
    columns, notes, listings = rows.columns, rows.notes, [rows.listings]
    seen = _seen(state)
    if lacking := sorted(seen - set(columns.names)):
        notes = [*notes, f"{source}: lacks {', '.join(lacking)}; its rows count as having none from now on."]
    del rows, ids, known
    found = update_state(
        state,
        listings.pop(),  # nobody holds them here: they can go once they are cleaned
        removed=removed,
        full=is_complete,
        judgements=judgements,
        level=level,
        threshold=threshold,
        clean_sources=sorted(clean_sources),
    )
    progress("writing", int(str(found["rows"])))
    log = state / EVENTS
    happened, told = _happened(log, _told(state))
    try:
        _write_all(state, target)
        if events:
            write_bytes(events, happened)
        write_bytes(state / TOLD, str(told).encode())
        write_bytes(state / COLUMNS, " ".join(sorted(seen | set(columns.names))).encode())
    except UserError as error:
        raise UserError(f"{error} The state is up to date: the same command writes the rest.") from None
    lines = csv.reader(io.StringIO(happened.decode()))
    kind = next(lines).index("kind")
    kinds = Counter(line[kind] for line in lines)
    return {
        **found,
        "is_first": is_first,
        "events": dict(sorted(kinds.items())),
        "columns": columns.names,
        "columns_unread": columns.unread,
        "notes": [*notes, *strange],
        "seconds": round(time.monotonic() - started, 2),
    }


def _known(state: Path, ids: pa.ChunkedArray, is_first: bool) -> pa.ChunkedArray:
    """Ids that labels may speak of: of this delivery and of all before."""
    if is_first:
        return ids
    earlier = State.load(Folder(state)).listing_ids()
    return pa.chunked_array([*ids.chunks, *earlier.chunks], pa.string())


def _check_outside(state: Path, written: Iterable[Path]) -> None:
    """Keep a run from writing over the state that it works with."""
    for path in written:
        if path.resolve().parent == state.resolve():
            raise UserError(f"{path}: lies in the folder of the state; write to another folder.")


def _removed(
    path: Path, id_column: str | None, known: pa.ChunkedArray, encoding: str | None
) -> tuple[list[str], list[str]]:
    """Ids of rows that are there no more, and a sentence about those that never were."""
    file = open_table(path, encoding)
    cells = file.read({"id": find_id(path, file.names, id_column)})["id"]
    ids = pc.utf8_trim_whitespace(cells).drop_null()
    ids = ids.filter(pc.not_equal(ids, texts([""])[0]))
    strange = ids.filter(pc.invert(pc.is_in(ids, value_set=known)))
    if not len(strange):
        return ids.to_pylist(), []
    some = strange[0].as_py()[:80]
    return ids.to_pylist(), [f"{path}: ids that no row has had: {len(strange):,}, the first is '{some}'."]


def _told(state: Path) -> int:
    """Up to which byte of the log the events were handed on."""
    try:
        return int((state / TOLD).read_text())
    except (OSError, ValueError):
        return 0


def _seen(state: Path) -> set[str]:
    """Columns that files of this state had."""
    try:
        return set((state / COLUMNS).read_text().split())
    except (OSError, ValueError):
        return set()


def _happened(log: Path, told: int) -> tuple[bytes, int]:
    """The header of the log and the lines behind what was told, and up to which byte that is."""
    if not log.exists():
        return b"company_id,kind,other_company_id,listing_id,evidence,since_on\n", 0
    with log.open("rb") as file:
        header = file.readline()
        file.seek(max(told, len(header)))
        lines = file.read()
        return header + lines, file.tell()


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

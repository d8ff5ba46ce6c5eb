"""The staging folder of one partition: Parquet files and ``health.json``, there whole or not at all."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal

import pyarrow as pa
import pyarrow.parquet as pq

from config.errors import RunFailed, UserError
from config.records import Claim, Issue, Listing, Mention, SearchResult, stable_id
from config.tables import STAGED, Table
from extractors.arrow import Columns

HealthState = Literal["ok", "empty", "drifted", "blocked", "gone", "broken", "stale"]
Drift = Literal["blocked", "gone", "empty", "layout", "partial", "field_swap", "encoding"]
"""Why a source is not as it was: it refuses us, is no more, says that it has no entries, prints them in other
mark-up, prints only some of them, has exchanged two fields, sends garbled letters."""


@dataclass(frozen=True, kw_only=True)
class Health:
    """How a source fared in one partition: the columns of table ``source_health``.

    ``fill_*`` are shares of listings, None without listings. The loader skips states drifted and broken.
    """

    source: str
    partition: date
    state: HealthState
    pages: int = 0
    failed_pages: int = 0
    blocked_pages: int = 0
    listings: int = 0
    mentions: int = 0
    skipped: int = 0
    fill_name: float | None = None
    fill_phone: float | None = None
    fill_website: float | None = None
    fill_address: float | None = None
    cause: str | None = None
    drift: Drift | None = None
    profile: dict[str, Any] | None = None
    """`extractors.profile.Profile.as_json`, from which later nights learn; not a column."""


@dataclass(frozen=True)
class Partition:
    """A staged partition as it is loaded: Arrow tables by name, as in `config.tables.STAGED`."""

    tables: dict[str, pa.Table]
    health: Health


def write_partition(
    folder: Path,
    listings: Iterable[Listing],
    mentions: Iterable[Mention],
    claims: Iterable[Claim],
    issues: Iterable[Issue],
    health: Health,
    results: Iterable[SearchResult] = (),
    stamp: Mapping[str, str] | None = None,
    columns: Columns | None = None,
) -> bool:
    """Write the partition to ``folder`` in one step; return False where it already holds the same bytes.

    ``columns`` may have the dicts of some listings already. ``stamp`` (by which spec and program it was read)
    goes into the metadata of every file. Rows are sorted by key and one row a key is kept, so the same input
    gives the same bytes. A crash leaves the former folder or none, never half of one.

    Raises:
        RunFailed: the folder cannot be written.
    """
    tables = {
        "listings": _by_key(STAGED["listings"], map(vars, listings), columns),
        "mentions": _by_key(STAGED["mentions"], map(vars, mentions)),
        "claims": _by_key(STAGED["claims"], map(vars, claims)),
        "results": _by_key(STAGED["results"], map(vars, results)),
        "issues": _by_key(STAGED["issues"], (_issue_row(one, health.partition) for one in issues)),
    }
    fresh = folder.with_name(f".{folder.name}.{os.getpid()}.new")
    old = folder.with_name(f".{folder.name}.{os.getpid()}.old")
    try:
        _sweep(folder)
        fresh.mkdir(parents=True)
        for name, table in tables.items():
            stamped = table.replace_schema_metadata(dict(stamp or {}))
            pq.write_table(stamped, fresh / f"{name}.parquet", compression="zstd")
        text = json.dumps(asdict(health), default=str, indent=1, ensure_ascii=False)
        (fresh / "health.json").write_text(text + "\n", encoding="utf-8")
        if folder.is_dir() and _same_files(folder, fresh):
            return False
        if folder.is_dir():
            folder.rename(old)
        fresh.rename(folder)
    except OSError as error:
        raise RunFailed(
            f"{folder}: cannot be written ({error.strerror or error}); make room or writable."
        ) from None
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
        shutil.rmtree(old, ignore_errors=True)
    return True


def read_partition(folder: Path) -> Partition:
    """Return what `write_partition` wrote.

    Raises:
        UserError: no such partition, or a file of it is broken.
    """
    try:
        data = json.loads((folder / "health.json").read_text(encoding="utf-8"))
        health = Health(**data | {"partition": date.fromisoformat(data["partition"])})
        tables = {name: pq.read_table(folder / f"{name}.parquet").cast(STAGED[name].arrow) for name in STAGED}
    except FileNotFoundError:
        raise UserError(
            f"{folder}: no staged partition; run 'prospects crawl' and extract it first."
        ) from None
    except (OSError, ValueError, TypeError, KeyError, pa.ArrowException) as error:
        raise UserError(f"{folder}: cannot be read ({error}); delete the folder and run again.") from None
    return Partition(tables, health)


def _issue_row(issue: Issue, partition: date) -> dict[str, object]:
    return vars(issue) | {
        "issue_id": stable_id("i", issue.source, issue.kind, issue.message, issue.url),
        "partition": partition,
    }


def _by_key(table: Table, rows: Iterable[Mapping[str, object]], columns: Columns | None = None) -> pa.Table:
    """Return the rows sorted by the key of ``table``, the first of each key."""
    columns, key = columns or Columns(table.arrow), table.key[0]
    places = {str(row[key]): columns.add(row) for row in reversed(list(rows))}
    return columns.table([places[one] for one in sorted(places)])


def _same_files(a: Path, b: Path) -> bool:
    names = {path.name for path in a.iterdir()} | {path.name for path in b.iterdir()}
    return all(
        (a / name).is_file() and (b / name).is_file() and (a / name).read_bytes() == (b / name).read_bytes()
        for name in names
    )


def _sweep(folder: Path) -> None:
    """Remove what a killed process left beside the folder; one run at a time holds the home's lock."""
    if folder.parent.is_dir():
        for suffix in (".new", ".old"):
            for left in folder.parent.glob(f".{folder.name}.*{suffix}"):
                shutil.rmtree(left, ignore_errors=True)

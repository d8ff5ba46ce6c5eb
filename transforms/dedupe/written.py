"""Write tables so that nobody ever sees half of one: beside their targets, then all renamed at once."""

from __future__ import annotations

import errno
import gzip
import os
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as arrow_csv

from config.errors import UserError

PARQUET = (".parquet", ".pq")
OTHER_KINDS = (
    ".xlsx",
    ".xls",
    ".ods",
    ".json",
    ".jsonl",
    ".zip",
    ".bz2",
    ".xz",
    ".zst",
    ".arrow",
    ".feather",
)
"""Ends of names that promise what is not written; any other is CSV."""


def check_targets(read: Iterable[Path], written: Iterable[Path]) -> None:
    """Refuse to write over what is read, a folder or a device, two tables into one file, or as other kinds.

    It is asked before the work, so that nobody waits an hour for a sentence.

    Raises:
        UserError: one of these.
    """
    taken = {path.resolve() for path in read}
    for path in written:
        if path.is_dir():
            raise UserError(f"{path}: is a folder; name a file in it.")
        if path.exists() and not path.is_file():
            raise UserError(f"{path}: is a device or a pipe; write to a file.")
        if path.suffix.casefold() in OTHER_KINDS:
            raise UserError(f"{path}: is written as .csv, .csv.gz, .tsv or .parquet; end its name so.")
        if path.resolve() in taken:
            raise UserError(f"{path}: is another file of this command already; write to one of its own.")
        taken.add(path.resolve())
        if not path.parent.is_dir():
            raise UserError(f"{path}: cannot be written (there is no folder {path.parent}); make it first.")
        if not os.access(path.parent, os.W_OK | os.X_OK):
            raise UserError(f"{path}: cannot be written (Permission denied in {path.parent}).")


def write_tables(files: Iterable[tuple[Path, pa.Table]]) -> None:
    """Write each table as Parquet or CSV (also .csv.gz and .tsv), by the end of its name.

    Raises:
        UserError: a file cannot be written; none of them has changed then.
    """
    ready: list[tuple[Path, Path]] = []
    try:
        for path, table in files:
            part = path.with_name(f".{path.name}.{os.getpid()}.part")
            ready.append((part, path))
            _write(part, path, table)
        for part, path in ready:
            os.replace(part, path)
    except OSError as error:
        raise unwritable(ready[-1][1], error) from None
    finally:
        for part, _ in ready:
            part.unlink(missing_ok=True)


def write_bytes(path: Path, content: bytes) -> None:
    """Write a file, which appears when it is complete.

    Raises:
        UserError: it cannot be written.
    """
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        part.write_bytes(content)
        os.replace(part, path)
    except OSError as error:
        raise unwritable(path, error) from None
    finally:
        part.unlink(missing_ok=True)


def unwritable(path: Path, error: OSError) -> UserError:
    """Return what to say of a file that the system does not take."""
    reason = "the disk is full" if error.errno == errno.ENOSPC else error.strerror or error
    return UserError(f"{path}: cannot be written ({reason}).")


def _write(part: Path, path: Path, table: pa.Table) -> None:
    ends = [suffix.casefold() for suffix in path.suffixes] or [""]
    with part.open("wb") as file:
        if ends[-1] in PARQUET:
            import pyarrow.parquet as pq

            pq.write_table(table, file, compression="zstd")
        elif ends[-1] == ".gz":
            with gzip.GzipFile(filename="", fileobj=file, mode="wb", compresslevel=5, mtime=0) as packed:
                _write_csv(packed, table, "\t" if ".tsv" in ends else ",")  # type: ignore[arg-type]
        else:
            _write_csv(file, table, "\t" if ends[-1] == ".tsv" else ",")
        file.flush()
        os.fsync(file.fileno())


def _write_csv(file: BinaryIO, table: pa.Table, separator: str) -> None:
    """Quotes stand only in tables that need them: Arrow puts them around every text or around none."""
    file.write((separator.join(table.column_names) + "\n").encode())
    style = "needed" if _needs_quotes(table, separator) else "none"
    options = arrow_csv.WriteOptions(
        include_header=False, batch_size=20_000, delimiter=separator, quoting_style=style
    )
    arrow_csv.write_csv(table, file, options)


def _needs_quotes(table: pa.Table, separator: str) -> bool:
    kinds = (column for column in table.columns if pa.types.is_string(column.type))
    return any(pc.any(pc.match_substring_regex(column, f'[{separator}"\r\n]')).as_py() for column in kinds)

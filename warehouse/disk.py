"""What the disk refuses, said in one sentence, and writes that are all there or not there at all."""

from __future__ import annotations

import errno
import os
import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from config.errors import RunFailed, UserError

_HOLDER = re.compile(r"\(PID (\d+)\)")
_NAMED = re.compile(r'file "(/[^"]+)"')
"""DuckDB names the file that failed, which need not be the one that we meant to write."""
_REASONS = {
    errno.ENOSPC: "the disk is full; free space and run again",
    errno.EDQUOT: "the disk quota is used up; free space and run again",
    errno.EFBIG: "the file may not grow further; raise the limit on file sizes and run again",
    errno.EROFS: "the file system is read-only; set PROSPECTS_HOME to a folder that can be written",
    errno.EACCES: "permission denied; correct the folder's rights or set PROSPECTS_HOME to another one",
    errno.EPERM: "permission denied; correct the folder's rights or set PROSPECTS_HOME to another one",
    errno.ENOTDIR: "a part of the path is a file; set PROSPECTS_HOME to a folder",
    errno.EEXIST: "a part of the path is a file; set PROSPECTS_HOME to a folder",
    errno.ENOENT: "no such file or folder; check PROSPECTS_HOME",
}


@contextmanager
def telling(path: Path, error: type[UserError] | type[RunFailed] = RunFailed) -> Iterator[None]:
    """Turn what the operating system, SQLite or DuckDB say about ``path`` into one sentence.

    Raises:
        UserError or RunFailed (``error``): the disk is full, the home read-only, the file locked or broken.
    """
    try:
        yield
    except (OSError, sqlite3.DatabaseError) as caught:
        if isinstance(caught, sqlite3.IntegrityError | sqlite3.ProgrammingError):
            raise
        raise error(f"{path}: {_reason(caught)}.") from caught
    except Exception as caught:
        if not _is_disk(caught):
            raise
        named = _NAMED.search(str(caught))
        raise error(f"{named.group(1) if named else path}: {_reason(caught)}.") from caught


def _is_disk(caught: Exception) -> bool:
    """Tell the machine's faults in DuckDB's words from those of our SQL; a failed commit is one of them."""
    import duckdb  # nothing else here needs it: a crawl opens the ledger alone, and starts 0.1 s earlier

    if isinstance(caught, duckdb.IOException | duckdb.FatalException | duckdb.OutOfMemoryException):
        return True
    return isinstance(caught, duckdb.TransactionException) and "Could not" in str(caught)


def _reason(caught: Exception) -> str:
    """Return what happened and what to do, without a full stop."""
    if isinstance(caught, OSError) and caught.errno in _REASONS:
        return _REASONS[caught.errno]
    text = " ".join(str(caught).split())
    if type(caught).__name__ == "OutOfMemoryException":
        return "the work needs more memory than DuckDB may take here; free memory or disk and run again"
    holder = _HOLDER.search(text)
    if holder:
        return f"process {holder.group(1)} has it open for writing; wait until that run has ended"
    if isinstance(caught, sqlite3.OperationalError) and "locked" in text:
        return "another process is writing to it and did not finish in time; try again"
    for number, reason in _REASONS.items():
        if os.strerror(number).casefold() in text.casefold():
            return reason
    if "readonly database" in text:
        return _REASONS[errno.EACCES]
    if "not a database" in text or "not a valid DuckDB database" in text or "malformed" in text:
        return "it is not a database that this program wrote; move it away or restore it from a backup"
    if "unable to open" in text:
        return "it cannot be opened; check that PROSPECTS_HOME exists and can be written"
    return f"cannot be used ({text[:200].rstrip('.')}); check the disk and run again"


def sync(path: Path) -> None:
    """Force a file or folder to the disk, so that a rename after it never shows an empty file."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_whole(path: Path, text: str) -> None:
    """Write ``text`` as UTF-8 so that ``path`` is the old file or the complete new one, never half of it.

    Raises:
        RunFailed: it cannot be written, in one sentence that names it.
    """
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    with telling(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with partial.open("w", encoding="utf-8", newline="") as handle:
                handle.write(text)
                handle.flush()
                os.fsync(handle.fileno())
            os.replace(partial, path)
            sync(path.parent)
        except BaseException:
            partial.unlink(missing_ok=True)
            raise

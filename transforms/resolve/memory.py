"""Memory that does not grow with the rows: what is large lies in files, what is free is given back.

A file here has no name: nobody else sees it, and it is gone with its last reader, however a run ends. What
lies in one is read as if it lay in memory, and the system takes the room back when others need it.
"""

from __future__ import annotations

import errno
import mmap
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import IO, Any, TypeVar, overload
from weakref import WeakSet

import numpy as np
import pyarrow as pa

from config.errors import UserError
from config.malloc import GIVEN_BACK, KEPT, REUSED, set_malloc, trim
from transforms.resolve.columns import Codes, Texts

T = TypeVar("T", bound=Any)

LARGE = 2**20
"""Bytes from which something is laid down in a file: a short list of rows never touches the disk."""
_PART = 2**20
"""Values that are gathered at a time."""
_is_reused = False
_maps: WeakSet[mmap.mmap] = WeakSet()
"""Files that something lies in."""


class Growing:
    """An array that comes in parts; from some bytes on they are written to a file as they come."""

    def __init__(self, empty: Codes, least: int | None = None) -> None:
        """``empty`` has no rows and says what rows are like; ``least`` are bytes to hold first."""
        self._parts, self._held = [empty], 0
        self._least = _large() if least is None else least
        self._file: IO[bytes] | None = None

    def append(self, part: Codes) -> None:
        """Add rows behind the others."""
        self._parts.append(part.astype(self._parts[0].dtype, copy=False))
        self._held += part.nbytes
        if self._held > self._least:
            self._write()

    def whole(self) -> Codes:
        """Return all rows; nothing can be added to them any more."""
        if self._file is None:
            return self._parts[1] if len(self._parts) == 2 else np.concatenate(self._parts)
        self._write()
        empty, found = self._parts[0], np.frombuffer(_mapped(self._file), self._parts[0].dtype)
        return found.reshape(-1, *empty.shape[1:])

    def _write(self) -> None:
        self._file = self._file or nameless_file()
        with _room():
            for part in self._parts:
                self._file.write(np.ascontiguousarray(part).data)
        del self._parts[1:]
        self._held = 0


@overload
def lay_down(part: Codes) -> Codes: ...


@overload
def lay_down(part: Texts) -> Texts: ...


def lay_down(part: Codes | Texts) -> Codes | Texts:
    """Return an array or texts as they lie in a file, if they are large."""
    if isinstance(part, Texts):
        if part.column.nbytes < _large():
            return part
        table = pa.Table.from_arrays([part.column], [""])
        return Texts(table_of([table], table.schema).column(0).chunk(0))
    if part.nbytes < _large():
        return part
    grown = Growing(part[:0])
    grown.append(part)
    return grown.whole()


def zeros(shape: tuple[int, ...], kind: type[np.generic]) -> Codes:
    """Return an array of zeros to write to, in a file if it is large."""
    size = int(np.prod(shape)) * np.dtype(kind).itemsize
    if size < _large():
        return np.zeros(shape, kind)
    file = nameless_file()
    with _room():
        for _ in range(-(-size // LARGE)):  # room that is only promised may be missing when it is written to
            file.write(bytes(LARGE))
    return np.frombuffer(_mapped(file), kind, int(np.prod(shape))).reshape(shape)


def gathered(values: Codes, at: Codes) -> Codes:
    """Return ``values[at]``; of many values it is made in parts and lies in a file."""
    grown = Growing(values[:0])
    for start in range(0, len(at), _PART):
        grown.append(values[at[start : start + _PART]])
    return grown.whole()


def all_laid_down(parts: T) -> T:
    """Return a dataclass with its large arrays and texts as they lie in files."""
    large = {name: part for name, part in vars(parts).items() if isinstance(part, np.ndarray | Texts)}
    return replace(parts, **{name: lay_down(part) for name, part in large.items()})


def table_of(parts: Iterable[pa.Table], schema: pa.Schema) -> pa.Table:
    """Return tables of one schema one below the other; from `LARGE` on they lie in a file."""
    held: list[pa.Table] = []
    file = writer = None
    for part in filter(len, parts):  # Arrow writes rubbish as CSV where the first piece of a column is empty
        held.append(part)
        if writer is None and sum(table.nbytes for table in held) < _large():
            continue
        with _room():
            file = file or nameless_file()
            writer = writer or pa.ipc.new_file(pa.PythonFile(file, "w"), schema)
            while held:
                writer.write_table(held.pop(0))
    if file is None or writer is None:
        return pa.concat_tables(held) if held else pa.Table.from_batches([], schema)
    with _room():
        writer.close()
    return pa.ipc.open_file(pa.py_buffer(_mapped(file))).read_all()


def nameless_file() -> IO[bytes]:
    """Open a new file that is gone when it is closed.

    Raises:
        UserError: there is no folder for it.
    """
    # What lies in /tmp takes memory on many systems; /var/tmp is the folder for large files.
    is_told = any(os.environ.get(name) for name in ("TMPDIR", "TEMP", "TMP"))
    folder = None if is_told or not os.access("/var/tmp", os.W_OK | os.X_OK) else "/var/tmp"
    with _room():
        return tempfile.TemporaryFile(dir=folder)


@contextmanager
def _room() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        remedy = "set TMPDIR to a folder with ten times the room that the table takes as CSV"
        if error.errno in (errno.EMFILE, errno.ENFILE):
            remedy = "let more files be open at once (ulimit -n)"
        elif error.errno == errno.ENOMEM:
            remedy = "let the process have more memory (ulimit -v)"
        raise UserError(f"Temporary files cannot be written ({error.strerror or error}); {remedy}.") from None


def _mapped(file: IO[bytes]) -> mmap.mmap:
    with _room(), file:
        file.flush()
        found = mmap.mmap(file.fileno(), 0)
    _maps.add(found)
    return found


def let_go() -> None:
    """Let the system have the memory of all that lies in files; what is asked for comes back by itself."""
    if hasattr(mmap, "MADV_DONTNEED"):
        for one in list(_maps):
            one.madvise(mmap.MADV_DONTNEED)


@contextmanager
def kept_between_steps() -> Iterator[None]:
    """Keep what one step on some rows has freed for the next: a file by itself has 30 MiB to spare for it.

    Asked of the system for each step anew, these arrays cost a sixth of the time in page faults.
    """
    set_malloc(KEPT)
    try:
        yield
    finally:
        set_malloc(GIVEN_BACK)


@contextmanager
def reused() -> Iterator[None]:
    """Use free memory again instead of giving it back each time: quicker for work that needs little."""
    global _is_reused
    set_malloc(REUSED)
    _is_reused = True
    try:
        yield
    finally:
        _is_reused = False
        set_malloc(GIVEN_BACK)


def _large() -> int:
    """Bytes from which something goes to a file by now."""
    return 2**27 if _is_reused else LARGE


def give_back() -> None:
    """Give free memory back to the system, between steps that need much of it for other things."""
    if _is_reused:
        return
    let_go()
    pa.default_memory_pool().release_unused()
    trim()

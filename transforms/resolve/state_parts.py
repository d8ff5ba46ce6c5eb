"""Parts of a state as files: tables in the form of Arrow, arrays in that of numpy; they stay on disk."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from transforms.resolve.columns import Codes, texts

GIVEN_UP = ("old_company_id", "company_id", "reason", "since_on", "listing_id")


def read_array(path: Path) -> Codes:
    """Return an array as it lies on disk."""
    return np.asarray(np.load(path, mmap_mode="r"))


def no_redirects() -> pa.Table:
    """The ids given up so far, where there are none."""
    return pa.Table.from_arrays([texts([]) for _ in GIVEN_UP], names=list(GIVEN_UP))


def read_table(path: Path) -> pa.Table:
    """Return a table as it lies on disk."""
    with pa.memory_map(str(path)) as file:
        return pa.ipc.open_file(file).read_all()


def write_table(path: Path, table: pa.Table) -> None:
    """Write a table."""
    with pa.OSFile(str(path), "wb") as file, pa.ipc.new_file(file, table.schema) as writer:
        writer.write_table(table)


def put_down(path: Path, part: pa.Table | Codes) -> Any:
    """Write a table or an array and return it as it lies on disk, where it takes no memory."""
    if isinstance(part, pa.Table):
        write_table(path, part)
        return read_table(path)
    np.save(path, part)
    return read_array(path)

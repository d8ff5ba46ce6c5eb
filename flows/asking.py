"""Questions to the published snapshot, answered as plain rows."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from warehouse.query import connect_readonly

Rows = list[dict[str, Any]]


def ask(snapshot: Path, sql: str, values: Sequence[Any] | dict[str, Any] | None = None) -> Rows:
    """Return the rows that ``sql`` gives, each as column -> value.

    Raises:
        UserError: no snapshot is there.
    """
    con = connect_readonly(snapshot)
    try:
        cursor = con.execute(sql, values)
        names = [column[0] for column in cursor.description or []]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    finally:
        con.close()

"""Files for the tests of deduplication."""

from __future__ import annotations

from pathlib import Path

import pandas as pd


def write(folder: Path, text: str | bytes, name: str = "in.csv") -> Path:
    """Write a file and return its path."""
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def companies(path: Path) -> dict[str, str]:
    """Return id -> company_id of an output."""
    frame = pd.read_csv(path, dtype=str)
    assert list(frame.columns) == ["id", "company_id"]
    return dict(zip(frame["id"], frame["company_id"], strict=True))

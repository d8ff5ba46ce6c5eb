"""Options that make no sense for these rows are refused before the work begins."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from config.errors import UserError
from transforms.dedupe.tables import Rows
from transforms.resolve.columns import texts
from transforms.resolve.threshold import cut_of


def check_options(level: str, threshold: float) -> None:
    """Refuse options that make no sense, before anything is read.

    Raises:
        UserError: it names the option.
    """
    if level not in ("auto", "location", "company"):
        raise UserError(f"The level must be auto, location or company (found '{level}').")
    cut_of(threshold)


def check_sources(path: Path, rows: Rows, clean_sources: Collection[str]) -> None:
    """Refuse clean sources that no row is of.

    Raises:
        UserError: it names the source, and those that there are.
    """
    if not clean_sources:
        return
    columns = rows.listings.column_names
    known = set(pc.unique(rows.listings["source"]).to_pylist()) - {None} if "source" in columns else set()
    strange = sorted(set(clean_sources) - known)
    if strange:
        some = ", ".join(sorted(known)[:5]) or "none"
        raise UserError(f"{path}: no row is of the clean source '{strange[0]}'; its sources are {some}.")


def check_pair(pair: tuple[str, str], ids: pa.ChunkedArray) -> None:
    """Refuse a question about rows that are not there.

    Raises:
        UserError: an id that no row has, or one id twice.
    """
    asked = f"--why {pair[0]} {pair[1]}"
    if pair[0] == pair[1]:
        raise UserError(f"{asked}: is one row; name two.")
    for listing in pair:
        if pc.index(ids, texts([listing])[0]).as_py() < 0:
            raise UserError(f"{asked}: no row has the id '{listing}'.")

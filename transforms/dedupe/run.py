"""Deduplicate one file: the steps in order, from a table of rows to a table of companies."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from config.ids import stable_id
from transforms.dedupe.checks import check_options, check_pair, check_sources
from transforms.dedupe.explained import explanations
from transforms.dedupe.figures import (
    canary_figures,
    doubt_figures,
    group_figures,
    overlap_figures,
)
from transforms.dedupe.labels import read_labels
from transforms.dedupe.tables import Rows, read_rows
from transforms.dedupe.written import check_targets, write_tables
from transforms.resolve.columns import Codes, gather, texts
from transforms.resolve.levels import Level
from transforms.resolve.memory import give_back, kept_between_steps, lay_down, table_of

if TYPE_CHECKING:
    from transforms.resolve.resolution import Progress, Resolution


BATCH = 100_000
"""Rows that are written at a time."""


@kept_between_steps()
def dedupe_file(
    source: Path,
    target: Path,
    *,
    level: Level = "auto",
    threshold: float = 0.5,
    labels: Path | None = None,
    explain: Path | None = None,
    why: tuple[str, str] | None = None,
    clean_sources: Collection[str] = frozenset(),
    renames: Mapping[str, str] | None = None,
    encoding: str | None = None,
    progress: Progress = lambda stage, count: None,
) -> dict[str, Any]:
    """Write id, company_id for every row of a table; rows of one company (or place) share a company_id.

    Args:
        source: CSV or Parquet with an id, a name and any of source, street, city, region, postcode,
            country, phone, website, email, category, reg_no, lei, vat_id, under these names or usual ones.
        target: CSV or Parquet to write, by its suffix; it appears only when it is complete.
        level, threshold: see `transforms.resolve.resolve`.
        labels: table id_a, id_b, match (1/0): pairs that are known; they are obeyed.
        explain: table to write: every pair that was compared and came close, with its reasons.
        why: two ids whose evidence is wanted.
        clean_sources: values of the column source that list nobody twice.
        renames: column as named above -> its name in the file.
        encoding: of the files; without it UTF-8, and Windows-1252 line by line where it is not.
        progress: told of each stage.

    Returns:
        What was found (`transforms.dedupe.figures`), what was read as what, and seconds.

    Raises:
        UserError: a file cannot be read or written, a column is missing, an id is empty or given twice, a
            label or an option makes no sense. Nothing has been written then.
    """
    from transforms.resolve.prepare import clean_listings, records_of
    from transforms.resolve.resolution import resolve_records

    started = time.monotonic()
    check_options(level, threshold)
    check_targets([source, *([labels] if labels else [])], [target, *([explain] if explain else [])])
    progress("reading", None)
    rows = read_rows(source, renames or {}, encoding)
    check_sources(source, rows, clean_sources)
    if why:
        check_pair(why, rows.listings["listing_id"])
    judgements = read_labels(labels, rows.listings["listing_id"], encoding) if labels else None
    progress("cleaning", len(rows.listings))
    give_back()
    cleaned = clean_listings(rows.listings)
    records = records_of(cleaned)
    give_back()
    found = resolve_records(
        records,
        judgements=judgements,
        level=level,
        threshold=threshold,
        clean_sources=frozenset(clean_sources),
        progress=progress,
    )
    told: dict[str, Any] = {}
    if judgements is not None and len(judgements):
        from transforms.dedupe.labelled import doubted_labels, key_recall

        told |= {"key_recall": key_recall(found, judgements), **doubted_labels(found)}
    if why:
        from transforms.dedupe.why import why as why_pair

        told["why"] = why_pair(found, cleaned, rows.listings, why, judgements, threshold)
    progress("writing", len(rows.listings))
    give_back()
    cluster, minted = company_ids(rows.order, found)
    files = [(target, _answers(rows.listings["listing_id"], cluster, minted))]
    if explain:
        files.append((explain, explanations(found)))
    write_tables(files)
    return {
        **found.summary,
        **summary(rows, cluster, minted, found),
        "contradictions": [contradiction.words for contradiction in found.contradictions],
        "canaries": canary_figures(cleaned, found.cluster, str(found.summary["level"])),
        **told,
        "seconds": round(time.monotonic() - started, 2),
    }


def company_ids(order: Codes, found: Resolution) -> tuple[Codes, pa.Array]:
    """Return the company of each row of a table, as a number, and the ids by number.

    Args:
        order: rows of the table in the order of their ids.
    """
    is_first = np.zeros(len(order), bool)
    is_first[found.cluster] = True
    cluster = np.empty(len(order), np.int64)
    cluster[order] = (np.cumsum(is_first) - 1)[found.cluster]
    labels = found.listing_ids.take(np.flatnonzero(is_first))
    return lay_down(cluster), texts(stable_id("c", listing) for listing in labels)


def _answers(ids: pa.ChunkedArray, cluster: Codes, minted: pa.Array) -> pa.Table:
    """The table to write; of many rows it lies in a file."""
    schema = pa.schema([("id", pa.string()), ("company_id", pa.string())])

    def batches() -> Iterator[pa.Table]:
        for start in range(0, len(cluster), BATCH):
            company = gather(minted, cluster[start : start + BATCH])
            yield pa.Table.from_arrays([ids.slice(start, BATCH), pa.chunked_array([company])], schema=schema)

    return table_of(batches(), schema)


def summary(rows: Rows, cluster: Codes, minted: pa.Array, found: Resolution) -> dict[str, Any]:
    """Return what was found in figures, and what was read as what.

    Args:
        cluster, minted: number of the company of each row, and ids of companies by number.
    """
    sources = rows.listings["source"] if "source" in rows.listings.column_names else None
    return {
        **group_figures(cluster, rows.listings["name"], minted),
        **overlap_figures(cluster, sources),
        **doubt_figures(found),
        "columns": rows.columns.names,
        "columns_unread": rows.columns.unread,
        "notes": rows.notes,
    }

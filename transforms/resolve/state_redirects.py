"""Ids of a state that were given up, and where each leads today: the rule of the nights, for deliveries.

An id leads straight to the company that has most of the listings which it had when it was given up: through
merges that came later, and to where they went if what was merged is parted again.
"""

from __future__ import annotations

import csv
import io
from collections import Counter, defaultdict
from pathlib import Path

import numpy as np
import pyarrow as pa

from transforms.resolve.columns import Codes, texts
from transforms.resolve.delivery import rows_of
from transforms.resolve.delta import Update
from transforms.resolve.state import SUPERSEDED, State
from transforms.resolve.state_ids import hexed, numbered
from transforms.resolve.state_parts import GIVEN_UP

FILE = "redirects.csv"
TOLD = GIVEN_UP[:4]


def followed(before: State, found: Update, on: str) -> pa.Table:
    """Return the ids given up so far (columns `GIVEN_UP`) with those of this version, each followed.

    Args:
        before: the version before. on: date for what is new.
    """
    table = before.given_up
    moved = any(event.kind in ("merge", "split", "move") for event in found.events)
    if not (found.redirects or (moved and len(table))):
        return table
    rows = [tuple(row.values()) for row in table.to_pylist()] + _fresh(before, found, on)
    held: dict[str, list[str]] = defaultdict(list)
    told = {}
    for old, company, reason, since_on, listing in rows:
        told[old] = (company, reason, since_on)
        held[old].append(listing)
    at = rows_of(found.state, texts([listing for group in held.values() for listing in group]))
    homes = iter(found.state.labels.company[at].tolist())
    lines = []
    for old, group in held.items():
        company, reason, since_on = told[old]
        while company in told:
            company = told[company][0]
        counts = Counter(hexed(next(homes)) for _ in group)
        home = max(counts, key=lambda one: (counts[one], one == company, one))
        if home != company:
            company, reason, since_on = home, "split", on
        lines += [(old, company, reason, since_on, listing) for listing in group]
    return pa.Table.from_arrays([texts(column) for column in zip(*lines, strict=True)], names=list(GIVEN_UP))


def _fresh(before: State, found: Update, on: str) -> list[tuple[str, ...]]:
    """A line for each listing that an id had which this version gives up."""
    told = {numbered(old): (old, kept, reason) for old, kept, reason in found.redirects}
    labels, olds = before.labels, np.fromiter(told, np.uint64, len(told))
    maybe = np.zeros(1 << 16, bool)  # by the last bits: few of a million rows are left to be sorted
    maybe[olds.astype(np.uint16)] = True
    rows: Codes = np.flatnonzero(maybe[labels.company.astype(np.uint16)])
    rows = rows[np.isin(labels.company[rows], olds) & (labels.status[rows] != SUPERSEDED)]
    listings = before.take(rows)["listing_id"].to_pylist()
    return [
        (*told[company], on, listing)
        for company, listing in zip(labels.company[rows].tolist(), listings, strict=True)
    ]


def write_redirects(folder: Path, given_up: pa.Table) -> None:
    """Write ``redirects.csv`` of a state: old_company_id, company_id, reason, since_on, a line an old id."""
    if not len(given_up):
        return
    lines = dict.fromkeys(tuple(row.values()) for row in given_up.select(list(TOLD)).to_pylist())
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([TOLD, *lines])
    part = folder / f"{FILE}.new"
    part.write_text(text.getvalue(), "utf-8")
    part.replace(folder / FILE)

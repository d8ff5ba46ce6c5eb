"""Ids of a state that were given up, and where each leads today: the rule of the nights, for deliveries.

An id leads straight to the company that has most of the listings which it had when it was given up: through
merges that came later, and to where they went if what was merged is parted again.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from transforms.resolve.columns import Codes, numbers, positions, texts
from transforms.resolve.delivery import rows_of
from transforms.resolve.delta import Update
from transforms.resolve.keys import are_among
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
    given_up = before.given_up
    moved = any(event.kind in ("merge", "split", "move") for event in found.events)
    if not (found.redirects or (moved and len(given_up))):
        return given_up
    table = pa.concat_tables([given_up, _fresh(before, found, on)])
    of_moved = pc.is_in(table["listing_id"], _moved(before, found))
    is_asked = pc.is_in(table["old_company_id"], table["old_company_id"].filter(of_moved).combine_chunks())
    columns = {name: table[name].filter(is_asked).to_pylist() for name in GIVEN_UP}
    held: dict[str, list[str]] = defaultdict(list)
    told = {}
    for old, company, reason, since_on, listing in zip(*columns.values(), strict=True):
        told[old] = (company, reason, since_on)
        held[old].append(listing)
    at = rows_of(found.state, texts(columns["listing_id"]))
    homes = dict(zip(columns["listing_id"], found.state.labels.company[at].tolist(), strict=True))
    leads = {}
    for old, group in held.items():
        company, reason, since_on = told[old]
        while company in told:
            company = told[company][0]
        counts = Counter(hexed(homes[listing]) for listing in group)
        home = max(counts, key=lambda one: (counts[one], one == company, one))
        leads[old] = (company, reason, since_on) if home == company else (home, "split", on)
    for number, name in enumerate(TOLD[1:]):
        now = texts(leads[old][number] for old in columns["old_company_id"])
        column = pc.replace_with_mask(table[name].combine_chunks(), is_asked.combine_chunks(), now)
        table = table.set_column(table.column_names.index(name), name, column)
    return table.combine_chunks()


def _moved(before: State, found: Update) -> pa.Array:
    """Ids of listings whose company may be another now."""
    known, company = len(before.labels), found.state.labels.company
    if len(found.state.facts["history"]) > len(before.facts["history"]):  # made anew: rows have new numbers
        return found.state.listing_ids().combine_chunks()
    rows = np.flatnonzero(company[:known] != before.labels.company)
    rows = np.concatenate([rows, np.arange(known, len(company))])
    return found.state.take(rows)["listing_id"].combine_chunks()


def _fresh(before: State, found: Update, on: str) -> pa.Table:
    """A line for each listing that an id had which this version gives up."""
    told = {numbered(old): (old, kept, reason) for old, kept, reason in found.redirects}
    labels, olds = before.labels, np.fromiter(told, np.uint64, len(told))
    maybe = np.zeros(1 << 16, bool)  # by the last bits: few of a million rows are left to be sorted
    maybe[olds.astype(np.uint16)] = True
    rows: Codes = np.flatnonzero(maybe[labels.company.astype(np.uint16)])
    rows = rows[are_among(labels.company[rows], np.sort(olds)) & (labels.status[rows] != SUPERSEDED)]
    fresh = [told[company] for company in labels.company[rows].tolist()]
    columns = [texts(one[number] for one in fresh) for number in range(3)]
    columns += [texts([on] * len(fresh)), before.take(rows)["listing_id"].combine_chunks()]
    return pa.Table.from_arrays(columns, names=list(GIVEN_UP))


def write_redirects(folder: Path, given_up: pa.Table) -> None:
    """Write ``redirects.csv`` of a state: old_company_id, company_id, reason, since_on, a line an old id."""
    if not len(given_up):
        return
    columns = [given_up[name].combine_chunks() for name in TOLD]
    first = np.unique(numbers(columns[0].dictionary_encode().indices, np.int32), return_index=True)[1]
    lines = pc.binary_join_element_wise(
        *(column.take(positions(first)) for column in columns), texts([","])[0]
    )
    part = folder / f"{FILE}.new"
    part.write_text("\n".join([",".join(TOLD), *lines.to_pylist(), ""]), "utf-8")
    part.replace(folder / FILE)

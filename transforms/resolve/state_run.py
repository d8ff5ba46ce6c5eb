"""Resolve deliveries one after the other: a folder keeps the state, and a delivery costs what it changes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from transforms.resolve.block import ModelOutgrown
from transforms.resolve.cleaned import clean_listings
from transforms.resolve.columns import numbers, positions, texts
from transforms.resolve.delivery import Delivery, by_id, fingerprints
from transforms.resolve.delta import Outgrown, Update, renewed, update
from transforms.resolve.levels import Level
from transforms.resolve.memory import reused
from transforms.resolve.state import ALIVE, GONE, State
from transforms.resolve.state_build import Rows, build
from transforms.resolve.state_events import log_lines, summary
from transforms.resolve.state_files import Folder
from transforms.resolve.state_options import options, refuse_others
from transforms.resolve.state_redirects import followed, write_redirects

JUDGED = ("listing_a", "listing_b", "decision")


def update_state(
    folder: Path,
    listings: pa.Table,
    *,
    removed: Iterable[str] = (),
    full: bool = False,
    judgements: pa.Table | None = None,
    level: Level = "auto",
    threshold: float = 0.5,
    clean_sources: Iterable[str] = (),
) -> dict[str, object]:
    """Take a delivery into the state of a folder; the first one makes the state.

    Args:
        folder: of the state alone; it is made where it is missing.
        listings: listing_id and any of `cleaned.PRINTED`, as printed: new listings, changed ones under
            their known ids, unchanged ones (they cost next to nothing).
        removed: ids of listings that are there no more.
        full: ``listings`` are all there are; those that are missing are removed.
        judgements: listing_a, listing_b, decision, as in `resolution.resolve`. They are kept: a newer one
            about the same pair replaces an older one, and ``unsure`` takes it back.
        level, threshold, clean_sources: as in `resolution.resolve`; the same in every run.

    Returns:
        Counts for people: rows, companies, level, largest, oversized, pairs_compared and more; of the
        delivery: new, changed, removed, unchanged, touched (rows looked at again), ids_changed; version,
        reason.

    Raises:
        UserError: the folder is damaged, in use, or of other options; a listing id is missing or given
            twice. The state is what it was then.
    """
    kept = Folder(folder)
    asked = options(level, threshold, clean_sources)
    with kept.locked():
        if kept.manifest is None:
            listings = by_id(listings)
            count, rows = len(listings), [Rows.first(clean_listings(listings), fingerprints(listings))]
            del listings  # as large as all that is kept of them
            facts = {
                "version": 1,
                "options": asked,
                "history": [_entry(1, "first delivery", count)],
            }
            _, given = merge_judgements(_no_judgements(), judgements)
            made = build(kept, rows.pop(), facts, given)
            made.state.save(made.state.model)
            return summary(made, {"new": count}, "first delivery")
        refuse_others(folder, kept.manifest["options"], asked)
        state = State.load(kept)
        delivery = Delivery.of(listings, removed, full, state)
        changed, given = merge_judgements(state.judgements, judgements)
        new = int((delivery.replaces < 0).sum())
        counts = {
            "new": new,
            "changed": len(delivery.content) - new,
            "removed": len(delivery.removed),
            "unchanged": delivery.unchanged,
        }
        if not (len(delivery.content) or len(delivery.removed) or len(changed)):
            write_redirects(folder, state.given_up)
            return summary(None, counts, "nothing changed", state)
        reason, model = "delivery", None
        try:
            with reused():
                found = update(state, delivery, given, texts(changed))
        except (Outgrown, ModelOutgrown) as why:
            reason = f"new model: {why}"
            found = rebuilt(state, delivery, given, reason)
            model = found.state.model
        on = datetime.now(UTC).date().isoformat()
        given_up = followed(state, found, on)
        found.state.save(model, log_lines(found, state, on), given_up)
        write_redirects(folder, given_up)
        return summary(found, counts, reason)


def rebuilt(state: State, delivery: Delivery, judgements: pa.Table, reason: str) -> Update:
    """Resolve all rows of a state and a delivery anew with a model made from them; ids last."""
    version, stored = state.facts["version"] + 1, len(state.labels)
    labels = renewed(state.labels, delivery, version)
    alive = np.flatnonzero(labels.status[:stored] == ALIVE)
    table = pa.concat_tables([state.take(alive), clean_listings(delivery.listings)])
    rows = np.concatenate([alive, np.arange(stored, len(labels))])
    order = numbers(pc.sort_indices(table["listing_id"]), np.uint64).astype(np.int64)
    rows, table = rows[order], table.take(positions(order)).combine_chunks()
    came_back = np.zeros(len(labels), bool)
    known = delivery.replaces >= 0
    came_back[stored:][known] = state.labels.status[delivery.replaces[known]] == GONE
    lost = np.flatnonzero(labels.status == GONE)
    everything = Rows(
        table,
        np.concatenate([state.column("content", alive), delivery.content])[order],
        labels.company[rows],
        labels.born[rows],
        came_back[rows],
        state.take(lost),
        state.column("content", lost),
        labels.company[lost],
        labels.born[lost],
        np.isin(lost, delivery.removed),
    )
    history = [*state.facts["history"], _entry(version, reason, len(table))]
    facts = {"version": version, "options": state.facts["options"], "history": history}
    return build(state.folder, everything, facts, judgements)


def merge_judgements(kept: pa.Table, given: pa.Table | None) -> tuple[list[str], pa.Table]:
    """Return the ids of listings whose judgements are others now, and all judgements, one for each pair."""
    if given is None or not len(given):
        return [], kept
    told = _by_pair(kept)
    changed: set[str] = set()
    for pair, decision in _by_pair(given).items():
        if told.get(pair) != decision:
            told[pair] = decision
            changed.update(pair)
    columns = zip(*((*pair, decision) for pair, decision in sorted(told.items())), strict=True)
    return sorted(changed), pa.Table.from_arrays([texts(column) for column in columns], names=list(JUDGED))


def _by_pair(judgements: pa.Table) -> dict[tuple[str, str], str]:
    columns = (judgements[name].to_pylist() for name in JUDGED)
    return {(min(a, b), max(a, b)): decision for a, b, decision in zip(*columns, strict=True) if a != b}


def _no_judgements() -> pa.Table:
    return pa.Table.from_arrays([texts([])] * 3, names=list(JUDGED))


def _entry(version: int, reason: str, rows: int) -> dict[str, Any]:
    """A line of the history of models."""
    return {"version": version, "reason": reason, "rows": rows}

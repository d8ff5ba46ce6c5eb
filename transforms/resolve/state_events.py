"""What a version of a state says of its ids: lines of events.csv, and a summary."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import Any

import numpy as np
import pyarrow.compute as pc

from transforms.resolve.columns import Codes, numbers, texts
from transforms.resolve.delivery import rows_of
from transforms.resolve.delta import Update
from transforms.resolve.identity_events import EVENTS, PLAIN, Grounds, told
from transforms.resolve.state import ALIVE, State


def log_lines(found: Update, before: State, on: str) -> dict[str, str]:
    """Return the lines that a version adds to the logs of its folder."""
    events = [(*row, on) for row in told(found.events, _grounds(found, before))]
    if not events:
        return {}
    return {"events.csv": _csv([EVENTS, *events] if "events.csv" not in before.facts["logs"] else events)}


def _csv(rows: Iterable[Iterable[str | None]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


def _grounds(found: Update, before: State) -> Grounds:
    """What the run knows of the listings in its events."""
    loud = (event for event in found.events if event.kind not in PLAIN)
    told_of = sorted({listing for event in loud for listing in event.here + event.there})
    if not told_of:
        return Grounds()
    evidence = found.resolution.evidence
    rows = pc.index_in(texts(told_of), value_set=found.resolution.listing_ids.column)
    here = rows.is_valid()
    present = texts(told_of).filter(here).to_pylist()
    compared = evidence.stand_in[numbers(rows.filter(here), np.int32)]
    stands = dict(zip(present, evidence.few.ids.take(compared), strict=True))
    asked = np.zeros(len(evidence.few), bool)
    asked[compared] = True
    scored = evidence.scored
    pairs = np.flatnonzero(asked[scored.a] & asked[scored.b])
    ids = evidence.few.ids
    bits = {
        (min(a, b), max(a, b)): total / 1000
        for a, b, total in zip(
            ids.take(scored.a[pairs]), ids.take(scored.b[pairs]), scored.total[pairs].tolist(), strict=True
        )
    }
    judgements = found.state.judgements
    judged = dict(
        zip(
            zip(judgements["listing_a"].to_pylist(), judgements["listing_b"].to_pylist(), strict=True),
            judgements["decision"].to_pylist(),
            strict=True,
        )
    )
    return Grounds(bits, judged, _changes(found, before, present), stands)


def _changes(found: Update, before: State, listings: list[str]) -> dict[str, str]:
    """Which values of these listings are others than before, in the words of the columns."""
    old, new = (rows_of(state, texts(listings)) for state in (before, found.state))
    both = np.flatnonzero((old >= 0) & (new >= 0))
    printed = before.column("content", old[both]), found.state.column("content", new[both])
    other = both[printed[0] != printed[1]]
    told = {}
    for one, was, now in zip(
        other.tolist(), _values(before, old[other]), _values(found.state, new[other]), strict=True
    ):
        fields = [name for name, value in now.items() if was[name] != value]
        if fields:
            told[listings[one]] = ", ".join(fields)
    return told


def _values(state: State, rows: Codes) -> list[dict[str, Any]]:
    """Clean values of rows in any order."""
    order = np.argsort(rows)
    taken = state.take(rows[order]).to_pylist()
    return [taken[at] for at in np.argsort(order).tolist()]


def summary(
    found: Update | None, counts: dict[str, int], reason: str, state: State | None = None
) -> dict[str, object]:
    """Counts of a state and of the delivery that made it, for people."""
    state = found.state if found is not None else state
    assert state is not None
    labels = state.labels
    dead = np.flatnonzero(labels.status != ALIVE)
    sizes = np.bincount(labels.cluster)
    np.subtract.at(sizes, labels.cluster[dead], 1)
    resolved = found.resolution.summary if found is not None else {}
    return {
        "rows": len(labels) - len(dead),
        "companies": int(np.count_nonzero(sizes)),
        "level": state.model.level,
        "largest": int(sizes.max(initial=0)),
        "pairs_compared": resolved.get("pairs_compared", 0),
        **{"new": 0, "changed": 0, "removed": 0, "unchanged": 0, **counts},
        "touched": len(found.rows) if found is not None else 0,
        "ids_changed": len(found.events) if found is not None else 0,
        "labels": len(state.judgements),
        "learned": resolved.get("learned", {}),
        "contradictions": [one.words for one in found.resolution.contradictions] if found is not None else [],
        "version": state.facts["version"],
        "reason": reason,
    }

"""A delivery resolved against a state: only what it touches, with the result of a full run.

With a model that is held fixed, a cluster depends on the rows of its component alone (`ties`). A new or
changed row can join only components with a row that has a tie key in common with it, or an open block key
and enough else to be linked (`bounds`). So the living rows of these components, those of the components
that the old rows were in, and the new rows are whole components of the new state: resolved by themselves
they come out as among all rows.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from transforms.resolve.block import CAP, Pairs
from transforms.resolve.bounds import may_be_one, may_link, may_meet
from transforms.resolve.cleaned import clean_listings
from transforms.resolve.columns import Codes, numbers, positions
from transforms.resolve.delivery import Delivery, Keyed, rows_of
from transforms.resolve.features import LOOK
from transforms.resolve.identity_events import Event
from transforms.resolve.judged import judged_pairs
from transforms.resolve.keys import distinct
from transforms.resolve.learning import is_due
from transforms.resolve.names import count_words
from transforms.resolve.outlines import best_names
from transforms.resolve.prepare import records_of
from transforms.resolve.resolution import Resolution, resolve_cleaned
from transforms.resolve.scoring import score_pairs
from transforms.resolve.sources import Sources
from transforms.resolve.state import ALIVE, GONE, SUPERSEDED, Labels, State
from transforms.resolve.state_ids import Touched, assign
from transforms.resolve.ties import tied

CHUNK = 8_000
"""Pairs that are looked at together: what is known of them stays in the cache of a processor."""
OUTGROWN_BLOCK = 4 * CAP
"""Rows of one open block from which the model is too old: its values were rare when it was made."""
OUTGROWN_SHARE = 0.2
"""Share of rows that came since the model was made, from which it is too old."""


class Outgrown(Exception):
    """The data has outgrown the model; the message says how."""


@dataclass(frozen=True)
class Update:
    """A new version that is not saved yet.

    resolution: of the touched rows (`rows`, in its order). events, redirects: see `state_ids.assign`.
    """

    state: State
    resolution: Resolution
    rows: Codes
    events: list[Event]
    redirects: list[tuple[str, str, str]]


def update(state: State, delivery: Delivery, judgements: pa.Table, judged: pa.Array) -> Update:
    """Resolve a delivery.

    Args:
        judgements: all that hold from now on. judged: ids of listings whose judgements are others now.

    Raises:
        Outgrown: a new model is needed, made from all rows.
    """
    cleaned = clean_listings(delivery.listings)
    changed = state.facts["changed"] + len(cleaned)
    if changed > OUTGROWN_SHARE * max(state.facts["calibrated"], 1):
        raise Outgrown(f"{changed:,} rows came since the model was made from {state.facts['calibrated']:,}")
    if is_due(told := judged_pairs(judgements), state.facts.get("taught_by", 0)):
        raise Outgrown(f"{told:,} labels to learn from")
    version, start = state.facts["version"] + 1, len(state.labels)
    settings = state.facts["options"]
    keyed = Keyed.of(cleaned, state.model, settings["clean_sources"])
    labels = renewed(state.labels, delivery, version)
    partners = _partners(judgements, cleaned["listing_id"], judged)
    touched = touched_rows(state, labels, delivery, keyed, cleaned, rows_of(state, partners))
    rows, whole = _together(state, touched, cleaned)
    found = resolve_cleaned(
        whole,
        judgements=judgements,
        level=state.model.level,
        threshold=settings["threshold"],
        clean_sources=frozenset(settings["clean_sources"]),
        model=state.model,
    )
    labels.component[rows], labels.cluster[rows] = rows[found.component], rows[found.cluster]
    segment = keyed.segment(start, cleaned, delivery.content)
    added = state.with_segment(segment)
    twins = added.column("twin", rows)
    labels.component[twins] = labels.component[rows]
    new = np.arange(start, start + len(cleaned))
    came_back = delivery.replaces >= 0
    came_back[came_back] = state.labels.status[delivery.replaces[came_back]] == GONE
    redirects, events = assign(
        labels,
        Touched(rows, new[came_back], delivery.removed),
        lambda wanted: listing_ids(added, wanted),
        version,
    )
    facts = {**state.facts, "version": version, "changed": changed}
    return Update(
        replace(added, facts=facts, labels=labels, judgements=judgements), found, rows, events, redirects
    )


def renewed(labels: Labels, delivery: Delivery, version: int) -> Labels:
    """Labels with the rows of a delivery at the end, each with the age and the id of the row it replaces."""
    start, replaced = len(labels), delivery.replaces
    labels = labels.longer(len(replaced))
    known = replaced >= 0
    labels.status[start:] = ALIVE
    labels.status[replaced[known]] = SUPERSEDED
    labels.status[delivery.removed] = GONE
    labels.born[start:] = np.where(known, labels.born[replaced], version)
    labels.company[start:] = np.where(known, labels.company[replaced], 0)
    labels.component[start:] = labels.cluster[start:] = np.arange(start, len(labels))
    return labels


def touched_rows(
    state: State, labels: Labels, delivery: Delivery, keyed: Keyed, cleaned: pa.Table, judged: Codes
) -> Codes:
    """Return the stored living rows of all components that a delivery may change, ascending."""
    replaced, stored = delivery.replaces[delivery.replaces >= 0], len(state.labels)
    _, tied = state.look_up("ties", distinct(keyed.ties))
    is_touched = np.zeros(len(labels), bool)
    certain = np.concatenate([replaced, delivery.removed, judged[judged >= 0], tied])
    is_touched[labels.component[certain]] = True
    linked = _linked(state, keyed, cleaned, ~is_touched[labels.component[:stored]])
    is_touched[labels.component[linked]] = True
    return np.flatnonzero(is_touched[labels.component[:stored]] & (labels.status[:stored] == ALIVE))


def _linked(state: State, keyed: Keyed, cleaned: pa.Table, is_open: Codes) -> Codes:
    """Return the stored rows that share an open key with a new row and are linked with it.

    Args:
        is_open: which stored rows are of interest; the components of others are touched already.
    """
    order = np.argsort(keyed.keys)
    new, keys = keyed.rows[order], keyed.keys[order]
    at, met = state.look_up("keys", keys)
    _check_blocks(keys, np.bincount(at, minlength=len(keys)))
    threshold = state.facts["options"]["threshold"]
    cut = float(np.log2(threshold / (1 - threshold)))
    maybe = is_open[met]
    new, met = new[at[maybe]], met[maybe]

    model, looks = state.model, keyed.features[: len(LOOK)]

    def meeting(new: Codes, met: Codes) -> Codes:
        one = may_meet(model, cut, looks.take(new, axis=1), state.column("looks", met).T)
        return np.flatnonzero(one)

    def linking(new: Codes, met: Codes) -> Codes:
        level, bits = best_names(keyed.outlines[new], state.column("outlines", met))
        one = may_be_one(model, cut, level, looks.take(new, axis=1), state.column("looks", met).T)
        some = np.flatnonzero(one)
        known, stored = keyed.features.take(new[some], axis=1), state.features(met[some])
        return some[may_link(model, cut, (level[some], bits[some]), known, stored)]

    maybe = _in_parts(meeting, new, met)
    pairs = distinct(met[maybe] * len(cleaned) + new[maybe])  # by stored row, as they lie on disk
    new, met = pairs % len(cleaned), pairs // len(cleaned)
    maybe = _in_parts(linking, new, met)
    return _linking(state, cleaned, new[maybe], met[maybe], cut)


def _in_parts(passing: Callable[[Codes, Codes], Codes], new: Codes, met: Codes) -> Codes:
    """Positions of the pairs that pass, `CHUNK` looked at together."""
    found = [np.zeros(0, np.int64)]
    for begin in range(0, len(new), CHUNK):
        part = slice(begin, begin + CHUNK)
        found.append(begin + passing(new[part], met[part]))
    return np.concatenate(found)


def _check_blocks(keys: Codes, stored: Codes) -> None:
    """Stop where a block outgrew the model.

    Args:
        keys: of new rows, ascending. stored: how many stored rows have each of them.
    """
    start = np.flatnonzero(np.append(True, keys[1:] != keys[:-1])[: len(keys)])
    most = (stored[start] + np.diff(np.append(start, len(keys)))).max(initial=0)
    if most > OUTGROWN_BLOCK:
        raise Outgrown(f"{most:,} rows share a value that was rare in the model's rows")


def _linking(state: State, cleaned: pa.Table, new: Codes, met: Codes, cut: float) -> Codes:
    """Return those of the stored rows ``met`` that a comparison links with the new row beside them.

    One list that prints both sides speaks against a pair. It is left out of the account here, for equal
    rows of other lists are not at hand; so a row too many may come along, but none is missed.
    """
    news, a = np.unique(new, return_inverse=True)
    olds, b = np.unique(met, return_inverse=True)
    table = pa.concat_tables([cleaned.take(positions(news)), state.take(olds)])
    records = records_of(table)
    words = count_words(records.names, state.model.words)
    unknown = Sources.of(np.full(len(records), -1), np.arange(len(records)), len(records))
    pairs = Pairs(a.astype(np.int32), (b + len(news)).astype(np.int32))
    scored = score_pairs(records, words, pairs, state.model, unknown)
    links = scored.total >= cut * 1000
    if state.model.level == "company":
        links |= tied(records, scored)
    return met[links]


def _together(state: State, stored: Codes, cleaned: pa.Table) -> tuple[Codes, pa.Table]:
    """Stored and new rows in the order of their ids, and their clean values."""
    rows = np.concatenate([stored, len(state.labels) + np.arange(len(cleaned))])
    table = pa.concat_tables([state.take(stored), cleaned]) if len(stored) else cleaned
    order = numbers(pc.sort_indices(table["listing_id"]), np.uint64).astype(np.int64)
    return rows[order], table.take(positions(order))


def _partners(judgements: pa.Table, new: pa.ChunkedArray, judged: pa.Array) -> pa.Array:
    """Listings whose judgements changed, and those that were judged together with a new row."""
    if not len(judgements):
        return judged
    a, b = (judgements[side].combine_chunks() for side in ("listing_a", "listing_b"))
    return pa.concat_arrays([judged, b.filter(pc.is_in(a, new)), a.filter(pc.is_in(b, new))])


def listing_ids(state: State, rows: Codes) -> list[Any]:
    """Listing ids of rows in any order."""
    order = np.argsort(rows, kind="stable")
    taken = state.take(rows[order]).column("listing_id")
    back = np.empty(len(rows), np.int64)
    back[order] = np.arange(len(rows))
    return list(taken.take(positions(back)).to_pylist())

"""The listings of a night resolved against the state of the night before: only what changed, as among all.

Beside clusters a night publishes the compared pairs. So the touched listings are also compared with those
that they share a key with and are not linked to: such pairs are doubts for people to look at.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from config.errors import UserError
from transforms.resolve.block import ModelOutgrown, Pairs, block, block_keys
from transforms.resolve.cleaned import PRINTED, clean_listings
from transforms.resolve.collapse import collapse
from transforms.resolve.columns import Codes, numbers, positions, texts
from transforms.resolve.delivery import Delivery, by_id, fingerprints
from transforms.resolve.delta import Outgrown, Update, update
from transforms.resolve.explain import matches
from transforms.resolve.model import Model
from transforms.resolve.names import count_words
from transforms.resolve.prepare import records_of
from transforms.resolve.resolution import Resolution
from transforms.resolve.scoring import score_pairs
from transforms.resolve.sources import Sources
from transforms.resolve.state import ALIVE, State
from transforms.resolve.state_build import Rows, build
from transforms.resolve.state_files import Folder
from transforms.resolve.state_options import options
from transforms.resolve.state_run import JUDGED, merge_judgements

_FACTS = {"version", "options", "history", "suppressed", "made", "changed", "calibrated"}
"""What a state of nights knows of itself."""


@dataclass(frozen=True)
class Night:
    """What a night found, and the state to save once its tables are safe.

    cleaned: all listings, ordered by id; cluster: row of the first listing of each one's company.
    resolution: of the listings that were looked at; beside: their pairs with others (`explain.matches`).
    is_whole: true where these were all listings.
    """

    cleaned: pa.Table
    cluster: Codes
    resolution: Resolution
    beside: pd.DataFrame
    is_whole: bool
    name: str
    _update: Update

    @property
    def model(self) -> Model:
        return self._update.state.model

    def save(self) -> None:
        """Make this the state that the next night begins with."""
        self._update.state.save(self.model if self.is_whole else None)


def resolve_night(
    folder: Folder,
    listings: pd.DataFrame,
    judgements: pd.DataFrame,
    *,
    on: date,
    clean_sources: frozenset[str],
    told_by: str | None,
    suppressed: str,
    model_days: int,
) -> Night:
    """Resolve all listings of a night at company level.

    Args:
        folder: of the state, locked (`Folder.locked`).
        listings, judgements: as in `resolution.resolve`.
        on: date of the night; a model that is ``model_days`` old is made anew.
        told_by: name of the state that the tables of the night before belong to; where it is not this one
            (a killed run, another machine), all listings are resolved, by the same model.
        suppressed: who must not be stored, as a hash. Where it changed nothing of before is kept: neither
            clean rows of listings that went nor a model that has counted them.
    """
    asked = options("company", 0.5, clean_sources)
    printed = _arrow(listings)
    given = _arrow_of(judgements, JUDGED)
    facts: dict[str, Any] = {
        "options": asked,
        "history": [],
        "suppressed": suppressed,
        "made": on.isoformat(),
    }
    state = _before(folder)
    if state is not None:
        kept = state.facts
        age = abs((on - date.fromisoformat(kept["made"])).days)
        if kept["options"] != asked or kept["suppressed"] != suppressed or age >= model_days:
            state = None
    if state is not None and told_by == name_of(state):
        delivery = Delivery.of(printed, (), True, state)
        changed, all_given = merge_judgements(state.judgements, given)
        try:
            found = update(state, delivery, all_given, texts(changed))
        except (Outgrown, ModelOutgrown):
            state = None
        else:
            return _night(found, beside(found), False)
    version = 1 + (folder.manifest or {"version": 0})["version"]
    facts |= {"version": version}
    if state:
        facts |= {"made": state.facts["made"], "taught_by": state.facts.get("taught_by", 0)}
    printed = by_id(printed)
    rows = Rows.first(clean_listings(printed), fingerprints(printed))
    _, all_given = merge_judgements(given.slice(0, 0), given)
    model = state.model if state else None
    try:
        found = build(folder, rows, facts, all_given, model)
    except ModelOutgrown:
        found = build(folder, rows, facts | {"made": on.isoformat()}, all_given)
    return _night(found, _no_pairs(), True)


def _before(folder: Folder) -> State | None:
    """The state of the night before; None where there is none, or one that is damaged or that another version
    wrote: it can be made again."""
    if folder.manifest is None or not folder.manifest.keys() >= _FACTS:
        return None
    try:
        state = State.load(folder)
        return state if state.model else None
    except UserError:
        return None


def name_of(state: State) -> str:
    """Name of a state: its version and its model."""
    return f"{state.facts['version']}-{state.model.version}"


def _night(found: Update, pairs: pd.DataFrame, is_whole: bool) -> Night:
    state = found.state
    alive = np.flatnonzero(state.labels.status == ALIVE)
    rows, table = _by_id(state, alive)
    return Night(
        table,
        state.labels.cluster[rows],
        found.resolution,
        pairs,
        is_whole,
        name_of(state),
        found,
    )


def beside(found: Update) -> pd.DataFrame:
    """Return the pairs (`explain.matches`) of touched listings with others that they are not linked to."""
    state, e = found.state, found.resolution.evidence
    _, met = state.look_up("keys", np.unique(e.blocks.keys))
    twin = np.concatenate([segment.twin for segment in state.segments])
    # A row may stand for others that are equal although it is gone by now.
    others = np.flatnonzero(np.isin(twin, met) & (state.labels.status == ALIVE))
    others = np.setdiff1d(others, found.rows)
    if not len(others):
        return _no_pairs()
    rows, table = _by_id(state, np.union1d(found.rows, others))
    records = records_of(table)
    judged = {*state.judgements["listing_a"].to_pylist(), *state.judgements["listing_b"].to_pylist()}
    alone = {row for row, listing in enumerate(records.ids) if listing in judged}
    clean_sources = frozenset(state.facts["options"]["clean_sources"])
    first, stand_in = collapse(records, alone, clean_sources)
    few, model = records.take(first), found.resolution.model
    words = count_words(few.names, model.words)
    pairs = block(few, block_keys(few, words, model.closed))
    is_touched = np.isin(rows[first], found.rows)
    across = is_touched[pairs.a] != is_touched[pairs.b]
    pairs = Pairs(pairs.a[across], pairs.b[across])
    sources = Sources.of(records.source, stand_in, len(few))
    return matches(few, score_pairs(few, words, pairs, model, sources), np.arange(len(few)))


def _by_id(state: State, rows: Codes) -> tuple[Codes, pa.Table]:
    """These rows (ascending) and their clean values in the order of their listing ids."""
    table = state.take(rows)
    order = numbers(pc.sort_indices(table["listing_id"]), np.uint64).astype(np.int64)
    return rows[order], table.take(positions(order)).combine_chunks()


def _no_pairs() -> pd.DataFrame:
    columns = ["listing_a", "listing_b", "log_odds", "probability", "is_same", "reasons"]
    return pd.DataFrame(columns=columns, dtype=object)


def _arrow(listings: pd.DataFrame) -> pa.Table:
    return _arrow_of(listings, ("listing_id", *(name for name in PRINTED if name in listings)))


def _arrow_of(frame: pd.DataFrame, columns: tuple[str, ...]) -> pa.Table:
    """These columns as texts; NaN is unknown."""
    told = [pa.array(frame[name], pa.string(), from_pandas=True) for name in columns]
    return pa.Table.from_arrays(told, names=list(columns))

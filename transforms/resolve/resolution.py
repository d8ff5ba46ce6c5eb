"""The steps of resolution in order: prepare, collapse, block, score, cluster, merge by id, explain."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from config.errors import UserError
from transforms.resolve.block import Blocks, block, block_keys
from transforms.resolve.cluster import agglomerate
from transforms.resolve.collapse import collapse
from transforms.resolve.components import components
from transforms.resolve.exclusive import exclusive_values
from transforms.resolve.levels import Level, choose_level
from transforms.resolve.model import Model
from transforms.resolve.names import Words, count_words
from transforms.resolve.prepare import Codes, Records, clean_listings, records_of
from transforms.resolve.scoring import Scored, calibrate, score_pairs
from transforms.resolve.strong_ids import merge_by_id
from transforms.resolve.ties import links_of_keys, tie_keys, tied

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

CLUSTER_ALARM = 2
"""A cluster with more than this many listings for each source is worth a look."""

Progress = Callable[[str, int | None], None]
"""Told the name of each stage as it begins, and how many things lie before it, where that is known."""


@dataclass(frozen=True)
class Resolution:
    """What resolution found; everything is ordered by listing id.

    Frames are made when they are asked for: not every caller needs them, nor pandas.
    """

    listing_ids: list[str]
    cluster: Codes
    """Position of the smallest listing of each listing's company."""
    component: Codes
    """Position of the smallest listing that anything connects each listing with: evidence, a judgement, an
    identifier. What is found in a component depends on its listings and the model alone."""
    model: Model
    summary: dict[str, object]
    """Counts for the run log."""
    evidence: Evidence = field(repr=False)

    @cached_property
    def clusters(self) -> pd.DataFrame:
        """listing_id, cluster (the smallest listing id of the company)."""
        import pandas as pd

        ids = np.asarray(self.listing_ids, object)
        return pd.DataFrame({"listing_id": ids, "cluster": ids[self.cluster]}, dtype=object)

    @cached_property
    def locations(self) -> pd.DataFrame:
        """listing_id, location (the smallest listing id at the place; None without an address)."""
        from transforms.resolve.places import locations

        e = self.evidence
        return locations(e.records, e.few, e.first, e.stand_in, e.scored, e.found)

    @cached_property
    def matches(self) -> pd.DataFrame:
        """listing_a, listing_b, log_odds, probability, is_same, reasons (`config.tables.MATCHES`)."""
        from transforms.resolve.explain import matches

        return matches(self.evidence.few, self.evidence.scored, self.evidence.found)


@dataclass(frozen=True)
class Evidence:
    """What a resolution rests on: all records, those compared (`collapse`), their keys, pairs and clusters."""

    records: Records
    few: Records
    first: Codes
    stand_in: Codes
    words: Words
    blocks: Blocks
    scored: Scored
    found: Codes


def resolve(
    listings: pd.DataFrame | pa.Table,
    *,
    judgements: pd.DataFrame | pa.Table | None = None,
    level: Level = "auto",
    threshold: float = 0.5,
    clean_sources: frozenset[str] = frozenset(),
    model: Model | None = None,
) -> Resolution:
    """Find out which listings are one company (or one place), without labels and always in the same way.

    Args:
        listings: listing_id and any of source, name, street, city, region, postcode, country, phone,
            website, email, category, reg_no, lei, vat_id, as printed. Order and index do not matter.
        judgements: listing_a, listing_b, decision (same, different, unsure); same and different are
            obeyed, whatever the evidence. Unknown listings are passed over.
        level: ``company`` ties branches of one company together, ``location`` keeps places apart,
            ``auto`` takes location where most listings have street or phone.
        threshold: probability from which two groups of listings are one, on average over their pairs.
        clean_sources: sources that list nobody twice: at most one listing of each in a cluster.
        model: what was learnt on earlier listings; without it one is made from these. With it, listings
            of whole components are resolved as they would be among all others; its level is taken.

    Raises:
        UserError: a listing id is missing or given twice, or the threshold is no probability.
    """
    return resolve_cleaned(
        clean_listings(listings),
        judgements=judgements,
        level=level,
        threshold=threshold,
        clean_sources=clean_sources,
        model=model,
    )


def resolve_cleaned(
    cleaned: pa.Table,
    *,
    judgements: pd.DataFrame | pa.Table | None = None,
    level: Level = "auto",
    threshold: float = 0.5,
    clean_sources: frozenset[str] = frozenset(),
    model: Model | None = None,
    progress: Progress = lambda stage, count: None,
) -> Resolution:
    """Resolve listings that are clean (`prepare.clean_listings`), ordered by id; see `resolve`."""
    if not 0 < threshold < 1:
        raise UserError(f"The threshold must lie between 0 and 1 (found {threshold}); 0.5 is usual.")
    cut = float(np.log2(threshold / (1 - threshold)))
    records = records_of(cleaned)
    row_of = {listing: row for row, listing in enumerate(records.ids)}
    if len(row_of) < len(records) or None in row_of:
        raise UserError("Every listing needs an id of its own, but some are missing or given twice.")
    must, cannot = _judged(judgements, row_of)
    first, stand_in = collapse(records, {row for pair in must + cannot for row in pair}, clean_sources)
    few = records.take(first)
    progress("blocking", len(few))
    words = count_words(few.names, model.words if model else None)
    blocks = block_keys(few, words, model.closed if model else None)
    pairs = block(few, blocks)
    chosen = model.level if model else choose_level(level, records)
    sources = _sources(records, stand_in, len(few))
    if model is None:
        progress("weighing", len(pairs))
        model = calibrate(few, words, blocks, pairs, chosen, sources)
    progress("comparing", len(pairs))
    scored = score_pairs(few, words, pairs, model, sources)
    progress("clustering", len(few))
    must, cannot = ([_pair(stand_in[x], stand_in[y]) for x, y in judged] for judged in (must, cannot))
    exclusive = exclusive_values(few, clean_sources)
    found = agglomerate(
        len(few),
        pairs.a,
        pairs.b,
        scored.total / 1000,
        cut=cut,
        must=must,
        cannot=cannot,
        exclusive=exclusive,
    )
    linked = [scored.total >= cut * 1000]
    if chosen == "company":
        same_words = np.where(
            few.name >= 0, np.append(words.sorted_code, -1)[few.name], -1 - np.arange(len(few))
        )
        found = merge_by_id(few, scored, same_words, found, cannot, exclusive)
        linked.append(tied(few, scored))
    links = [(pairs.a[good], pairs.b[good]) for good in linked]
    links += [links_of_keys(*tie_keys(few, words, chosen))]
    if must + cannot:
        judged_a, judged_b = np.asarray(must + cannot, np.int64).T
        links.append((judged_a, judged_b))
    component = components(len(few), *(np.concatenate(ends) for ends in zip(*links, strict=True)))
    cluster = first[found[stand_in]] if len(few) else found
    size = np.bincount(found[stand_in]) if len(cluster) else np.zeros(0, int)
    return Resolution(
        listing_ids=records.ids,
        cluster=cluster,
        component=first[component[stand_in]] if len(few) else component,
        model=model,
        evidence=Evidence(records, few, first, stand_in, words, blocks, scored, found),
        summary={
            "rows": len(records),
            "companies": int((size > 0).sum()),
            "level": chosen,
            "pairs_compared": len(pairs),
            "largest": int(size.max(initial=0)),
            "oversized": int((size > CLUSTER_ALARM * max(len(records.sources), 2)).sum()),
            "dropped_by_cap": dict(sorted(pairs.dropped.items())),
            "seeds": scored.weights.seeds,
            "judged_same": len(must),
            "judged_different": len(cannot),
        },
    )


def _sources(records: Records, stand_in: Codes, size: int) -> list[frozenset[int]]:
    """The sources that print each compared record: equal rows of several sources are compared as one."""
    found: list[set[int]] = [set() for _ in range(size)]
    for row, source in zip(stand_in.tolist(), records.source.tolist(), strict=True):
        if source >= 0:
            found[row].add(source)
    return [frozenset(codes) for codes in found]


def _judged(
    judgements: pd.DataFrame | pa.Table | None, row_of: dict[str, int]
) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """Judged pairs as row numbers: same ones and different ones."""
    if judgements is None or not len(judgements):
        return [], []
    by_decision: dict[str, set[tuple[int, int]]] = {"same": set(), "different": set()}
    columns = (_values(judgements[column]) for column in ("listing_a", "listing_b", "decision"))
    for a, b, decision in zip(*columns, strict=True):
        if decision in by_decision and a in row_of and b in row_of and a != b:
            by_decision[decision].add(_pair(row_of[a], row_of[b]))
    return sorted(by_decision["same"]), sorted(by_decision["different"])


def _values(column: Any) -> Sequence[Any]:
    """Values of a column of pandas or of Arrow."""
    return column.to_pylist() if hasattr(column, "to_pylist") else column.tolist()  # type: ignore[no-any-return]


def _pair(x: int, y: int) -> tuple[int, int]:
    return (int(x), int(y)) if x < y else (int(y), int(x))

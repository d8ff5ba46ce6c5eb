"""The steps of resolution in order: prepare, collapse, block, score, cluster, merge by id, explain."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pyarrow.compute as pc

from config.errors import UserError
from transforms.resolve.block import Blocks, block, block_keys
from transforms.resolve.calibrate import calibrate
from transforms.resolve.collapse import collapse
from transforms.resolve.columns import Texts
from transforms.resolve.compare import Comparer
from transforms.resolve.grouping import group
from transforms.resolve.judged import read_judgements
from transforms.resolve.levels import Level, choose_level
from transforms.resolve.memory import all_laid_down, give_back
from transforms.resolve.model import Model
from transforms.resolve.names import count_words
from transforms.resolve.obey import label_free, may_learn, obey
from transforms.resolve.prefilter import Prefilter
from transforms.resolve.prepare import Codes, Records, clean_listings, records_of
from transforms.resolve.result import Evidence, Progress, Resolution, summary_of
from transforms.resolve.scoring import Scorer
from transforms.resolve.shared_values import count_shared, without_shared
from transforms.resolve.sources import Sources
from transforms.resolve.threshold import cut_of

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

__all__ = [
    "Evidence",
    "Progress",
    "Resolution",
    "resolve",
    "resolve_cleaned",
    "resolve_records",
]


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
        UserError: a listing id is missing or given twice, or the threshold is not above .2 and below 1.
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
    return resolve_records(
        records_of(cleaned),
        judgements=judgements,
        level=level,
        threshold=threshold,
        clean_sources=clean_sources,
        model=model,
        progress=progress,
    )


def resolve_records(
    records: Records,
    *,
    judgements: pd.DataFrame | pa.Table | None = None,
    level: Level = "auto",
    threshold: float = 0.5,
    clean_sources: frozenset[str] = frozenset(),
    model: Model | None = None,
    progress: Progress = lambda stage, count: None,
    keep: Callable[[Blocks, Codes], None] = lambda blocks, first: None,
) -> Resolution:
    """Resolve what `prepare.records_of` returns: whoever has many listings need not hold their texts.

    Args:
        keep: is shown the open keys of the compared records, and where these stand among all; afterwards
            the keys make room for the pairs.
    """
    cut = cut_of(threshold)
    _check_ids(records.ids)
    judged = read_judgements(judgements, records.ids)
    chosen = model.level if model else choose_level(level, records)
    first, stand_in = collapse(records, judged.rows(), clean_sources)
    few = records.take(first)
    progress("blocking", len(few))
    words = all_laid_down(count_words(few.names, model.words if model else None))
    give_back()
    shared = model.values if model else count_shared(few, words)
    few = without_shared(few, shared)
    blocks = block_keys(few, words, model.closed if model else None)
    keep(blocks, first)
    # Weights that are learnt on the likeliest pairs alone take all others for likely too.
    prefilter = Prefilter.of(few) if chosen == "location" and not may_learn(judged, model) else None
    pairs, closed = block(few, blocks, prefilter), blocks.closed
    del blocks, prefilter
    give_back()
    comparer = all_laid_down(Comparer.of(few, words))
    sources = all_laid_down(Sources.of(records.source, stand_in, len(few)))
    if model is None:
        progress("weighing", len(pairs))
    if model:
        scorer = Scorer.of(comparer, model, sources)
    elif judged.said:
        scorer = label_free(records, clean_sources, comparer, closed, sources, chosen, shared)
    else:
        scorer = calibrate(comparer, closed, pairs, chosen, sources, shared)
    obeyed = obey(judged, scorer, pairs, stand_in, records.ids, learns=model is None, progress=progress)
    scorer, model = obeyed.scorer, obeyed.scorer.model
    progress("comparing", len(pairs))
    decided = scorer.decide(pairs, cut)
    progress("clustering", len(few))
    found, component = group(
        scorer,
        pairs,
        decided,
        cut=cut,
        must=obeyed.must,
        cannot=obeyed.cannot,
        clean_sources=clean_sources,
    )
    cluster = first[found[stand_in]] if len(few) else found
    counts = summary_of(records, cluster, model, pairs, decided.total, decided.scored)
    return Resolution(
        listing_ids=records.ids,
        cluster=cluster,
        component=first[component[stand_in]] if len(few) else component,
        model=model,
        evidence=Evidence(records.ids, few, first, stand_in, words, closed, decided.scored, found, scorer),
        summary={**counts, **obeyed.counts()},
        contradictions=obeyed.contradictions,
        doubted=obeyed.doubted,
    )


def _check_ids(ids: Texts) -> None:
    column = ids.column
    if column.null_count or (len(ids) > 1 and pc.any(pc.equal(column[1:], column[:-1])).as_py()):
        raise UserError("Every listing needs an id of its own, but some are missing or given twice.")

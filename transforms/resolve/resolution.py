"""The steps of resolution in order: prepare, collapse, block, score, cluster, merge by id, explain."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pyarrow.compute as pc

from config.errors import UserError
from transforms.resolve.block import Blocks, Pairs, block, block_keys
from transforms.resolve.calibrate import SAMPLE, calibrate
from transforms.resolve.collapse import collapse
from transforms.resolve.compare import Comparer
from transforms.resolve.grouping import group
from transforms.resolve.judged import read_judgements, settle
from transforms.resolve.learning import MIN_JUDGEMENTS, learn
from transforms.resolve.levels import Level, choose_level
from transforms.resolve.memory import give_back
from transforms.resolve.model import Model
from transforms.resolve.names import count_words
from transforms.resolve.prefilter import Prefilter
from transforms.resolve.prepare import Codes, Records, clean_listings, records_of
from transforms.resolve.result import CLUSTER_ALARM, Evidence, Progress, Resolution, summary_of
from transforms.resolve.scoring import Scored, Scorer
from transforms.resolve.sources import Sources

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

__all__ = [
    "CLUSTER_ALARM",
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
    if not 0 < threshold < 1:
        raise UserError(f"The threshold must lie between 0 and 1 (found {threshold}); 0.5 is usual.")
    cut = float(np.log2(threshold / (1 - threshold)))
    ids = records.ids.column
    if ids.null_count or (len(ids) > 1 and pc.any(pc.equal(ids[1:], ids[:-1])).as_py()):
        raise UserError("Every listing needs an id of its own, but some are missing or given twice.")
    row_of = {} if judgements is None else {listing: row for row, listing in enumerate(records.ids)}
    judged = read_judgements(judgements, records.ids, row_of)
    is_new, lesson = model is None, dict[str, object]()
    if is_new and judged.said:
        # Judged rows stand for themselves: counted among the others they would make other weights.
        model = resolve_records(
            records, level=level, threshold=threshold, clean_sources=clean_sources, progress=progress
        ).model
    first, stand_in = collapse(records, judged.rows(), clean_sources)
    few = records.take(first)
    progress("blocking", len(few))
    words = count_words(few.names, model.words if model else None)
    give_back()
    blocks = block_keys(few, words, None if is_new or model is None else model.closed)
    chosen = model.level if model else choose_level(level, records)
    # Judgements may teach that what looks like two places is one, so those who learn look at all pairs.
    learns = len(judged.said) >= MIN_JUDGEMENTS if is_new or model is None else bool(model.learned)
    prefilter = Prefilter.of(few) if chosen == "location" and not learns else None
    keep(blocks, first)
    pairs, closed = block(few, blocks, prefilter), blocks.closed
    del blocks, prefilter
    give_back()
    comparer = Comparer.of(few, words)
    sources = Sources.of(records.source, stand_in, len(few))
    if model is None:
        progress("weighing", len(pairs))
        scorer = calibrate(comparer, closed, pairs, chosen, sources)
        model = scorer.model
    else:
        model = replace(model, closed=closed) if is_new else model
        scorer = Scorer.of(comparer, model, sources)
    if judged.said:
        taught_by = scorer.score(*_about(pairs, stand_in[list(judged.rows())]))
        judged = settle(judged, records.ids, _strength(taught_by, stand_in))
    must, cannot = (
        [_pair(stand_in[x], stand_in[y]) for x, y in rows] for rows in (judged.must, judged.cannot)
    )
    if is_new and judged.said:
        progress("learning", len(judged.said))
        taught = learn(few, words, taught_by, must, cannot)
        lesson = taught.report
        if taught.learned:
            model = replace(model, learned=taught.learned.to_json())
            scorer = replace(scorer, model=model)
    progress("comparing", len(pairs))
    decided = scorer.decide(pairs, cut)
    progress("clustering", len(few))
    found, component = group(
        scorer, pairs, decided, cut=cut, must=must, cannot=cannot, clean_sources=clean_sources
    )
    cluster = first[found[stand_in]] if len(few) else found
    said = {"judged_same": len(must), "judged_different": len(cannot)}
    said["contradictions"] = len(judged.contradictions)
    return Resolution(
        listing_ids=records.ids,
        cluster=cluster,
        component=first[component[stand_in]] if len(few) else component,
        model=model,
        evidence=Evidence(records.ids, few, first, stand_in, words, model.closed, decided.scored, found),
        summary={
            **summary_of(records, cluster, model, pairs, decided.total, decided.scored),
            **said,
            "learned": lesson,
        },
        contradictions=judged.contradictions,
    )


def _about(pairs: Pairs, rows: Codes) -> tuple[Codes, Codes]:
    """The pairs of these records, and of all others (of very many, every n-th)."""
    asked = np.zeros(max(int(pairs.b.max(initial=0)), int(rows.max(initial=0))) + 1, bool)
    asked[rows] = True
    chosen = asked[pairs.a] | asked[pairs.b]
    chosen[:: -(-len(pairs) // SAMPLE) or 1] = True
    return pairs.a[chosen], pairs.b[chosen]


def _strength(scored: Scored, stand_in: Codes) -> Callable[[int, int], float]:
    """Bits that the evidence gives a pair of rows; least for one that was never compared."""

    def bits(x: int, y: int) -> float:
        one, two = _pair(stand_in[x], stand_in[y])
        low, high = np.searchsorted(scored.a, (one, one + 1))
        at = low + int(np.searchsorted(scored.b[low:high], two))
        return float(scored.total[at]) / 1000 if at < high and scored.b[at] == two else -np.inf

    return bits


def _pair(x: int, y: int) -> tuple[int, int]:
    return (int(x), int(y)) if x < y else (int(y), int(x))

"""The steps of resolution in order: prepare, collapse, block, score, cluster, merge by id, explain."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pyarrow.compute as pc

from config.errors import UserError
from transforms.resolve.block import Blocks, Pairs, block, block_keys
from transforms.resolve.cluster import agglomerate
from transforms.resolve.collapse import collapse
from transforms.resolve.columns import Texts
from transforms.resolve.compare import Comparer
from transforms.resolve.components import components
from transforms.resolve.exclusive import exclusive_values
from transforms.resolve.judged import Contradiction, read_judgements, settle
from transforms.resolve.learning import MIN_JUDGEMENTS, learn
from transforms.resolve.levels import Level, choose_level
from transforms.resolve.memory import give_back
from transforms.resolve.model import Model
from transforms.resolve.names import Words, count_words
from transforms.resolve.prefilter import Prefilter
from transforms.resolve.prepare import Codes, Records, clean_listings, records_of
from transforms.resolve.scoring import SAMPLE, Scored, Scorer, calibrate, names_decide
from transforms.resolve.sources import Sources
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

    listing_ids: Texts
    cluster: Codes
    """Position of the smallest listing of each listing's company."""
    component: Codes
    """Position of the smallest listing that anything connects each listing with: evidence, a judgement, an
    identifier. What is found in a component depends on its listings and the model alone."""
    model: Model
    summary: dict[str, object]
    """Counts for the run log."""
    evidence: Evidence = field(repr=False)
    contradictions: list[Contradiction] = field(default_factory=list)
    """Judgements that cannot all be obeyed, and what was done about them."""

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
        return locations(e.ids, e.few, e.first, e.stand_in, e.scored, e.found)

    @cached_property
    def matches(self) -> pd.DataFrame:
        """listing_a, listing_b, log_odds, probability, is_same, reasons (`config.tables.MATCHES`)."""
        from transforms.resolve.explain import matches

        return matches(self.evidence.few, self.evidence.scored, self.evidence.found)

    @cached_property
    def stands(self) -> dict[str, str]:
        """Listing that was compared for each one that prints the same (`collapse`)."""
        e, ids = self.evidence, self.listing_ids
        compared = e.first[e.stand_in]
        others = np.flatnonzero(compared != np.arange(len(ids)))
        return {
            ids[one]: ids[row] for one, row in zip(others.tolist(), compared[others].tolist(), strict=True)
        }


@dataclass(frozen=True)
class Evidence:
    """What a resolution rests on: all ids, the records compared (`collapse`), keys, close pairs, clusters."""

    ids: Texts
    few: Records
    first: Codes
    stand_in: Codes
    words: Words
    closed: Codes
    scored: Scored
    found: Codes

    @cached_property
    def blocks(self) -> Blocks:
        """Open block keys of the compared records; found again, for of millions they are heavy to keep."""
        return block_keys(self.few, self.words, self.closed)


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
) -> Resolution:
    """Resolve what `prepare.records_of` returns: whoever has many listings need not hold their texts."""
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
    total, scored = decided.total, decided.scored
    progress("clustering", len(few))
    good = total >= cut * 1000
    links = [(pairs.a[good], pairs.b[good]), links_of_keys(*tie_keys(few, words, chosen))]
    links.append(_columns(must + cannot))
    if chosen == "company":
        by_id = tied(few, scored)
        links.append((scored.a[by_id], scored.b[by_id]))
    component = components(len(few), *(np.concatenate(ends) for ends in zip(*links, strict=True)))
    inside = component[pairs.a] == component[pairs.b]
    scorer.settle(pairs, total, decided.rough[inside[decided.rough]])
    exclusive = exclusive_values(few, clean_sources, forms=names_decide(model.weights))
    found = agglomerate(
        len(few),
        pairs.a[inside],
        pairs.b[inside],
        total[inside] / 1000,
        cut=cut,
        must=must,
        cannot=cannot,
        exclusive=exclusive,
    )
    if chosen == "company":
        same_words = np.where(
            few.name >= 0, np.append(words.sorted_code, -1)[few.name], -1 - np.arange(len(few))
        )
        found = merge_by_id(few, scored, same_words, found, cannot, exclusive)
    cluster = first[found[stand_in]] if len(few) else found
    size = np.bincount(found[stand_in]) if len(cluster) else np.zeros(0, int)
    return Resolution(
        listing_ids=records.ids,
        cluster=cluster,
        component=first[component[stand_in]] if len(few) else component,
        model=model,
        evidence=Evidence(records.ids, few, first, stand_in, words, model.closed, scored, found),
        summary={
            "rows": len(records),
            "companies": int((size > 0).sum()),
            "level": chosen,
            "pairs_compared": len(pairs),
            "largest": int(size.max(initial=0)),
            "oversized": int((size > CLUSTER_ALARM * max(len(records.sources), 2)).sum()),
            "dropped_by_cap": dict(sorted(pairs.dropped.items())),
            "cap_cost": pairs.cap_cost(total >= 0),
            "seeds": scored.weights.seeds,
            "judged_same": len(must),
            "judged_different": len(cannot),
            "contradictions": len(judged.contradictions),
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


def _columns(pairs: list[tuple[int, int]]) -> tuple[Codes, Codes]:
    a, b = np.asarray(pairs, np.int64).reshape(-1, 2).T
    return a, b


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

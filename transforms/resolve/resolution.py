"""The steps of resolution in order: prepare, collapse, block, score, cluster, merge by id, explain."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from config.errors import UserError
from transforms.resolve.block import block
from transforms.resolve.cluster import agglomerate
from transforms.resolve.collapse import collapse
from transforms.resolve.explain import matches
from transforms.resolve.levels import Level, choose_level
from transforms.resolve.names import count_words
from transforms.resolve.places import locations
from transforms.resolve.prepare import Codes, Records, prepare
from transforms.resolve.scoring import score_pairs
from transforms.resolve.strong_ids import merge_by_id

CLUSTER_ALARM = 2
"""A cluster with more than this many listings for each source is worth a look."""


@dataclass(frozen=True)
class Resolution:
    """What resolution found; all frames are ordered by listing id.

    clusters: listing_id, cluster (the smallest listing id of the company).
    locations: listing_id, location (the smallest listing id at the place; None without an address).
    matches: listing_a, listing_b, log_odds, probability, is_same, reasons (`config.tables.MATCHES`).
    summary: counts for the run log.
    """

    clusters: pd.DataFrame
    locations: pd.DataFrame
    matches: pd.DataFrame
    summary: dict[str, object]


def resolve(
    listings: pd.DataFrame,
    *,
    judgements: pd.DataFrame | None = None,
    level: Level = "auto",
    threshold: float = 0.5,
    clean_sources: frozenset[str] = frozenset(),
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

    Raises:
        UserError: a listing id is missing or given twice, or the threshold is no probability.
    """
    if not 0 < threshold < 1:
        raise UserError(f"The threshold must lie between 0 and 1 (found {threshold}); 0.5 is usual.")
    ids = listings["listing_id"]
    if ids.isna().any() or ids.duplicated().any():
        raise UserError("Every listing needs an id of its own, but some are missing or given twice.")
    records = prepare(listings)
    row_of = {listing: row for row, listing in enumerate(records.ids)}
    must, cannot = _judged(judgements, row_of)
    chosen = choose_level(level, records)
    first, stand_in = collapse(records, {row for pair in must + cannot for row in pair}, clean_sources)
    few = records.take(first)
    words = count_words(few.names)
    pairs = block(few, words)
    scored = score_pairs(few, words, pairs, chosen, _sources(records, stand_in, len(few)))
    must, cannot = ([_pair(stand_in[x], stand_in[y]) for x, y in judged] for judged in (must, cannot))
    exclusive = _exclusive(few, clean_sources, chosen)
    found = agglomerate(
        len(few),
        pairs.a,
        pairs.b,
        scored.total / 1000,
        cut=float(np.log2(threshold / (1 - threshold))),
        must=must,
        cannot=cannot,
        exclusive=exclusive,
    )
    if chosen == "company":
        same_words = np.where(
            few.name >= 0, np.append(words.sorted_code, -1)[few.name], -1 - np.arange(len(few))
        )
        found = merge_by_id(few, scored, same_words, found, cannot, exclusive)
    cluster = found[stand_in] if len(few) else found
    id_of = np.asarray(records.ids, object)
    label = id_of[first[cluster]] if len(records) else id_of
    size = np.bincount(cluster) if len(cluster) else np.zeros(0, int)
    return Resolution(
        clusters=pd.DataFrame({"listing_id": records.ids, "cluster": label}, dtype=object),
        locations=locations(records, few, first, stand_in, scored, found),
        matches=matches(few, scored, found),
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
    judgements: pd.DataFrame | None, row_of: dict[str, int]
) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """Judged pairs as row numbers: same ones and different ones."""
    if judgements is None or not len(judgements):
        return [], []
    by_decision: dict[str, set[tuple[int, int]]] = {"same": set(), "different": set()}
    columns = (judgements[column].tolist() for column in ("listing_a", "listing_b", "decision"))
    for a, b, decision in zip(*columns, strict=True):
        if decision in by_decision and a in row_of and b in row_of and a != b:
            by_decision[decision].add(_pair(row_of[a], row_of[b]))
    return sorted(by_decision["same"]), sorted(by_decision["different"])


def _pair(x: int, y: int) -> tuple[int, int]:
    return (int(x), int(y)) if x < y else (int(y), int(x))


def _exclusive(records: Records, clean: frozenset[str], level: str) -> list[frozenset[tuple[str, str]]]:
    """What a cluster may hold one value of only: one entry of a clean source, one register number."""
    held: list[set[tuple[str, str]]] = [set() for _ in range(len(records))]
    for row, code in enumerate(records.source.tolist()):
        if code >= 0 and records.sources[code] in clean:
            held[row].add((f"source:{records.sources[code]}", str(row)))
    kinds: list[tuple[str, Codes]] = [("reg", records.reg), ("lei", records.lei), ("vat", records.vat)]
    for kind, codes in kinds:
        for row in np.flatnonzero(codes >= 0).tolist():
            country = int(records.country[row]) if kind != "lei" else 0
            held[row].add((f"{kind}:{country}", str(codes[row])))
    return [frozenset(pairs) for pairs in held]

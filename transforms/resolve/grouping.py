"""From decided pairs to groups: components by all that connects records, clusters inside each of them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from transforms.resolve.block import Pairs
from transforms.resolve.brands import bare_names, brand_ties
from transforms.resolve.cluster import agglomerate
from transforms.resolve.components import components
from transforms.resolve.exclusive import exclusive_values
from transforms.resolve.memory import give_back, lay_down
from transforms.resolve.names import Words
from transforms.resolve.prepare import Codes, Records
from transforms.resolve.scoring import CHUNK, Decided, Scorer
from transforms.resolve.strong_ids import merge_by_id
from transforms.resolve.ties import links_of_keys, tie_keys, tied

RECORDS = 500_000
"""Records whose clusters are found at a time: about so many, for those of a component come together."""


def group(
    scorer: Scorer,
    pairs: Pairs,
    decided: Decided,
    *,
    cut: float,
    must: list[tuple[int, int]],
    cannot: list[tuple[int, int]],
    clean_sources: frozenset[str],
) -> tuple[Codes, Codes]:
    """Return cluster and component of each record: the smallest record of each.

    Args:
        scorer, pairs, decided: what was compared; totals inside components are settled.
        cut: bits from which two groups are one, on average over their pairs.
        must, cannot: pairs of records that a person judged.
        clean_sources: sources that list nobody twice.
    """
    records, words, model = scorer.comparer.records, scorer.comparer.words, scorer.model
    total, scored = decided.total, decided.scored
    component = lay_down(_components(records, words, pairs, decided, model.level, cut, must + cannot))
    give_back()
    inside = _inside(component, pairs)
    scorer.settle(pairs, total, decided.rough[inside[decided.rough]])
    exclusive = exclusive_values(records, clean_sources, forms=model.level == "company")
    at = lay_down(np.flatnonzero(inside))
    part_of = lay_down(component[pairs.a[at]] // RECORDS)
    cluster = np.empty(len(records), np.int64)
    for part in range(-(-len(records) // RECORDS)):
        rows = np.flatnonzero(component // RECORDS == part)
        place = np.full(len(records), -1, np.int32)
        place[rows] = np.arange(len(rows))
        here, held = at[part_of == part], exclusive.within(place >= 0)
        found = agglomerate(
            len(rows),
            place[pairs.a[here]],
            place[pairs.b[here]],
            total[here] / 1000,
            cut=cut,
            must=_placed(must, place),
            cannot=_placed(cannot, place),
            exclusive=replace(held, row=place[held.row]),
        )
        cluster[rows] = rows[found]
    cluster = lay_down(cluster)
    if model.level == "company":
        name = records.name
        same_words = np.where(name >= 0, np.append(words.sorted_code, -1)[name], -1 - np.arange(len(name)))
        brands = brand_ties(records, words, bare_names(records, words), model.values)
        cluster = merge_by_id(records, scored, same_words, brands, cluster, cannot, exclusive)
    return cluster, component


def _placed(judged: list[tuple[int, int]], place: Codes) -> list[tuple[int, int]]:
    """Judged pairs by the places of their records; those without a place are left out."""
    placed = ((int(place[x]), int(place[y])) for x, y in judged)
    return [(x, y) for x, y in placed if x >= 0 and y >= 0]


def _inside(component: Codes, pairs: Pairs) -> Codes:
    """Which pairs lie within a component."""
    found = np.empty(len(pairs), bool)
    for start in range(0, len(pairs), CHUNK):
        part = slice(start, start + CHUNK)
        found[part] = component[pairs.a[part]] == component[pairs.b[part]]
    return found


def _components(
    records: Records,
    words: Words,
    pairs: Pairs,
    decided: Decided,
    level: str,
    cut: float,
    judged: list[tuple[int, int]],
) -> Codes:
    """Records that evidence, identifiers or judgements connect."""
    good = decided.total >= cut * 1000
    said_a, said_b = np.asarray(judged, np.int64).reshape(-1, 2).T
    links = [
        (pairs.a[good], pairs.b[good]),
        links_of_keys(*tie_keys(records, words, level)),
        (said_a, said_b),
    ]
    if level == "company":
        by_id = tied(records, decided.scored)
        links.append((decided.scored.a[by_id], decided.scored.b[by_id]))
    return components(len(records), *(np.concatenate(ends) for ends in zip(*links, strict=True)))

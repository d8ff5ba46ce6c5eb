"""What judgements do to a resolution: links that hold whatever the evidence, and better weights."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from transforms.resolve.block import Pairs, block, block_keys
from transforms.resolve.calibrate import SAMPLE, calibrate
from transforms.resolve.collapse import collapse
from transforms.resolve.columns import Codes, Texts
from transforms.resolve.compare import Comparer
from transforms.resolve.counts import Counts
from transforms.resolve.judged import Contradiction, Doubted, Judged, Pair, settle
from transforms.resolve.learning import MIN_JUDGEMENTS, learn
from transforms.resolve.model import Model
from transforms.resolve.prefilter import Prefilter
from transforms.resolve.prepare import Records
from transforms.resolve.result import Progress
from transforms.resolve.scoring import Scored, Scorer
from transforms.resolve.shared_values import without_shared
from transforms.resolve.sources import Sources

DOUBTED_FROM = 3.0
"""Bits against a judgement from which it is worth a second look: eight to one."""


@dataclass(frozen=True)
class Obeyed:
    """What came of judgements.

    scorer: with weights that were learnt, where these are better. must, cannot: judged pairs of records
    (a < b). lesson: what came of learning, in counts; empty where nothing was to be learnt. doubted: what the
    evidence speaks against, with these weights; the most first.
    """

    scorer: Scorer
    must: list[Pair] = field(default_factory=list)
    cannot: list[Pair] = field(default_factory=list)
    contradictions: list[Contradiction] = field(default_factory=list)
    lesson: dict[str, Any] = field(default_factory=dict)
    doubted: list[Doubted] = field(default_factory=list)

    def counts(self) -> dict[str, object]:
        """For the summary of a resolution."""
        return {
            "judged_same": len(self.must),
            "judged_different": len(self.cannot),
            "contradictions": len(self.contradictions),
            "learned": self.lesson,
        }


def label_free(
    records: Records,
    clean_sources: frozenset[str],
    comparer: Comparer,
    closed: Codes,
    sources: Sources,
    level: str,
    shared: Mapping[str, Counts],
) -> Scorer:
    """Return a scorer by the weights that there would be if nobody had judged anything.

    Judged rows are compared each for itself, even where they say the same as others (`collapse`). Counted
    so, they would make other weights.

    Args:
        records: all rows. comparer, sources, closed: of the records that are compared, and their closed keys.
        shared: identifiers that are nobody's (`shared_values`).
    """
    first, stand_in = collapse(records, set(), clean_sources)
    few = without_shared(records.take(first), shared)
    blocks = block_keys(few, comparer.words)
    pairs = block(few, blocks, Prefilter.of(few) if level == "location" else None)
    of_few = Sources.of(records.source, stand_in, len(few))
    plain = calibrate(replace(comparer, records=few), blocks.closed, pairs, level, of_few, shared).model
    return Scorer.of(comparer, replace(plain, closed=closed), sources)


def may_learn(judged: Judged, model: Model | None) -> bool:
    """True where judgements may correct the weights: a given model learns nothing any more."""
    return model is None and len(judged.said) >= MIN_JUDGEMENTS


def obey(
    judged: Judged,
    scorer: Scorer,
    pairs: Pairs,
    stand_in: Codes,
    ids: Texts,
    *,
    learns: bool,
    progress: Progress,
) -> Obeyed:
    """Settle judgements that contradict each other, and learn from the others.

    Args:
        judged: as read. ids: the listings by row. stand_in: the record of each row.
        scorer: without labels. pairs: candidates of its records.
        learns: the weights are to be corrected where that helps.
    """
    if not judged.said:
        return Obeyed(scorer, contradictions=judged.contradictions)
    scored = scorer.score(*_about(pairs, stand_in[list(judged.rows())]))
    judged = settle(judged, ids, _strength(scored, stand_in))
    must, cannot = (
        [_pair(stand_in[x], stand_in[y]) for x, y in rows] for rows in (judged.must, judged.cannot)
    )
    if not learns:
        return Obeyed(scorer, must, cannot, judged.contradictions)
    progress("learning", len(judged.said))
    taught = learn(scorer.comparer, scored, must, cannot)
    if taught.learned:
        scorer = replace(scorer, model=replace(scorer.model, learned=taught.learned.to_json()))
    doubted = _doubted(judged, scorer, stand_in, ids)
    return Obeyed(scorer, must, cannot, judged.contradictions, taught.report, doubted)


def _doubted(judged: Judged, scorer: Scorer, stand_in: Codes, ids: Texts) -> list[Doubted]:
    a, b = np.sort(stand_in[np.asarray(list(judged.said), np.int64)], axis=1).T
    told = (scorer.score(a, b).total / 1000).tolist()
    found = [
        Doubted(ids[x], ids[y], said.decision, bits)
        for ((x, y), said), bits in zip(judged.said.items(), told, strict=True)
        if (bits if said.decision == "different" else -bits) >= DOUBTED_FROM
    ]
    return sorted(found, key=lambda doubt: -abs(doubt.bits))


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


def _pair(x: int, y: int) -> Pair:
    return (int(x), int(y)) if x < y else (int(y), int(x))

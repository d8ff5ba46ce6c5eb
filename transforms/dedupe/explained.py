"""Pairs of rows with their reasons in words and bits."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from transforms.resolve.addresses import UNKNOWN
from transforms.resolve.columns import Codes, flags, gather, positions, texts
from transforms.resolve.compare import COMPARISONS
from transforms.resolve.explain import RULES, rule_kinds

if TYPE_CHECKING:
    from transforms.resolve.resolution import Resolution
    from transforms.resolve.scoring import Scored

KEPT_FROM = -4000
"""Thousandths of bits from which a pair is shown; below, nobody would have doubted."""
EQUAL = "all that is compared is equal"


def explanations(found: Resolution) -> pa.Table:
    """Return id_a, id_b, probability, is_same, reasons of every pair that became one or came close.

    Rows that say the same are compared once for all: each is listed beside the one that stood for it.
    """
    e, ids = found.evidence, found.listing_ids.column
    group = e.found
    is_same = group[e.scored.a] == group[e.scored.b]
    kept = np.flatnonzero(is_same | (e.scored.total >= KEPT_FROM))
    stood_for = e.first[e.stand_in] if len(e.first) else np.zeros(0, np.int64)
    equal = np.flatnonzero(stood_for != np.arange(len(stood_for)))
    a = np.concatenate([e.first[e.scored.a[kept]], stood_for[equal]])
    b = np.concatenate([e.first[e.scored.b[kept]], equal])
    odds = np.exp2(-np.clip(e.scored.total[kept] / 1000, -60, 60))
    probability = np.concatenate([1 / (1 + odds), np.ones(len(equal))]).round(6)
    reasons = pa.chunked_array(
        [reasons_of(e.scored, kept), gather(texts([EQUAL]), np.zeros(len(equal), np.int32))], pa.string()
    )
    low, high = np.minimum(a, b), np.maximum(a, b)
    table = pa.Table.from_arrays(
        [
            ids.take(positions(low)),
            ids.take(positions(high)),
            pa.Array.from_buffers(pa.float64(), len(a), [None, pa.py_buffer(probability)]),
            flags(np.concatenate([is_same[kept], np.ones(len(equal), bool)])),
            reasons,
        ],
        ["id_a", "id_b", "probability", "is_same", "reasons"],
    )
    return table.take(positions(np.lexsort((high, low))))


def reasons_of(scored: Scored, pairs: Codes) -> pa.Array:
    """Return the reasons of pairs: ``phone: same +9.1; address: other town -5.0``.

    The bits add up to the log-odds. Fields that are unknown on one side say nothing and are left out.
    """
    columns = []
    for at, comparison in enumerate(COMPARISONS):
        levels, bits = scored.levels[pairs, at].astype(np.int64), scored.bits[pairs, at].astype(np.int64)
        words = [f"{comparison.name.replace('_', ' ')}: {level}" for level in comparison.levels]
        columns.append(_worded(words, np.where(levels == UNKNOWN, -1, levels), bits))
    rules = [f"rule: {words}" for words in RULES]
    columns.append(_worded(rules, rule_kinds(scored, pairs), scored.rule[pairs]))
    prior = gather(
        texts([f"prior: any two listings {scored.prior / 1000:+.1f}"]), np.zeros(len(pairs), np.int32)
    )
    return pc.binary_join_element_wise(*columns, prior, texts(["; "])[0], null_handling="skip")


def _worded(words: list[str], kind: Codes, bits: Codes) -> pa.Array:
    """``words[kind]`` with the bits behind it, null where kind is -1."""
    tenths = np.round(bits / 100).astype(np.int64)
    both, at = np.unique(np.column_stack([kind, tenths]), axis=0, return_inverse=True)
    values = [None if k < 0 else f"{words[k]} {t / 10:+.1f}" for k, t in both.tolist()]
    return gather(texts(values), at.reshape(-1).astype(np.int32))

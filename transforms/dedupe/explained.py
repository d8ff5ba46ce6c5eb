"""Pairs of rows with their reasons in words and bits."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from transforms.resolve.addresses import UNKNOWN
from transforms.resolve.columns import Codes, flags, gather, positions, texts
from transforms.resolve.compare import COMPARISONS
from transforms.resolve.explain import RULES, rule_kinds
from transforms.resolve.memory import table_of

if TYPE_CHECKING:
    from transforms.resolve.resolution import Resolution
    from transforms.resolve.scoring import Scored

KEPT_FROM = -4000
"""Thousandths of bits from which a pair is shown; below, nobody would have doubted."""
EQUAL = "all that is compared is equal"
SCHEMA = pa.schema(
    [
        ("id_a", pa.string()),
        ("id_b", pa.string()),
        ("probability", pa.float64()),
        ("is_same", pa.bool_()),
        ("reasons", pa.string()),
    ]
)
BATCH = 100_000
"""Pairs whose reasons are worded at a time."""


def explanations(found: Resolution) -> pa.Table:
    """Return id_a, id_b, probability, is_same, reasons of every pair that became one or came close.

    Rows that say the same are compared once for all: each is listed beside the one that stood for it. Of
    many pairs the table lies in a file.
    """
    e, ids = found.evidence, found.listing_ids.column
    is_same = e.found[e.scored.a] == e.found[e.scored.b]
    kept = np.flatnonzero(is_same | (e.scored.total >= KEPT_FROM))
    stood_for = e.first[e.stand_in] if len(e.first) else np.zeros(0, np.int64)
    equal = np.flatnonzero(stood_for != np.arange(len(stood_for)))
    a = np.concatenate([e.first[e.scored.a[kept]], stood_for[equal]])
    b = np.concatenate([e.first[e.scored.b[kept]], equal])
    low, high = np.minimum(a, b), np.maximum(a, b)
    order = np.lexsort((high, low))

    def batches() -> Iterator[pa.Table]:
        for start in range(0, len(order), BATCH):
            at = order[start : start + BATCH]
            compared = np.flatnonzero(at < len(kept))
            pairs = kept[at[compared]]
            reason = np.full(len(at), len(pairs))
            reason[compared] = np.arange(len(pairs))
            probability, same = np.ones(len(at)), np.ones(len(at), bool)
            odds = np.exp2(-np.clip(e.scored.total[pairs] / 1000, -60, 60))
            probability[compared] = (1 / (1 + odds)).round(6)
            same[compared] = is_same[pairs]
            columns = [
                ids.take(positions(low[at])),
                ids.take(positions(high[at])),
                pa.Array.from_buffers(pa.float64(), len(at), [None, pa.py_buffer(probability)]),
                flags(same),
                gather(pa.concat_arrays([reasons_of(e.scored, pairs), texts([EQUAL])]), reason),
            ]
            yield pa.Table.from_arrays(columns, schema=SCHEMA)

    return table_of(batches(), SCHEMA)


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

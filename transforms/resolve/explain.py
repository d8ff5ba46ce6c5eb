"""Pairs with their evidence: reasons in bits that add up to the log-odds."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd

from transforms.resolve.addresses import UNKNOWN
from transforms.resolve.compare import COMPARISONS
from transforms.resolve.prepare import Codes, Records
from transforms.resolve.scoring import Scored

KEPT_FROM = -4.0
"""Bits from which a pair is kept for people to look at; below, nobody would have doubted."""


def matches(records: Records, scored: Scored, cluster: Codes) -> pd.DataFrame:
    """Return the compared pairs that ended together or came close, with log-odds and reasons."""
    is_same = cluster[scored.a] == cluster[scored.b] if len(scored.a) else np.zeros(0, bool)
    kept = np.flatnonzero(is_same | (scored.total >= KEPT_FROM * 1000))
    log_odds = scored.total[kept] / 1000
    return pd.DataFrame(
        {
            "listing_a": pd.Series([records.ids[row] for row in scored.a[kept].tolist()], dtype=object),
            "listing_b": pd.Series([records.ids[row] for row in scored.b[kept].tolist()], dtype=object),
            "log_odds": log_odds,
            "probability": 1 / (1 + np.exp2(-log_odds)),
            "is_same": is_same[kept],
            "reasons": pd.Series([reasons(scored, pair) for pair in kept.tolist()], dtype=object),
        }
    )


def reasons(scored: Scored, pair: int) -> str:
    """JSON object: comparison -> [level in words, bits]; unknown fields say nothing and are left out."""
    found: dict[str, list[object]] = {"prior": ["any two listings", scored.prior / 1000]}
    for comparison, level, bits in zip(
        COMPARISONS, scored.levels[pair].tolist(), scored.bits[pair].tolist(), strict=True
    ):
        if level != UNKNOWN:
            found[comparison.name] = [comparison.levels[level], bits / 1000]
    if scored.rule[pair]:
        words = "branches have other addresses" if scored.rule[pair] > 0 else "nothing of its own in common"
        words = "names of two companies" if scored.apart[pair] else words
        found["rule"] = [words, int(scored.rule[pair]) / 1000]
    return json.dumps(found, ensure_ascii=False)

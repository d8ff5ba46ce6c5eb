"""Pairs with their evidence: reasons in bits that add up to the log-odds."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np

from transforms.resolve.addresses import UNKNOWN
from transforms.resolve.compare import COMPARISONS, NAMES
from transforms.resolve.levels import (
    APART_BITS,
    CHAIN_BITS,
    NAMESAKE_BITS,
    SIBLING_BITS,
    STRANGER_BITS,
    VAGUE_BITS,
)
from transforms.resolve.prepare import Codes, Records
from transforms.resolve.scoring import Scored

if TYPE_CHECKING:
    import pandas as pd

KEPT_FROM = -4.0
"""Bits from which a pair is kept for people to look at; below, nobody would have doubted."""

TWO_PLACES = f"two places without a phone in common count as {APART_BITS:.0f} in all"
RULES = (
    "branches have other addresses",
    "nothing of its own in common",
    TWO_PLACES,
    "names that are told apart",
    "too little in common beside the name",
    "branches may be neighbours",
)
"""Why the rules of a level (`levels`) added bits to a pair or took some, for people."""
_HELD_AT = (
    (2, (APART_BITS,)),
    (3, (SIBLING_BITS,)),
    (4, (VAGUE_BITS, NAMESAKE_BITS)),
    (1, (STRANGER_BITS,)),
)
"""Which of these holds a pair at which bits."""


def rule_kinds(scored: Scored, pairs: Codes) -> Codes:
    """Return the position in `RULES` for each pair, -1 where no rule had a say."""
    rule, total = scored.rule[pairs], scored.total[pairs]
    name = scored.levels[pairs, NAMES.index("name")]
    is_named = (name > 1) & (name != UNKNOWN)
    kind = np.select([rule > 0, rule == int(1000 * CHAIN_BITS), is_named], [0, 5, 4], 1)
    for position, held_at in _HELD_AT:
        kind[np.isin(total, [int(1000 * bits) for bits in held_at])] = position
    kind[scored.apart[pairs]] = 3
    return np.where(rule == 0, -1, kind)


def matches(records: Records, scored: Scored, cluster: Codes) -> pd.DataFrame:
    """Return the compared pairs that ended together or came close, with log-odds and reasons."""
    import pandas as pd  # whoever only explains one pair is spared it

    is_same = cluster[scored.a] == cluster[scored.b] if len(scored.a) else np.zeros(0, bool)
    kept = np.flatnonzero(is_same | (scored.total >= KEPT_FROM * 1000))
    log_odds = scored.total[kept] / 1000
    return pd.DataFrame(
        {
            "listing_a": pd.Series(list(records.ids.take(scored.a[kept])), dtype=object),
            "listing_b": pd.Series(list(records.ids.take(scored.b[kept])), dtype=object),
            "log_odds": log_odds,
            "probability": 1 / (1 + np.exp2(-log_odds)),
            "is_same": is_same[kept],
            "reasons": pd.Series(reasons(scored, kept), dtype=object),
        }
    )


def reasons(scored: Scored, pairs: Codes) -> list[str]:
    """Return a JSON object a pair: comparison -> [level in words, bits]; unknown fields are left out."""
    told = []
    for levels, bits, kind, rule in zip(
        scored.levels[pairs].tolist(),
        scored.bits[pairs].tolist(),
        rule_kinds(scored, pairs).tolist(),
        scored.rule[pairs].tolist(),
        strict=True,
    ):
        found: dict[str, list[object]] = {"prior": ["any two listings", scored.prior / 1000]}
        for comparison, level, part in zip(COMPARISONS, levels, bits, strict=True):
            if level != UNKNOWN:
                found[comparison.name] = [comparison.levels[level], part / 1000]
        if kind >= 0:
            found["rule"] = [RULES[kind], rule / 1000]
        told.append(json.dumps(found, ensure_ascii=False))
    return told

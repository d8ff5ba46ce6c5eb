"""Score candidate pairs: levels, weights counted on the same data, rules of the level, prior."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from transforms.resolve.block import Pairs
from transforms.resolve.compare import compare
from transforms.resolve.levels import company_rules
from transforms.resolve.names import Words
from transforms.resolve.prepare import Codes, Records
from transforms.resolve.weights import Weights, estimate, score

RANDOM_PAIRS = 60_000
"""Pairs of strangers that u is counted on."""


@dataclass(frozen=True)
class Scored:
    """Compared pairs of records with levels, bits by comparison and of rules, and their sum (thousandths)."""

    a: Codes
    b: Codes
    levels: Codes
    bits: Codes
    rule: Codes
    prior: int
    total: Codes
    weights: Weights


def random_pairs(size: int) -> tuple[Codes, Codes]:
    """Pairs of strangers: all of them where there are few, else a fixed draw that repeats."""
    if size * (size - 1) // 2 <= RANDOM_PAIRS:
        a, b = np.triu_indices(size, 1)
        return a, b
    rng = np.random.default_rng(20_000_003)
    a, b = rng.integers(0, size, RANDOM_PAIRS), rng.integers(0, size, RANDOM_PAIRS)
    other = a != b
    return np.minimum(a, b)[other], np.maximum(a, b)[other]


def score_pairs(records: Records, words: Words, pairs: Pairs, level: str) -> Scored:
    """Compare the candidate pairs and weigh them with weights counted on the same data."""
    levels = compare(records, words, pairs.a, pairs.b)
    x, y = random_pairs(len(records))
    weights = estimate(levels, compare(records, words, x, y), len(records), level)
    bits = score(records, weights, levels, pairs.a, pairs.b, words.sorted_code)
    rule = (
        company_rules(records, levels, bits, pairs.a, pairs.b)
        if level == "company"
        else np.zeros(len(pairs), np.int64)
    )
    evidence = bits.sum(1, dtype=np.int64) + rule
    prior = int(round(1000 * _prior(evidence / 1000, len(records))))
    return Scored(pairs.a, pairs.b, levels, bits, rule, prior, evidence + prior, weights)


def _prior(evidence: Codes, size: int) -> float:
    """Bits of a random pair before evidence: from how many partners a record has."""
    partners = 0.5
    for _ in range(5):
        odds = evidence + np.log2(partners / max(size, 2))
        found = 2 * (1 / (1 + np.exp2(-np.clip(odds, -60, 60)))).sum() / max(size, 2)
        partners = float(np.clip(found, 0.1, 4.0))
    return float(np.log2(partners / max(size, 2)))

"""Score candidate pairs: levels, weights counted on the same data, rules of the level, prior."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from transforms.resolve.addresses import UNKNOWN
from transforms.resolve.block import Blocks, Pairs
from transforms.resolve.compare import NAMES, compare
from transforms.resolve.counts import Counts
from transforms.resolve.levels import company_rules, location_rules
from transforms.resolve.model import Model
from transforms.resolve.names import Words
from transforms.resolve.prepare import Codes, Records
from transforms.resolve.siblings import siblings
from transforms.resolve.weights import Weights, count_towns, count_values, estimate, rarity, score, value_keys

RANDOM_PAIRS = 60_000
"""Pairs of strangers that u is counted on."""
NEAR_NAME = 5
NAMES_ONLY_BITS = 2.0
"""Log-odds of names that differ by a typing error in a list that holds nothing else.

No second field says how many of such pairs are one company, so this is a decision, not an estimate.
"""


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
    apart: Codes
    """Pairs whose names say that they are two companies (`siblings`)."""

    def told_apart(self) -> list[tuple[int, int]]:
        """The pairs of ``apart`` as rows."""
        return list(zip(self.a[self.apart].tolist(), self.b[self.apart].tolist(), strict=True))


def random_pairs(size: int) -> tuple[Codes, Codes]:
    """Pairs of strangers: all of them where there are few, else a fixed draw that repeats."""
    if size * (size - 1) // 2 <= RANDOM_PAIRS:
        a, b = np.triu_indices(size, 1)
        return a, b
    rng = np.random.default_rng(20_000_003)
    a, b = rng.integers(0, size, RANDOM_PAIRS), rng.integers(0, size, RANDOM_PAIRS)
    other = a != b
    return np.minimum(a, b)[other], np.maximum(a, b)[other]


def calibrate(
    records: Records, words: Words, blocks: Blocks, pairs: Pairs, level: str, sources: list[frozenset[int]]
) -> Model:
    """Make a model from all records and their candidate pairs, without labels."""
    compared = compare(records, words, pairs.a, pairs.b)
    x, y = random_pairs(len(records))
    strangers = compare(records, words, x, y).table
    keys = value_keys(records, words)
    model = Model(
        level="company" if level == "company" else "location",
        size=len(records),
        weights=estimate(compared.table, strangers, len(records), level),
        prior=0,
        words=words.counts,
        values=count_values(keys),
        towns=count_towns(keys),
        closed=blocks.closed,
    )
    free = replace(model, level="location", towns={})  # no rules yet: what they add depends on the prior
    scored = score_pairs(records, words, pairs, free, sources)
    prior = _prior(scored.total, model.weights, scored.levels, len(records))
    if level == "company":
        scored = score_pairs(records, words, pairs, replace(model, prior=prior), sources)
        prior = _prior(scored.total - prior, model.weights, scored.levels, len(records))
    return replace(model, prior=prior)


def score_pairs(
    records: Records, words: Words, pairs: Pairs, model: Model, sources: list[frozenset[int]]
) -> Scored:
    """Compare the candidate pairs and weigh them by the model."""
    compared = compare(records, words, pairs.a, pairs.b)
    keys = value_keys(records, words)
    levels = compared.table
    bits = score(model.weights, model.values, rarity(keys, model.values), compared, pairs.a, pairs.b)
    total = bits.sum(1, dtype=np.int64) + model.prior
    apart = np.zeros(len(pairs), bool)
    if model.level == "company":
        apart = siblings(records, words, sources, compared, pairs.a, pairs.b)
        rule = company_rules(records, levels, bits, model.prior, apart, pairs.a, pairs.b)
    else:
        rule = location_rules(levels, total, _towns(keys, model.towns, levels, pairs))
    return Scored(pairs.a, pairs.b, levels, bits, rule, model.prior, total + rule, model.weights, apart)


def _towns(keys: Mapping[str, Codes], towns: Mapping[str, Counts], levels: Codes, pairs: Pairs) -> Codes:
    """In how many towns the name of either record of a pair is known, or the site of both."""
    name, domain = (
        towns[column].look_up(keys[column]) if column in towns else np.zeros(len(keys[column]), np.int32)
        for column in ("name", "domain")
    )
    named = np.maximum(name[pairs.a], name[pairs.b])
    same_site = levels[:, NAMES.index("domain")] == 1
    return np.where(same_site, np.maximum(named, domain[pairs.a]), named)


def _is_names_only(levels: Codes) -> bool:
    """True where hardly any pair can be compared in anything but its names."""
    others = np.delete(levels, NAMES.index("name"), axis=1)
    others = np.delete(others, NAMES.index("legal_form") - 1, axis=1)
    return bool(len(levels)) and float((others != UNKNOWN).any(1).mean()) < 0.05


def _prior(evidence: Codes, weights: Weights, levels: Codes, size: int) -> int:
    """Thousandths of bits of a random pair before evidence, from how many partners a record has."""
    if _is_names_only(levels):
        return int(round(1000 * (NAMES_ONLY_BITS - float(weights.level_bits["name"][NEAR_NAME]))))
    partners = 0.5
    for _ in range(5):
        odds = evidence / 1000 + np.log2(partners / max(size, 2))
        found = 2 * (1 / (1 + np.exp2(-np.clip(odds, -60, 60)))).sum() / max(size, 2)
        partners = float(np.clip(found, 0.1, 4.0))
    return int(round(1000 * np.log2(partners / max(size, 2))))

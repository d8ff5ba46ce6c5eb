"""Make a model from all records and their candidate pairs, without labels."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from transforms.resolve.addresses import UNKNOWN
from transforms.resolve.block import Pairs
from transforms.resolve.compare import NAMES, Comparer
from transforms.resolve.counts import Counts
from transforms.resolve.frequencies import count_registers, count_towns, count_values, value_keys
from transforms.resolve.model import Model
from transforms.resolve.prepare import Codes
from transforms.resolve.scoring import Scorer
from transforms.resolve.sources import Sources
from transforms.resolve.weights import estimate

SAMPLE = 300_000
"""Candidate pairs that a model is made from."""
RANDOM_PAIRS = 60_000
"""Pairs of strangers that u is counted on."""
NAMES_ALONE = {"name": (-8.0, -7.0, -6.0, -5.0, -4.0, 2.0, 6.0), "legal_form": (-40.0, 0.0)}
"""Bits of names and legal forms where nothing else tells how many pairs of like names are one company.

So these are decisions, not estimates: names are of one company where they differ in spelling alone, and of
two where a word or the kind of form differs.
"""
MOST_BESIDE = 1.0
"""Bits that a common country or category adds to them at most, for many strangers share it as well."""
FEW = 0.05
"""Share of pairs below which a field counts as missing."""


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
    comparer: Comparer,
    closed: Codes,
    pairs: Pairs,
    level: str,
    sources: Sources,
    shared: Mapping[str, Counts],
) -> Scorer:
    """Make a model from all records and their candidate pairs (of very many, every n-th), without labels.

    Args:
        closed: block keys over the cap.
        level: ``location`` or ``company``.
        shared: identifiers that are nobody's (`shared_values`), unknown in these records.
    """
    records, words = comparer.records, comparer.words
    step = -(-len(pairs) // SAMPLE) or 1
    a, b = pairs.a[::step], pairs.b[::step]
    compared = comparer.rest(a, b, comparer.contacts(a, b))
    x, y = random_pairs(len(records))
    strangers = comparer.rest(x, y, comparer.contacts(x, y)).table
    keys = value_keys(records, words)
    weights = estimate(compared.table, strangers, len(records), level)
    if alone := _must_names_decide(compared.table, level):
        decided = {name: np.asarray(bits) for name, bits in NAMES_ALONE.items()}
        for name in ("country", "category"):
            decided[name] = np.minimum(weights.level_bits[name], MOST_BESIDE)
        weights = replace(weights, level_bits=weights.level_bits | decided)
    model = Model(
        level="company" if level == "company" else "location",
        size=len(records),
        weights=weights,
        prior=0,
        words=words.counts,
        values=count_values(keys) | {"registers": count_registers(records, keys), **shared},
        towns=count_towns(records, keys),
        closed=closed,
    )
    scorer = Scorer.of(comparer, model, sources)
    if alone:
        return scorer
    prior = _prior(scorer.weigh(compared, a, b).bits.sum(1, dtype=np.int64), step, len(records))
    if level == "company":  # what its rules add depends on the prior
        ruled = replace(scorer, model=replace(model, prior=prior)).weigh(compared, a, b)
        prior = _prior(ruled.total - prior, step, len(records))
    return replace(scorer, model=replace(model, prior=prior))


def _must_names_decide(levels: Codes, level: str) -> bool:
    """True where hardly any pair has what teaches the weight of a name.

    That takes a phone and an address to compare: two witnesses that are not made from the name. A place is
    not told by its name, so at location level names decide only where pairs have nothing else at all.
    """
    known = levels != UNKNOWN
    if level == "company":
        taught = known[:, NAMES.index("phone")] & known[:, NAMES.index("address")]
    else:
        beside = [at for at, name in enumerate(NAMES) if name not in ("name", "legal_form")]
        taught = known[:, beside].any(1)
    return bool(len(levels)) and float(taught.mean()) < FEW


def _prior(evidence: Codes, step: int, size: int) -> int:
    """Thousandths of bits of a random pair before evidence, from how many partners a record has.

    ``evidence`` is that of every ``step``-th pair.
    """
    partners = 0.5
    for _ in range(5):
        odds = evidence / 1000 + np.log2(partners / max(size, 2))
        found = 2 * step * (1 / (1 + np.exp2(-np.clip(odds, -60, 60)))).sum() / max(size, 2)
        partners = float(np.clip(found, 0.1, 4.0))
    return int(round(1000 * np.log2(partners / max(size, 2))))

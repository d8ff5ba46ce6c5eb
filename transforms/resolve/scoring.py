"""Score candidate pairs: levels, weights counted on the same data, rules of the level, prior."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from transforms.resolve.addresses import UNKNOWN
from transforms.resolve.block import Pairs
from transforms.resolve.chains import of_chains
from transforms.resolve.compare import NAMES, Comparer, Levels, compare
from transforms.resolve.learned import Learned
from transforms.resolve.levels import APART_BITS, CHAIN_TOWNS, are_apart, company_rules, location_rules
from transforms.resolve.model import Model
from transforms.resolve.names import Words
from transforms.resolve.prepare import Codes, Records
from transforms.resolve.siblings import siblings, two_tenants
from transforms.resolve.sources import Sources
from transforms.resolve.weights import Weights, count_towns, count_values, estimate, rarity, score, value_keys

ALIKE_FROM = 3
"""Level of the name comparison from which a common identifier may tie two listings together."""
SAMPLE = 300_000
"""Candidate pairs that a model is made from."""
CHUNK = 200_000
"""Pairs that are weighed at once: names that meet again in another chunk are compared again."""
CLOSE_FROM = -4.0
"""Bits from which the evidence of a pair is kept; below, nobody would have doubted."""
MOST_BITS = 100.0
"""More than any name tells."""
RANDOM_PAIRS = 60_000
"""Pairs of strangers that u is counted on."""
NAMES_ALONE = {"name": (-8.0, -7.0, -6.0, -5.0, -4.0, 2.0, 6.0), "legal_form": (-40.0, 0.0)}
"""Bits of names and legal forms in a list that holds nothing else.

No second field says how many of such pairs are one company, so these are decisions, not estimates: names
are of one company where they differ in spelling alone, and of two where a word or the kind of form differs.
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

    def take(self, rows: Codes) -> Scored:
        """The pairs at these positions, or where true."""
        part: dict[str, Any] = {name: getattr(self, name)[rows] for name in self._by_pair()}
        return replace(self, **part)

    @classmethod
    def join(cls, parts: list[Scored]) -> Scored:
        """All pairs of several results of one model."""
        columns: dict[str, Any] = {
            name: np.concatenate([getattr(part, name) for part in parts]) for name in parts[0]._by_pair()
        }
        return replace(parts[0], **columns)

    def _by_pair(self) -> list[str]:
        return [name for name, value in vars(self).items() if isinstance(value, np.ndarray)]


@dataclass(frozen=True)
class Decided:
    """Totals of candidate pairs (thousandths), and the evidence of those that are close.

    rough: positions of pairs whose names were not compared, for they cannot come close; what stands for
    their totals is the most that these may be.
    """

    total: Codes
    scored: Scored
    rough: Codes


def random_pairs(size: int) -> tuple[Codes, Codes]:
    """Pairs of strangers: all of them where there are few, else a fixed draw that repeats."""
    if size * (size - 1) // 2 <= RANDOM_PAIRS:
        a, b = np.triu_indices(size, 1)
        return a, b
    rng = np.random.default_rng(20_000_003)
    a, b = rng.integers(0, size, RANDOM_PAIRS), rng.integers(0, size, RANDOM_PAIRS)
    other = a != b
    return np.minimum(a, b)[other], np.maximum(a, b)[other]


@dataclass(frozen=True)
class Scorer:
    """Scores pairs of these records by a model; what it needs to know of each record is looked up once.

    sources: which lists print each record.
    """

    model: Model
    comparer: Comparer
    rare: Mapping[str, Codes]
    towns: Mapping[str, Codes]
    sources: Sources

    @classmethod
    def of(cls, comparer: Comparer, model: Model, sources: Sources) -> Scorer:
        """Look the values of the records up in the model."""
        keys = value_keys(comparer.records, comparer.words)
        towns = {column: counts.look_up(keys[column]) for column, counts in model.towns.items()}
        if model.level == "location":  # a known chain is everywhere, however few of its places are here
            towns["name"] = np.where(of_chains(comparer.records), CHAIN_TOWNS, 0).clip(min=towns["name"])
        return cls(model, comparer, rarity(keys, model.values), towns, sources)

    def score(self, a: Codes, b: Codes) -> Scored:
        """Compare pairs in everything and weigh them."""
        return self.weigh(self.comparer.rest(a, b, self.comparer.contacts(a, b)), a, b)

    def weigh(self, compared: Levels, a: Codes, b: Codes) -> Scored:
        """Weigh pairs that are compared."""
        model, records, words = self.model, self.comparer.records, self.comparer.words
        levels, prior = compared.table, model.prior
        bits = score(model.weights, model.values, self.rare, compared, a, b)
        total = bits.sum(1, dtype=np.int64) + prior
        apart = np.zeros(len(a), bool)
        if model.level == "company":
            apart = siblings(records, words, self.sources, compared, a, b)
            rule = company_rules(records, levels, bits, prior, apart, a, b)
        else:
            tenants = two_tenants(records, self.sources, compared, a, b)
            rule = location_rules(levels, total, self._in_towns(levels, a, b), tenants)
        if model.learned:
            bits, rule, prior = Learned.from_json(model.learned).reweigh(compared, bits, rule)
            total = bits.sum(1, dtype=np.int64) + prior
        return Scored(a, b, levels, bits, rule, prior, total + rule, model.weights, apart)

    def decide(self, pairs: Pairs, cut: float) -> Decided:
        """Return the total of each pair, and the evidence of those that are close.

        At location level pairs that their contacts show to be two places are not compared any further, and
        names only where they may matter. The rest goes through in chunks, so that memory does not grow
        with their evidence.

        Args:
            cut: bits from which a pair speaks for itself.
        """
        total = np.full(len(pairs), int(APART_BITS * 1000), np.int32)
        close, rough = [], []
        is_plain = self.model.level == "location" and not self.model.learned
        for start in range(0, len(pairs) or 1, CHUNK):
            a, b = pairs.a[start : start + CHUNK], pairs.b[start : start + CHUNK]
            contacts, at = self.comparer.contacts(a, b), np.arange(len(a))
            if is_plain:
                at = at[~are_apart(contacts)]
                a, b = a[at], b[at]
                contacts = {name: column[at] for name, column in contacts.items()}
            levels = self.comparer.all_but_names(a, b, contacts)
            if is_plain:
                most = self._most(levels, a, b)
                total[start + at] = most
                may = most >= min(cut, CLOSE_FROM) * 1000
                rough.append(start + at[~may])
                at, a, b, levels = at[may], a[may], b[may], levels[may]
            scored = self.weigh(self.comparer.names(a, b, levels), a, b)
            total[start + at] = scored.total
            kept = scored.total >= CLOSE_FROM * 1000
            if self.model.level == "company":  # identifiers may tie these, however unlike
                vat = self.comparer.records.vat
                kept |= scored.apart | (scored.levels[:, NAMES.index("name")] >= ALIKE_FROM)
                kept |= (vat[a] >= 0) & (vat[a] == vat[b])
            close.append(scored.take(kept))
        return Decided(total, Scored.join(close), np.concatenate([np.empty(0, np.int64), *rough]))

    def settle(self, pairs: Pairs, total: Codes, rough: Codes) -> None:
        """Compare pairs at these positions in full, and write their totals."""
        for start in range(0, len(rough), CHUNK):
            some = rough[start : start + CHUNK]
            total[some] = self.score(pairs.a[some], pairs.b[some]).total

    def _most(self, levels: Codes, a: Codes, b: Codes) -> Codes:
        """The most that the totals (thousandths) of pairs may be at location level, whatever their names."""
        weights, highest = self.model.weights, self.comparer.highest_names(a, b)
        nothing = np.zeros(len(a), np.float32)
        others = score(weights, self.model.values, self.rare, Levels(levels, nothing, nothing), a, b)
        best = np.zeros(UNKNOWN + 1)
        best[: len(weights.level_bits["name"])] = weights.level_bits["name"]
        best[6] = MOST_BITS
        names = np.ceil(best[highest] * 1000).astype(np.int32)
        return np.asarray(others.sum(1, dtype=np.int32) + names + self.model.prior)

    def _in_towns(self, levels: Codes, a: Codes, b: Codes) -> Codes:
        """In how many towns the name of either record of a pair is known, or the site of both."""
        if not self.towns:
            return np.zeros(len(a), np.int32)
        named = np.maximum(self.towns["name"][a], self.towns["name"][b])
        same_site = levels[:, NAMES.index("domain")] == 1
        return np.where(same_site, np.maximum(named, self.towns["domain"][a]), named)


def score_pairs(records: Records, words: Words, pairs: Pairs, model: Model, sources: Sources) -> Scored:
    """Compare a few pairs in everything and weigh them by the model."""
    return Scorer.of(Comparer.of(records, words), model, sources).score(pairs.a, pairs.b)


def calibrate(comparer: Comparer, closed: Codes, pairs: Pairs, level: str, sources: Sources) -> Scorer:
    """Make a model from all records and their candidate pairs (of very many, every n-th), without labels.

    Args:
        closed: block keys over the cap.
        level: ``location`` or ``company``.
    """
    records, words = comparer.records, comparer.words
    step = -(-len(pairs) // SAMPLE) or 1
    a, b = pairs.a[::step], pairs.b[::step]
    compared = comparer.rest(a, b, comparer.contacts(a, b))
    strangers = compare(records, words, *random_pairs(len(records))).table
    keys = value_keys(records, words)
    weights = estimate(compared.table, strangers, len(records), level)
    if alone := _is_names_only(compared.table):
        decided = {name: np.asarray(bits) for name, bits in NAMES_ALONE.items()}
        weights = replace(weights, level_bits=weights.level_bits | decided)
    model = Model(
        level="company" if level == "company" else "location",
        size=len(records),
        weights=weights,
        prior=0,
        words=words.counts,
        values=count_values(keys),
        towns=count_towns(keys),
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


def names_decide(weights: Weights) -> bool:
    """True where the weights are those of a list that holds names alone."""
    return float(weights.level_bits["legal_form"][0]) == NAMES_ALONE["legal_form"][0]


def _is_names_only(levels: Codes) -> bool:
    """True where hardly any pair can be compared in anything but its names."""
    others = np.delete(levels, NAMES.index("name"), axis=1)
    others = np.delete(others, NAMES.index("legal_form") - 1, axis=1)
    return bool(len(levels)) and float((others != UNKNOWN).any(1).mean()) < 0.05


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

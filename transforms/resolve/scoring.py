"""Score candidate pairs: levels, weights counted on the same data, rules of the level, prior."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from transforms.resolve.addresses import UNKNOWN
from transforms.resolve.block import Pairs
from transforms.resolve.chains import of_chains
from transforms.resolve.compare import NAMES, Comparer, Levels
from transforms.resolve.frequencies import value_keys
from transforms.resolve.learned import Learned
from transforms.resolve.levels import APART_BITS, CHAIN_TOWNS, are_apart, company_rules, location_rules
from transforms.resolve.memory import Growing, give_back, lay_down
from transforms.resolve.model import Model
from transforms.resolve.names import Words
from transforms.resolve.prepare import Codes, Records
from transforms.resolve.siblings import full_names, other_names, siblings, two_tenants
from transforms.resolve.sources import Sources
from transforms.resolve.weights import Weights, rarity, score

ALIKE_FROM = 3
"""Level of the name comparison from which a common identifier may tie two listings together."""
CHUNK = 200_000
"""Pairs that are weighed at once: names that meet again in another chunk are compared again."""
CLOSE_FROM = -4.0
"""Bits from which the evidence of a pair is kept; below, nobody would have doubted."""
MOST_BITS = 100.0
"""More than any name tells."""


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
        part: dict[str, Any] = {name: column[rows] for name, column in self.by_pair().items()}
        return replace(self, **part)

    def by_pair(self) -> dict[str, Codes]:
        """What is known of each pair, by name."""
        return {name: value for name, value in vars(self).items() if isinstance(value, np.ndarray)}


@dataclass(frozen=True)
class Decided:
    """Totals of candidate pairs (thousandths), and the evidence of those that are close.

    rough: positions of pairs whose names were not compared, for they cannot come close; what stands for
    their totals is the most that these may be.
    """

    total: Codes
    scored: Scored
    rough: Codes


@dataclass(frozen=True)
class Scorer:
    """Scores pairs of these records by a model; what it needs to know of each record is looked up once.

    sources: which lists print each record.
    shared_site: whether several companies use the site of each record, as told by their register numbers.
    """

    model: Model
    comparer: Comparer
    rare: Mapping[str, Codes]
    towns: Mapping[str, Codes]
    sources: Sources
    shared_site: Codes

    @classmethod
    def of(cls, comparer: Comparer, model: Model, sources: Sources) -> Scorer:
        """Look the values of the records up in the model."""
        keys = value_keys(comparer.records, comparer.words)
        towns = {column: lay_down(counts.look_up(keys[column])) for column, counts in model.towns.items()}
        if model.level == "location":  # a known chain is everywhere, however few of its places are here
            towns["name"] = np.where(of_chains(comparer.records), CHAIN_TOWNS, 0).clip(min=towns["name"])
        shared_site = lay_down(model.values["registers"].look_up(keys["domain"]) > 0)
        rare = rarity(keys, model.values)
        del keys
        if len(comparer.records) > CHUNK:
            give_back()
        return cls(model, comparer, rare, towns, sources, shared_site)

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
            rule = company_rules(records, levels, bits, prior, apart, self.shared_site, a, b)
        else:
            tenants = two_tenants(records, words, self.sources, compared, a, b)
            phone_towns = self.towns["phone"][a] if self.towns else np.zeros(len(a), np.int32)
            others, full = other_names(records, words, compared, a, b), full_names(records, a, b)
            rule = location_rules(
                levels,
                total,
                self._in_towns(levels, a, b),
                phone_towns,
                tenants,
                others,
                full,
            )
        if model.learned:
            bits, rule, prior = Learned.from_json(model.learned).reweigh(compared, bits, rule)
            total = bits.sum(1, dtype=np.int64) + prior
            if model.level == "location":  # nobody judges enough branches to teach that they are several
                contacts = {name: levels[:, NAMES.index(name)] for name in ("phone", "address", "mail")}
                rule = np.where(are_apart(contacts), int(APART_BITS * 1000) - total, rule)
        return Scored(a, b, levels, bits, rule, prior, total + rule, model.weights, apart)

    def decide(self, pairs: Pairs, cut: float) -> Decided:
        """Return the total of each pair, and the evidence of those that are close.

        At location level pairs that their contacts show to be two places are not compared any further, and
        names only where they may matter. The rest goes through in chunks, so that memory does not grow
        with their evidence.

        Args:
            cut: bits from which a pair speaks for itself.
        """
        totals, rough = Growing(np.empty(0, np.int32)), Growing(np.empty(0, np.int64))
        close: dict[str, Growing] = {}
        is_place = self.model.level == "location"
        is_plain = is_place and not self.model.learned
        for start in range(0, len(pairs) or 1, CHUNK):
            a, b = pairs.a[start : start + CHUNK], pairs.b[start : start + CHUNK]
            at = np.argsort(b)  # what lies all over the memory is asked for from its start to its end
            a, b = a[at].astype(np.intp), b[at].astype(np.intp)
            contacts = self.comparer.contacts(a, b)
            total = np.full(len(a), int(APART_BITS * 1000), np.int32)
            if is_place:
                near = np.flatnonzero(~are_apart(contacts))
                at, a, b = at[near], a[near], b[near]
                contacts = {name: column[near] for name, column in contacts.items()}
            levels = self.comparer.all_but_names(a, b, contacts)
            if is_plain:
                most = self._most(levels, a, b)
                total[at] = most
                is_close = most >= min(cut, CLOSE_FROM) * 1000
                rough.append(np.sort(start + at[~is_close]))
                may = np.flatnonzero(is_close)
                at, a, b, levels = at[may], a[may], b[may], levels[may]
            scored = self.weigh(self.comparer.names(a, b, levels), a, b)
            total[at] = scored.total
            totals.append(total)
            kept = scored.total >= CLOSE_FROM * 1000
            if self.model.level == "company":  # identifiers may tie these, however unlike
                vat = self.comparer.records.vat
                kept |= scored.apart | (scored.levels[:, NAMES.index("name")] >= ALIKE_FROM)
                kept |= (vat[a] >= 0) & (vat[a] == vat[b])
            rows = np.flatnonzero(kept)
            scored = scored.take(rows[np.argsort(at[rows])])
            scored = replace(scored, a=scored.a.astype(np.int32), b=scored.b.astype(np.int32))
            for name, column in scored.by_pair().items():
                close.setdefault(name, Growing(column[:0])).append(column)
        columns: dict[str, Any] = {name: column.whole() for name, column in close.items()}
        return Decided(totals.whole(), replace(scored, **columns), rough.whole())

    def settle(self, pairs: Pairs, total: Codes, rough: Codes) -> None:
        """Compare pairs at these positions in full, and write their totals."""
        for start in range(0, len(rough), CHUNK):
            some = rough[start : start + CHUNK]
            total[some] = self.score(pairs.a[some], pairs.b[some]).total

    def _most(self, levels: Codes, a: Codes, b: Codes) -> Codes:
        """The most that the totals (thousandths) of pairs may be at location level, whatever their names."""
        weights, highest = self.model.weights, self.comparer.highest_names(a, b)
        nothing = np.zeros(len(a), np.float32)
        others = score(weights, self.model.values, self.rare, Levels(levels, nothing, nothing, nothing), a, b)
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

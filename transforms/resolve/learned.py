"""What judgements taught about pairs: other bits for each level, in plain numbers.

Made by `learning.learn`. Each comparison still speaks for itself, so the bits of a pair still add up to its
log-odds and can be read as reasons. Whoever only applies it needs nothing but numpy.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from transforms.resolve.addresses import UNKNOWN
from transforms.resolve.compare import COMPARISONS, NAMES, Levels
from transforms.resolve.prepare import Codes

BY_VALUE = ("name", "phone", "address", "domain", "mail")
"""Comparisons whose bits depend on how common the value is; those of the others follow from the level."""
MOST_NAME_BITS = 30.0
"""Bits of shared words from which more makes no difference."""


@dataclass(frozen=True)
class Learned:
    """A logistic model of the log-odds, in bits; a field that is unknown on one side still says nothing.

    level_bits: comparison -> bits of each level.
    shares: comparison -> share of the label-free bits that is added.
    words: share of the bits of words that both names have, and of those that only one has.
    rule: share of the bits of the rules that is kept.
    prior: bits of any pair.
    """

    level_bits: dict[str, list[float]]
    shares: dict[str, float]
    words: tuple[float, float]
    rule: float
    prior: float

    def to_json(self) -> dict[str, Any]:
        """Return plain values for `Model.learned`."""
        return {
            "level_bits": self.level_bits,
            "shares": self.shares,
            "words": list(self.words),
            "rule": self.rule,
            "prior": self.prior,
        }

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Learned:
        """Read what `to_json` returned."""
        shared, own = values["words"]
        return cls(values["level_bits"], values["shares"], (shared, own), values["rule"], values["prior"])

    def reweigh(self, compared: Levels, bits: Codes, rule: Codes) -> tuple[Codes, Codes, int]:
        """Return bits by comparison, bits of the rules and prior instead of the label-free ones.

        Args:
            compared: levels of the pairs.
            bits: label-free bits, one row a pair, one column a comparison; thousandths, as is all returned.
            rule: bits that the rules of the level added.
        """
        found = np.zeros(bits.shape)
        for at, name in enumerate(NAMES):
            column = compared.table[:, at]
            known = column != UNKNOWN
            level_bits = np.asarray(self.level_bits[name])
            found[known, at] = level_bits[column[known]] * 1000 + self.shares[name] * bits[known, at]
        found[:, NAMES.index("name")] += 1000 * (words_of(compared) @ np.asarray(self.words))
        return (
            np.rint(found).astype(np.int32),
            np.rint(self.rule * rule).astype(np.int64),
            int(round(self.prior * 1000)),
        )


def words_of(compared: Levels) -> Codes:
    """Bits of the words that both names of a pair have and that only one has; 0 where a name is unknown."""
    shared = np.minimum(compared.name_bits, MOST_NAME_BITS)
    both = np.column_stack([shared, compared.own_bits]).astype(float)
    both[compared.table[:, NAMES.index("name")] == UNKNOWN] = 0
    return both


def features(compared: Levels, bits: Codes, rule: Codes) -> Codes:
    """Return what the model is linear in, one row a pair; `of_weights` turns its weights into a `Learned`.

    The first column is the label-free evidence as a whole: what is learnt are corrections of it.
    """
    by_value = [NAMES.index(name) for name in BY_VALUE]
    total = bits.sum(1, dtype=np.int64) + rule
    columns = [total[:, None] / 1000, words_of(compared), rule[:, None] / 1000, bits[:, by_value] / 1000]
    columns += [
        (compared.table[:, at, None] == np.arange(len(comparison.levels)))
        for at, comparison in enumerate(COMPARISONS)
    ]
    return np.hstack(columns).astype(float)


def of_weights(weights: Codes, intercept: float) -> Learned:
    """Return the model with these weights of `features` and this intercept, all in bits."""
    values = iter([round(weight, 6) for weight in weights.tolist()])
    every, shared, own = next(values), next(values), next(values)
    rule = round(every + next(values), 6)
    more = {name: next(values) for name in BY_VALUE}
    shares = {name: round(every + more.get(name, 0.0), 6) for name in NAMES}
    level_bits = {comparison.name: [next(values) for _ in comparison.levels] for comparison in COMPARISONS}
    return Learned(level_bits, shares, (shared, own), rule, round(float(intercept), 6))

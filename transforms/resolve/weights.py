"""Weights without labels: Fellegi-Sunter, its two columns counted instead of guessed by EM.

m (how often listings of one company agree) is counted on pairs that at least two OTHER comparisons
call a match; u (how often strangers agree) on random pairs. EM on correlated comparisons flips to a
wrong class; these counts cannot. Where there is too little data the priors below stand in.
A value that many share says less than a rare one, so exact agreement is weighed by its frequency.
Unit: bits, that is log2 of odds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from transforms.resolve.addresses import UNKNOWN, Place
from transforms.resolve.compare import COMPARISONS, NAMES, Levels
from transforms.resolve.counts import Counts
from transforms.resolve.memory import lay_down, let_go
from transforms.resolve.prepare import Codes

PRIOR_M: dict[str, tuple[float, ...]] = {
    "name": (0.03, 0.03, 0.06, 0.10, 0.10, 0.13, 0.55),
    "phone": (0.15, 0.04, 0.04, 0.77),
    "address": (0.01, 0.02, 0.05, 0.03, 0.10, 0.02, 0.10, 0.02, 0.02, 0.06, 0.02, 0.08, 0.50),
    "domain": (0.12, 0.88),
    "mail": (0.30, 0.70),
    "legal_form": (0.08, 0.92),
    "country": (0.02, 0.98),
    "category": (0.35, 0.20, 0.45),
}
PRIOR_U: dict[str, tuple[float, ...]] = {
    "name": (0.90, 0.08, 0.015, 0.003, 0.0015, 0.0003, 0.0002),
    "phone": (0.995, 0.004, 0.0005, 0.0005),
    "address": (0.55, 0.15, 0.15, 0.03, 0.03, 0.03, 0.03, 0.01, 0.005, 0.01, 0.005, 0.005, 0.005),
    "domain": (0.999, 0.001),
    "mail": (0.999, 0.001),
    "legal_form": (0.6, 0.4),
    "country": (0.7, 0.3),
    "category": (0.85, 0.10, 0.05),
}
PRIOR_STRENGTH = 20.0
"""Seeds that the priors of m count for."""
MIN_SEEDS = 30
WORLD = 500
"""Strangers outside the data that lack a value too: in a file of ten rows a shared phone is no chance."""
UNSEEN_SHARE = 0.5
"""Strangers that are taken to have a value which only the pair in question has."""
SECOND_EVIDENCE = 0.25
"""Share of its bits that the weaker of name and domain keeps: a domain is mostly made from the name."""
GROUPS = {"name": 0, "domain": 0, "mail": 0, "phone": 1, "address": 2}
"""Comparisons that agree for the same reason; only different groups are independent witnesses."""
ELSEWHERE_BITS = {
    Place.OTHER_STREET_AND_AREA: -7.5,
    Place.OTHER_AREA: -6.0,
    Place.OTHER_STREET: -7.0,
    Place.OTHER_STREET_SAME_POSTCODE: -6.0,
    Place.OTHER_NUMBER: -3.0,
}
"""Most bits of an address that differs, when places are resolved: a place has one address.

Seeds cannot teach this: branches of one company share name and phone, and so look like one place.
"""


@dataclass(frozen=True)
class Weights:
    """Bits by comparison and level, log2 of m for exact values, and how many seeds each was counted on."""

    level_bits: dict[str, Codes]
    log2_m: dict[str, Codes]
    seeds: dict[str, int]

    def to_json(self) -> dict[str, Any]:
        """Return plain values that `from_json` reads back to the last bit."""
        return {
            "level_bits": {name: bits.tolist() for name, bits in self.level_bits.items()},
            "log2_m": {name: bits.tolist() for name, bits in self.log2_m.items()},
            "seeds": self.seeds,
        }

    @classmethod
    def from_json(cls, facts: dict[str, Any]) -> Weights:
        """Read what `to_json` wrote."""
        bits, log2_m = (
            {name: np.asarray(values) for name, values in facts[part].items()}
            for part in ("level_bits", "log2_m")
        )
        return cls(bits, log2_m, facts["seeds"])


def estimate(levels: Codes, random_levels: Codes, size: int, level: str) -> Weights:
    """Estimate weights from the levels of candidate pairs and of random pairs among ``size`` records."""
    calls = {
        c.name: (levels[:, at] >= c.match_from) & (levels[:, at] != UNKNOWN)
        for at, c in enumerate(COMPARISONS)
        if c.is_identity
    }
    bits, log2_m, seeds = {}, {}, {}
    for at, comparison in enumerate(COMPARISONS):
        column = levels[:, at]
        chosen = _seeds(comparison.name, calls) & (column != UNKNOWN)
        m = _share(column[chosen], PRIOR_M[comparison.name], PRIOR_STRENGTH)
        drawn = random_levels[:, at]
        u = _strangers(drawn[drawn != UNKNOWN], PRIOR_U[comparison.name], m / max(size, 2))
        bits[comparison.name] = _monotone(m, u)
        log2_m[comparison.name] = np.log2(m)
        seeds[comparison.name] = int(chosen.sum())
    if level == "location":
        for at_level, most in ELSEWHERE_BITS.items():
            bits["address"][at_level] = min(bits["address"][at_level], most)
    return Weights(bits, log2_m, seeds)


def _seeds(name: str, calls: dict[str, Codes]) -> Codes:
    """Pairs that two other comparisons of different groups call a match; of any groups if few."""
    group = GROUPS.get(name)
    others = [other for other in calls if other != name and (group is None or GROUPS[other] != group)]
    by_group: dict[int, Codes] = {}
    for other in others:
        known = by_group.get(GROUPS[other])
        by_group[GROUPS[other]] = calls[other] if known is None else known | calls[other]
    strict = sum((call.astype(int) for call in by_group.values()), np.zeros(len(calls["name"]), int)) >= 2
    if strict.sum() >= MIN_SEEDS:
        return strict
    loose: Codes = sum((calls[other].astype(int) for other in calls if other != name), np.zeros(1, int)) >= 2
    return loose


def _share(levels: Codes, prior: tuple[float, ...], strength: float) -> Codes:
    """Share of each level, the prior counting as ``strength`` observations."""
    weight = np.asarray(prior) / sum(prior) * strength
    count = np.bincount(levels, minlength=len(prior)).astype(float) + weight
    return np.asarray(count / count.sum())


def _strangers(levels: Codes, prior: tuple[float, ...], companions: Codes) -> Codes:
    """Share of each level among strangers: random pairs less the few that are no strangers.

    In a small set one random pair in some hundred is of one company, and would hide how rare it is that
    strangers agree. ``companions`` is the share of such pairs by level, a partner for every other record.
    """
    share = _share(levels, prior, 2.0)
    floor = np.minimum(share, np.asarray(prior) / 4)
    return np.asarray(np.maximum(share - companions, floor))


def _monotone(m: Codes, u: Codes) -> Codes:
    """Bits by level; more alike never counts for less: adjacent levels that say otherwise are one level."""
    blocks: list[tuple[float, float, int]] = []
    for same, strangers in zip(m.tolist(), u.tolist(), strict=True):
        blocks.append((same, strangers, 1))
        while len(blocks) > 1 and blocks[-2][0] * blocks[-1][1] > blocks[-1][0] * blocks[-2][1]:
            (m_b, u_b, n_b), (m_a, u_a, n_a) = blocks.pop(), blocks.pop()
            blocks.append((m_a + m_b, u_a + u_b, n_a + n_b))
    return np.asarray([np.log2(same / strangers) for same, strangers, n in blocks for _ in range(n)])


EXACT = (
    ("name", 6, "name", WORLD),
    ("phone", 3, "phone", WORLD),
    ("address", Place.SAME, "place", WORLD),
    ("address", Place.SAME_STREET_OTHER_AREA, "place", WORLD),
    ("address", Place.SAME_POSTCODE, "postcode", 20),
    ("address", Place.SAME_TOWN, "city", 5),
    ("domain", 1, "domain", WORLD),
    ("mail", 1, "mail", WORLD),
)
"""Comparison and level at which the value itself is weighed, its field, strangers that lack the value."""


def rarity(keys: Mapping[str, Codes], values: Mapping[str, Counts]) -> dict[str, Codes]:
    """Return for each field how many strangers hold each record's value (float32); NaN where it is unknown.

    Counted without the pair itself. A value that only these two have has been seen on no stranger;
    `UNSEEN_SHARE` of one stands for it.
    """
    found = {}
    for column, of_records in keys.items():
        strangers = np.maximum(values[column].look_up(of_records) - 2, 0) + np.float32(UNSEEN_SHARE)
        found[column] = lay_down(np.where(of_records < 0, np.float32(np.nan), strangers).astype(np.float32))
        let_go()
    return found


def score(
    weights: Weights,
    values: Mapping[str, Counts],
    rare: Mapping[str, Codes],
    compared: Levels,
    a: Codes,
    b: Codes,
) -> Codes:
    """Return bits, one row a pair, one column a comparison, as whole thousandths (they add up exactly).

    Args:
        weights, values: of the model.
        rare: what `rarity` says of the records.
        compared: levels of the pairs ``a``, ``b``.
    """
    levels = compared.table
    bits = np.zeros(levels.shape, order="F")
    for at, name in enumerate(NAMES):
        by_level = np.zeros(UNKNOWN + 1)
        by_level[: len(weights.level_bits[name])] = weights.level_bits[name]
        bits[:, at] = by_level[levels[:, at]]
    for name, level, column, elsewhere in EXACT:
        at = NAMES.index(name)
        hit = np.flatnonzero(levels[:, at] == level)
        strangers = np.maximum(rare[column][a[hit]], rare[column][b[hit]])
        known = ~np.isnan(strangers)
        share = strangers[known].astype(np.float64) / (values[column].total + elsewhere)
        bits[hit[known], at] = weights.log2_m[name][level] - np.log2(share)
    named = NAMES.index("name")
    partly = levels[:, named] < 6
    bits[partly, named] = np.minimum(bits[partly, named], compared.name_bits[partly])
    _one_evidence(bits)
    return np.rint(bits * 1000).astype(np.int32)


def _one_evidence(bits: Codes) -> None:
    """Name and domain that both speak for a pair count as the stronger plus a little of the weaker."""
    name, domain = NAMES.index("name"), NAMES.index("domain")
    both = (bits[:, name] > 0) & (bits[:, domain] > 0)
    weaker = np.where(bits[:, name] <= bits[:, domain], name, domain)
    rows = np.flatnonzero(both)
    bits[rows, weaker[rows]] *= SECOND_EVIDENCE

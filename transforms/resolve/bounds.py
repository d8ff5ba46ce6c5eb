"""The most that a pair may reach, from a few numbers a row: whoever cannot reach the cut is not looked at.

A new row shares a key with a dozen stored ones, and with most of these nothing else. What follows from
values being equal or not is exact here; where likeness counts (names, streets) the best case is taken. So
a pair that is left out is one that the comparison itself would not have linked.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np

from transforms.resolve.addresses import LIKE, NEAR, Place
from transforms.resolve.columns import Codes
from transforms.resolve.compare import phone_levels
from transforms.resolve.features import AT, ENDLESS, RARITY, SCALE, START, STREET, WEIGHED
from transforms.resolve.levels import APART, APART_BITS, BRANCH_SHARE, VAGUE_BITS
from transforms.resolve.model import Model
from transforms.resolve.prefilter import DOOR, NUMBER, Prefilter
from transforms.resolve.weights import EXACT, SECOND_EVIDENCE

_ONES = np.uint64(0x0001_0001_0001_0001)
"""Times this, four numbers of 16 bits are added up in the topmost one."""
_SLACK = 10
"""Thousandths of bits by which rounding may lift a sum of eight comparisons."""


def may_link(model: Model, cut: float, names: tuple[Codes, Codes], x: Codes, y: Codes) -> Codes:
    """Return which pairs may be linked: by their bits, or at company level by what they have in common.

    Args:
        cut: bits from which a pair speaks for itself.
        names: highest level and most bits of the names of each pair (`outlines.best_names`).
        x, y: `features.features` of both sides, one column a pair; best of a few thousand pairs, for
            then all that is asked of them stays in the cache of a processor.
    """
    if _links_any(model, cut):
        return np.ones(x.shape[1], bool)
    pairs = _Pairs(model, names, x, y)
    linked = _may_link(pairs, model, cut)
    return linked & ~pairs.apart() if model.level == "location" else linked


def may_meet(model: Model, cut: float, x: Codes, y: Codes) -> Codes:
    """Return what `may_link` may return, at the first look: most candidates are two places.

    Args:
        x, y: the first features (`features.LOOK`) of both sides.
    """
    if model.level != "location" or _links_any(model, cut):
        return np.ones(x.shape[1], bool)
    look = np.concatenate([x, y], axis=1).view(np.int32) - 1
    look[DOOR] = np.where(look[DOOR] < 0, -1, look[NUMBER])  # the last feature is the street
    pairs = np.arange(x.shape[1])
    maybe = np.zeros(len(pairs), bool)
    maybe[Prefilter(look.T).maybe_one_place(pairs, pairs + len(pairs))] = True
    return maybe


def may_be_one(model: Model, cut: float, level: Codes, x: Codes, y: Codes) -> Codes:
    """Return what `may_link` may return, at the second look: two names need a phone or mailbox in common.

    Args:
        level: highest level of the names. x, y: as in `may_meet`.
    """
    if model.level != "location" or _links_any(model, cut) or cut <= VAGUE_BITS:
        return np.ones(len(level), bool)
    tail, mail = ((x[AT[field]] > 0) & (x[AT[field]] == y[AT[field]]) for field in ("tail", "mail"))
    return np.asarray((level > 0) | tail | mail)


def _links_any(model: Model, cut: float) -> bool:
    """Whether nothing can be said beforehand: a classifier weighs levels in its own way, and below the bits
    of two places any two places are linked."""
    return bool(model.learned) or (model.level == "location" and cut <= APART_BITS)


def _may_link(pairs: _Pairs, model: Model, cut: float) -> Codes:
    bits = {"name": pairs.name(), "phone": pairs.phone(), "address": pairs.address()}
    for field in ("domain", "mail", "country"):
        bits[field] = pairs.equal(field, field)
    bits["legal_form"], bits["category"] = pairs.equal("legal_form", "form"), pairs.category()
    same_site = pairs.same("domain")
    if model.level == "company":
        branch = same_site | pairs.same("reg") | pairs.same("lei") | pairs.same("vat")
        for field in ("phone", "address"):
            bits[field] = np.where(branch & (bits[field] < 0), bits[field] * (1 - BRANCH_SHARE), bits[field])
            bits[field] = np.where(branch, np.maximum(bits[field], 0), bits[field])
    weaker = np.minimum(bits["name"], bits["domain"])
    total = sum(bits.values()) - np.where(weaker > 0, weaker * (1 - SECOND_EVIDENCE), 0)
    total = 1000 * total + model.prior
    if model.level == "location":
        total = np.where(pairs.strangers(), np.minimum(total, 1000 * VAGUE_BITS), total)
    linked = total >= 1000 * cut - _SLACK
    if model.level == "company":
        named = (pairs.both("name") & ~pairs.unlike) | pairs.same("native")
        linked |= named & (same_site | (pairs.both("street") & pairs.same("number") & ~pairs.far))
    return np.asarray(linked)


class _Pairs:
    """Best cases of the comparisons of `compare`, in bits."""

    def __init__(self, model: Model, names: tuple[Codes, Codes], x: Codes, y: Codes) -> None:
        self._x, self._y, self._model, self._names = x, y, model, names
        self._best = model.weights.level_bits
        self.same_zip, self.same_city = self.same("postcode"), self.same("city")
        somewhere = self.both("postcode") | self.both("city")
        self.far = somewhere & ~self.same_zip & ~self.same_city

    @cached_property
    def _exact(self) -> dict[tuple[str, int], Codes]:
        """Bits of comparisons at the levels at which the value itself is weighed."""
        found, weights = {}, self._model.weights
        for name, level, field, elsewhere in EXACT:
            at = RARITY + WEIGHED.index(field)
            strangers = np.maximum(self._x[at], self._y[at]) / SCALE - 1
            world = np.log2(self._model.values[field].total + elsewhere)
            found[name, level] = weights.log2_m[name][level] - strangers + world
        return found

    def both(self, field: str) -> Codes:
        return np.asarray((self._x[AT[field]] > 0) & (self._y[AT[field]] > 0))

    def same(self, field: str) -> Codes:
        return np.asarray((self._x[AT[field]] > 0) & (self._x[AT[field]] == self._y[AT[field]]))

    def equal(self, comparison: str, field: str) -> Codes:
        different, same = self._best[comparison]
        same = self._exact.get((comparison, 1), same)
        return np.where(self.both(field), np.where(self.same(field), same, different), 0.0)

    def name(self) -> Codes:
        """Names that are not the same tell no more than the words in common."""
        best, same = self._best["name"], self._same_name
        exact = np.maximum(self._exact["name", 6], best.max())
        other = np.minimum(best[self._names[0]], self._names[1])
        known = self.both("name") | self.same("native")
        return np.where(known, np.where(same, exact, other), 0.0)

    @cached_property
    def _same_name(self) -> Codes:
        return self.same("native") | self.same("name") | self.same("squeezed")

    @cached_property
    def unlike(self) -> Codes:
        """Pairs of names without anything in common."""
        return np.asarray((self._names[0] == 0) & self.both("name") & ~self._same_name)

    def strangers(self) -> Codes:
        """Pairs without a word in common that lack place or phone (`levels.location_rules`)."""
        at_place = self.both("street") & (self._with_streets[0] >= Place.NO_NUMBER)
        direct = (self._phone_level >= 2) | self.same("mail")
        return np.asarray(self.unlike & ~(at_place & direct))

    def phone(self) -> Codes:
        bits = self._best["phone"][self._phone_level]
        bits = np.where(self._phone_level == 3, self._exact["phone", 3], bits)
        return np.where(self.both("digits"), bits, 0.0)

    @cached_property
    def _phone_level(self) -> Codes:
        """The level of `compare` itself: all that it asks for is here."""
        (value_x, size_x), (value_y, size_y) = (
            (side[AT["digits"]].astype(np.int64) - 1, side[AT["length"]].astype(np.int64) - 1)
            for side in (self._x, self._y)
        )
        level = phone_levels(value_x, size_x, value_y, size_y)
        return np.where(self.both("digits"), level, 0)

    def category(self) -> Codes:
        best = self._best["category"]
        known = np.where(self.same("category"), best[2], best[:2].max())
        return np.where(self.both("category"), known, 0.0)

    def address(self) -> Codes:
        """The better of like streets and other ones."""
        vague = self._address_bits(self._vague())
        like, unlike = self._with_streets
        streets = np.maximum(self._address_bits(like), self._address_bits(unlike))
        same_door = self._alike & self.same("number") & ~self.far
        streets = np.maximum(streets, np.where(same_door, self._best["address"][Place.LIKE_STREET], -np.inf))
        return np.where(self.both("street"), streets, vague)

    def _address_bits(self, level: Codes) -> Codes:
        bits = np.where(level < 0, 0.0, self._best["address"][level])
        for (name, exact), of_value in self._exact.items():
            if name == "address":
                bits = np.where(level == exact, of_value, bits)
        return bits

    def apart(self) -> Codes:
        """Pairs that are two places, whatever else they have in common (`levels.location_rules`)."""
        direct = (self._phone_level >= 2) | self.same("mail")
        like, unlike = (np.isin(level, APART) for level in self._with_streets)
        certain = np.where(self.both("street"), like & unlike, np.isin(self._vague(), APART))
        return np.asarray(certain & ~direct)

    def _vague(self) -> Codes:
        """Level of the address where a street is missing on one side; -1 where nothing is known."""
        zips, cities = self.both("postcode"), self.both("city")
        return np.select(
            [~zips & ~cities, self.same_zip, self.same_city & zips, self.same_city],
            [-1, Place.SAME_POSTCODE, Place.SAME_TOWN_OTHER_POSTCODE, Place.SAME_TOWN],
            Place.OTHER_AREA,
        )

    @cached_property
    def _with_streets(self) -> tuple[Codes, Codes]:
        """Level of the address if the streets are alike, and if they are not."""
        numbers = [side[AT["number"]].astype(np.int64) for side in (self._x, self._y)]
        both, same = self.both("number"), self.same("number")
        near = both & (abs(numbers[0] - numbers[1]) <= NEAR)
        elsewhere = self.far & self.both("postcode") & self.both("city")
        like = np.select(
            [elsewhere, self.far & same, self.far, same, ~both, near],
            [
                Place.OTHER_AREA,
                Place.SAME_STREET_OTHER_AREA,
                Place.OTHER_STREET_AND_AREA,
                Place.SAME,
                Place.NO_NUMBER,
                Place.NEAR_NUMBER,
            ],
            Place.OTHER_NUMBER,
        )
        unlike = np.select(
            [elsewhere, self.far, self.same_zip],
            [Place.OTHER_AREA, Place.OTHER_STREET_AND_AREA, Place.OTHER_STREET_SAME_POSTCODE],
            Place.OTHER_STREET,
        )
        return np.where(self._alike, like, unlike), unlike

    @cached_property
    def _alike(self) -> Codes:
        """Whether streets may be alike: by Jaro-Winkler likeness, or by their words but types and sides."""
        x, y = (side[AT["sides"]] - 1 for side in (self._x, self._y))
        alike = self.same("core") & (self.same("street") | (x & y == x) | (x & y == y))
        at = np.flatnonzero(self.both("street") & ~self.same("core"))
        x, y = (side[STREET.start : START + 1].take(at, axis=1) for side in (self._x, self._y))
        short, long = np.minimum(x[-2], y[-2]), np.maximum(x[-2], y[-2])
        # Counts of four classes of letters are added up at once: each has a byte, and for sums two.
        least = np.minimum(x[:-2].view(np.uint8), y[:-2].view(np.uint8)).sum(0, dtype=np.uint16)
        shared = np.where(long == ENDLESS, long, least.view(np.uint64) * _ONES >> np.uint64(48))
        jaro = (shared / np.maximum(short, 1) + shared / np.maximum(long, 1) + 1) / 3
        other = x[-1] ^ y[-1]
        begin = sum((other & ((1 << 8 * size) - 1) == 0).astype(np.int64) for size in (1, 2, 3, 4))
        alike[at] = jaro + 0.1 * begin * (1 - jaro) >= LIKE - 1e-6
        return np.asarray(alike)

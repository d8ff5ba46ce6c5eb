"""The most that a pair may reach, from a few numbers a row: whoever cannot reach the cut is not looked at.

A new row shares a key with a dozen stored ones, and with most of these nothing else. What follows from
values being equal or not is exact here; where likeness counts (names, streets) the best case is taken. So
a pair that is left out is one that the comparison itself would not have linked.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np

from transforms.resolve.addresses import NEAR, Place
from transforms.resolve.block import row_keys
from transforms.resolve.columns import Codes
from transforms.resolve.keys import of_rows, phone_tails, text_keys
from transforms.resolve.levels import APART, APART_BITS, BRANCH_SHARE
from transforms.resolve.model import Model
from transforms.resolve.names import Words
from transforms.resolve.prepare import Records
from transforms.resolve.weights import EXACT, SECOND_EVIDENCE, UNSEEN_SHARE, rarity, value_keys

FIELDS = (
    "name native phone tail domain mail street number postcode city country form category reg lei vat"
).split()
LETTERS = 16
"""Classes of letters that are counted apart."""
WEIGHED = "name phone place postcode city domain mail".split()
"""Values that `weights.score` weighs by their frequency."""
_RARITY = len(FIELDS) + LETTERS // 4
WIDTH = _RARITY + len(WEIGHED)
"""Numbers of a row: fields, letters of the street (four counts in a number), frequencies."""
_SCALE = 1 << 16
"""Frequencies are kept as log2 of strangers, plus one, in these parts of a bit."""
_AT = {name: at for at, name in enumerate(FIELDS)}
_LETTERS = slice(len(FIELDS), _RARITY)
_LIKE_STREET = 0.86
"""Likeness of letters from which streets are alike (`addresses`)."""
_SLACK = 10
"""Thousandths of bits by which rounding may lift a sum of eight comparisons."""


def features(records: Records, words: Words, model: Model) -> Codes:
    """Return what `may_link` asks about each record: `WIDTH` numbers a row, 0 where unknown (uint32).

    Equal values have equal numbers; others have others but for one pair in four billion, which is then
    looked at in vain. ``tail`` are the last seven digits of the phone, ``number`` is the house number.
    """
    found = np.zeros((len(records), WIDTH), np.uint32)
    for field in FIELDS:
        if field == "name":
            keys = of_rows(words.sorted_code, records.name)
        elif field == "tail":
            keys = of_rows(text_keys(phone_tails(records.phones)), records.phone)
        elif field == "street":
            keys = np.where(records.street >= 0, 0, -1)
        elif field == "number":
            keys = records.number_value(np.arange(len(records)))
        else:
            keys = row_keys(records, field)
        found[:, _AT[field]] = np.where(keys >= 0, keys % 0xFFFF_FFFF + 1, 0)
    known = records.street >= 0
    streets = _letters([street.replace(" ", "") for street in records.streets])
    again = [len(set(words)) < len(words) for words in map(str.split, records.streets)]
    streets[np.flatnonzero(again)] = 0xFFFF_FFFF  # sets of words are compared as well: letters say nothing
    found[known, _LETTERS] = streets[records.street[known]]
    strangers = rarity(value_keys(records, words), model.values)
    for at, column in enumerate(WEIGHED):
        parts = (np.log2(np.nan_to_num(strangers[column], nan=UNSEEN_SHARE)) + 1) * _SCALE
        found[:, _RARITY + at] = np.floor(np.maximum(parts, 0))
    return found


def _letters(texts: list[str]) -> Codes:
    """How often each text has letters of each class, at most 255 times; four counts in a number."""
    found = np.zeros((len(texts), LETTERS), np.uint8)
    for start in range(0, len(texts), 50_000):
        some = texts[start : start + 50_000]
        letters = np.frombuffer("".join(some).encode("utf-32-le", "surrogatepass"), np.uint32)
        text = np.repeat(np.arange(len(some)), [len(one) for one in some])
        counts = np.bincount(text * LETTERS + letters % LETTERS, minlength=len(some) * LETTERS)
        found[start : start + len(some)] = np.minimum(counts, 255).reshape(len(some), LETTERS)
    return found.view(np.uint32)


def may_link(model: Model, cut: float, x: Codes, y: Codes) -> Codes:
    """Return which pairs may be linked: by their bits, or at company level by what they have in common.

    Args:
        cut: bits from which a pair speaks for itself.
        x, y: `features` of both sides, one row a pair.
    """
    # A classifier weighs levels in its own way; below the bits of two places any two places are linked.
    if model.learned or (model.level == "location" and cut <= APART_BITS):
        return np.ones(len(x), bool)
    pairs = _Pairs(model, x, y)
    if model.level == "location":
        maybe = ~pairs.apart()
        linked = np.zeros(len(x), bool)
        linked[maybe] = _may_link(_Pairs(model, x[maybe], y[maybe]), model, cut)
        return linked
    return _may_link(pairs, model, cut)


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
    linked = total >= 1000 * cut - _SLACK
    if model.level == "company":
        named = (pairs.both("name")) | pairs.same("native")
        linked |= named & (same_site | (pairs.both("street") & pairs.same("number") & ~pairs.far))
    return np.asarray(linked)


class _Pairs:
    """Best cases of the comparisons of `compare`, in bits."""

    def __init__(self, model: Model, x: Codes, y: Codes) -> None:
        self._x, self._y, self._model = x, y, model
        self._best = model.weights.level_bits
        self.same_zip, self.same_city = self.same("postcode"), self.same("city")
        somewhere = self.both("postcode") | self.both("city")
        self.far = somewhere & ~self.same_zip & ~self.same_city

    @cached_property
    def _exact(self) -> dict[tuple[str, int], Codes]:
        """Bits of comparisons at the levels at which the value itself is weighed."""
        found, weights = {}, self._model.weights
        for name, level, field, elsewhere in EXACT:
            at = _RARITY + WEIGHED.index(field)
            strangers = np.maximum(self._x[:, at], self._y[:, at]) / _SCALE - 1
            world = np.log2(self._model.values[field].total + elsewhere)
            found[name, level] = weights.log2_m[name][level] - strangers + world
        return found

    def both(self, field: str) -> Codes:
        return np.asarray((self._x[:, _AT[field]] > 0) & (self._y[:, _AT[field]] > 0))

    def same(self, field: str) -> Codes:
        return np.asarray((self._x[:, _AT[field]] > 0) & (self._x[:, _AT[field]] == self._y[:, _AT[field]]))

    def equal(self, comparison: str, field: str) -> Codes:
        different, same = self._best[comparison]
        same = self._exact.get((comparison, 1), same)
        return np.where(self.both(field), np.where(self.same(field), same, different), 0.0)

    def name(self) -> Codes:
        """Any two names may turn out to be the same: that is for the comparison of names to say."""
        known = self.both("name") | self.same("native")
        return np.where(known, np.maximum(self._exact["name", 6], self._best["name"].max()), 0.0)

    def phone(self) -> Codes:
        best = self._best["phone"]
        same = np.maximum(self._exact["phone", 3], best[2])
        return np.where(self.both("phone"), np.where(self.same("tail"), same, best[:2].max()), 0.0)

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
        direct = self.same("tail") | self.same("mail")
        two_places = [level for level in APART]
        like, unlike = self._with_streets
        with_streets = np.isin(like, two_places) & np.isin(unlike, two_places)
        certain = np.where(self.both("street"), with_streets, np.isin(self._vague(), two_places))
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
        numbers = [side[:, _AT["number"]].astype(np.int64) for side in (self._x, self._y)]
        both, same = self.both("number"), self.same("number")
        near = both & (abs(numbers[0] - numbers[1]) <= NEAR)
        like = np.select(
            [self.far & same, self.far, same, ~both, near],
            [
                Place.SAME_STREET_OTHER_AREA,
                Place.OTHER_STREET_AND_AREA,
                Place.SAME,
                Place.NO_NUMBER,
                Place.NEAR_NUMBER,
            ],
            Place.OTHER_NUMBER,
        )
        unlike = np.select(
            [self.far, self.same_zip],
            [Place.OTHER_STREET_AND_AREA, Place.OTHER_STREET_SAME_POSTCODE],
            Place.OTHER_STREET,
        )
        return np.where(self._alike, like, unlike), unlike

    @cached_property
    def _alike(self) -> Codes:
        """Whether streets may be alike: by Jaro-Winkler likeness, or as one word more on one side."""
        shared, lengths = self._shared()
        short, long = np.maximum(lengths.min(0), 1), np.maximum(lengths.max(0), 1)
        jaro = (shared / short + shared / long + 1) / 3
        return np.asarray((jaro + 0.4 * (1 - jaro) >= _LIKE_STREET - 1e-6) | (shared >= short))

    def _shared(self) -> tuple[Codes, Codes]:
        """Most letters that two streets may have in common, and the lengths of both."""
        x, y = (np.ascontiguousarray(side[:, _LETTERS]).view(np.uint8) for side in (self._x, self._y))
        lengths = np.stack([x.sum(1, dtype=np.int64), y.sum(1, dtype=np.int64)])
        endless = (x == 255).any(1) | (y == 255).any(1)
        shared = np.minimum(x, y).sum(1, dtype=np.int64)
        return np.where(endless, lengths.max(0), shared), lengths

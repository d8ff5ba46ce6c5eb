"""Pairs that are two places at the first look: most candidates are, and nothing else is asked of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from transforms.resolve.addresses import NEAR
from transforms.resolve.columns import encode
from transforms.resolve.keys import of_rows, phone_tails
from transforms.resolve.memory import lay_down
from transforms.resolve.prepare import Codes, Records


@dataclass(frozen=True)
class Prefilter:
    """What a first look needs of each record, as codes; -1 where unknown.

    ``door`` is the house number of records that have a street as well.
    """

    tail: Codes
    mail: Codes
    postcode: Codes
    city: Codes
    number: Codes
    door: Codes

    @classmethod
    def of(cls, records: Records) -> Prefilter:
        """Look at the records once."""
        number = lay_down(records.number_values.astype(np.int32)[records.number])
        tail, _ = encode(phone_tails(records.phones).column)
        return cls(
            lay_down(of_rows(tail, records.phone).astype(np.int32)),
            records.mail,
            records.postcode,
            records.city,
            number,
            lay_down(np.where(records.street >= 0, number, np.int32(-1))),
        )

    def take(self, rows: Codes) -> Prefilter:
        """The records at these positions."""
        return Prefilter(*(column[rows] for column in vars(self).values()))

    def maybe_one_place(self, a: Codes, b: Codes) -> Codes:
        """Return the positions of the pairs that `levels.are_apart` may not call apart, and some more."""
        near, known_zip = _same(self.postcode, a, b)
        same_city, known_city = _same(self.city, a, b)
        near |= same_city
        same_number, _ = _same(self.number, a, b)
        x, y = self.door[a], self.door[b]
        other_door = ((x | y) >= 0) & (abs(x - y) > NEAR)
        apart = ((known_zip | known_city) & ~near & ~same_number) | other_door
        for contact in (self.tail, self.mail):
            apart &= ~_same(contact, a, b)[0]
        return np.flatnonzero(~apart)


def _same(column: Codes, a: Codes, b: Codes) -> tuple[Codes, Codes]:
    """Which pairs are known to have one value, and which have any on both sides."""
    x, y = column[a], column[b]
    known = (x | y) >= 0  # the sign of an unknown code stays
    return known & (x == y), known

"""Pairs that are two places at the first look: most candidates are, and nothing else is asked of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from transforms.resolve.addresses import NEAR
from transforms.resolve.columns import encode
from transforms.resolve.keys import of_rows, phone_tails
from transforms.resolve.memory import zeros
from transforms.resolve.prepare import Codes, Records

TAIL, MAIL, POSTCODE, CITY, NUMBER, DOOR = range(6)
"""What a first look needs of a record; the door is the house number where it has a street as well."""


@dataclass(frozen=True)
class Prefilter:
    """Codes of records, one row a record with all that is asked of it side by side; -1 where unknown.

    Records are asked for in the order of their keys, that is all over the memory: once instead of six times.
    """

    table: Codes

    @classmethod
    def of(cls, records: Records) -> Prefilter:
        """Look at the records once."""
        tail, _ = encode(phone_tails(records.phones).column)
        table = zeros((len(records), DOOR + 1), np.int32)
        table[:, TAIL] = of_rows(tail, records.phone)
        table[:, MAIL] = records.mail
        table[:, POSTCODE] = records.postcode
        table[:, CITY] = records.city
        table[:, NUMBER] = records.number_values.astype(np.int32)[records.number]
        table[:, DOOR] = np.where(records.street >= 0, table[:, NUMBER], -1)
        return cls(table)

    def take(self, rows: Codes) -> Prefilter:
        """The records at these positions."""
        return Prefilter(self.table.take(rows, axis=0))

    def maybe_one_place(self, a: Codes, b: Codes) -> Codes:
        """Return the positions of the pairs that `levels.are_apart` may not call apart, and some more."""
        near, known_zip = _same(self.table[:, POSTCODE], a, b)
        same_city, known_city = _same(self.table[:, CITY], a, b)
        near |= same_city
        same_number, _ = _same(self.table[:, NUMBER], a, b)
        x, y = self.table[:, DOOR][a], self.table[:, DOOR][b]
        other_door = ((x | y) >= 0) & (abs(x - y) > NEAR)
        apart = ((known_zip | known_city) & ~near & ~same_number) | other_door
        for contact in (TAIL, MAIL):
            apart &= ~_same(self.table[:, contact], a, b)[0]
        return np.flatnonzero(~apart)


def _same(column: Codes, a: Codes, b: Codes) -> tuple[Codes, Codes]:
    """Which pairs are known to have one value, and which have any on both sides."""
    x, y = column[a], column[b]
    known = (x | y) >= 0  # the sign of an unknown code stays
    return known & (x == y), known

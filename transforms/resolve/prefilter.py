"""Pairs that are two places at the first look: most candidates are, and nothing else is asked of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from transforms.resolve.addresses import NEAR
from transforms.resolve.prepare import Codes, Records

_PHONE, _MAIL, _POSTCODE, _CITY, _NUMBER, _STREET = range(6)


@dataclass(frozen=True)
class Prefilter:
    """What a first look needs of each record: end of phone, mail, postcode, city, number, street."""

    table: Codes

    @classmethod
    def of(cls, records: Records) -> Prefilter:
        """Look at the records once."""
        tails: dict[str, int] = {}
        tail = [tails.setdefault(phone[-7:], len(tails)) for phone in records.phones]
        columns = (
            np.asarray([*tail, -1], np.int32)[records.phone],
            records.mail,
            records.postcode,
            records.city,
            records.number_values[records.number],
            records.street,
        )
        return cls(np.column_stack(columns).astype(np.int32))

    def maybe_one_place(self, a: Codes, b: Codes) -> Codes:
        """Return the positions of the pairs that `levels.are_apart` may not call apart, and some more."""
        x, y = self.table[a], self.table[b]
        known = (x >= 0) & (y >= 0)
        same = known & (x == y)
        direct = same[:, _PHONE] | same[:, _MAIL]
        near = same[:, _POSTCODE] | same[:, _CITY]
        far = (known[:, _POSTCODE] | known[:, _CITY]) & ~near & ~same[:, _NUMBER]
        other_door = known[:, _NUMBER] & known[:, _STREET]
        other_door &= abs(x[:, _NUMBER] - y[:, _NUMBER]) > NEAR
        return np.flatnonzero(direct | ~(far | other_door))

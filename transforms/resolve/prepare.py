"""Listings in the form that is compared: every value cleaned once, then held as an integer code.

A code of -1 means unknown. Unknown never equals unknown: each comparison looks at that first, for a
null that equals a null costs five points of F1 on real data.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from transforms.resolve.cleaned import CLEANED, clean_listings
from transforms.resolve.columns import Codes, Texts, encode, truths, whole
from transforms.resolve.memory import lay_down, let_go

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["CLEANED", "Codes", "Records", "clean_listings", "prepare", "records_of"]


@dataclass(frozen=True)
class Records:
    """Comparable values of listings in the order of their ids; codes point into lists of values.

    Of many listings all of it lies in files (`memory.lay_down`).
    """

    ids: Texts
    source: Codes
    sources: Texts
    name: Codes
    names: Texts
    """Compare forms; an empty name has code -1."""
    native: Codes
    form: Codes
    phone: Codes
    phones: Texts
    domain: Codes
    mail: Codes
    street: Codes
    streets: Texts
    number: Codes
    number_values: Codes
    """Value of each number code; the last is -1, for code -1."""
    postcode: Codes
    city: Codes
    country: Codes
    category: Codes
    categories: Texts
    reg: Codes
    lei: Codes
    vat: Codes
    is_court_bound: Codes
    """True where the register number may belong to another company of another court."""
    values: dict[str, Texts]
    """Distinct values by column, in the order of their codes, for every column of codes."""
    keys: dict[str, Codes] = field(default_factory=dict, repr=False)
    """Stable keys of these values by column, as far as they were asked for (`block.row_keys`)."""

    def __len__(self) -> int:
        return len(self.ids)

    def number_value(self, rows: Codes) -> Codes:
        """House numbers without their letters, -1 where unknown."""
        return self.number_values[self.number[rows]]

    def take(self, rows: np.ndarray) -> Records:
        """The records at these positions, with the same lists of distinct values."""
        values: dict[str, Any] = {
            key: lay_down(value[rows]) if isinstance(value, np.ndarray) and key != "number_values" else value
            for key, value in vars(self).items()
        }
        values["ids"] = lay_down(self.ids.take(rows))
        return Records(**values)

    def part(self, low: int, high: int) -> Records:
        """The records from one position to another, as they lie in memory."""
        values: dict[str, Any] = {
            key: value[low:high] if isinstance(value, np.ndarray) and key != "number_values" else value
            for key, value in vars(self).items()
        }
        values["ids"] = self.ids[low:high]
        return Records(**values)

    def codes(self) -> np.ndarray:
        """Every comparable value of each record except its source, one row a record."""
        skip = ("source", "number_values", "is_court_bound")
        return np.column_stack(
            [v for k, v in vars(self).items() if isinstance(v, np.ndarray) and k not in skip]
        )


def prepare(listings: pd.DataFrame | pa.Table) -> Records:
    """Clean the listings; missing columns count as unknown. Rows are put in the order of listing_id."""
    return records_of(clean_listings(listings))


def records_of(cleaned: pa.Table) -> Records:
    """Hold a table of `CLEANED` as codes: the order of the first appearance of each value."""
    codes: dict[str, Codes] = {}
    values: dict[str, Texts] = {}
    for column in CLEANED:
        if column.type == pa.string() and column.name != "listing_id":
            of_rows, distinct = encode(cleaned[column.name])
            codes[column.name], values[column.name] = lay_down(of_rows), lay_down(Texts(distinct))
            let_go()
    return Records(
        ids=lay_down(Texts(whole(cleaned["listing_id"]))),
        source=codes["source"],
        sources=values["source"],
        name=codes["name"],
        names=values["name"],
        native=codes["native"],
        form=codes["form"],
        phone=codes["phone"],
        phones=values["phone"],
        domain=codes["domain"],
        mail=codes["mail"],
        street=codes["street"],
        streets=values["street"],
        number=codes["number"],
        number_values=_house_numbers(values["number"]),
        postcode=codes["postcode"],
        city=codes["city"],
        country=codes["country"],
        category=codes["category"],
        categories=values["category"],
        reg=codes["reg"],
        lei=codes["lei"],
        vat=codes["vat"],
        is_court_bound=truths(whole(cleaned["court_bound"])),
        values=values,
    )


def _house_numbers(printed: Texts) -> Codes:
    """Numbers without their letters (``0c`` is 0), and -1 for what is unknown."""
    return np.asarray([int("0" + re.sub(r"\D", "", number)[:7]) for number in printed] + [-1], np.int64)

"""Listings in the form that is compared: every value cleaned once, then held as an integer code.

A code of -1 means unknown. Unknown never equals unknown: each comparison looks at that first, for a
null that equals a null costs five points of F1 on real data.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
import pandas as pd

from transforms.clean import (
    company_name,
    country_code,
    fold,
    legal_kind,
    native_core,
    phone_tail,
    postcode,
    registrable_domain,
    street,
)
from transforms.resolve.id_keys import lei_key, reg_number, vat_key

Codes = np.ndarray[Any, np.dtype[Any]]
A = TypeVar("A")
B = TypeVar("B")
COLUMNS = (
    "listing_id source name street city postcode country phone website email category reg_no lei vat_id"
).split()


@dataclass(frozen=True)
class Records:
    """Comparable values of listings in the order of their ids; codes point into lists of values."""

    ids: list[str]
    source: Codes
    sources: list[str]
    name: Codes
    names: list[str]
    """Compare forms; an empty name has code -1."""
    native: Codes
    form: Codes
    phone: Codes
    phones: list[str]
    domain: Codes
    mail: Codes
    street: Codes
    streets: list[str]
    number: Codes
    number_values: Codes
    """Value of each number code; the last is -1, for code -1."""
    postcode: Codes
    city: Codes
    country: Codes
    category: Codes
    categories: list[str]
    reg: Codes
    lei: Codes
    vat: Codes
    is_court_bound: Codes
    """True where the register number may belong to another company of another court."""

    def __len__(self) -> int:
        return len(self.ids)

    def number_value(self, rows: Codes) -> Codes:
        """House numbers without their letters, -1 where unknown."""
        return self.number_values[self.number[rows]]

    def take(self, rows: np.ndarray) -> Records:
        """The records at these positions, with the same lists of distinct values."""
        values = {
            key: value[rows] if isinstance(value, np.ndarray) and key != "number_values" else value
            for key, value in vars(self).items()
        }
        values["ids"] = [self.ids[row] for row in rows]
        return Records(**values)

    def codes(self) -> np.ndarray:
        """Every comparable value of each record except its source, one row a record."""
        skip = ("source", "number_values", "is_court_bound")
        return np.column_stack(
            [v for k, v in vars(self).items() if isinstance(v, np.ndarray) and k not in skip]
        )


def prepare(listings: pd.DataFrame) -> Records:
    """Clean the listings; missing columns count as unknown. Rows are put in the order of listing_id."""
    frame = listings.reindex(columns=COLUMNS).sort_values("listing_id", kind="stable")
    raw = {column: [_text(value) for value in frame[column].tolist()] for column in COLUMNS}
    country, countries = _map(raw["country"], country_code)
    iso = [countries[code] if code >= 0 else None for code in country.tolist()]
    places, place_values = _map(raw["street"], street)
    numbers, number_values = _pick(places, [place.number for place in place_values])
    streets, street_values = _pick(places, [place.name for place in place_values])
    named, name_values = _map(zip(raw["name"], iso, strict=True), lambda pair: company_name(pair[0], pair[1]))
    native, _ = _map(raw["name"], lambda text: native_core(text) or None)
    form, _ = _pick(named, [legal_kind(name.legal_form) for name in name_values])
    compare = [name_values[code].compare for code in named.tolist()]
    name, names = _map(
        (
            _without_address(text, number_values[n] if n >= 0 else None, street_values[s] if s >= 0 else None)
            for text, n, s in zip(compare, numbers.tolist(), streets.tolist(), strict=True)
        ),
        lambda text: text or None,
    )
    site, site_values = _map(raw["website"], registrable_domain)
    box, box_values = _map(raw["email"], registrable_domain)
    domain, _ = _map(
        (
            site_values[s] if s >= 0 else box_values[b] if b >= 0 else None
            for s, b in zip(site.tolist(), box.tolist(), strict=True)
        ),
        lambda text: text,
    )
    free = [None if code >= 0 else mail for code, mail in zip(box.tolist(), raw["email"], strict=True)]
    mail, _ = _map(free, lambda text: text.casefold() if "@" in text else None)
    phone, phones = _map(raw["phone"], phone_tail)
    category, categories = _map(raw["category"], lambda text: fold(text) or None)
    source, sources = _map(raw["source"], lambda text: text)
    register, register_values = _map(raw["reg_no"], reg_number)
    reg, _ = _pick(register, [value.digits for value in register_values])
    court_bound = np.asarray([value.is_court_bound for value in register_values] + [False], bool)
    return Records(
        ids=[value or "" for value in raw["listing_id"]],
        source=source,
        sources=sources,
        name=name,
        names=names,
        native=native,
        form=form,
        phone=phone,
        phones=phones,
        domain=domain,
        mail=mail,
        street=streets,
        streets=street_values,
        number=numbers,
        number_values=np.asarray([int(re.sub(r"\D", "", n)[:7]) for n in number_values] + [-1], np.int64),
        postcode=_map(raw["postcode"], postcode)[0],
        city=_map(raw["city"], lambda text: fold(text).strip() or None)[0],
        country=country,
        category=category,
        categories=categories,
        reg=reg,
        is_court_bound=court_bound[register],
        lei=_map(raw["lei"], lei_key)[0],
        vat=_map(raw["vat_id"], vat_key)[0],
    )


def _text(value: object) -> str | None:
    return (value.strip() or None) if isinstance(value, str) else None


def _map(values: Iterable[A | None], clean: Callable[[A], B | None]) -> tuple[Codes, list[B]]:
    """Clean each distinct value once; return codes and the distinct clean values in order of appearance."""
    seen: dict[A | None, int] = {}
    found: dict[B, int] = {}
    codes = []
    for value in values:
        code = seen.get(value)
        if code is None:
            clean_value = None if value is None else clean(value)
            code = -1 if clean_value is None else found.setdefault(clean_value, len(found))
            seen[value] = code
        codes.append(code)
    return np.asarray(codes, np.int32), list(found)


def _pick(codes: Codes, values: list[B | None]) -> tuple[Codes, list[B]]:
    """Codes of a part of values that are already codes."""
    return _map((values[code] if code >= 0 else None for code in codes.tolist()), lambda part: part)


def _without_address(name: str, number: str | None, street_name: str | None) -> str:
    """Take the listing's own address out of its name, if a source wrote it there (``Foo (12 High St)``)."""
    if not number or f" {number} " not in f" {name} ":
        return name
    address = {number, *(street_name or "").split(), "street", "avenue", "boulevard", "road", "saint"}
    return " ".join(word for word in name.split() if word not in address) or name

"""Listings cleaned: each row by itself, so that it is done once for each content and can be kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from transforms.clean import (
    company_names,
    country_code,
    fold,
    legal_kind,
    native_core,
    phone_tail,
    postcode,
    registrable_domain,
)
from transforms.resolve.columns import Codes, encode, flags, gather, numbers, positions, texts
from transforms.resolve.id_keys import lei_key, reg_number, vat_key
from transforms.resolve.street_column import streets

if TYPE_CHECKING:
    import pandas as pd

T = TypeVar("T")

PRINTED = ("source name street city postcode country phone website email category reg_no lei vat_id").split()
"""Columns that are read; those that are missing count as unknown."""

CLEANED = pa.schema(
    [
        (name, pa.string())
        for name in (
            "listing_id source name native form phone domain mail street number postcode city country"
            " category reg lei vat"
        ).split()
    ]
    + [("court_bound", pa.bool_())]
)
"""Comparable values; null where unknown.

name: compare form without the listing's own address. native: a CJK name in its own script. form: kind of
legal form. phone: digits. mail: address at a free-mail host. number: house number. court_bound: the
register number may belong to another company of another court.
"""

_BATCH = 200_000
"""Rows that are cleaned at once: enough to meet most values several times, little enough for memory."""


def clean_listings(listings: pd.DataFrame | pa.Table) -> pa.Table:
    """Clean every value of listings; what comes out of a row depends on that row alone.

    Args:
        listings: listing_id and any of `PRINTED`, texts as printed.

    Returns:
        A table of `CLEANED` in the byte order of listing_id.
    """
    ids = _column(listings, "listing_id", None)
    order = numbers(pc.sort_indices(ids), np.uint64)
    batches = [_clean(listings, ids, order[start : start + _BATCH]) for start in range(0, len(order), _BATCH)]
    return pa.concat_tables(batches) if batches else CLEANED.empty_table()


def _clean(listings: pd.DataFrame | pa.Table, ids: pa.Array, rows: Codes) -> pa.Table:
    raw = {name: _distinct(_column(listings, name, rows)) for name in PRINTED}

    def each(column: str, clean: Callable[[str], str | None]) -> pa.Array:
        codes, values = raw[column]
        return gather(texts(_apply(clean, values)), codes)

    country = each("country", country_code)
    places, place_values = encode(_column(listings, "street", rows))
    street_name, number = (gather(part, places) for part in streets(place_values))
    name, form = _names(*raw["name"], country)
    site, box = each("website", registrable_domain), each("email", registrable_domain)
    register_codes, registers = raw["reg_no"]
    register = _apply(reg_number, registers)
    court_bound = np.asarray([value is not None and value.is_court_bound for value in register] + [False])
    columns = {
        "listing_id": ids.take(positions(rows)),
        "source": each("source", lambda text: text),
        "name": _without_addresses(name, number, street_name),
        "native": each("name", lambda text: native_core(text) or None),
        "form": form,
        "phone": each("phone", phone_tail),
        "domain": pc.coalesce(site, box),
        "mail": _personal(each("email", lambda text: text.casefold() if "@" in text else None), box),
        "street": street_name,
        "number": number,
        "postcode": each("postcode", postcode),
        "city": each("city", lambda text: fold(text).strip() or None),
        "country": country,
        "category": each("category", lambda text: fold(text) or None),
        "reg": gather(texts(value and value.digits for value in register), register_codes),
        "lei": each("lei", lei_key),
        "vat": each("vat_id", vat_key),
        "court_bound": flags(court_bound[register_codes]),
    }
    return pa.Table.from_arrays([columns[field.name] for field in CLEANED], schema=CLEANED)


def _column(listings: pd.DataFrame | pa.Table, name: str, rows: Codes | None) -> pa.Array:
    """A column as texts at these rows (None: at all of them)."""
    if isinstance(listings, pa.Table):
        if name not in listings.column_names:
            return pa.nulls(len(listings) if rows is None else len(rows), pa.string())
        column = listings[name] if rows is None else listings[name].take(positions(rows))
        column = column.cast(pa.string())
        return column.combine_chunks() if column.num_chunks != 1 else column.chunk(0)
    if name not in listings:
        return pa.nulls(len(listings) if rows is None else len(rows), pa.string())
    values = listings[name] if rows is None else listings[name].iloc[rows]
    return texts(value if isinstance(value, str) else None for value in values.tolist())


def _distinct(column: pa.Array) -> tuple[Codes, list[str]]:
    codes, values = encode(column)
    return codes, [value.strip() for value in values.to_pylist()]


def _apply(clean: Callable[[str], T | None], values: Iterable[str]) -> list[T | None]:
    """Clean texts; blanks are unknown."""
    return [clean(value) if value else None for value in values]


def _names(codes: Codes, names: list[str], country: pa.Array) -> tuple[pa.Array, pa.Array]:
    """Compare form and kind of legal form; both depend on the country, for forms are spelled alike."""
    country_codes, countries = encode(country)
    printed, isos = [*names, None], [*countries.to_pylist(), None]
    pairs, at = np.unique(
        (codes % len(printed)).astype(np.int64) * len(isos) + country_codes % len(isos), return_inverse=True
    )
    compare, forms = company_names(
        [printed[pair // len(isos)] or "" for pair in pairs.tolist()],
        [isos[pair % len(isos)] for pair in pairs.tolist()],
    )
    return (
        gather(texts(name or None for name in compare), at),
        gather(texts(map(legal_kind, forms)), at),
    )


def _without_addresses(names: pa.Array, numbers_: pa.Array, streets: pa.Array) -> pa.Array:
    """Take the listing's own address out of its name, if a source wrote it there (``Foo (12 High St)``)."""
    suspects = pc.and_kleene(pc.match_substring_regex(names, "[0-9]"), numbers_.is_valid())
    at = pc.indices_nonzero(suspects)
    if not len(at):
        return names
    rest = [
        _without_address(name, number, street_name)
        for name, number, street_name in zip(
            names.take(at).to_pylist(),
            numbers_.take(at).to_pylist(),
            streets.take(at).to_pylist(),
            strict=True,
        )
    ]
    return pc.replace_with_mask(names, pc.fill_null(suspects, False), texts(rest))


def _without_address(name: str, number: str, street_name: str | None) -> str:
    if f" {number} " not in f" {name} ":
        return name
    address = {number, *(street_name or "").split(), "street", "avenue", "boulevard", "road", "saint"}
    return " ".join(word for word in name.split() if word not in address) or name


def _personal(mails: pa.Array, domains: pa.Array) -> pa.Array:
    """Addresses at hosts that say nothing of a company: elsewhere the domain speaks for them."""
    return pc.if_else(domains.is_null(), mails, pa.nulls(len(mails), pa.string()))

"""Listings cleaned: each row by itself, so that it is done once for each content and can be kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator
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
    postcode,
)
from transforms.resolve.columns import Codes, encode, flags, gather, numbers, positions, texts, truths
from transforms.resolve.domain_column import domains, mails
from transforms.resolve.id_keys import lei_key, reg_number, vat_key
from transforms.resolve.memory import give_back, table_of
from transforms.resolve.name_column import names_of
from transforms.resolve.phone_column import phones
from transforms.resolve.printed import PRINTED, printed_ids, printed_texts, readable
from transforms.resolve.street_column import streets

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["CLEANED", "PRINTED", "clean_listings"]

T = TypeVar("T")

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
"""Rows that are cleaned at once: enough to meet many values several times, little enough for memory."""
_BATCH_BYTES = 2**28
"""Fewer rows where they are long."""


def clean_listings(listings: pd.DataFrame | pa.Table) -> pa.Table:
    """Clean every value of listings; what comes out of a row depends on that row alone.

    Args:
        listings: listing_id and any of `PRINTED`, texts as printed.

    Returns:
        A table of `CLEANED` in the byte order of listing_id; of many rows it lies in a file.
    """
    ids = printed_ids(listings)
    order = numbers(pc.sort_indices(ids), np.uint64)
    size = listings.nbytes // max(len(order), 1) if isinstance(listings, pa.Table) else 0
    step = max(1, min(_BATCH, _BATCH_BYTES // max(size, 1)))

    def batches() -> Iterator[pa.Table]:
        for start in range(0, len(order), step):
            yield _clean(listings, ids, order[start : start + step])
            if start + step < len(order):
                give_back()

    return table_of(batches(), CLEANED)


def _clean(listings: pd.DataFrame | pa.Table, ids: pa.Array, rows: Codes) -> pa.Table:
    def printed(column: str) -> tuple[Codes, pa.Array]:
        codes, values = encode(printed_texts(listings, column, rows))
        return codes, readable(values)

    def unshared(column: str) -> tuple[Codes, pa.Array]:
        """The same where hardly two rows share a value: to look for those would cost more than it saves."""
        column_texts = printed_texts(listings, column, rows)
        known = truths(column_texts.is_valid())
        return np.where(known, np.cumsum(known) - 1, -1), readable(column_texts.drop_null())

    def each(column: str, clean: Callable[[str], str | None]) -> pa.Array:
        codes, values = printed(column)
        return gather(texts(_apply(clean, values)), codes)

    country = each("country", country_code)
    codes, values = printed("street")
    street, number = (gather(part, codes) for part in streets(values))
    name, form, native = _names(*printed("name"), country)
    name, form = _without_addresses(name, form, number, street)
    codes, values = unshared("phone")
    phone = gather(phones(values), codes)
    codes, values = unshared("email")
    box, mail = (gather(part, codes) for part in mails(values))
    codes, values = unshared("website")
    site = gather(domains(values), codes)
    codes, values = printed("reg_no")
    register = [*_apply(reg_number, values), None]
    columns = {
        "listing_id": ids.take(positions(rows)),
        "source": each("source", lambda text: text),
        "name": name,
        "native": native,
        "form": form,
        "phone": phone,
        "domain": pc.coalesce(site, box),
        "mail": mail,
        "street": street,
        "number": number,
        "postcode": each("postcode", postcode),
        "city": each("city", lambda text: fold(text).strip() or None),
        "country": country,
        "category": each("category", lambda text: fold(text) or None),
        "reg": gather(texts(found and found.digits for found in register), codes),
        "lei": each("lei", lei_key),
        "vat": each("vat_id", vat_key),
        "court_bound": flags(np.asarray([bool(found and found.is_court_bound) for found in register])[codes]),
    }
    return pa.Table.from_arrays([columns[field.name] for field in CLEANED], schema=CLEANED)


def _apply(clean: Callable[[str], T | None], values: pa.Array) -> list[T | None]:
    """Clean texts; blanks are unknown."""
    return [clean(text) if (text := value.strip()) else None for value in values.to_pylist()]


def _names(codes: Codes, values: pa.Array, country: pa.Array) -> tuple[pa.Array, pa.Array, pa.Array]:
    """Compare form, kind of legal form and name in its own script.

    The first two depend on the country as well, for forms of several countries are spelled alike.
    """
    names = [value.strip() for value in values.to_pylist()]
    native = texts(None if name.isascii() else native_core(name) or None for name in names)
    country_codes, countries = encode(country)
    isos = [*countries.to_pylist(), None]
    known = np.flatnonzero(codes >= 0)
    pairs, pair_of = np.unique(
        codes[known].astype(np.int64) * len(isos) + country_codes[known] % len(isos), return_inverse=True
    )
    of_names, of_countries = np.divmod(pairs, len(isos))
    raws, where = [names[at] for at in of_names.tolist()], [isos[at] for at in of_countries.tolist()]
    compare, forms = names_of(raws, where)
    kinds = {form: legal_kind(form) for form in set(forms)}
    at = np.full(len(codes), -1)
    at[known] = pair_of
    return (
        gather(compare, at),
        gather(texts(map(kinds.__getitem__, forms)), at),
        gather(native, codes),
    )


def _without_addresses(
    names: pa.Array, forms: pa.Array, house_numbers: pa.Array, streets: pa.Array
) -> tuple[pa.Array, pa.Array]:
    """Take the listing's own address out of its name, if a source wrote it there (``Foo Ltd (12 High St)``).

    Returns:
        Names and kinds of legal form, which may have stood before the address.
    """
    has_digit = pc.match_substring_regex(names, "[0-9]")
    rows = numbers(pc.indices_nonzero(pc.and_(has_digit, house_numbers.is_valid())), np.uint64)
    parts = (column.take(positions(rows)).to_pylist() for column in (names, house_numbers, streets))
    found = [(row, rest) for row, *part in zip(rows.tolist(), *parts, strict=True) if (rest := _rest(*part))]
    if not found:
        return names, forms
    rows = np.asarray([row for row, _ in found])
    rests, legal = company_names([rest for _, rest in found], [None] * len(found))
    at = np.arange(len(names))
    at[rows] = len(names) + np.arange(len(found))
    kinds = pc.coalesce(forms.take(positions(rows)), texts(map(legal_kind, legal)))
    return gather(pa.concat_arrays([names, texts(rests)]), at), gather(pa.concat_arrays([forms, kinds]), at)


def _rest(name: str, number: str, street: str | None) -> str | None:
    """A name without the address in it; None where there is none, or nothing else."""
    if f" {number} " not in f" {name} ":
        return None
    printed = name.split()
    address = {*(street or "").split(), "street", "avenue", "boulevard", "road", "saint"}
    if len(number) < 3 and address.isdisjoint(printed):  # Windpark 2 at number 2
        return None
    return " ".join(word for word in printed if word not in address and word != number)

"""Locations: one company at one place, each value as most of its listings print it."""

from __future__ import annotations

import pandas as pd

from config.tables import LOCATIONS
from transforms.clean import country_code, fold, phone_e164, postcode, street
from transforms.tabular import as_table, empty, texts

_FIELDS = ("name", "street", "postcode", "city", "region", "country", "phone")


def locations(listings: pd.DataFrame, companies: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return one row a ``location_id`` (columns of LOCATIONS).

    Args:
        listings: rows as published; those without a location are left out.
        companies: golden records; with them ``is_head_office`` is known, else it is unknown.
    """
    rows = listings[listings["location_id"].notna() & listings["company_id"].notna()]
    if rows.empty:
        return empty(LOCATIONS)
    rows = rows.assign(**{field: texts(rows, field) for field in _FIELDS})
    code = [country_code(printed) for printed in rows["country"]]
    rows["phone"] = [phone_e164(p, c) for p, c in zip(rows["phone"], code, strict=True)]
    rows["country"] = code
    places = (
        rows.groupby("location_id", sort=True)
        .agg(company_id=("company_id", "min"), listing_count=("listing_id", "size"))
        .reset_index()
    )
    for field in _FIELDS:
        places[field] = places["location_id"].map(_usual(rows, field))
    places["is_head_office"] = None
    if companies is not None:
        home = companies.set_index("company_id")
        wanted = {
            company: _place(*values)
            for company, *values in home[["street", "postcode", "city"]].itertuples(name=None)
        }
        here = [
            _place(*values)
            for values in places[["street", "postcode", "city"]].itertuples(index=False, name=None)
        ]
        places["is_head_office"] = [
            bool(_same(wanted.get(company), place))
            for company, place in zip(places["company_id"], here, strict=True)
        ]
    return as_table(places, LOCATIONS)


def _usual(rows: pd.DataFrame, field: str) -> dict[str, str]:
    """The value that most listings of the place print; among equals the one that sorts first."""
    said = rows[rows[field].notna()].groupby(["location_id", field]).size().rename("n").reset_index()
    said = said.sort_values(["location_id", "n", field], ascending=[True, False, True])
    said = said.drop_duplicates("location_id")
    return dict(zip(said["location_id"], said[field], strict=True))


def _place(*values: object) -> tuple[str, str, str]:
    road, post, city = (value if isinstance(value, str) else None for value in values)
    found = street(road) if road else None
    return (
        f"{found.name} {found.number or ''}".strip() if found else "",
        postcode(post) or "",
        fold(city) if city else "",
    )


def _same(home: tuple[str, str, str] | None, place: tuple[str, str, str]) -> bool:
    """True where street and postcode agree as far as both are known, and one of them is."""
    if home is None or not (place[0] and home[0] or place[1] and home[1]):
        return False
    return all(not a or not b or a == b for a, b in zip(home[:2], place[:2], strict=True))

"""Keep suppressed companies and addresses out of a snapshot, and prove it on the rows that are left."""

from __future__ import annotations

from collections.abc import Callable

import duckdb
import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from config.tables import COMPANIES, PUBLISHED

IsSuppressed = Callable[[str, pd.DataFrame], pd.Series]
"""Given a published table's name and a frame, says for each row whether it must not be published.

Flows make it from the ledger's suppressions and their key; the warehouse knows neither. Frames have the
table's key, company_id and whichever of name, email, phone, website, domain, contact_name, contact_email,
contact_phone the row carries; for claims the claimed value stands in the column of its field."""

_ASKED = {
    "companies": "company_id, display_name AS name, legal_name, email, phone, website, domain, country",
    "listings": """listing_id, company_id, name, email, phone, website, country,
                   contact_name, contact_email, contact_phone""",
    "locations": "location_id, company_id, name, phone, country",
    "contacts": "contact_id, company_id, name, email, phone",
    "changes": """company_id, CASE WHEN kind IN ('new_company', 'gone_company')
                              THEN coalesce(after, before) END AS name""",
    "prospects": """company_id,
                    (SELECT display_name FROM companies c WHERE c.company_id = prospects.company_id) AS name,
                    (SELECT domain FROM companies c WHERE c.company_id = prospects.company_id) AS domain""",
    "claims": """claim_id, company_id,
                 CASE WHEN field IN ('name', 'display_name', 'legal_name') THEN value END AS name,
                 CASE WHEN field IN ('email', 'contact_email') THEN value END AS email,
                 CASE WHEN field IN ('phone', 'contact_phone') THEN value END AS phone,
                 CASE WHEN field IN ('website', 'domain') THEN value END AS website""",
}


_TELLING = {
    "claims": "WHERE field IN ('name', 'display_name', 'legal_name', 'email', 'contact_email', 'phone',"
    " 'contact_phone', 'website', 'domain')"
}
"""Rows that can tell who is meant; asking about every number of employees would take seconds."""
_KEYS = {name: PUBLISHED[name].key[0] for name in _ASKED} | dict.fromkeys(
    ("changes", "prospects"), "company_id"
)
_ADDRESSES = {"companies": ("email", "phone"), "locations": ("phone",)}
"""Columns that are emptied where they are suppressed; the rest of the row may stay."""


def withhold(con: duckdb.DuckDBPyConnection, is_suppressed: IsSuppressed) -> int:
    """Delete suppressed rows from the database in use and what hangs on them; return how many were hit.

    A suppressed address is taken from its company; a suppressed name, domain or id takes the company with
    everything that bears its id. Of a company that stays, a suppressed listing takes its claims along and
    a suppressed claim its value. A prospect goes with its reasons and leaves its company behind. A company
    left without a name or a listing goes too.
    """
    hit = sum(
        _empty(con, name, column, is_suppressed) for name, columns in _ADDRESSES.items() for column in columns
    )
    for name in _ASKED:
        keys = suppressed_keys(con, name, is_suppressed)
        hit += len(keys)
        if not keys:
            continue
        con.register("keys", pa.table({"key": pa.array(keys, pa.string())}))
        gone = "(SELECT key FROM keys)"
        if name == "companies":
            _drop_companies(con, gone)
        elif name == "listings":
            con.execute(f"DELETE FROM listings WHERE listing_id IN {gone}")
            con.execute(f"DELETE FROM company_events WHERE listing_id IN {gone}")
            _drop_claims(con, "subject IN (SELECT 'listing:' || key FROM keys)")
        elif name == "claims":
            _drop_claims(con, f"claim_id IN {gone}")
        elif name == "prospects":
            for table in ("prospects", "score_reasons"):
                con.execute(f"DELETE FROM {table} WHERE company_id IN {gone}")
        else:
            con.execute(f"DELETE FROM {name} WHERE {_KEYS[name]} IN {gone}")
        con.unregister("keys")
    if hit:
        _drop_companies(
            con,
            "(SELECT company_id FROM companies WHERE display_name IS NULL"
            " OR company_id NOT IN (SELECT company_id FROM listings))",
        )
        for table in ("matches", "review_queue"):
            con.execute(
                f"DELETE FROM {table} WHERE listing_a NOT IN (SELECT listing_id FROM listings)"
                " OR listing_b NOT IN (SELECT listing_id FROM listings)"
            )
    return hit


def suppressed_keys(con: duckdb.DuckDBPyConnection, name: str, is_suppressed: IsSuppressed) -> list[str]:
    """Return the keys of the rows of one table that must not be there."""
    asked = f"SELECT {_ASKED[name]} FROM {name} {_TELLING.get(name, '')} ORDER BY ALL"
    frame = con.sql(asked).to_arrow_table().to_pandas()
    if frame.empty:
        return []
    return [str(key) for key in frame.loc[_answers(is_suppressed, name, frame), _KEYS[name]]]


def left_over(con: duckdb.DuckDBPyConnection, is_suppressed: IsSuppressed) -> list[tuple[str, str]]:
    """Ask again about the rows that are left: (table, key) of each that should have gone. For the gate."""
    return [(name, key) for name in _ASKED for key in suppressed_keys(con, name, is_suppressed)]


def _empty(con: duckdb.DuckDBPyConnection, name: str, column: str, is_suppressed: IsSuppressed) -> int:
    """Empty suppressed addresses of one column, with the row of golden that explains them."""
    key = PUBLISHED[name].key[0]
    frame = (
        con.sql(f"SELECT {key}, {column}, country FROM {name} WHERE {column} IS NOT NULL ORDER BY {key}")
        .to_arrow_table()
        .to_pandas()
    )
    if frame.empty:
        return 0
    keys = [str(k) for k in frame.loc[_answers(is_suppressed, name, frame.drop(columns=key)), key]]
    if keys:
        con.register("keys", pa.table({"key": pa.array(keys, pa.string())}))
        con.execute(f"UPDATE {name} SET {column} = NULL WHERE {key} IN (SELECT key FROM keys)")
        if name == "companies":
            con.execute(
                f"DELETE FROM golden WHERE field = '{column}' AND company_id IN (SELECT key FROM keys)"
            )
        con.unregister("keys")
    return len(keys)


def _answers(is_suppressed: IsSuppressed, name: str, frame: pd.DataFrame) -> npt.NDArray[np.bool_]:
    return is_suppressed(name, frame).to_numpy(dtype=bool)


def _drop_companies(con: duckdb.DuckDBPyConnection, gone: str) -> None:
    con.execute(f"CREATE OR REPLACE TEMP TABLE dropped AS SELECT * FROM {gone} AS g(company_id)")
    for table in PUBLISHED.values():
        for column in ("company_id", "old_company_id"):
            if column in table.names:
                con.execute(
                    f"DELETE FROM {table.name} WHERE {column} IN (SELECT company_id FROM temp.dropped)"
                )
        if "parent_company_id" in table.names:
            con.execute(
                f"UPDATE {table.name} SET parent_company_id = NULL"
                " WHERE parent_company_id IN (SELECT company_id FROM temp.dropped)"
            )


def _drop_claims(con: duckdb.DuckDBPyConnection, where: str) -> None:
    """Delete claims, and the values of companies that they carried."""
    con.execute(f"CREATE OR REPLACE TEMP TABLE dropped_claims AS SELECT claim_id FROM claims WHERE {where}")
    con.execute(
        "CREATE OR REPLACE TEMP TABLE dropped_values AS SELECT company_id, field FROM golden"
        " WHERE claim_id IN (SELECT claim_id FROM temp.dropped_claims)"
    )
    fields = [row[0] for row in con.execute("SELECT DISTINCT field FROM temp.dropped_values").fetchall()]
    for field in sorted(set(fields) & set(COMPANIES.names)):
        for column in (field, *_DERIVED.get(field, ())):
            con.execute(
                f'UPDATE companies SET "{column}" = NULL WHERE company_id IN'
                " (SELECT company_id FROM temp.dropped_values WHERE field = ?)",
                [field],
            )
    con.execute("DELETE FROM golden WHERE claim_id IN (SELECT claim_id FROM temp.dropped_claims)")
    con.execute("DELETE FROM claims WHERE claim_id IN (SELECT claim_id FROM temp.dropped_claims)")
    con.execute(
        "UPDATE golden SET runner_up_claim_id = NULL, margin = NULL"
        " WHERE runner_up_claim_id IN (SELECT claim_id FROM temp.dropped_claims)"
    )
    con.execute(
        "UPDATE score_reasons SET claim_id = NULL"
        " WHERE claim_id IN (SELECT claim_id FROM temp.dropped_claims)"
    )


_DERIVED = {
    "website": ("domain",),
    "domain": ("website",),
    "industry_code": ("industry_name",),
    "revenue_amount": ("revenue_currency",),
}
"""Columns of companies that are made from the value of another one and go with it."""

"""Our own history with a company: what the CRM states, the latest statement first (R18, R65)."""

from __future__ import annotations

from datetime import date

import pandas as pd

from config.tables import LIFECYCLE
from transforms.amounts import day
from transforms.clean import country_code
from transforms.statements import state_of
from transforms.tabular import as_table, empty, texts

ORDER = ("customer", "lapsed", "lost", "prospect")
"""Which of two equally dated statements counts: we would rather treat a customer as one than call it cold."""


def lifecycle(listings: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """Return one row a company that our CRM knows (columns of LIFECYCLE).

    Args:
        listings: rows as published; those with ``customer_status`` count, and those of kind ``customers``.
        as_of: partition date; orders after it are not known yet.
    """
    status = texts(listings, "customer_status")
    is_ours = status.notna() | (texts(listings, "source_kind") == "customers")
    rows = listings[is_ours & listings["company_id"].notna()]
    if rows.empty:
        return empty(LIFECYCLE)
    country = texts(rows, "country").map(country_code)
    found = pd.DataFrame({"company_id": rows["company_id"], "source": rows["source"]})
    found["state"] = [state_of("customer_state", raw) if raw else None for raw in status.loc[rows.index]]
    for column, printed in (("since", "customer_since"), ("last_order_on", "last_order")):
        dates = [
            day(raw, code) if raw else None for raw, code in zip(texts(rows, printed), country, strict=True)
        ]
        found[column] = [when if when and when <= as_of else None for when in dates]
    found["state"] = found["state"].fillna("customer")  # a row of the customer list without a word is one
    found["order"] = found["state"].map(ORDER.index)
    found["newest"] = found["last_order_on"].where(found["last_order_on"].notna(), found["since"])
    found["newest"] = found["newest"].map(lambda when: when.toordinal() if isinstance(when, date) else 0)
    found = found.sort_values(
        ["company_id", "newest", "order", "source"], ascending=[True, False, True, True]
    )
    return as_table(found.drop_duplicates("company_id"), LIFECYCLE)

"""What is new since the night before: companies that came or went, signals, other cells and tiers."""

from __future__ import annotations

import pandas as pd

from config.tables import CHANGES
from transforms.tabular import as_table, empty

Tables = dict[str, pd.DataFrame]


def changes(previous: Tables | None, current: Tables) -> pd.DataFrame:
    """Return the differences between two nights (columns of CHANGES).

    Args:
        previous: tables of the night before (``companies``, ``prospects``, ``signals``); None for the first
            night, which has nothing to differ from.
        current: tonight's; with ``company_ids`` companies that were merged are not reported as gone.
    """
    if not previous:
        return empty(CHANGES)
    before, now = _names(previous), _names(current)
    merged = _merged(current)
    rows: list[Row] = [("new_company", "", c, None, now[c]) for c in sorted(set(now) - set(before))]
    rows += [("gone_company", "", c, before[c], None) for c in sorted(set(before) - set(now) - merged)]
    rows += _new_signals(previous, current)
    for column, kind in (("cell", "cell_changed"), ("tier", "tier_changed")):
        rows += _other(previous, current, column, kind)
    if not rows:
        return empty(CHANGES)
    return as_table(pd.DataFrame(rows, columns=CHANGES.names), CHANGES)


Row = tuple[str, str, str, str | None, str | None]


def _names(tables: Tables) -> dict[str, str | None]:
    companies = tables.get("companies")
    if companies is None or companies.empty:
        return {}
    return dict(zip(companies["company_id"], companies["display_name"], strict=True))


def _merged(tables: Tables) -> set[str]:
    redirects = tables.get("company_ids")
    return set(redirects["old_company_id"]) if redirects is not None else set()


def _new_signals(previous: Tables, current: Tables) -> list[Row]:
    old, new = previous.get("signals"), current.get("signals")
    if new is None or new.empty:
        return []
    known = set(old["signal_id"]) if old is not None else set()
    fresh = new[~new["signal_id"].isin(known)]
    kinds = fresh.groupby("company_id", sort=True)["kind"].agg(lambda kinds: "; ".join(sorted(set(kinds))))
    return [("new_signal", "", str(company), None, words) for company, words in kinds.items()]


def _other(previous: Tables, current: Tables, column: str, kind: str) -> list[Row]:
    old, new = previous.get("prospects"), current.get("prospects")
    if old is None or new is None or old.empty or new.empty:
        return []
    both = old[["icp", "company_id", column]].merge(
        new[["icp", "company_id", column]], on=["icp", "company_id"]
    )
    both = both[both[column + "_x"] != both[column + "_y"]]
    return [
        (kind, icp, company, before, after) for icp, company, before, after in both.itertuples(index=False)
    ]

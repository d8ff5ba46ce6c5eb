"""What each search engine is worth: the sites that it alone found (R28), query by query."""

from __future__ import annotations

import pandas as pd

from config.tables import DISCOVERY

_KEY = ["source", "engine", "locale", "query"]


def discovery(results: pd.DataFrame, listings: pd.DataFrame) -> pd.DataFrame:
    """Return one row for each source, engine, locale and query, with the columns of table ``discovery``.

    Args:
        results: search results of the current partitions; columns of `config.tables.SEARCH_RESULTS`.
        listings: resolved listings; ``native_ref`` of a search engine's listing is the host it stands for.
    """
    if results.empty:
        return pd.DataFrame(columns=DISCOVERY.names)
    candidates = listings[listings["source_kind"] == "search_engine"]
    elsewhere = set(listings.loc[listings["source_kind"] != "search_engine", "company_id"].dropna())
    company = {
        (source, host): company_id
        for source, host, company_id in zip(
            candidates["source"], candidates["native_ref"], candidates["company_id"], strict=True
        )
    }
    engines = results.groupby("host")["engine"].nunique()
    rows = []
    for key, group in results.groupby(_KEY, sort=True):
        sites = group[~group["is_directory"].astype(bool)]
        hosts = set(sites["host"])
        found = {company[name] for host in hosts if (name := (key[0], host)) in company}
        rows.append(
            dict(zip(_KEY, key, strict=True))
            | {
                "results": len(group),
                "hosts": len(hosts),
                "unique_hosts": sum(int(engines[host] == 1) for host in hosts),
                "directories": int(group["is_directory"].astype(bool).sum()),
                "companies": len(found),
                "new_companies": len(found - elsewhere),
            }
        )
    return pd.DataFrame(rows, columns=DISCOVERY.names)

"""How a source fared, told with what it means for the rows that people see."""

from __future__ import annotations

from datetime import date

from config.tables import SOURCE_HEALTH
from warehouse.frames import column_list

LAST_HEALTH = f"""
    SELECT {column_list(SOURCE_HEALTH)}, is_loaded
    FROM log_source_health JOIN (SELECT source, partition, is_loaded FROM log_loads) USING (source, partition)
    WHERE partition <= $on::DATE AND ($sources IS NULL OR list_contains($sources, source))
    QUALIFY row_number() OVER (PARTITION BY source ORDER BY partition DESC) = 1
    ORDER BY source
"""
"""The last partition of each source until ``$on``, among ``$sources`` where that is not NULL."""


def tell_health(row: dict[str, object], on: date, current: date | None) -> dict[str, object]:
    """Return a row of `LAST_HEALTH` as a row of source_health, ``cause`` completed.

    Told when it is read, not when it is loaded: a backfill may bring the night that stays current.

    Args:
        row: columns of source_health and ``is_loaded``.
        on: the night that is looked at; a source without a partition of it is ``stale``.
        current: partition whose rows people see, if there is one.
    """
    told = {name: row[name] for name in SOURCE_HEALTH.names}
    kept = f"those of {current} stay current" if current else "there is no earlier night to show"
    said = f"{str(row['cause']).rstrip('. ')}. " if row["cause"] else ""
    if row["partition"] != on:
        was = "" if row["state"] == "ok" else f" (it was {row['state']})"
        told["cause"] = f"{said}Not run on {on}, last on {row['partition']}{was}; {kept}."
        told["state"] = "stale"
    elif not row["is_loaded"] or current != on:
        told["cause"] = f"{said}The rows of this night are not used; {kept}."
    return told

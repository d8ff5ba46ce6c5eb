"""Where ids that were given up lead today: the rule behind `company_ids`."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection
from datetime import date

_LED = """
    WITH given_up AS (
        SELECT old_company_id AS old, max(since_on) AS day FROM redirects GROUP BY old_company_id),
    stays AS (
        SELECT listing_id, company_id, since_on,
               lead(since_on) OVER listing AS until, lead(company_id) OVER listing IS NULL AS is_last
        FROM company_members
        WHERE listing_id IN (SELECT listing_id FROM company_members
                             WHERE company_id IN (SELECT old FROM given_up))
        WINDOW listing AS (PARTITION BY listing_id ORDER BY since_on, seq))
    SELECT given_up.old, today.company_id, count(*) AS listings, max(today.since_on) AS since_on
    FROM given_up JOIN stays ON stays.company_id = given_up.old AND stays.until = given_up.day
    JOIN stays AS today ON today.listing_id = stays.listing_id AND today.is_last
    GROUP BY given_up.old, today.company_id
"""
"""Where the listings are today that an id had when it was given up."""

Redirect = tuple[str, str, str, date]
"""Old id, id of today, why, since when."""


def standing(con: sqlite3.Connection, alive: Collection[str]) -> list[Redirect]:
    """Return each old id straight with where it leads today, sorted by old id.

    A chain a -> b -> c becomes a -> c. Where what was merged is parted again, an id leads to the company
    that has most of its listings now, not to the one that they left. An id that lists listings again is
    no redirect any more.

    Args:
        con: of a ledger.
        alive: ids that list listings today.
    """
    rows = con.execute(
        "SELECT old_company_id, company_id, reason, since_on FROM redirects ORDER BY since_on, seq"
    ).fetchall()
    newest = {row[0]: row for row in rows}
    led: dict[str, list[tuple[int, str, str]]] = {}
    for old, company, listings, since_on in con.execute(_LED):
        led.setdefault(old, []).append((listings, since_on, company))
    found: list[Redirect] = []
    for old, (_, target, reason, since_on) in sorted(newest.items()):
        seen = {old}
        while target in newest and target not in alive and target not in seen:
            seen.add(target)
            target = newest[target][1]
        _, came_on, home = max(
            led.get(old, []),
            key=lambda one: (*one[:2], one[2] == target, one[2]),
            default=(0, "", target),
        )
        if home != target:
            target, reason, since_on = home, "split", came_on
        if old not in alive and target != old:
            found.append((old, target, reason, date.fromisoformat(since_on)))
    return found

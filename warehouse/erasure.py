"""Erasure: what was kept of whoever must not be stored any more is taken out of the ledger and the work file.

Judgements stay, but nobody can tell any more about whom: ids become keyed hashes and notes go. Ids of
listings are hashes of what a page printed, so that whoever has the page could tell.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pandas as pd
import pyarrow as pa

from config.records import Suppression, stable_id
from warehouse.ledger import Ledger
from warehouse.schema import REMEMBERED, STAGE_TABLES
from warehouse.work_file import WorkFile

_ID = re.compile(r"\w+")
_LAST_PRINTED = """
    SELECT listing_id, name, email, phone, website, country, reg_no,
           contact_name, contact_email, contact_phone
    FROM raw_listings QUALIFY row_number() OVER (PARTITION BY listing_id ORDER BY partition DESC) = 1
    ORDER BY listing_id
"""
_WHOLLY = """
    SELECT company_id FROM company_members
    WHERE company_id IN (SELECT company_id FROM company_members JOIN temp.leaving ON id = listing_id)
    GROUP BY company_id HAVING count(*) = count(*) FILTER (WHERE listing_id IN (SELECT id FROM temp.leaving))
"""
_TAKE_OUT = (
    """DELETE FROM company_members WHERE listing_id IN (SELECT id FROM temp.leaving)
       OR company_id IN (SELECT id FROM temp.leaving)""",
    """DELETE FROM redirects WHERE old_company_id IN (SELECT id FROM temp.leaving)
       OR company_id IN (SELECT id FROM temp.leaving)""",
    "DELETE FROM company_events WHERE company_id IN (SELECT id FROM temp.leaving)",
)


def waiting(ledger: Ledger) -> int | None:
    """Return the number of the newest objection to being stored that is not carried out yet, or None."""
    upto, done = ledger.con.execute(
        "SELECT (SELECT max(seq) FROM suppressions WHERE scope = 'store' AND kind <> 'listing'),"
        " (SELECT max(upto) FROM erasures)"
    ).fetchone()
    return upto if upto is not None and upto > (done or 0) else None


def last_printed(work: WorkFile) -> pd.DataFrame:
    """Return what each listing that was ever loaded printed last: what a suppression is held against."""
    return work.select(_LAST_PRINTED)


def erase(
    ledger: Ledger,
    work: WorkFile,
    upto: int,
    listings: Collection[str],
    companies: Collection[str],
    *,
    subjects: Collection[str] = (),
    keep_out: Collection[Suppression] = (),
    hidden: Callable[[str], str],
) -> None:
    """Take listings and companies out of ledger and work file; a repeat after a crash ends the same.

    A company goes with its listings once none of another is left. Events of those that stay remain without
    the ids that went.

    Args:
        upto: see `waiting`; carried out from now on.
        listings, companies: ids.
        subjects: under which pages about them alone were looked up (``website:...``, ``reg_no:...``).
        keep_out: suppressions to add, so that what is forgotten does not come back as somebody new.
        hidden: keyed hash of an id, which takes its place in judgements.
    """
    wholly = _companies(ledger, listings, companies)
    _take_out_of_nights(work, wholly)  # before the ledger forgets which listings they had
    leaving = {*listings, *wholly}
    with ledger.writing(), _triggers_off(ledger):
        for one in keep_out:
            ledger.insert_suppression(one)
        _leave(ledger, leaving)
        for sql in _TAKE_OUT:
            ledger.con.execute(sql)
        _hide_in_events(ledger, leaving)
        _hide_in_judgements(ledger, leaving, hidden)
        ledger.con.execute("DELETE FROM temp.leaving")
    ledger.con.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    _take_out_of_loads(work, listings, subjects)
    work.rewrite()
    with ledger.writing():
        ledger.con.execute(
            "INSERT INTO erasures (upto, listings, companies, erased_at) VALUES (?, ?, ?, ?)",
            (upto, len(listings), len(wholly), datetime.now(UTC).isoformat(timespec="seconds")),
        )


def _companies(ledger: Ledger, listings: Collection[str], companies: Collection[str]) -> set[str]:
    """These companies, and those that had no other listings than these."""
    with ledger.writing():
        _leave(ledger, listings)
        return {*companies, *(row[0] for row in ledger.con.execute(_WHOLLY))}


def _leave(ledger: Ledger, ids: Collection[str]) -> None:
    ledger.con.execute("CREATE TEMP TABLE IF NOT EXISTS leaving (id TEXT PRIMARY KEY)")
    ledger.con.execute("DELETE FROM temp.leaving")
    ledger.con.executemany("INSERT OR IGNORE INTO temp.leaving VALUES (?)", [(one,) for one in sorted(ids)])


@contextmanager
def _triggers_off(ledger: Ledger) -> Iterator[None]:
    """Lift what keeps the ledger append-only, within one transaction: a crash brings it back."""
    triggers = ledger.con.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    for name, _ in triggers:
        ledger.con.execute(f"DROP TRIGGER {name}")
    yield
    for _, sql in triggers:
        ledger.con.execute(sql)


def _hide_in_events(ledger: Ledger, leaving: set[str]) -> None:
    """Take ids out of the events of companies that stay; such an event gets the id of what is left of it."""
    rows = ledger.con.execute(
        "SELECT seq, since_on, kind, company_id, other_company_id, listing_id, evidence FROM company_events"
    ).fetchall()
    for seq, since_on, kind, company, other, listing, evidence in rows:
        if not leaving.intersection((other, listing, *_ID.findall(evidence or ""))):
            continue
        other, listing = (None if one in leaving else one for one in (other, listing))
        ledger.con.execute(
            "UPDATE OR REPLACE company_events SET event_id = ?, other_company_id = ?, listing_id = ?,"
            " evidence = NULL WHERE seq = ?",
            (stable_id("e", since_on, kind, company, other, listing), other, listing, seq),
        )


def _hide_in_judgements(ledger: Ledger, leaving: set[str], hidden: Callable[[str], str]) -> None:
    rows = ledger.con.execute("SELECT seq, listing_a, listing_b, note FROM judgements").fetchall()
    for seq, *pair, note in rows:
        if not leaving.intersection((*pair, *_ID.findall(note or ""))):
            continue
        a, b = sorted(hidden(one) if one in leaving else one for one in pair)
        ledger.con.execute(
            "UPDATE judgements SET listing_a = ?, listing_b = ?, note = NULL WHERE seq = ?", (a, b, seq)
        )


def _take_out_of_nights(work: WorkFile, companies: Collection[str]) -> None:
    with work.transaction() as con:
        con.register("leaving", pa.table({"id": pa.array(sorted(companies), pa.string())}))
        for name in REMEMBERED:
            con.execute(f"DELETE FROM hist_{name} WHERE company_id IN (SELECT id FROM leaving)")
        con.unregister("leaving")


def _take_out_of_loads(work: WorkFile, listings: Collection[str], subjects: Collection[str]) -> None:
    """Tables that the stages fill anew tonight are emptied: rows of the night before would stay in them."""
    about = sorted({f"listing:{one}" for one in listings} | {*subjects})
    with work.transaction() as con:
        con.register("leaving", pa.table({"id": pa.array(about, pa.string())}))
        con.execute("DELETE FROM raw_listings WHERE 'listing:' || listing_id IN (SELECT id FROM leaving)")
        con.execute("DELETE FROM raw_claims WHERE subject IN (SELECT id FROM leaving)")
        con.execute(
            "DELETE FROM raw_results WHERE EXISTS (SELECT 1 FROM leaving WHERE id LIKE 'website:%'"
            " AND (host = substr(id, 9) OR ends_with(host, '.' || substr(id, 9))))"
        )
        con.unregister("leaving")
        con.execute("DELETE FROM log_resolved")
        for table in STAGE_TABLES.keys() - {"core_sources"}:  # replaced before anybody is erased
            con.execute(f"DELETE FROM {table}")

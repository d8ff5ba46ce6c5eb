"""What cannot be recomputed: judgements, suppressions, lasting company ids and what became of them (SQLite).

This is the file to back up. It is written while a run is going on: `judge` and `suppress` take effect in
the next stage that reads it. It is append-only: triggers refuse to change or delete anything; who must not be
stored any more is taken out by `warehouse.erasure` alone.
"""

from __future__ import annotations

from collections.abc import Hashable
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from config.errors import UserError
from config.records import Judgement, Suppression, stable_id
from config.tables import COMPANY_EVENTS
from warehouse.ledger_file import LedgerFile
from warehouse.redirects import standing

if TYPE_CHECKING:
    import pandas as pd  # imported where a frame is made: extraction asks only whether there are any rules

_Event = tuple[str | None, ...]  # columns of `config.tables.COMPANY_EVENTS`
_MEMBERS = """
    SELECT listing_id, company_id FROM (
        SELECT listing_id, company_id,
               row_number() OVER (PARTITION BY listing_id ORDER BY since_on DESC, seq DESC) AS place
        FROM company_members WHERE since_on <= ?)
    WHERE place = 1
"""


class Ledger(LedgerFile):
    """The ledger, opened for one process; see `LedgerFile` for several at once and for a home to be read."""

    def add_judgement(self, judgement: Judgement) -> None:
        """Append what a person decided; the same decision twice (author and time included) is kept once.

        Earlier decisions about the pair stay in `judgement_history`.
        """
        a, b = sorted((judgement.listing_a, judgement.listing_b))
        if a == b:
            raise UserError(f"'{a}' was given twice; a judgement needs two different listings.")
        row = (a, b, judgement.decision, judgement.author, _utc(judgement.judged_at), judgement.note)
        with self.writing():
            self.con.execute(
                "INSERT OR IGNORE INTO judgements (listing_a, listing_b, decision, author, judged_at, note)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                row,
            )

    def judgements(self) -> pd.DataFrame:
        """Return what holds now: one row a pair (listing_a < listing_b), the newest decision about it.

        Columns: listing_a, listing_b, decision, author, judged_at (UTC), note.
        """
        history = self.judgement_history()
        newest = history.drop_duplicates(["listing_a", "listing_b"], keep="last")
        return newest.sort_values(["listing_a", "listing_b"], ignore_index=True)

    def judgement_history(self) -> pd.DataFrame:
        """Return every judgement ever made, oldest first; contradictory ones stand side by side."""
        columns = ["listing_a", "listing_b", "decision", "author", "judged_at", "note"]
        frame = self.select(f"SELECT {', '.join(columns)} FROM judgements ORDER BY judged_at, seq", columns)
        import pandas as pd

        return frame.assign(judged_at=pd.to_datetime(frame["judged_at"], utc=True, format="ISO8601"))

    def add_suppression(self, suppression: Suppression) -> None:
        """Append whom to leave alone; the same key, kind and scope again changes nothing."""
        with self.writing():
            self.insert_suppression(suppression)

    def insert_suppression(self, suppression: Suppression) -> None:
        """`add_suppression` within a transaction of the caller."""
        row = (
            suppression.key_hash,
            suppression.kind,
            suppression.scope,
            suppression.basis,
            _utc(suppression.since),
        )
        self.con.execute(
            "INSERT OR IGNORE INTO suppressions (key_hash, kind, scope, basis, since) VALUES (?, ?, ?, ?, ?)",
            row,
        )

    def has_suppressions(self, scope: str) -> bool:
        """Return whether anybody is to be left alone in this way (``store`` or ``contact``)."""
        found = self.con.execute("SELECT 1 FROM suppressions WHERE scope = ? LIMIT 1", (scope,))
        return found.fetchone() is not None

    def suppressions(self) -> pd.DataFrame:
        """Return key_hash, kind, scope, basis, since (UTC), sorted by key."""
        columns = ["key_hash", "kind", "scope", "basis", "since"]
        frame = self.select(
            f"SELECT {', '.join(columns)} FROM suppressions ORDER BY key_hash, kind, scope", columns
        )
        import pandas as pd

        return frame.assign(since=pd.to_datetime(frame["since"], utc=True, format="ISO8601"))

    def members(self, on: date | None = None) -> pd.DataFrame:
        """Return listing_id, company_id as of the night ``on`` (default: the newest), sorted by listing."""
        until = on.isoformat() if on else "9999-12-31"
        return self.select(_MEMBERS + " ORDER BY listing_id", ["listing_id", "company_id"], (until,))

    def record_identities(
        self, members: pd.DataFrame, redirects: pd.DataFrame, on: date, events: pd.DataFrame | None = None
    ) -> int:
        """Append the identities of the night ``on`` that differ from what the ledger knew then.

        Args:
            members: listing_id, company_id of every listing that was resolved.
            redirects: old_company_id, company_id, reason (since_on is ``on`` unless the frame has it).
            on: scheduled date; a backfill of the past does not displace what later nights decided.
            events: what became of which id and why (columns of `config.tables.COMPANY_EVENTS` but event_id).
                Where ``on`` lies in the past, it does not tell again what later nights told: that an id is
                new, or that it is gone for good.

        Returns:
            Rows appended; 0 for a repeat. One transaction: all or nothing.
        """
        day = on.isoformat()
        pairs = list(zip(members["listing_id"], members["company_id"], strict=True))
        moved = [
            (str(row["old_company_id"]), str(row["company_id"]), str(row["reason"]), day)
            for row in redirects.to_dict("records")
        ]
        happened = [] if events is None else [_event(row) for row in events.to_dict("records")]
        with self.writing():
            happened = self._untold(happened, day)
            self.con.execute(
                "CREATE TEMP TABLE IF NOT EXISTS incoming"
                " (listing_id TEXT NOT NULL, company_id TEXT NOT NULL)"
            )
            self.con.execute("DELETE FROM incoming")
            self.con.executemany("INSERT INTO incoming VALUES (?, ?)", pairs)
            before = self.con.total_changes
            self.con.execute(
                f"INSERT INTO company_members (listing_id, company_id, since_on)"
                f" SELECT incoming.listing_id, incoming.company_id, ? FROM incoming"
                f" LEFT JOIN ({_MEMBERS}) AS known USING (listing_id)"
                f" WHERE known.company_id IS NOT incoming.company_id ORDER BY incoming.listing_id",
                (day, day),
            )
            self.con.executemany(
                "INSERT OR IGNORE INTO redirects (old_company_id, company_id, reason, since_on)"
                " VALUES (?, ?, ?, ?)",
                moved,
            )
            self.con.executemany(
                f"INSERT OR IGNORE INTO company_events ({', '.join(COMPANY_EVENTS.names)})"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                happened,
            )
            return self.con.total_changes - before

    def _untold(self, events: list[_Event], day: str) -> list[_Event]:
        """Events of a night without those that later nights have told."""
        later = self.con.execute("SELECT 1 FROM company_events WHERE since_on > ? LIMIT 1", (day,))
        if later.fetchone() is None:
            return events
        told = {
            row[0] for row in self.con.execute("SELECT company_id FROM company_events WHERE kind = 'new'")
        }
        gone = self.gone(date.max)
        known = {"new": told, "gone": gone}
        return [event for event in events if event[1] not in known.get(str(event[2]), ())]

    def events(self) -> pd.DataFrame:
        """Return every event of every id (columns of `config.tables.COMPANY_EVENTS`), in order of arrival."""
        columns = COMPANY_EVENTS.names
        frame = self.select(f"SELECT {', '.join(columns)} FROM company_events ORDER BY seq", columns)
        frame = frame.astype(object)
        return frame.where(frame.notna(), None).assign(
            since_on=[date.fromisoformat(day) for day in frame["since_on"]]
        )

    def gone(self, on: date) -> set[str]:
        """Return the ids whose last event until that night says that no listing is left."""
        newest = self.con.execute(
            "SELECT company_id, kind, max(since_on || printf('%012d', seq)) FROM company_events"
            " WHERE since_on <= ? GROUP BY company_id",
            (on.isoformat(),),
        )
        return {company for company, kind, _ in newest if kind == "gone"}

    def redirects(self) -> pd.DataFrame:
        """Return old_company_id, company_id, reason, since_on: each old id with where it leads today."""
        alive = {row[0] for row in self.con.execute(f"SELECT company_id FROM ({_MEMBERS})", ("9999-12-31",))}
        found = standing(self.con, alive)
        import pandas as pd

        return pd.DataFrame(found, columns=["old_company_id", "company_id", "reason", "since_on"])


def _event(row: dict[Hashable, Any]) -> _Event:
    """Return an event as a row of the ledger; its id leaves the words out: better ones are no new event."""
    given = {
        name: None if row[name] is None or row[name] != row[name] else str(row[name])
        for name in COMPANY_EVENTS.names
        if name != "event_id"
    }
    key = (given[name] for name in ("since_on", "kind", "company_id", "other_company_id", "listing_id"))
    return tuple((given | {"event_id": stable_id("e", *key)})[name] for name in COMPANY_EVENTS.names)


def _utc(moment: datetime) -> str:
    """Return a text that sorts as the times do."""
    if moment.tzinfo is None:
        raise ValueError("times in the ledger are aware; give one with a time zone")
    return moment.astimezone(UTC).isoformat(timespec="microseconds")

"""What cannot be recomputed: judgements, suppressions, lasting company ids and what became of them (SQLite).

This is the file to back up. It is written while a run is going on: `judge` and `suppress` take effect in
the next stage that reads it. It is append-only: nothing is ever changed or deleted, triggers refuse both.
"""

from __future__ import annotations

import os
import secrets
import sqlite3
import time
from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from config.errors import UserError
from config.home import Home
from config.records import Judgement, Suppression, stable_id
from config.tables import COMPANY_EVENTS
from warehouse.disk import sync, telling

if TYPE_CHECKING:
    import pandas as pd  # imported where a frame is made: extraction asks only whether there are any rules

VERSION = 2
BUSY_S = 30.0
"""How long a writer waits for another one; a write takes milliseconds, a stuck disk takes longer."""

_SCHEMA = Path(__file__).with_suffix(".sql")
_Event = tuple[str | None, ...]  # columns of `config.tables.COMPANY_EVENTS`
_MEMBERS = """
    SELECT listing_id, company_id FROM (
        SELECT listing_id, company_id,
               row_number() OVER (PARTITION BY listing_id ORDER BY since_on DESC, seq DESC) AS place
        FROM company_members WHERE since_on <= ?)
    WHERE place = 1
"""
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


class Ledger:
    """The ledger file, opened for one process; several processes may have it open and write in turn.

    In a home that this user may only read it is read; what would write says so.

    Raises:
        UserError: the file cannot be opened, is no ledger, or was written by a newer version.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        with telling(path, UserError):
            path.parent.mkdir(parents=True, exist_ok=True)
            name = f"{path.absolute().as_uri()}{'?mode=ro&immutable=1' * _is_read_only(path)}"
            self._con = sqlite3.connect(
                name, timeout=BUSY_S, isolation_level=None, check_same_thread=False, uri=True
            )
            try:
                self._prepare()
            except BaseException:
                self._con.close()
                raise

    def __enter__(self) -> Ledger:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file. Calling it twice is harmless."""
        self._con.close()

    def add_judgement(self, judgement: Judgement) -> None:
        """Append what a person decided; the same decision twice (author and time included) is kept once.

        Earlier decisions about the pair stay in `judgement_history`.
        """
        a, b = sorted((judgement.listing_a, judgement.listing_b))
        if a == b:
            raise UserError(f"'{a}' was given twice; a judgement needs two different listings.")
        row = (a, b, judgement.decision, judgement.author, _utc(judgement.judged_at), judgement.note)
        with self._writing():
            self._con.execute(
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
        frame = self._frame(f"SELECT {', '.join(columns)} FROM judgements ORDER BY judged_at, seq", columns)
        import pandas as pd

        return frame.assign(judged_at=pd.to_datetime(frame["judged_at"], utc=True, format="ISO8601"))

    def add_suppression(self, suppression: Suppression) -> None:
        """Append whom to leave alone; the same key, kind and scope again changes nothing."""
        row = (
            suppression.key_hash,
            suppression.kind,
            suppression.scope,
            suppression.basis,
            _utc(suppression.since),
        )
        with self._writing():
            self._con.execute(
                "INSERT OR IGNORE INTO suppressions (key_hash, kind, scope, basis, since)"
                " VALUES (?, ?, ?, ?, ?)",
                row,
            )

    def has_suppressions(self, scope: str) -> bool:
        """Return whether anybody is to be left alone in this way (``store`` or ``contact``)."""
        found = self._con.execute("SELECT 1 FROM suppressions WHERE scope = ? LIMIT 1", (scope,))
        return found.fetchone() is not None

    def suppressions(self) -> pd.DataFrame:
        """Return key_hash, kind, scope, basis, since (UTC), sorted by key."""
        columns = ["key_hash", "kind", "scope", "basis", "since"]
        frame = self._frame(
            f"SELECT {', '.join(columns)} FROM suppressions ORDER BY key_hash, kind, scope", columns
        )
        import pandas as pd

        return frame.assign(since=pd.to_datetime(frame["since"], utc=True, format="ISO8601"))

    def members(self, on: date | None = None) -> pd.DataFrame:
        """Return listing_id, company_id as of the night ``on`` (default: the newest), sorted by listing."""
        until = on.isoformat() if on else "9999-12-31"
        return self._frame(_MEMBERS + " ORDER BY listing_id", ["listing_id", "company_id"], (until,))

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
        with self._writing():
            happened = self._untold(happened, day)
            self._con.execute(
                "CREATE TEMP TABLE IF NOT EXISTS incoming"
                " (listing_id TEXT NOT NULL, company_id TEXT NOT NULL)"
            )
            self._con.execute("DELETE FROM incoming")
            self._con.executemany("INSERT INTO incoming VALUES (?, ?)", pairs)
            before = self._con.total_changes
            self._con.execute(
                f"INSERT INTO company_members (listing_id, company_id, since_on)"
                f" SELECT incoming.listing_id, incoming.company_id, ? FROM incoming"
                f" LEFT JOIN ({_MEMBERS}) AS known USING (listing_id)"
                f" WHERE known.company_id IS NOT incoming.company_id ORDER BY incoming.listing_id",
                (day, day),
            )
            self._con.executemany(
                "INSERT OR IGNORE INTO redirects (old_company_id, company_id, reason, since_on)"
                " VALUES (?, ?, ?, ?)",
                moved,
            )
            self._con.executemany(
                f"INSERT OR IGNORE INTO company_events ({', '.join(COMPANY_EVENTS.names)})"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                happened,
            )
            return self._con.total_changes - before

    def _untold(self, events: list[_Event], day: str) -> list[_Event]:
        """Events of a night without those that later nights have told."""
        later = self._con.execute("SELECT 1 FROM company_events WHERE since_on > ? LIMIT 1", (day,))
        if later.fetchone() is None:
            return events
        told = {
            row[0] for row in self._con.execute("SELECT company_id FROM company_events WHERE kind = 'new'")
        }
        gone = self.gone(date.max)
        known = {"new": told, "gone": gone}
        return [event for event in events if event[1] not in known.get(str(event[2]), ())]

    def events(self) -> pd.DataFrame:
        """Return every event of every id (columns of `config.tables.COMPANY_EVENTS`), in order of arrival."""
        columns = COMPANY_EVENTS.names
        frame = self._frame(f"SELECT {', '.join(columns)} FROM company_events ORDER BY seq", columns)
        frame = frame.astype(object)
        return frame.where(frame.notna(), None).assign(
            since_on=[date.fromisoformat(day) for day in frame["since_on"]]
        )

    def gone(self, on: date) -> set[str]:
        """Return the ids whose last event until that night says that no listing is left."""
        newest = self._con.execute(
            "SELECT company_id, kind, max(since_on || printf('%012d', seq)) FROM company_events"
            " WHERE since_on <= ? GROUP BY company_id",
            (on.isoformat(),),
        )
        return {company for company, kind, _ in newest if kind == "gone"}

    def redirects(self) -> pd.DataFrame:
        """Return old_company_id, company_id, reason, since_on: each old id straight to where it leads today.

        A chain a -> b -> c becomes a -> c. Where what was merged is parted again, an id leads to the company
        that has most of its listings now, not to the one that they left. An id that lists listings again is
        no redirect any more.
        """
        rows = self._con.execute(
            "SELECT old_company_id, company_id, reason, since_on FROM redirects ORDER BY since_on, seq"
        ).fetchall()
        newest = {row[0]: row for row in rows}
        alive = {row[0] for row in self._con.execute(f"SELECT company_id FROM ({_MEMBERS})", ("9999-12-31",))}
        led: dict[str, list[tuple[int, str, str]]] = {}
        for old, company, listings, since_on in self._con.execute(_LED):
            led.setdefault(old, []).append((listings, since_on, company))
        found = []
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
        import pandas as pd

        return pd.DataFrame(found, columns=["old_company_id", "company_id", "reason", "since_on"])

    def _frame(self, sql: str, columns: list[str], values: tuple[str, ...] = ()) -> pd.DataFrame:
        import pandas as pd

        with telling(self.path):
            return pd.DataFrame(self._con.execute(sql, values).fetchall(), columns=columns)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """One transaction that takes the write lock first: a reader that turns writer could not wait."""
        with telling(self.path):
            self._con.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._con.execute("ROLLBACK")
                raise
            self._con.execute("COMMIT")

    def _prepare(self) -> None:
        version = self._con.execute("PRAGMA user_version").fetchone()[0]
        if version > VERSION:
            raise UserError(
                f"{self.path}: the ledger was written by a newer version ({version}); update prospects."
            )
        self._con.execute("PRAGMA synchronous = FULL")
        if version == VERSION:
            return
        _write_ahead(self._con)
        self._con.executescript(_SCHEMA.read_text(encoding="utf-8"))


def _is_read_only(path: Path) -> bool:
    """Whether the ledger lies where nothing can be written; SQLite needs a file beside it even to read."""
    return path.exists() and not os.access(path.parent, os.W_OK)


def _event(row: dict[Hashable, Any]) -> _Event:
    """Return an event as a row of the ledger; its id leaves the words out: better ones are no new event."""
    given = {
        name: None if row[name] is None or row[name] != row[name] else str(row[name])
        for name in COMPANY_EVENTS.names
        if name != "event_id"
    }
    key = (given[name] for name in ("since_on", "kind", "company_id", "other_company_id", "listing_id"))
    return tuple((given | {"event_id": stable_id("e", *key)})[name] for name in COMPANY_EVENTS.names)


def load_secret(home: Home) -> bytes:
    """Return the key of the suppression hashes, made on first use and readable by its owner alone.

    A new key would make every suppression void without a word, so none is made when the ledger has some.

    Raises:
        UserError: the key is missing although suppressions exist, is damaged, or cannot be written.
    """
    path = home.hmac_key
    if not path.exists():
        if home.ledger.exists():
            with Ledger(home.ledger) as ledger:
                if len(ledger.suppressions()):
                    raise UserError(
                        f"{path}: the key of the suppression list is missing; restore it from a backup,"
                        " for without it nobody on the list would be recognised."
                    )
        _make_secret(path)
    with telling(path, UserError):
        text = path.read_text(encoding="ascii", errors="replace").strip()
    if len(text) != 64 or not all(sign in "0123456789abcdef" for sign in text):
        raise UserError(f"{path}: the key of the suppression list is damaged; restore it from a backup.")
    return bytes.fromhex(text)


def _make_secret(path: Path) -> None:
    """Write a new key beside and link it into place: of two processes one wins and both read its key."""
    with telling(path, UserError):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
        handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        try:
            os.write(handle, (secrets.token_hex(32) + "\n").encode())
            os.fsync(handle)
        finally:
            os.close(handle)
        try:
            os.link(partial, path)
        except FileExistsError:
            pass
        finally:
            partial.unlink(missing_ok=True)
        sync(path.parent)


def _utc(moment: datetime) -> str:
    """Return a text that sorts as the times do."""
    if moment.tzinfo is None:
        raise ValueError("times in the ledger are aware; give one with a time zone")
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def _write_ahead(con: sqlite3.Connection) -> None:
    """Switch to WAL. SQLite does not wait for the lock that this needs, so two first openers retry."""
    for _ in range(100):
        try:
            con.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error):
                raise
            time.sleep(0.05)
    con.execute("PRAGMA journal_mode = WAL")

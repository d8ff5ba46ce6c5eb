"""Whose turn it is: the links of a night that nobody has claimed yet, sorted by host.

The frontier knows links by order of arrival. Asked in that order, a host that offers ten thousand of them
would keep every other one waiting. Here each host has a place in a line and its own links in their order.
The tables are temporary: they belong to one connection and end with it, and lie on disk where they are large.
"""

from __future__ import annotations

from extractors.archive_file import ArchiveFile
from extractors.links import host_of

_TABLES = (
    "DROP TABLE IF EXISTS temp.unclaimed",
    "DROP TABLE IF EXISTS temp.turns",
    "CREATE TEMP TABLE unclaimed (host TEXT NOT NULL, id INTEGER NOT NULL, PRIMARY KEY (host, id))"
    " WITHOUT ROWID",
    "CREATE TEMP TABLE turns (turn INTEGER PRIMARY KEY, host TEXT NOT NULL UNIQUE,"
    " is_taken INTEGER NOT NULL DEFAULT 0)",
    "CREATE TEMP TRIGGER line_up AFTER INSERT ON unclaimed"
    " BEGIN INSERT OR IGNORE INTO turns (host) VALUES (new.host); END",
)


class Turns:
    """The line of hosts of one night at a time, the one that waits longest first."""

    def __init__(self, file: ArchiveFile) -> None:
        self._db = file.db
        self._day: int | None = None
        self._seen = 0
        """The newest frontier row that has been sorted in."""
        self._db.create_function("host_of", 1, host_of, deterministic=True)
        file.on_undo.append(self.forget)

    def forget(self) -> None:
        """Begin anew next time, with all that is to do then: nothing is claimed any more."""
        self._day = None

    def take(self, day: int) -> str | None:
        """Return the host whose turn it is, for its links to be claimed; None where none waits.

        It is nobody else's until it is given back.
        """
        self._sort_in(day)
        row = self._db.execute(
            "SELECT turn, host FROM turns WHERE NOT is_taken ORDER BY turn LIMIT 1"
        ).fetchone()
        if row is None:
            return None
        self._db.execute("UPDATE turns SET is_taken = 1 WHERE turn = ?", row[:1])
        return str(row[1])

    def claim(self, day: int, host: str, n: int) -> list[int]:
        """Claim up to ``n`` links of a host, oldest first; return their frontier rows."""
        self._sort_in(day)
        rows = self._db.execute(
            "SELECT id FROM unclaimed WHERE host = ? ORDER BY id LIMIT ?", (host, n)
        ).fetchall()
        if rows:
            self._db.execute("DELETE FROM unclaimed WHERE host = ? AND id <= ?", (host, rows[-1][0]))
        return [row[0] for row in rows]

    def give_back(self, host: str) -> None:
        """Let a taken host stand at the end of the line, or leave it where it has no more links."""
        self._db.execute("DELETE FROM turns WHERE host = ?", (host,))
        self._db.execute(
            "INSERT INTO turns (host) SELECT host FROM unclaimed WHERE host = ? LIMIT 1", (host,)
        )

    def _sort_in(self, day: int) -> None:
        """Line up the links that came since the last time."""
        if self._day != day:
            for statement in _TABLES:
                self._db.execute(statement)
            self._day, self._seen = day, 0
        newest = self._db.execute("SELECT coalesce(max(id), 0) FROM frontier").fetchone()[0]
        if newest > self._seen:
            self._db.execute(
                "INSERT INTO unclaimed SELECT host_of(u.url), q.id"
                " FROM frontier q JOIN urls u ON u.id = q.url"
                " WHERE q.partition = ? AND q.state = 'todo' AND q.state <> 'done' AND q.id > ?",
                (day, self._seen),
            )
            self._seen = newest

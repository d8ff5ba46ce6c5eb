"""Where state lives: every path under ``PROSPECTS_HOME``, named in one place and created by no import."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path


@dataclass(frozen=True)
class Home:
    """Paths of one installation. Constructing it touches nothing; `prepare` creates the folders."""

    root: Path

    @property
    def ledger(self) -> Path:
        """What cannot be recomputed (SQLite): the file to back up."""
        return self.root / "ledger.sqlite"

    @property
    def hmac_key(self) -> Path:
        """Key of the suppression hashes, readable by its owner alone."""
        return self.root / "secrets" / "hmac.key"

    @property
    def work(self) -> Path:
        """The loader's own DuckDB file; can be rebuilt from archive and ledger."""
        return self.root / "work.duckdb"

    @property
    def resolve(self) -> Path:
        """What resolution keeps from night to night; can be rebuilt from archive and ledger."""
        return self.root / "resolve"

    @property
    def published(self) -> Path:
        """The snapshot that analysts open; swapped in by an atomic rename."""
        return self.root / "publish" / "prospects.duckdb"

    @property
    def publish(self) -> Path:
        return self.root / "publish"

    @property
    def reports(self) -> Path:
        return self.root / "reports"

    @property
    def logs(self) -> Path:
        return self.root / "logs"

    @property
    def prefect(self) -> Path:
        """PREFECT_HOME unless the environment sets one."""
        return self.root / "prefect"

    @property
    def catalogue(self) -> Path:
        """The user's own source specs."""
        return self.root / "sources"

    @property
    def icps(self) -> Path:
        """The user's own ideal customer profiles."""
        return self.root / "icps"

    @property
    def lock(self) -> Path:
        return self.root / "run.lock"

    def archive(self, source: str) -> Path:
        """Frontier and page versions of one source (SQLite)."""
        return self.root / "archive" / f"{source}.sqlite"

    def staging(self, source: str, partition: date) -> Path:
        """Folder of one partition's Parquet files."""
        return self.root / "staging" / source / partition.isoformat()

    def prepare(self) -> None:
        """Create the folders. Raises OSError where the home cannot be written."""
        for folder in ("archive", "staging", "publish", "reports", "logs", "prefect"):
            (self.root / folder).mkdir(parents=True, exist_ok=True)
        (self.root / "secrets").mkdir(mode=0o700, exist_ok=True)

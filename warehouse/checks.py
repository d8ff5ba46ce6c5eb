"""The quality gate: SQL files that return offending rows; an error keeps the snapshot from publication."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import duckdb

from config.errors import RunFailed
from config.records import Issue

FOLDER = Path(__file__).with_name("checks")
_HEADER = re.compile(r"^-- (level|says): (.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Check:
    """One file of ``checks/``. ``says`` is the sentence that is true of each offending row."""

    name: str
    level: Literal["error", "warning"]
    says: str
    sql: str


@dataclass(frozen=True)
class Finding:
    """A check that found rows: how many, and the first of them in words."""

    check: Check
    rows: int
    example: str

    @property
    def sentence(self) -> str:
        many = "1 row" if self.rows == 1 else f"{self.rows:,} rows"
        return f"check {self.check.name}: {self.check.says} ({many}, first: {self.example})"


def load_checks(folder: Path = FOLDER) -> list[Check]:
    """Return the checks in order of their names.

    Raises:
        ValueError: a file without its two header lines ``-- level: error|warning`` and ``-- says: ...``.
    """
    checks = []
    for path in sorted(folder.glob("*.sql")):
        sql = path.read_text(encoding="utf-8")
        header = dict(_HEADER.findall(sql))
        level = header.get("level")
        if level not in ("error", "warning") or not header.get("says"):
            raise ValueError(f"{path}: begins with '-- level: error|warning' and '-- says: a sentence'")
        checks.append(
            Check(path.stem, "error" if level == "error" else "warning", header["says"].rstrip("."), sql)
        )
    return checks


def run_checks(con: duckdb.DuckDBPyConnection, checks: list[Check] | None = None) -> list[Finding]:
    """Run every check on the database in use and return those that found something.

    The checks may also read ``temp.yesterday`` (table_name, row_count of the published snapshot) and
    ``temp.suppressed_rows`` (table_name, key that should have been withheld).
    """
    findings = []
    for check in load_checks() if checks is None else checks:
        rows = con.execute(
            f"SELECT count(*) OVER () AS offending_rows, * FROM ({check.sql}\n) LIMIT 1"
        ).fetchall()
        if rows:
            names = [column[0] for column in con.description or []][1:]
            first = ", ".join(f"{name} {value}" for name, value in zip(names, rows[0][1:], strict=True))
            findings.append(Finding(check, int(rows[0][0]), first))
    return findings


def as_issues(findings: list[Finding]) -> list[Issue]:
    """Return the findings as rows of the issue log."""
    return [
        Issue(source="warehouse", level=f.check.level, kind=f"check_{f.check.name}", message=f.sentence)
        for f in findings
    ]


def require(findings: list[Finding]) -> None:
    """Let warnings pass.

    Raises:
        RunFailed: a check of level error found something; the sentence names the first and counts the rest.
    """
    errors = [finding for finding in findings if finding.check.level == "error"]
    if errors:
        more = f", and {len(errors) - 1} more checks failed" if len(errors) > 1 else ""
        raise RunFailed(
            f"The quality gate refused the new snapshot: {errors[0].sentence}{more};"
            " the snapshot of before stays published."
        )

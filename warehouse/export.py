"""Take the call list out as CSV: no value that its source does not let go, and credit to the sources."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from config.errors import UserError
from warehouse.disk import write_whole
from warehouse.query import connect_readonly, run_query

ATTRIBUTION = "ATTRIBUTION.txt"
_SQL = Path(__file__).with_name("export.sql")
_FORMULA = re.compile(r"^(?:[=@\t\r]|[+-](?![0-9 ()./-]*$))")
"""What a spreadsheet would execute; a signed number or a telephone number is neither."""


@dataclass(frozen=True)
class Export:
    """What was written, and how many companies stayed behind because no source lets their name go."""

    path: Path
    rows: int
    left_out: int

    def __str__(self) -> str:
        """Say it in a sentence."""
        said = f"{self.path}: {self.rows:,} prospects, with {ATTRIBUTION} beside it"
        if self.left_out:
            said += f"; {self.left_out:,} stayed behind, for their sources' terms say redistribute: false"
        return said


def export_csv(snapshot: Path, target: Path, icp: str | None = None) -> Export:
    """Write the call list of ``icp`` as UTF-8 CSV and ``ATTRIBUTION.txt`` beside it.

    Eligible prospects in order of rank, without action STOP; suppressed companies and contacts are in no
    snapshot and so in no export. Text from the web that a spreadsheet would run as a formula is quoted.

    Args:
        snapshot: a published file.
        target: file to write, or a folder for ``call_list.csv``.
        icp: profile; may be left out where the snapshot has one.

    Raises:
        UserError: no snapshot, an unknown or ambiguous profile.
        RunFailed: the file cannot be written.
    """
    path = target / "call_list.csv" if target.is_dir() or not target.suffix else target
    icp = _profile(snapshot, icp)
    con = connect_readonly(snapshot)
    try:
        *preparing, rows_sql, sources_sql = _SQL.read_text(encoding="utf-8").split("\n;\n")
        for statement in preparing:
            con.execute(statement, {"icp": icp} if "$icp" in _code(statement) else None)
        found = con.execute(rows_sql)
        names = [column[0] for column in found.description or []]
        rows = found.fetchall()
        listed = int(con.execute("SELECT count(*) FROM listed").fetchall()[0][0])
        credits = con.execute(sources_sql).fetchall()
    finally:
        con.close()
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(names)
    writer.writerows([_plain(value) for value in row] for row in rows)
    write_whole(path.with_name(ATTRIBUTION), _attribution(snapshot, icp, credits))
    write_whole(path, text.getvalue())
    return Export(path, len(rows), listed - len(rows))


def _profile(snapshot: Path, icp: str | None) -> str:
    known: list[str] = list(run_query(snapshot, "SELECT DISTINCT icp FROM prospects ORDER BY icp")["icp"])
    if icp is None and len(known) == 1:
        return known[0]
    if icp in known:
        return str(icp)
    told = ", ".join(known) or "none, for nothing is scored yet"
    asked = "name the profile" if icp is None else f"no profile is called '{icp}'"
    raise UserError(f"{snapshot}: {asked}; scored are: {told}.")


def _plain(value: object) -> object:
    """Return a cell that a spreadsheet shows and does not run."""
    return "'" + value if isinstance(value, str) and _FORMULA.match(value) else value


def _attribution(snapshot: Path, icp: str, credits: list[tuple[object, ...]]) -> str:
    night = run_query(snapshot, "SELECT max(as_of) AS night FROM prospects WHERE icp = $icp", {"icp": icp})
    lines = [f"Call list '{icp}' of {night['night'].iloc[0]}. Values come from these sources:", ""]
    names = ["source", "title", "publisher", "url", "licence", "attribution", "share_alike", "companies"]
    for row in pd.DataFrame(credits, columns=names, dtype=object).to_dict("records"):
        lines.append(f"{row['source']}: {row['title'] or row['publisher']} ({row['companies']} companies)")
        who = row["publisher"] if row["url"] is None else f"{row['publisher']}, {row['url']}"
        lines.append(f"  published by {who}")
        lines.append(f"  licence: {row['licence'] or 'none stated; the terms allow passing on'}")
        if row["attribution"]:
            lines.append(f"  {row['attribution']}")
        if row["share_alike"]:
            lines.append("  Share alike: pass this list on only under the same licence.")
        lines.append("")
    return "\n".join(lines)


def _code(statement: str) -> str:
    return "\n".join(line for line in statement.splitlines() if not line.startswith("--"))

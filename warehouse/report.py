"""The report of a night: one HTML file without any outside asset, made from the published snapshot alone."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import duckdb
import jinja2
from markupsafe import Markup

from config.tables import COMPANIES
from warehouse import charts
from warehouse.disk import write_whole
from warehouse.query import connect_readonly

TOP = 20
ISSUES_SHOWN = 100
REASONS_SHOWN = 4
_TEMPLATES = Path(__file__).with_name("templates")

STATES = {
    "ok": "read as expected",
    "empty": "the source lists nobody",
    "drifted": "the pages have changed and no longer fit the spec",
    "blocked": "robots.txt or a reservation forbids reading",
    "gone": "the host does not answer any more",
    "broken": "reading failed",
    "stale": "not run on this night",
}
ACTIONS = {
    "CALL_NOW": "call now",
    "SELL_SKILL": "needs persuasion: send your best",
    "FIND_AUTHORITY": "find who decides",
    "CHECK_CREDIT_FINANCE": "check credit, offer finance",
    "NURTURE_N": "nurture: awaken the need",
    "NURTURE_A": "nurture: get to the decider",
    "NURTURE_M": "nurture: wait for money",
    "STOP": "stop",
}
CELLS = (("MAN", "MAn", "MaN", "Man"), ("mAN", "mAn", "maN", "man"))
_NOT_FILLED = {
    "company_id",
    "display_name",
    "listing_count",
    "source_count",
    "location_count",
    "first_seen_on",
    "last_seen_on",
}


def write_report(snapshot: Path, target: Path) -> None:
    """Write the report of ``snapshot`` to ``target``, whole or not at all.

    Raises:
        UserError: ``snapshot`` is no snapshot.
        RunFailed: ``target`` cannot be written.
    """
    con = connect_readonly(snapshot)
    try:
        page = _render(con, snapshot)
    finally:
        con.close()
    write_whole(target, page)


def _render(con: duckdb.DuckDBPyConnection, snapshot: Path) -> str:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["number"] = _number
    environment.filters["percent"] = _percent
    profiles = [row["icp"] for row in _rows(con, "SELECT DISTINCT icp FROM prospects ORDER BY icp")]
    counts = _one(
        con,
        """SELECT (SELECT coalesce(sum(pages), 0)::BIGINT FROM source_health) AS pages,
           (SELECT count(*) FROM listings) AS listings, (SELECT count(*) FROM companies) AS companies,
           (SELECT count(*) FROM sources) AS sources""",
    )
    health = _rows(con, "SELECT * FROM source_health ORDER BY state = 'ok', source")
    runs = _rows(
        con,
        """SELECT *, date_diff('millisecond', started_at, ended_at) / 1000 AS seconds FROM runs
           WHERE run_id = (SELECT run_id FROM runs LIMIT 1) ORDER BY started_at, stage""",
    )
    issues = _rows(con, f"SELECT * FROM issues ORDER BY level, kind, source, message LIMIT {ISSUES_SHOWN}")
    return environment.get_template("report.html.j2").render(
        snapshot=snapshot.name,
        night=runs[0]["partition"] if runs else None,
        run=runs[0] if runs else None,
        runs=runs,
        counts=counts,
        health=health,
        in_trouble=[row for row in health if row["state"] not in ("ok", "stale")],
        states=STATES,
        actions=ACTIONS,
        profiles=[_profile(con, icp, counts) for icp in profiles],
        fill=_fill(con, counts["companies"]),
        canaries=_canaries(con),
        changes=_rows(
            con, "SELECT kind, icp, count(*) AS changes FROM changes GROUP BY ALL ORDER BY kind, icp"
        ),
        issues=issues,
        issue_count=_one(con, "SELECT count(*) AS issues FROM issues")["issues"],
    )


def _profile(con: duckdb.DuckDBPyConnection, icp: str, counts: dict[str, Any]) -> dict[str, Any]:
    """Return what the report says about one ideal customer profile."""
    scored = _rows(
        con,
        "SELECT score, tier, cell, action, is_eligible, reject_reason FROM prospects WHERE icp = $icp",
        icp,
    )
    eligible = [row for row in scored if row["is_eligible"]]
    tiers = Counter(row["tier"] for row in eligible)
    steps = [
        ("pages", counts["pages"]),
        ("listings", counts["listings"]),
        ("companies", counts["companies"]),
        ("eligible", len(eligible)),
        ("tier A or B", tiers["A"] + tiers["B"]),
        ("tier A", tiers["A"]),
    ]
    cells = Counter(row["cell"] for row in eligible)
    proposed = {
        cell: Counter(row["action"] for row in eligible if row["cell"] == cell).most_common(1)
        for cell in cells
    }
    return {
        "icp": icp,
        "eligible": len(eligible),
        "tiers": tiers,
        "funnel": charts.funnel(steps),
        "scores": _distribution(eligible),
        "cells": [
            [
                {
                    "cell": cell,
                    "companies": cells[cell],
                    "share": cells[cell] / max(len(eligible), 1),
                    "action": proposed[cell][0][0] if cell in proposed else None,
                }
                for cell in row
            ]
            for row in CELLS
        ],
        "rejected": Counter(row["reject_reason"] for row in scored if not row["is_eligible"]).most_common(8),
        "top": _top(con, icp),
    }


def _distribution(eligible: list[dict[str, Any]]) -> Markup:
    bins: list[tuple[float, float, dict[str, int]]] = [(5.0 * n, 5.0 * n + 5, {}) for n in range(20)]
    for row in eligible:
        counts = bins[min(int(row["score"] // 5), 19)][2]
        counts[row["tier"]] = counts.get(row["tier"], 0) + 1
    return charts.histogram(bins, "Scores of eligible companies, 0 to 100, by tier")


def _top(con: duckdb.DuckDBPyConnection, icp: str) -> list[dict[str, Any]]:
    """Return the first prospects with their strongest reasons, base rate apart."""
    best = _rows(
        con,
        f"""SELECT p.*, c.display_name, c.city, c.country, c.industry_name, c.phone, c.website
            FROM prospects AS p JOIN companies AS c USING (company_id)
            WHERE p.icp = $icp AND p.is_eligible ORDER BY p.rank LIMIT {TOP}""",
        icp,
    )
    reasons = _rows(
        con,
        f"""SELECT r.company_id, r.pillar, r.points, r.text FROM score_reasons AS r
            JOIN prospects AS p USING (icp, company_id)
            WHERE r.icp = $icp AND p.is_eligible AND p.rank <= {TOP} AND r.pillar <> 'base' AND r.points <> 0
            QUALIFY row_number() OVER (
                PARTITION BY r.company_id ORDER BY abs(r.points) DESC, r.position) <= {REASONS_SHOWN}
            ORDER BY r.company_id, abs(r.points) DESC, r.position""",
        icp,
    )
    for row in best:
        row["reasons"] = [reason for reason in reasons if reason["company_id"] == row["company_id"]]
        if not str(row["website"] or "").startswith(("http://", "https://")):
            row["website"] = None  # printed by strangers: only a web address may become a link
    return best


def _fill(con: duckdb.DuckDBPyConnection, companies: int) -> Markup:
    """Draw for each column of companies the share that is known."""
    fields = [name for name in COMPANIES.names if name not in _NOT_FILLED]
    counted = _one(con, f"SELECT {', '.join(f'count({name}) AS {name}' for name in fields)} FROM companies")
    rows = sorted(((name, counted[name]) for name in fields), key=lambda row: (-row[1], row[0]))
    return charts.shares(
        [(name, known / max(companies, 1), f"{known:,}") for name, known in rows],
        "Share of companies for which each field is known",
    )


def _canaries(con: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    """Return tonight's canaries that found pairs to look at, each with its course over the nights."""
    nights = _rows(con, "SELECT * FROM canaries ORDER BY partition, is_fair DESC, side DESC, canary")
    newest = max((row["partition"] for row in nights), default=None)
    tonight = [row for row in nights if row["partition"] == newest and row["pairs"]]
    for row in tonight:
        course = [other["share"] for other in nights if other["canary"] == row["canary"]]
        row["trend"] = charts.trend(course, f"Course of {row['canary']} over {len(course)} nights")
    return tonight


def _rows(con: duckdb.DuckDBPyConnection, sql: str, icp: str | None = None) -> list[dict[str, Any]]:
    con.execute(sql, {"icp": icp} if icp is not None else None)
    names = [column[0] for column in con.description or []]
    return [dict(zip(names, row, strict=True)) for row in con.fetchall()]


def _one(con: duckdb.DuckDBPyConnection, sql: str) -> dict[str, Any]:
    return _rows(con, sql)[0]


def _number(value: object, digits: int = 0) -> str:
    """Return a number as people read it; an unknown one as a dash."""
    return "–" if value is None else f"{value:,.{digits}f}"


def _percent(value: float | None, digits: int = 0) -> str:
    return "–" if value is None else f"{100 * value:.{digits}f} %"

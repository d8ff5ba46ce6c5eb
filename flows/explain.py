"""Answers about what is published: whom to call, why that score, how a company came together."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from config.errors import UserError
from flows.asking import Rows, ask
from flows.origins import events_of, former_id, joins_of, what_became_of

if TYPE_CHECKING:
    import pandas as pd

_TOP = """
SELECT p.rank, c.company_id, c.display_name AS company, c.city, c.country, c.industry_name AS industry,
       p.score, p.tier, p.cell, p.action, c.phone, c.website,
       (SELECT string_agg(r.text, '; ' ORDER BY abs(r.points) DESC, r.position)
        FROM (SELECT * FROM score_reasons r
              WHERE r.icp = p.icp AND r.company_id = p.company_id AND r.pillar <> 'base' AND r.points <> 0
              ORDER BY abs(r.points) DESC, r.position LIMIT 2) r) AS why
FROM prospects p JOIN companies c USING (company_id)
WHERE p.icp = ? AND p.is_eligible ORDER BY p.rank LIMIT ?
"""
_FIND = """
SELECT company_id, display_name, city, country, listing_count FROM companies
WHERE company_id = coalesce((SELECT i.company_id FROM company_ids i WHERE i.old_company_id = $key), $key)
   OR strip_accents(lower(display_name)) = strip_accents(lower($key))
ORDER BY company_id
"""
_FIND_PART = """
SELECT company_id, display_name, city, country, listing_count FROM companies
WHERE contains(strip_accents(lower(display_name)), strip_accents(lower($key)))
ORDER BY listing_count DESC, display_name, company_id LIMIT 9
"""
_REASONS = """
SELECT r.pillar, r.points, r.text, coalesce(k.source, s.source) AS source, coalesce(k.url, s.url) AS evidence
FROM score_reasons r LEFT JOIN claims k USING (claim_id) LEFT JOIN signals s USING (signal_id)
WHERE r.icp = ? AND r.company_id = ? ORDER BY r.position
"""
_FACTS = """
SELECT g.field, CASE g.field WHEN 'revenue_currency' THEN c.revenue_currency
                             WHEN 'industry_name' THEN c.industry_name ELSE k.value END AS value,
       CASE WHEN g.field NOT IN ('revenue_currency', 'industry_name') THEN k.unit END AS unit,
       k.source, g.decided_by, k.url AS evidence, k.retrieved_at
FROM golden g JOIN claims k USING (claim_id) JOIN companies c ON c.company_id = g.company_id
WHERE g.company_id = ? ORDER BY g.field
"""
_SIGNALS = """
SELECT event_date, kind, pillar, polarity, title, source, url AS evidence
FROM signals WHERE company_id = ? ORDER BY event_date DESC NULLS LAST, signal_id
"""
_LISTINGS = """
SELECT listing_id, source, name, city, url AS evidence FROM listings
WHERE company_id = ? ORDER BY source, listing_id
"""
_CONTACTS = """
SELECT role, name, email, phone, source, url AS evidence FROM contacts
WHERE company_id = ? ORDER BY contact_id
"""
JOINS_SHOWN = 25


@dataclass(frozen=True)
class CompanyStory:
    """Everything behind a score; ``data`` is the same for programs."""

    heading: str
    sections: list[tuple[str, Rows]]
    data: dict[str, Any]


def profile_of(snapshot: Path, icp: str | None) -> str:
    """Return the profile that is meant: the given one, or the first by name.

    Raises:
        UserError: the snapshot has no such profile, or none.
    """
    known = [row["icp"] for row in ask(snapshot, "SELECT DISTINCT icp FROM prospects ORDER BY icp")]
    if icp is None and known:
        return str(known[0])
    if icp not in known:
        names = ", ".join(known) or "none"
        raise UserError(f"{snapshot}: no profile '{icp or ''}' is scored there; known are: {names}.")
    return str(icp)


def top_prospects(snapshot: Path, icp: str | None, n: int) -> Rows:
    """Return the ``n`` eligible companies to call first, each with its two strongest reasons."""
    return ask(snapshot, _TOP, [profile_of(snapshot, icp), n])


def explain_company(
    snapshot: Path, company: str, icp: str | None, judgements: pd.DataFrame | None = None
) -> CompanyStory:
    """Return what is known about a company and why it has its score.

    Args:
        company: an id (old ones are followed), a name, or a part of a name that only one company has.
        judgements: the ledger's, one row a pair; they are a reason of how the company came together.

    Raises:
        UserError: no such company, or several; the sentence names them.
    """
    profile = profile_of(snapshot, icp)
    if not company.strip():
        raise UserError("COMPANY is empty; give a company id or a part of its name.")
    found = ask(snapshot, _FIND, {"key": company}) or ask(snapshot, _FIND_PART, {"key": company})
    if len(found) != 1:
        raise UserError((not found and what_became_of(snapshot, company)) or _which(company, found))
    company_id, name = found[0]["company_id"], found[0]["display_name"]
    scores = ask(snapshot, "SELECT * FROM prospects WHERE icp = ? AND company_id = ?", [profile, company_id])
    score = scores[0] if scores else {}
    data: dict[str, Any] = {
        "company": ask(snapshot, "SELECT * FROM companies WHERE company_id = ?", [company_id])[0],
        "prospect": score,
        "reasons": ask(snapshot, _REASONS, [profile, company_id]),
        "facts": ask(snapshot, _FACTS, [company_id]),
        "signals": ask(snapshot, _SIGNALS, [company_id]),
        "contacts": ask(snapshot, _CONTACTS, [company_id]),
        "listings": ask(snapshot, _LISTINGS, [company_id]),
        "joins": joins_of(snapshot, company_id, judgements),
        "events": events_of(snapshot, company_id),
    }
    total = sum(row["points"] for row in data["reasons"])
    titles = {
        "reasons": f"Reasons, in log-odds; they sum to {total:.3f}",
        "facts": "What is known, and who says so",
        "signals": "Signals",
        "contacts": "Whom to reach",
        "listings": "Where it is listed",
        "joins": f"How it came together, the strongest of {len(data['joins'])} joins first",
        "events": "What became of its id",
    }
    moved = former_id(snapshot, company)
    return CompanyStory(
        heading=f"{moved} " * bool(moved) + _heading(name, company_id, profile, score),
        sections=[(title, _shown(key, data[key])) for key, title in titles.items()],
        data=data,
    )


def _shown(key: str, rows: Rows) -> Rows:
    """Return the rows as a terminal shows them: joins without ids, and not all of a chain's."""
    if key != "joins":
        return rows
    told = [{k: row[k] for k in ("a", "b", "bits", "because", "together")} for row in rows]
    return told[:JOINS_SHOWN]


def _heading(name: str, company_id: str, profile: str, score: dict[str, Any]) -> str:
    if not score:
        return f"{name} ({company_id}) is not scored for {profile}."
    if not score["is_eligible"]:
        return f"{name} ({company_id}) is no prospect for {profile}: {score['reject_reason']}."
    return (
        f"{name} ({company_id}), {profile}: rank {score['rank']}, score {score['score']:.1f}, "
        f"tier {score['tier']}, cell {score['cell']}, {score['action']}; P(win) {score['p_win']:.3f}."
    )


def _which(company: str, found: Rows) -> str:
    if not found:
        return f"no company is called '{company}'; give a company id or a part of its name."
    names = "; ".join(f"{row['company_id']} {row['display_name']}, {row['city'] or '?'}" for row in found[:8])
    return f"'{company}' fits several companies: {names}{' ...' if len(found) > 8 else ''}; give an id."

"""Score a company for a profile: three pillars with intervals, P(win), and reasons that sum to it exactly.

Pillar p:   L = prior + sum of weight x s x c x 2^(-age / half-life);  P = sigmoid(L); 80 % interval from
            sd^2 / (1 + sum |weight| x c x decay) + sum (weight x s x decay)^2 x c x (1 - c)
P(win):     logit(base) + fit + sum of pull x (P - 0.5) + cap (a pillar that is surely missing, R2)
Reasons:    a pillar's part beyond its prior is shared among its evidence by what each adds to L, before
            decay; what age takes away is a row of its own. All points are multiples of 2^-20, so that
            adding them in any order gives log_odds to the last bit.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from config.icp import ACTIONS, CELLS, PILLARS, Icp
from config.tables import PROSPECTS, SCORE_REASONS
from transforms.clean import legal_kind
from transforms.evidence import Known, evidence
from transforms.man import actions, cells, value_of_knowing
from transforms.tabular import as_table, empty, texts

Z80 = 1.2815515655446004
"""Standard deviations on each side of an 80 % interval."""
GRAIN = 2.0**-20
LETTERS = tuple(PILLARS.values())
WORDS = {"M": "Money", "A": "Authority", "N": "Need"}
ASK = {
    "M": ("revenue_amount", "employees_count", "founded_year"),
    "A": ("contact_role", "email", "phone"),
    "N": ("industry_code", "products", "role"),
}
"""What to find out first for a pillar: the first that is not known."""


def score(
    companies: pd.DataFrame,
    claims: pd.DataFrame,
    signals: pd.DataFrame,
    contacts: pd.DataFrame,
    lifecycle: pd.DataFrame,
    icp: Icp,
    as_of: date,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Score every company for one profile.

    Args:
        companies, claims, signals, contacts, lifecycle: tables of the night.
        icp: the profile.
        as_of: date to which ages are counted; never today's clock.

    Returns:
        (PROSPECTS, SCORE_REASONS); the points of a company sum exactly to its ``log_odds``.
    """
    if companies.empty:
        return empty(PROSPECTS), empty(SCORE_REASONS)
    companies = companies.sort_values("company_id").reset_index(drop=True)
    known = Known(companies, claims, signals, contacts, lifecycle, as_of)
    found = _effects(evidence(known, icp), companies)
    level, spread, information = _pillars(found, len(companies), icp)
    p = _sigmoid(level)
    low, high = _sigmoid(level - Z80 * spread), _sigmoid(level + Z80 * spread)
    reasons = _reasons(found, _fit(known, icp), level, high, companies, icp)
    log_odds = np.bincount(reasons["at"], weights=reasons["points"], minlength=len(companies))
    prospects = pd.DataFrame({"icp": icp.name, "company_id": companies["company_id"], "log_odds": log_odds})
    for column, name in enumerate(PILLARS):
        prospects[f"p_{name}"] = p[:, column]
        prospects[f"p_{name}_lo"], prospects[f"p_{name}_hi"] = low[:, column], high[:, column]
    prospects["p_win"] = _sigmoid(log_odds)
    prospects["score"] = np.round(100 * _sigmoid(log_odds - _logit(icp.base_rate)), 2)
    prospects["reject_reason"] = _rejected(companies, icp)
    prospects["is_eligible"] = prospects["reject_reason"].isna()
    prospects["tier"] = np.select(
        [prospects["score"] >= least for least in (icp.tiers.A, icp.tiers.B, icp.tiers.C)], list("ABC"), "D"
    )
    prospects["tier"] = prospects["tier"].where(prospects["is_eligible"], None)
    prospects["rank"] = _rank(prospects)
    of_cell = cells(p)
    prospects["cell"] = np.array(CELLS)[of_cell.argmax(axis=1)]
    prospects["cell_confidence"] = of_cell.max(axis=1)
    may_stop = np.logical_and(information > 0, high < 0.5).all(axis=1)
    chosen = np.array(ACTIONS)[actions(p, np.asarray(may_stop), icp)]
    prospects["action"] = np.where(prospects["is_eligible"], chosen, "STOP")
    unknown = information == 0
    prospects["unknown_pillars"] = [
        "".join(letter for letter, missing in zip(LETTERS, row, strict=True) if missing) or None
        for row in unknown
    ]
    prospects["next_best_field"] = _next_fields(value_of_knowing(p, icp), known)
    state = dict(zip(lifecycle["company_id"], lifecycle["state"], strict=True))
    prospects["lifecycle"] = [state.get(company, "prospect") for company in companies["company_id"]]
    prospects["as_of"] = as_of
    reasons["icp"] = icp.name
    reasons["company_id"] = companies["company_id"].to_numpy()[reasons["at"]]
    return as_table(prospects, PROSPECTS), as_table(reasons, SCORE_REASONS)


def _sigmoid(x: np.ndarray) -> np.ndarray:
    half: np.ndarray = 0.5 * (1.0 + np.tanh(0.5 * x))
    return half


def _logit(p: float) -> float:
    return float(np.log(p / (1.0 - p)))


def _grain(points: np.ndarray) -> np.ndarray:
    rounded: np.ndarray = np.round(points / GRAIN) * GRAIN
    return rounded


def _effects(found: pd.DataFrame, companies: pd.DataFrame) -> pd.DataFrame:
    """Add to each piece of evidence its cell and what it adds to L, fresh (``full``) and today (``now``)."""
    at = found["company_id"].map(pd.Series(companies.index, index=companies["company_id"]))
    found = found[at.notna()].copy()
    found["at"] = at[at.notna()].astype(int)
    found["column"] = found["pillar"].map(LETTERS.index).astype(int)
    found["decay"] = np.exp2(-found["age"].astype(float) / found["half"].astype(float))
    found["full"] = found["weight"].astype(float) * found["s"].astype(float) * found["c"].astype(float)
    found["now"] = found["full"] * found["decay"]
    return found.sort_values(["at", "column", "feature", "signal_id", "claim_id", "text"]).reset_index(
        drop=True
    )


def _sum(found: pd.DataFrame, values: pd.Series, n: int) -> np.ndarray:
    cell = found["at"].to_numpy(dtype=int) * 3 + found["column"].to_numpy(dtype=int)
    return np.bincount(cell, weights=values.to_numpy(dtype=float), minlength=3 * n).reshape(n, 3)


def _pillars(found: pd.DataFrame, n: int, icp: Icp) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return log-odds, standard deviation and information of each pillar (n x 3)."""
    specs = [getattr(icp.pillars, name) for name in PILLARS]
    prior = np.array([spec.prior for spec in specs])
    sd = np.array([spec.sd for spec in specs])
    level = prior + _sum(found, found["now"], n)
    weight, c = found["weight"].astype(float).abs(), found["c"].astype(float)
    information = _sum(found, weight * c * found["decay"], n)
    noise = (weight * found["s"].astype(float) * found["decay"]) ** 2 * c * (1.0 - c)
    spread = np.sqrt(sd**2 / (1.0 + information) + _sum(found, noise, n))
    return level, spread, information


def _fit(known: Known, icp: Icp) -> pd.DataFrame:
    """Size fit is a hump (R46): 1 inside the optimum, 0 at ``zero_at`` times beyond it, -1 at its square."""
    size = known.size[known.size["n"].notna() & (known.size["n"] > 0)]
    fit = hump(size["n"].to_numpy(dtype=float), icp)
    low, high = icp.size.optimum
    rows = pd.DataFrame({"at": size.index, "points": _grain(icp.size.weight * fit * size["c"].to_numpy())})
    rows["text"] = [
        f"{n:,.0f} employees: " + (f"inside {low:,}-{high:,}" if f == 1 else f"outside {low:,}-{high:,}")
        for n, f in zip(size["n"], fit, strict=True)
    ]
    rows["claim_id"] = size["claim_id"].to_numpy(dtype=object)
    return rows.assign(pillar="fit", feature="size", signal_id=None, group=1)


def hump(employees: np.ndarray, icp: Icp) -> np.ndarray:
    """Return the size fit of numbers of employees, -1 to 1."""
    low, high = icp.size.optimum
    beyond = np.maximum(np.maximum(low / employees, employees / high), 1.0)
    fit: np.ndarray = np.clip(1.0 - np.log(beyond) / np.log(icp.size.zero_at), -1.0, 1.0)
    return fit


def _reasons(
    found: pd.DataFrame,
    fit: pd.DataFrame,
    level: np.ndarray,
    high: np.ndarray,
    companies: pd.DataFrame,
    icp: Icp,
) -> pd.DataFrame:
    n = len(companies)
    every = np.arange(n)
    base = _constant(every, "base", "base_rate", _logit(icp.base_rate), 0)
    base["text"] = f"{icp.base_rate:.1%} of average contacts become customers (R54)"
    parts = [base, fit]
    specs = [getattr(icp.pillars, name) for name in PILLARS]
    prior = np.array([spec.prior for spec in specs])
    pull = np.array([spec.pull for spec in specs])
    moved = level - prior
    start, end = _sigmoid(prior), _sigmoid(level)
    tangent = start * (1.0 - start)
    with np.errstate(invalid="ignore", divide="ignore"):
        slope = pull * np.where(np.abs(moved) > 1e-9, (end - start) / moved, tangent)
    rows = found[["at", "pillar", "feature", "text", "claim_id", "signal_id"]].copy()
    share = slope[found["at"].to_numpy(dtype=int), found["column"].to_numpy(dtype=int)]
    rows["points"] = _grain(share * found["full"].to_numpy(dtype=float))
    parts.append(rows.assign(group=1))
    lost = slope * _sum(found, found["now"] - found["full"], n)
    for column, letter in enumerate(LETTERS):
        before = _constant(every, letter, "prior", float(pull[column] * (start[column] - 0.5)), 2)
        before["text"] = f"{WORDS[letter]} before anything is known"
        old = np.flatnonzero(_grain(lost[:, column]) != 0.0)
        aged = _constant(old, letter, "decay", 0.0, 3)
        aged["points"] = _grain(lost[old, column])
        aged["text"] = f"What is known of {WORDS[letter].lower()} has aged"
        parts += [before, aged]
    rows = pd.concat([part for part in parts if len(part)], ignore_index=True)
    capped = _cap(rows, high, n, icp)
    rows = pd.concat([rows, capped], ignore_index=True) if len(capped) else rows
    rows["at"] = rows["at"].astype(int)
    rows["points"] = rows["points"].astype(float)
    rows["size"] = -rows["points"].abs()
    rows = rows.sort_values(["at", "group", "size", "pillar", "feature", "text"], kind="stable")
    rows["position"] = rows.groupby("at", sort=False).cumcount() + 1
    return rows.drop(columns=["group", "size"]).reset_index(drop=True)


def _constant(at: np.ndarray, pillar: str, feature: str, points: float, group: int) -> pd.DataFrame:
    frame = pd.DataFrame({"at": at, "points": float(_grain(np.array(points)))})
    return frame.assign(pillar=pillar, feature=feature, claim_id=None, signal_id=None, group=group)


def _cap(rows: pd.DataFrame, high: np.ndarray, n: int, icp: Icp) -> pd.DataFrame:
    """The row that keeps P(win) down where even the upper end of a pillar's interval is low."""
    total = np.bincount(rows["at"].astype(int), weights=rows["points"].astype(float), minlength=n)
    most = np.floor(_logit(icp.cap.p_win) / GRAIN) * GRAIN
    missing = high < icp.cap.below
    at = np.flatnonzero(missing.any(axis=1) & (total > most))
    frame = _constant(at, "cap", "cap", 0.0, 4)
    frame["points"] = most - total[at]
    frame["text"] = [
        f"{WORDS[LETTERS[int(high[row].argmin())]]} is missing, which nothing else makes up for (R2)"
        for row in at
    ]
    return frame


def _rejected(companies: pd.DataFrame, icp: Icp) -> np.ndarray:
    """Why the gate keeps a company out (R3, R39); an unknown value keeps nobody out."""
    gate = icp.eligibility
    status, country = texts(companies, "status"), texts(companies, "country")
    role, code = texts(companies, "role"), texts(companies, "industry_code")
    sole = texts(companies, "legal_form").map(legal_kind, na_action="ignore") == "sole"
    checks = [
        (status.isin(gate.exclude_status), "its status is " + status.fillna("")),
        (
            country.notna() & bool(gate.countries) & ~country.isin(gate.countries),
            "country " + country.fillna(""),
        ),
        (role.isin(gate.exclude_roles), "its role is " + role.fillna("") + " (R39)"),
        (
            sole & gate.organisations_only,
            pd.Series("a sole trader is a natural person (R3)", companies.index),
        ),
        (
            code.notna() & bool(gate.industries) & ~code.isin(gate.industries),
            "industry " + code.fillna("") + " " + texts(companies, "industry_name").fillna(""),
        ),
    ]
    reasons = np.full(len(companies), None, dtype=object)
    for applies, words in reversed(checks):
        reasons = np.where(applies.to_numpy(dtype=bool), words.to_numpy(dtype=object), reasons)
    return reasons


def _rank(prospects: pd.DataFrame) -> pd.Series:
    order = prospects[prospects["is_eligible"]].sort_values(
        ["log_odds", "company_id"], ascending=[False, True]
    )
    rank = pd.Series(np.arange(1, len(order) + 1), index=order.index)
    return rank.reindex(prospects.index).astype("Int32")


def _next_fields(gain: np.ndarray, known: Known) -> list[str | None]:
    """For each company the first unknown field of the pillar whose truth is worth most, else of the next."""
    companies = known.companies["company_id"]
    has = {
        field: known.companies[field].notna().to_numpy()
        for fields in ASK.values()
        for field in fields
        if field in known.companies.columns
    }
    contacts = known.contacts[known.contacts["authority_level"].fillna(0).astype(int) > 0]
    has["contact_role"] = companies.isin(set(contacts["company_id"])).to_numpy()
    products = known.claims.loc[known.claims["field"] == "products", "company_id"]
    has["products"] = companies.isin(set(products)).to_numpy()
    missing = {
        letter: [
            next((field for field in ASK[letter] if not has[field][row]), None)
            for row in range(len(companies))
        ]
        for letter in LETTERS
    }
    found: list[str | None] = []
    for row, order in enumerate(np.argsort(-gain, axis=1, kind="stable")):
        found.append(next((f for i in order if (f := missing[LETTERS[i]][row])), None))
    return found

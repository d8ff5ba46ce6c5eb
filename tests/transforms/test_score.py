"""The score: exact reasons, unknown is not no, age, size and the eight cells."""

from __future__ import annotations

import math
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.icp import ACTIONS, CELLS, load_icps
from config.tables import PROSPECTS, SCORE_REASONS
from tests.transforms.rows import NIGHT, claims, companies, contacts, lifecycle, signals
from transforms.man import actions, cells, value_of_knowing
from transforms.score import hump, score

ICP = load_icps()[0]
GOOD = {
    "employees_count": 200,
    "revenue_amount": 4e7,
    "revenue_currency": "EUR",
    "industry_code": "28",
    "industry_name": "Machinery",
    "role": "producer",
    "status": "active",
    "country": "DE",
    "founded_year": 1960,
    "email": "info@a.example",
}


def scored(
    *rows: dict[str, Any],
    said: pd.DataFrame | None = None,
    events: pd.DataFrame | None = None,
    people: pd.DataFrame | None = None,
    history: pd.DataFrame | None = None,
    on: date = NIGHT,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    prospects, reasons = score(
        companies(*rows),
        claims() if said is None else said,
        signals() if events is None else events,
        contacts() if people is None else people,
        lifecycle() if history is None else history,
        ICP,
        on,
    )
    assert list(prospects.columns) == PROSPECTS.names
    assert list(reasons.columns) == SCORE_REASONS.names
    return prospects, reasons


def one(*args: Any, **known: Any) -> dict[str, Any]:
    return dict(scored(*args, **known)[0].iloc[0])


company = st.fixed_dictionaries(
    {},
    optional={
        "employees_count": st.integers(1, 100_000),
        "revenue_amount": st.floats(1e3, 1e11),
        "revenue_currency": st.sampled_from(["EUR", "USD", "CNY", "XXX"]),
        "industry_code": st.sampled_from(["28", "56", "10", "46"]),
        "role": st.sampled_from(["producer", "trader", "intermediary"]),
        "status": st.sampled_from(["active", "insolvent", "dissolved"]),
        "founded_year": st.integers(1800, 2026),
        "lei": st.just("x"),
        "phone": st.just("+49221"),
        "source_count": st.integers(1, 12),
        "location_count": st.integers(0, 40),
        "parent_company_id": st.just("c9"),
    },
)
event = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(["relocation", "insolvency", "appointment", "exhibits", "new_plant"]),
        "event_date": st.dates(date(2015, 1, 1), date(2027, 1, 1)),
        "confidence": st.floats(0, 1),
        "polarity": st.sampled_from([1, -1]),
        "strength": st.floats(0, 3),
    }
)


@settings(max_examples=6, deadline=None)
@given(st.lists(company, min_size=1, max_size=15), st.lists(event, max_size=6))
def test_reasons_sum_exactly_to_log_odds_in_any_order(rows: list[Any], events: list[Any]) -> None:
    kinds = {"relocation": "N", "insolvency": "M", "appointment": "A", "exhibits": "N", "new_plant": "M"}
    events = [e | {"pillar": kinds[e["kind"]]} for e in events]
    prospects, reasons = scored(*rows, events=signals(*events))
    for row in prospects.itertuples():
        points = list(reasons.loc[reasons["company_id"] == row.company_id, "points"])
        assert math.fsum(points) == row.log_odds
        assert sum(points) == sum(reversed(points)) == row.log_odds
        assert row.p_win == pytest.approx(1 / (1 + math.exp(-row.log_odds)))
        assert 0 <= row.score <= 100
        for name in ("money", "authority", "need"):
            p, low, high = (getattr(row, f"p_{name}{end}") for end in ("", "_lo", "_hi"))
            assert 0 <= low <= p <= high <= 1
    assert list(prospects.sort_values("log_odds")["score"]) == sorted(prospects["score"])
    assert reasons["text"].notna().all()


@settings(max_examples=6, deadline=None)
@given(st.lists(company, min_size=1, max_size=30))
def test_unknown_is_not_no(rows: list[dict[str, Any]]) -> None:
    """Nobody whom the gate lets through is given up while a pillar is without evidence."""
    prospects, _ = scored(*rows)
    thin = prospects[prospects["is_eligible"].astype(bool) & prospects["unknown_pillars"].notna()]
    assert "STOP" not in set(thin["action"])


def test_nothing_known_keeps_priors_and_wide_intervals() -> None:
    found = one({})
    assert found["unknown_pillars"] == "MAN"
    assert found["is_eligible"]
    assert found["action"] != "STOP"
    for pillar in ("money", "authority", "need"):
        assert found[f"p_{pillar}"] == pytest.approx(1 / (1 + math.exp(-getattr(ICP.pillars, pillar).prior)))
        assert found[f"p_{pillar}_hi"] - found[f"p_{pillar}_lo"] > 0.6


def test_evidence_narrows_the_interval() -> None:
    thin, rich = one({}), one(GOOD)
    assert rich["p_money_hi"] - rich["p_money_lo"] < thin["p_money_hi"] - thin["p_money_lo"]
    assert rich["unknown_pillars"] is None or "M" not in rich["unknown_pillars"]


def test_an_unknown_size_lies_between_good_and_bad() -> None:
    rest = {k: v for k, v in GOOD.items() if k != "employees_count"}
    tiny, unknown, fitting = (
        one(rest | {"employees_count": 2}),
        one(rest),
        one(GOOD),
    )
    assert tiny["log_odds"] < unknown["log_odds"] < fitting["log_odds"]


def test_size_fit_is_a_hump() -> None:
    fit = hump(np.array([1.0, 10.0, 50.0, 300.0, 1000.0, 5000.0, 1e6]), ICP)
    assert list(fit[2:5]) == [1.0, 1.0, 1.0]
    assert fit[1] == pytest.approx(0.0)
    assert fit[5] == pytest.approx(0.0)
    assert fit[0] == -1.0
    assert fit[6] == -1.0


@given(st.floats(1, 1e6), st.floats(1, 1e6))
def test_the_hump_falls_on_both_sides(a: float, b: float) -> None:
    low, high = ICP.size.optimum
    near, far = hump(np.array([a, b]), ICP)
    if b <= a <= low or b >= a >= high:
        assert far <= near


def test_a_band_counts_by_its_middle_with_less_weight() -> None:
    band = claims({"field": "employees_band", "value": "100-199", "is_chosen": False})
    _, reasons = scored({}, said=band)
    row = reasons[reasons["pillar"] == "fit"].iloc[0]
    assert row["points"] == pytest.approx(0.7 * ICP.size.weight, abs=1e-5)
    assert row["claim_id"] == "k0"
    assert row["text"].startswith("141 employees")


def test_a_signal_loses_half_its_weight_in_a_half_life() -> None:
    def moved(days: int) -> float:
        event = signals({"event_date": NIGHT - timedelta(days=days)})
        found = one({}, events=event)
        return math.log(found["p_need"] / (1 - found["p_need"])) - ICP.pillars.need.prior

    assert moved(180) == pytest.approx(moved(0) / 2, rel=1e-6)
    assert moved(360) == pytest.approx(moved(0) / 4, rel=1e-6)


def test_decay_is_a_row_of_its_own() -> None:
    _, reasons = scored({}, events=signals({"event_date": NIGHT - timedelta(days=180)}))
    rows = reasons[reasons["pillar"] == "N"].set_index("feature")["points"]
    assert rows["relocation"] > 0
    assert rows["decay"] == pytest.approx(-rows["relocation"] / 2, rel=1e-3)


def test_insolvency_is_never_forgotten() -> None:
    event = {"kind": "insolvency", "pillar": "M", "polarity": -1, "strength": 3.0, "half_life_days": None}
    found = one(GOOD, events=signals(event | {"event_date": date(2010, 1, 1)}))
    assert found["p_money"] < one(GOOD)["p_money"] / 1.5


def test_a_missing_pillar_caps_winning() -> None:
    broke = {"status": "insolvent", "employees_count": 1, "revenue_amount": 1e3, "revenue_currency": "EUR"}
    event = {"kind": "insolvency", "pillar": "M", "polarity": -1, "strength": 3.0, "half_life_days": None}
    prospects, reasons = scored(GOOD | broke, events=signals(event))
    assert prospects["p_money_hi"].iloc[0] < ICP.cap.below
    assert prospects["p_win"].iloc[0] <= ICP.cap.p_win
    assert (reasons["pillar"] == "cap").sum() == 1


def test_superseded_signals_are_silent() -> None:
    assert one({}, events=signals({"status": "superseded"}))["unknown_pillars"] == "MAN"


def test_more_signals_of_a_kind_add_less_and_less() -> None:
    def level(n: int) -> float:
        found = one({}, events=signals(*[{"title": str(i)} for i in range(n)]))
        return math.log(found["p_need"] / (1 - found["p_need"]))

    levels = [level(n) for n in range(7)]
    steps = [after - before for before, after in pairwise(levels)]
    assert steps == sorted(steps, reverse=True)
    assert steps[5] == pytest.approx(0.0, abs=1e-9)


@pytest.mark.parametrize(
    ("known", "reason"),
    [
        ({"status": "dissolved"}, "its status is dissolved"),
        ({"country": "BR"}, "country BR"),
        ({"role": "intermediary"}, "its role is intermediary (R39)"),
        ({"legal_form": "e.K."}, "a sole trader is a natural person (R3)"),
        ({"industry_code": "56", "industry_name": "Restaurants"}, "industry 56 Restaurants"),
    ],
)
def test_the_gate(known: dict[str, Any], reason: str) -> None:
    prospects, _ = scored(GOOD | known, GOOD)
    out, kept = prospects.iloc[0], prospects.iloc[1]
    assert (out["is_eligible"], out["reject_reason"], out["action"]) == (False, reason, "STOP")
    assert pd.isna(out["rank"])
    assert (kept["is_eligible"], kept["rank"], kept["reject_reason"]) == (True, 1, None)


def test_rank_follows_the_score_among_the_eligible() -> None:
    prospects, _ = scored({}, GOOD, {"employees_count": 3, "status": "insolvent"})
    by_rank = prospects.sort_values("rank")
    assert list(by_rank["score"]) == sorted(prospects["score"], reverse=True)
    assert by_rank["company_id"].iloc[0] == "c2"


def test_customers_stay_eligible_and_are_asked_first() -> None:
    prospects, reasons = scored(GOOD, history=lifecycle({"state": "customer"}))
    assert prospects["is_eligible"].iloc[0]
    assert prospects["lifecycle"].iloc[0] == "customer"
    assert reasons["text"].str.contains("R20").any()


def test_authority_follows_the_contact() -> None:
    decider = contacts({"contact_id": "p1", "role": "Einkaufsleiter", "authority_level": 3})
    helper = contacts({"contact_id": "p1", "role": "Buyer", "authority_level": 1})
    nobody, some, best = one(GOOD), one(GOOD, people=helper), one(GOOD, people=decider)
    assert nobody["p_authority"] < some["p_authority"] < best["p_authority"]


def test_cells_are_products_and_sum_to_one() -> None:
    p = np.array([[0.9, 0.2, 0.5]])
    found = dict(zip(CELLS, cells(p)[0], strict=True))
    assert found["MaN"] == pytest.approx(0.9 * 0.8 * 0.5)
    assert sum(found.values()) == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("cell", "action"),
    [
        ("MAN", "CALL_NOW"),
        ("MAn", "SELL_SKILL"),
        ("MaN", "FIND_AUTHORITY"),
        ("mAN", "CHECK_CREDIT_FINANCE"),
        ("maN", "NURTURE_N"),
        ("mAn", "NURTURE_A"),
        ("Man", "NURTURE_M"),
        ("man", "STOP"),
    ],
)
def test_a_sure_cell_gets_the_action_of_the_table(cell: str, action: str) -> None:
    p = np.array([[0.99 if letter.isupper() else 0.01 for letter in cell]])
    assert ACTIONS[actions(p, np.array([True]), ICP)[0]] == action


def test_knowing_is_never_worth_less_than_nothing() -> None:
    p = np.random.default_rng(1).random((50, 3))
    assert (value_of_knowing(p, ICP) >= 0).all()


def test_next_best_field_is_one_that_is_missing() -> None:
    found = one(GOOD)
    assert found["next_best_field"] not in ("revenue_amount", "employees_count", "industry_code")


def test_same_night_same_rows_whatever_the_order() -> None:
    rows = companies({}, GOOD, {"employees_count": 9})
    events = signals({}, {"company_id": "c2", "title": "Other"})
    forth = score(rows, claims(), events, contacts(), lifecycle(), ICP, NIGHT)
    back = score(rows.iloc[::-1], claims(), events.iloc[::-1], contacts(), lifecycle(), ICP, NIGHT)
    for left, right in zip(forth, back, strict=True):
        pd.testing.assert_frame_equal(left, right)

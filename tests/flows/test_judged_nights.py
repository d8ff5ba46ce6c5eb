"""Nights after judgements: what is parted and joined again has ids by rule, and each change its event."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from config.home import Home
from config.settings import load_settings
from flows.judging import decide
from flows.night import new_night
from flows.pipeline import run_night
from tests.flows.homes import make_home
from tests.flows.test_resolving import HEADER, lines
from warehouse.ledger import Ledger

Night = Callable[[list[str]], pd.DataFrame]


@pytest.fixture(params=[0, 10**9], ids=["changed", "all"])
def night(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Home, Night]:
    """A home and its nights up to resolution, each of which returns its events."""
    root, day = make_home(tmp_path / "home"), iter(range(10, 28))
    settings = load_settings({}, home=root).model_copy(update={"incremental_from": request.param})
    stages = frozenset({"crawl", "extract", "load", "resolve"})

    def run(rows: list[str]) -> pd.DataFrame:
        (root / "sources" / "customers.csv").write_text(HEADER + "\n".join(rows) + "\n", encoding="utf-8")
        on = date(2026, 11, next(day))
        run_night(new_night(settings, partition=on), settings, only=stages)
        with Ledger(settings.paths.ledger) as ledger:
            events = ledger.events()
        return events[events["since_on"] == on]

    return settings.paths, run


def companies(home: Home) -> dict[str, str]:
    with Ledger(home.ledger) as ledger:
        return dict(ledger.members().itertuples(index=False, name=None))


def redirects(home: Home) -> dict[str, str]:
    with Ledger(home.ledger) as ledger:
        return dict(ledger.redirects()[["old_company_id", "company_id"]].itertuples(index=False, name=None))


def test_ids_of_nights_that_bring_nothing_something_and_judgements(night: tuple[Home, Night]) -> None:
    home, run = night
    rows = lines(24)
    run(rows)
    first = companies(home)
    assert run(rows[::-1]).empty and companies(home) == first and redirects(home) == {}, "nothing changed"

    pairs = pd.Series(first).groupby(first).groups.values()
    a, b = next(sorted(group) for group in pairs if len(group) == 2)

    def after(decision: str, *more: str) -> tuple[dict[str, str], pd.DataFrame]:
        with Ledger(home.ledger) as ledger:
            decide(ledger, a, b, decision, "ada")
        events = run([*rows, *more])
        (words,) = events.loc[events["kind"] != "new", "evidence"]
        assert decision in words and a in words and b in words
        return companies(home), events[["kind", "company_id", "other_company_id"]]

    new_row = "500,Quitte Obst GmbH,Ring 1,89073,Ulm,DE,,,prospect"
    parted, events = after("different", new_row)
    old, new = first[a], ({parted[a], parted[b]} - {first[a]}).pop()
    (fresh,) = parted.keys() - first.keys()
    assert sorted(map(tuple, events.values), key=str) == [("new", parted[fresh], None), ("split", new, old)]
    assert all(parted[one] == first[one] for one in first.keys() - {a, b}) and redirects(home) == {}

    joined, events = after("same", new_row)
    assert events.values.tolist() == [["merge", old, new]] and joined == parted | first
    assert redirects(home) == {new: old}

    again, events = after("different", new_row)
    newest = ({again[a], again[b]} - {old}).pop()
    assert events.values.tolist() == [["split", newest, old]]
    assert newest not in (old, new), "an id that was given up is never used again"
    assert redirects(home) == {new: newest}, "it leads to where its listing is"

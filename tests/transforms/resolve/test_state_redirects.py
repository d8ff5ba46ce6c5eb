"""An id that was given up leads to where its listings are, whatever becomes of the one that took it over."""

from __future__ import annotations

import csv
from pathlib import Path

import pyarrow as pa
import pytest

from tests.transforms.resolve.test_state import ids_in, judged, table
from transforms.resolve import delta
from transforms.resolve.state_files import Folder
from transforms.resolve.state_run import update_state
from transforms.resolve.state_written import write_ids

FIRMS = {
    "a1": "Brandt Maschinenbau",
    "a2": "Brandt Maschinenbau",
    "b1": "Weber Logistik",
    "b2": "Weber Logistik",
    "b3": "Weber Logistik",
    "b4": "Weber Logistik",
    "c1": "Zeisig Optik",
}


class Deliveries:
    """A state of three companies; redirects as old id -> (id of today, reason)."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.target = folder / "state", folder / "ids.csv"
        self.first = self.deliver({key: {"name": name} for key, name in FIRMS.items()})

    def deliver(self, rows: dict[str, dict[str, str]] | None = None, **said: pa.Table) -> dict[str, str]:
        update_state(self.folder, table(rows or {}), level="company", **said)
        write_ids(self.folder, self.target)
        return ids_in(self.target)

    def redirects(self) -> dict[str, tuple[str, str]]:
        with (self.folder / "redirects.csv").open(newline="") as file:
            rows = list(csv.DictReader(file))
        assert len({row["old_company_id"] for row in rows}) == len(rows), "one line an id"
        return {row["old_company_id"]: (row["company_id"], row["reason"]) for row in rows}


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Deliveries:
    monkeypatch.setattr(delta, "OUTGROWN_SHARE", 99.0)
    made = Deliveries(tmp_path)
    assert len(set(made.first.values())) == 3
    return made


def test_a_chain_of_merges_leads_straight_to_its_end(state: Deliveries) -> None:
    a, b, c = (state.first[key] for key in ("a1", "b1", "c1"))
    state.deliver(judgements=judged({("a1", "c1"): "same"}))
    assert state.redirects() == {c: (a, "merge")}
    state.deliver(judgements=judged({("a1", "b1"): "same", ("a2", "b2"): "same"}))
    assert state.redirects() == {c: (b, "merge"), a: (b, "merge")}


def test_a_merge_that_is_taken_back_and_made_again_is_followed_each_time(state: Deliveries) -> None:
    a, b = state.first["a1"], state.first["b1"]
    together = judged({("a1", "b1"): "same", ("a2", "b2"): "same"})
    apart = judged({("a1", "b1"): "different", ("a2", "b2"): "different"})
    state.deliver(judgements=together)
    assert state.redirects() == {a: (b, "merge")}
    parted = state.deliver(judgements=apart)
    assert parted["a1"] == parted["a2"] not in (a, b)
    assert state.redirects() == {a: (parted["a1"], "split")}
    state.deliver(judgements=together)
    assert state.redirects() == {a: (b, "split"), parted["a1"]: (b, "merge")}


def test_most_listings_decide_and_a_model_made_anew_forgets_none(
    state: Deliveries, monkeypatch: pytest.MonkeyPatch
) -> None:
    a, b = state.first["a1"], state.first["b1"]
    state.deliver(judgements=judged({("a1", "b1"): "same", ("a2", "b2"): "same"}))
    monkeypatch.setattr(delta, "OUTGROWN_SHARE", 0.0)
    ids = state.deliver(
        {"a2": {"name": "Weber Logistik"}, "a1": {"name": "Quitte Obst"}},
        judgements=judged({("a1", "b1"): "different", ("a2", "b2"): "same"}),
    )
    history = Folder(state.folder).manifest["history"]
    assert len(history) == 2 and ids["a1"] != ids["b1"] == ids["a2"] == b
    assert state.redirects() == {a: (b, "merge")}, "as many are here as there: it stays"


def test_redirects_that_a_killed_run_did_not_write_are_written_by_the_next(state: Deliveries) -> None:
    state.deliver(judgements=judged({("a1", "b1"): "same", ("a2", "b2"): "same"}))
    written = (state.folder / "redirects.csv").read_bytes()
    (state.folder / "redirects.csv").unlink()
    state.deliver()
    assert (state.folder / "redirects.csv").read_bytes() == written

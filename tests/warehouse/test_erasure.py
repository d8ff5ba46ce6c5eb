"""What is erased is in no byte of the ledger; what people decided stays, about nobody who can be named."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pytest

from config.records import Suppression
from tests.warehouse.staged import NEXT, NIGHT, home, listing, stage
from tests.warehouse.test_ledger import happened, judgement, members, moved
from warehouse.erasure import erase, last_printed, waiting
from warehouse.ledger import Ledger
from warehouse.work import Work

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def rule(key: str, kind: str = "name") -> Suppression:
    return Suppression(key_hash=key, kind=kind, scope="store", basis="asked", since=NOON)


def hidden(one: str) -> str:
    return f"hidden-{one[-1]}"


@pytest.fixture
def work(tmp_path: Path) -> Iterator[Work]:
    with Work(home(tmp_path)) as opened:
        yield opened


@pytest.fixture
def ledger(work: Work) -> Iterator[Ledger]:
    with Ledger(work.home.ledger) as opened:
        yield opened


def known(ledger: Ledger) -> None:
    """goneaaa1 and goneaaa2 are one company, which took an id over and lost a listing."""
    listings = {"goneaaa1": "c_gone", "goneaaa2": "c_old", "stays3": "c_gone", "stays4": "c_stays"}
    ledger.record_identities(members(**listings), moved(), NIGHT)
    events = happened(
        ("c_gone", "merge", "c_old", "goneaaa2", "goneaaa1 and goneaaa2 match with +3.0 bits", NEXT),
        ("c_stays", "move", "c_gone", "stays3", "goneaaa1 and stays3 were judged different", NEXT),
        ("c_stays", "new", None, "stays4", "founded by listing stays4", NEXT),
    )
    later = {"goneaaa1": "c_gone", "goneaaa2": "c_gone", "stays3": "c_stays", "stays4": "c_stays"}
    ledger.record_identities(members(**later), moved(("c_old", "c_gone", "merge")), NEXT, events)


def test_nothing_of_the_company_is_left_in_any_byte_of_the_ledger(ledger: Ledger, work: Work) -> None:
    known(ledger)
    ledger.add_judgement(judgement("same", a="goneaaa1", b="goneaaa2"))
    erase(ledger, work, 1, {"goneaaa1", "goneaaa2"}, {"c_gone"}, hidden=hidden)
    for path in ledger.path.parent.glob("ledger.sqlite*"):
        for word in (b"goneaaa", b"c_gone", b"c_old"):
            assert word not in path.read_bytes(), (path.name, word)
    assert ledger.members()["company_id"].tolist() == ["c_stays", "c_stays"]
    assert ledger.redirects().empty
    told = ledger.events()[["company_id", "kind", "other_company_id", "listing_id", "evidence"]]
    assert told.values.tolist() == [
        ["c_stays", "move", None, "stays3", None],
        ["c_stays", "new", None, "stays4", "founded by listing stays4"],
    ]


def test_a_company_goes_when_none_of_its_listings_is_left_and_stays_otherwise(
    ledger: Ledger, work: Work
) -> None:
    ledger.record_identities(members(a1="c1", a2="c1", b1="c2"), moved(), NIGHT)
    erase(ledger, work, 1, {"a1", "b1"}, set(), hidden=hidden)
    assert ledger.members().values.tolist() == [["a2", "c1"]]
    (row,) = ledger.con.execute("SELECT upto, listings, companies FROM erasures").fetchall()
    assert row == (1, 2, 1)


def test_judgements_stay_without_their_notes_and_those_of_others_as_they_were(
    ledger: Ledger, work: Work
) -> None:
    for a, b in (("gone1", "gone2"), ("gone1", "stays3"), ("stays3", "stays4")):
        decided = judgement("different", a=a, b=b)
        ledger.add_judgement(
            type(decided)(**{**vars(decided), "note": f"{a} told me so" if a == "gone1" else "saw it"})
        )
    erase(ledger, work, 1, {"gone1", "gone2"}, set(), hidden=hidden)
    kept = ledger.judgements()
    assert kept[["listing_a", "listing_b"]].values.tolist() == [
        ["hidden-1", "hidden-2"],
        ["hidden-1", "stays3"],
        ["stays3", "stays4"],
    ]
    assert set(kept["decision"]) == {"different"} and set(kept["author"]) == {"ada"}
    assert [note if isinstance(note, str) else None for note in kept["note"]] == [None, None, "saw it"]


def test_the_ledger_is_append_only_again(ledger: Ledger, work: Work) -> None:
    ledger.record_identities(members(a1="c1", b1="c2"), moved(), NIGHT)
    erase(ledger, work, 1, {"a1"}, set(), hidden=hidden)
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        ledger.con.execute("DELETE FROM company_members")


def test_a_fault_in_the_middle_changes_nothing_and_the_next_night_carries_it_out(
    ledger: Ledger, work: Work
) -> None:
    ledger.add_suppression(rule("ab"))
    known(ledger)
    ledger.add_judgement(judgement("same", a="goneaaa1", b="goneaaa2"))
    with pytest.raises(KeyError):
        erase(ledger, work, 1, {"goneaaa1"}, set(), keep_out=[rule("cd", "listing")], hidden={}.__getitem__)
    assert len(ledger.members()) == 4 and len(ledger.suppressions()) == 1 and waiting(ledger) == 1
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        ledger.con.execute("DELETE FROM company_members")
    erase(ledger, work, 1, {"goneaaa1"}, set(), keep_out=[rule("cd", "listing")], hidden=hidden)
    assert len(ledger.members()) == 3 and len(ledger.suppressions()) == 2
    assert waiting(ledger) is None, "what an erasure keeps out is no new objection"
    ledger.add_suppression(rule("ef"))
    assert waiting(ledger) is not None


def test_only_objections_to_being_stored_are_carried_out(ledger: Ledger) -> None:
    asked = rule("ab")
    ledger.add_suppression(type(asked)(**{**vars(asked), "scope": "contact"}))
    assert waiting(ledger) is None


def test_what_was_loaded_of_it_goes_and_the_last_wording_counts(ledger: Ledger, work: Work) -> None:
    rows = [listing("Brandt", phone="1"), listing("Keller")]
    work.load_partition(stage(work.home, rows), "r1", "1")
    again = [listing("Brandt", phone="2"), listing("Keller")]
    work.load_partition(stage(work.home, again, partition=NEXT), "r2", "1")
    printed = last_printed(work).set_index("name")
    assert printed["phone"].to_dict()["Brandt"] == "2" and len(printed) == 2
    work.con.execute("INSERT INTO hist_companies (company_id, partition) VALUES ('c1', '2026-11-20')")
    ledger.record_identities(
        pd.DataFrame({"listing_id": [printed.loc["Brandt"].listing_id], "company_id": ["c1"]}), moved(), NIGHT
    )
    erase(ledger, work, 1, {printed.loc["Brandt"].listing_id}, set(), hidden=hidden)
    assert last_printed(work)["name"].tolist() == ["Keller"]
    assert work.con.execute("SELECT count(*) FROM hist_companies").fetchone() == (0,)


def test_a_crash_between_ledger_and_work_file_leaves_no_past_night_behind(
    ledger: Ledger, work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once the ledger has forgotten whose the listings were, nobody could tell which company went."""
    ledger.record_identities(members(a1="c1", b1="c2"), moved(), NIGHT)
    work.con.execute("INSERT INTO hist_companies (company_id) VALUES ('c1'), ('c2')")
    with monkeypatch.context() as killed:
        killed.setattr("warehouse.erasure._take_out_of_loads", {}.__getitem__)
        with pytest.raises(TypeError):
            erase(ledger, work, 1, {"a1"}, set(), hidden=hidden)
    assert ledger.members()["listing_id"].tolist() == ["b1"]
    erase(ledger, work, 1, {"a1"}, set(), hidden=hidden)
    assert work.con.execute("SELECT company_id FROM hist_companies").fetchall() == [("c2",)]


def test_looked_up_pages_and_search_results_go_and_no_byte_is_left(ledger: Ledger, work: Work) -> None:
    con = work.con
    for name in ("keller", "notkeller"):
        con.execute(f"INSERT INTO raw_claims (subject) VALUES ('website:{name}.example')")
        con.execute(f"INSERT INTO raw_results (host) VALUES ('www.{name}.example'), ('{name}.example')")
    con.execute("INSERT INTO raw_listings (listing_id, name) VALUES ('a1', 'Helvetischer Elektrobau')")
    con.execute("INSERT INTO core_listings (listing_id, name) VALUES ('a1', 'Helvetischer Elektrobau')")
    con.execute("CHECKPOINT")
    assert b"Helvetischer Elektrobau" in work.path.read_bytes()
    erase(ledger, work, 1, {"a1"}, set(), subjects={"website:keller.example"}, hidden=hidden)
    con = work.con
    assert con.execute("SELECT subject FROM raw_claims").fetchall() == [("website:notkeller.example",)]
    assert con.execute("SELECT count(*) FROM raw_results WHERE host LIKE '%notkeller%'").fetchone() == (2,)
    assert con.execute("SELECT count(*) FROM raw_results").fetchone() == (2,)
    work.close()
    assert b"Helvetischer Elektrobau" not in work.path.read_bytes()
    assert [path.name for path in work.path.parent.glob("work*")] == ["work.duckdb"]

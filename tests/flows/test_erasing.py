"""Who objects is taken out of what earlier nights kept, and what they print next does not bring them back."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pandas as pd
import pytest

from config.home import Home
from config.records import Listing
from config.settings import load_settings
from config.source_spec import Terms
from flows.judging import decide
from flows.night import new_night
from flows.pipeline import run_night
from flows.stages.erasing import erase_suppressed
from flows.stages.privacy import keeper
from tests.flows.homes import prospects
from transforms.resolve.identity import assign_company_ids
from warehouse.ledger import Ledger
from warehouse.query import run_query
from warehouse.work import Work

KELLER, BRANDT = "Keller Elektronik AG", "Brandt Maschinenbau"
TERMS = Terms(basis="test", note="business data only")


@pytest.fixture
def home(good_home: Path, tmp_path: Path) -> Home:
    return Home(Path(shutil.copytree(good_home, tmp_path / "home")))


@pytest.fixture
def of(home: Home) -> Iterator[dict[str, dict[str, str]]]:
    rows = run_query(home.published, "SELECT name, listing_id, company_id FROM listings").to_dict("records")
    yield {row["name"]: row for row in rows}


def erased(home: Home) -> None:
    with Work(home) as work, Ledger(home.ledger) as ledger:
        erase_suppressed(home, work, ledger)


def as_listing(listing_id: str) -> Listing:
    return Listing(
        listing_id=listing_id,
        source="our_customers",
        name="Quite Another Name Ltd",
        url="file:///customers.csv",
        page_sha256="ab" * 32,
        retrieved_at=datetime(2026, 11, 20, tzinfo=UTC),
        phone="+49 30 999999",
    )


@pytest.mark.parametrize("key", ["keller.example", "+41 44 5550120", KELLER])
def test_ids_and_notes_go_and_the_judgement_stays(
    home: Home, of: dict[str, dict[str, str]], key: str
) -> None:
    one, other = of[KELLER], of[BRANDT]
    with Ledger(home.ledger) as ledger:
        decide(ledger, one["listing_id"], other["listing_id"], "different", "ada", "Keller rang me up")
    assert prospects("suppress", key, "--home", home.root).code == 0
    erased(home)
    for path in home.ledger.parent.glob("ledger.sqlite*"):
        for word in (one["listing_id"], one["company_id"], "Keller"):
            assert word.encode() not in path.read_bytes()
    with Ledger(home.ledger) as ledger:
        kept = ledger.judgements().to_dict("records")
        assert [row["decision"] for row in kept] == ["different"]
        assert other["listing_id"] in (kept[0]["listing_a"], kept[0]["listing_b"])
        assert set(ledger.members()["listing_id"]) == {
            row["listing_id"] for name, row in of.items() if name != KELLER
        }
    with Work(home) as work:
        assert KELLER not in set(work.current_listings(date(2026, 11, 17))["name"])


def test_a_listing_of_a_company_known_by_name_stays_out_whatever_it_prints_next(
    home: Home, of: dict[str, dict[str, str]]
) -> None:
    assert prospects("suppress", "keller.example", "--home", home.root).code == 0
    erased(home)
    asked = keeper(home, TERMS)
    assert asked(as_listing(of[KELLER]["listing_id"])) is None
    assert asked(as_listing(of[BRANDT]["listing_id"])) is not None


def test_a_listing_known_by_a_telephone_alone_may_come_back_without_it(
    home: Home, of: dict[str, dict[str, str]]
) -> None:
    """Somebody else's number may have been printed by mistake."""
    assert prospects("suppress", "+41 44 5550120", "--home", home.root).code == 0
    erased(home)
    assert keeper(home, TERMS)(as_listing(of[KELLER]["listing_id"])) is not None


def test_a_company_suppressed_by_its_id_does_not_come_back_under_another(
    home: Home, of: dict[str, dict[str, str]]
) -> None:
    """Merged into another company its listings would follow the redirect; they are kept out before."""
    keller, brandt = of[KELLER], of[BRANDT]
    assert prospects("suppress", keller["company_id"], "--home", home.root).code == 0
    with Ledger(home.ledger) as ledger:
        assert set(ledger.suppressions()["kind"]) >= {"company"}
    erased(home)
    with Ledger(home.ledger) as ledger:
        clusters = pd.DataFrame({"listing_id": [brandt["listing_id"]], "cluster": [0]})
        born = pd.Series({brandt["listing_id"]: date(2026, 11, 17)})
        found = assign_company_ids(clusters, ledger.members(), born, date(2026, 11, 18))
    assert keller["company_id"] not in {*found.members["company_id"], *found.events["company_id"]}
    assert found.redirects.empty
    assert keeper(home, TERMS)(as_listing(keller["listing_id"])) is None


def test_without_an_objection_nothing_is_looked_at(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flows.stages.erasing.last_printed", lambda work: pytest.fail("looked"))
    erased(home)
    assert prospects("suppress", "keller.example", "--scope", "contact", "--home", home.root).code == 0
    erased(home)


def test_a_night_that_is_run_once_more_erases_whom_it_does_not_read_again(
    home: Home, of: dict[str, dict[str, str]]
) -> None:
    """Its partition is loaded anew without them: only what was loaded before tells who has that telephone."""
    assert prospects("suppress", "+41 44 5550120", "--home", home.root).code == 0
    settings = load_settings({}, home=home.root)
    night = new_night(settings, partition=date(2026, 11, 17), mode="replay")
    run_night(night, settings, only=frozenset({"extract", "load"}))
    with Ledger(home.ledger) as ledger:
        assert of[KELLER]["listing_id"] not in set(ledger.members()["listing_id"])

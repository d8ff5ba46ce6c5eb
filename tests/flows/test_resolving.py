"""Nights that resolve only what changed publish what nights that resolve everything would."""

from __future__ import annotations

import json
import random
import shutil
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from flows.stages.resolving import resolving
from tests.flows.homes import make_home, prospects
from transforms.resolve.night import Night

HEADER = "Number,Company,Street,Postcode,City,Country,Phone,Website,Status\n"
STEMS = "Brandt Keller Weber Arndt Falk Otto Lang Busch Roth Sommer Winter Kranz Adler Berger Stein".split()
TOWER = "97,Zwiebelturm AG,Weg 1,89073,Ulm,DE,,www.zwiebelturm.example,customer"
ALWAYS = {"PROSPECTS_INCREMENTAL_FROM": "0"}


def lines(count: int = 60) -> list[str]:
    """Firms of a customer list, every third one twice and with a typing error."""
    rng = random.Random(7)
    rows = []
    for n in range(count):
        firm = n if n % 3 else n - 1
        stem = STEMS[firm % len(STEMS)] + "aeiou"[firm // len(STEMS) % 5]
        name = f"{stem} Werke GmbH" if firm == n else f"{stem} Werk"
        rows.append(
            f"{n},{name},Hauptstr. {firm},7{firm:04},Ulm{firm % 4},DE,+49 731 55{firm:05},"
            f"{'' if rng.random() < 0.5 else f'www.{stem}{firm}.example'.lower()},customer"
        )
    return rows


def run(home: Path, rows: list[str], day: int, environ: dict[str, str]) -> None:
    (home / "sources" / "customers.csv").write_text(HEADER + "\n".join(rows) + "\n", encoding="utf-8")
    ran = prospects("run", "--inline", "--home", home, "--date", f"2026-11-{day}", environ=environ)
    assert ran.code == 0, ran.err


def ask(home: Path, sql: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(prospects("query", sql, "--json", "--home", home).out)
    return rows


def told(home: Path) -> list[list[dict[str, Any]]]:
    """What must be the same; bits are left out, for the two homes learn their weights on other days."""
    return [
        ask(home, "SELECT listing_id, company_id, location_id FROM listings ORDER BY ALL"),
        ask(home, "SELECT listing_a, listing_b, is_same FROM matches WHERE is_same ORDER BY ALL"),
        ask(home, "FROM company_ids ORDER BY ALL"),
        ask(home, "SELECT * EXCLUDE (evidence, event_id) FROM company_events ORDER BY ALL"),
    ]


@pytest.fixture(scope="module")
def homes(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Two homes after the same three nights: one resolved what changed, the other everything.

    The second night lacks two listings that come back in the third, where another comes to print the same
    as one that was there.
    """
    folder = tmp_path_factory.mktemp("resolving")
    some, every = (make_home(folder / name) for name in ("some", "every"))
    rows = [*lines(), TOWER]
    before = "98,Zwei Werke GmbH,Ring 2,89073,Ulm,DE,+49 731 999111,,customer"
    fewer = [*rows[:20], *rows[22:], before, "99,Neuer Firma GmbH,Ring 1,89073,Ulm,DE,,,prospect"]
    nights = [[*rows, before], fewer, [*rows, "98" + rows[1][1:]]]
    for day, night in enumerate(nights, start=17):
        run(some, night, day, ALWAYS)
        run(every, night, day, {})
        assert told(some) == told(every)
    return some, every


def test_only_what_changed_is_resolved_and_the_same_is_found(homes: tuple[Path, Path]) -> None:
    some, every = homes
    assert not (every / "resolve" / "state").exists()
    history = json.loads((some / "resolve" / "state" / "state.json").read_text())
    assert history["version"] == 3 and history["made"] == "2026-11-17"
    kinds = {event["kind"] for event in ask(some, "FROM company_events")}
    assert {"new", "gone", "back"} <= kinds


@pytest.mark.parametrize("which", [0, 1], ids=["changed", "all"])
def test_a_listing_that_comes_to_print_the_same_as_another_is_told_so(
    homes: tuple[Path, Path], which: int
) -> None:
    sql = "FROM company_events WHERE since_on = '2026-11-19' AND kind = 'merge'"
    (event,) = ask(homes[which], sql)
    assert "print the same in every field" in event["evidence"]


@pytest.mark.slow
def test_a_kill_between_tables_and_state_is_made_good_by_the_next_night(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    killed, calm = (make_home(tmp_path / name) for name in ("killed", "calm"))
    rows = lines()
    for home in (killed, calm):
        run(home, rows, 17, ALWAYS)
    with monkeypatch.context() as patch:
        patch.setattr(Night, "save", lambda night: (_ for _ in ()).throw(MemoryError("killed")))
        ran = prospects("run", "--inline", "--home", killed, "--date", "2026-11-18", environ=ALWAYS)
        assert ran.code == 1
    for home in (killed, calm):
        run(home, rows[:-3], 18, ALWAYS)
    assert told(killed) == told(calm)


def test_a_backfill_of_the_past_leaves_tonight_as_it_was(homes: tuple[Path, Path], tmp_path: Path) -> None:
    home = Path(shutil.copytree(homes[0], tmp_path / "home"))
    before = told(home)[:2]
    span = ("--from", "2026-11-17", "--to", "2026-11-17", "--mode", "rescore", "--inline")
    ran = prospects("backfill", *span, "--home", home, environ=ALWAYS)
    assert ran.code == 0, ran.err
    assert told(home)[:2] == before


def test_who_is_suppressed_is_in_no_file_of_the_state_nor_in_ledger_or_events(
    homes: tuple[Path, Path], tmp_path: Path
) -> None:
    home = Path(shutil.copytree(homes[0], tmp_path / "home"))
    state = home / "resolve"
    assert any(b"zwiebelturm" in path.read_bytes() for path in state.rglob("*") if path.is_file())
    (them,) = ask(home, "SELECT listing_id, company_id FROM listings WHERE name = 'Zwiebelturm AG'")
    assert prospects("suppress", "zwiebelturm.example", "--kind", "domain", "--home", home).code == 0
    run(home, [*lines(), TOWER], 20, ALWAYS)
    assert not any(b"zwiebelturm" in path.read_bytes() for path in state.rglob("*") if path.is_file())
    for path in (home / "ledger.sqlite", home / "publish" / "prospects.duckdb"):
        assert not any(word.encode() in path.read_bytes() for word in them.values()), path.name


@pytest.mark.parametrize("least", [1, 9])
@pytest.mark.parametrize("is_link", [False, True])
def test_a_file_or_link_in_the_place_of_the_state_is_kept_and_told_of(
    tmp_path: Path, is_link: bool, least: int
) -> None:
    lies, other = tmp_path / "state", tmp_path / "other"
    other.mkdir()
    lies.symlink_to(other) if is_link else lies.write_text("mine")
    night = SimpleNamespace(paths=SimpleNamespace(resolve=tmp_path))
    plan: Any = SimpleNamespace(night=night, settings=SimpleNamespace(incremental_from=least))
    listings = pd.DataFrame({"listing_id": ["1", "2"], "name": ["Weber Logistik GmbH"] * 2})
    judgements = pd.DataFrame(columns=["listing_a", "listing_b", "decision"])
    work: Any = None
    with resolving(plan, work, listings, judgements, frozenset()) as found:
        assert len(found.clusters) == 2 and found.state == ""
    assert found.note == (
        f"{lies}: is no folder, so each night resolves all listings; move it away." if least == 1 else None
    )
    assert lies.is_symlink() if is_link else lies.read_text() == "mine"
    assert not any(other.iterdir())

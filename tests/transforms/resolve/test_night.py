"""A night resolved against the state of the night before finds what all listings resolved anew would give."""

from __future__ import annotations

import json
import random
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pytest

from transforms.resolve import model
from transforms.resolve.cleaned import clean_listings
from transforms.resolve.night import Night, resolve_night
from transforms.resolve.resolution import resolve_cleaned
from transforms.resolve.state_files import Folder

FIRST = date(2026, 11, 2)
STEMS = "Brandt Keller Weber Arndt Falk Otto Lang Busch Roth Sommer Winter Kranz Adler Berger Stein".split()
TRADES = "Maschinenbau Elektronik Logistik Möbel Bau Technik Pumpen Werkzeuge".split()
TOWNS = [("Ulm", "89073"), ("Bonn", "53111"), ("Kiel", "24103"), ("Köln", "50667"), ("Jena", "07743")]
NO_JUDGEMENTS = pd.DataFrame(columns=["listing_a", "listing_b", "decision"], dtype=object)
CLEAN = frozenset({"register"})


def listing(rng: random.Random, number: int) -> dict[str, str | None]:
    """One of some hundred companies as one of four lists prints it."""
    firm = rng.randrange(120)
    stem, trade = STEMS[firm % len(STEMS)], TRADES[firm % len(TRADES)]
    town, postcode = TOWNS[(firm // 3) % len(TOWNS)]
    source = rng.choice(["guide", "fair", "maps", "register"])
    return {
        "listing_id": f"l{number:04}",
        "source": source,
        "name": f"{stem} {trade} {firm // 40 + 1 if firm % 7 else ''}{rng.choice([' GmbH', ''])}".strip(),
        "street": rng.choice([f"Hauptstr. {firm}", f"Hauptstraße {firm}", None]),
        "city": town,
        "postcode": postcode,
        "country": "DE",
        "phone": rng.choice([f"0731 {555000 + firm}", None, None]),
        "website": rng.choice([f"{stem}-{firm}.example".lower(), None]),
        "reg_no": f"{4000 + firm}" if source == "register" or rng.random() < 0.05 else None,
    }


def changed(world: pd.DataFrame, rng: random.Random) -> pd.DataFrame:
    """The next night: some listings gone, some printed otherwise, some new."""
    rows = {row["listing_id"]: row for row in world.to_dict("records")}
    for listing_id in rng.sample(sorted(rows), 4):
        del rows[listing_id]
    for listing_id in rng.sample(sorted(rows), 5):
        rows[listing_id] = {**listing(rng, 0), "listing_id": listing_id}
    for number in rng.sample(range(5000, 9000), 6):
        rows[f"l{number:04}"] = listing(rng, number)
    return pd.DataFrame([rows[key] for key in sorted(rows)], dtype=object)


class Nights:
    """Nights one after the other in a folder, with the tables that a home would keep."""

    def __init__(self, path: Path) -> None:
        self.path, self.on = path, FIRST
        self.told: str | None = None
        self.suppressed = "nobody"
        self.matches = pd.DataFrame()

    def resolve(
        self, world: pd.DataFrame, judgements: pd.DataFrame = NO_JUDGEMENTS, save: bool = True
    ) -> Night:
        folder = Folder(self.path)
        with folder.locked():
            night = resolve_night(
                folder,
                world,
                judgements,
                on=self.on,
                clean_sources=CLEAN,
                told_by=self.told,
                suppressed=self.suppressed,
                model_days=7,
            )
            found = night.resolution.matches
            if not night.is_whole:
                stays = set(world["listing_id"]) - set(night.resolution.listing_ids)
                kept = self.matches
                kept = kept[kept["listing_a"].isin(stays) & kept["listing_b"].isin(stays)]
                found = pd.concat([part for part in (kept, found, night.beside) if len(part)])
            self.matches, self.told = (
                found.sort_values(["listing_a", "listing_b"], ignore_index=True),
                night.name,
            )
            if save:
                night.save()
        self.on += timedelta(days=1)
        return night


def groups(ids: list[str], cluster: list[int]) -> set[frozenset[str]]:
    found: dict[int, set[str]] = {}
    for listing_id, number in zip(ids, cluster, strict=True):
        found.setdefault(number, set()).add(listing_id)
    return {frozenset(group) for group in found.values()}


def check(
    nights: Nights, night: Night, world: pd.DataFrame, judgements: pd.DataFrame = NO_JUDGEMENTS
) -> None:
    """Everything is as if all listings had been resolved anew by the same model."""
    cleaned = clean_listings(world)
    anew = resolve_cleaned(
        cleaned, judgements=judgements, level="company", clean_sources=CLEAN, model=night.model
    )
    assert night.cleaned.equals(cleaned)
    ids = cleaned["listing_id"].to_pylist()
    assert groups(ids, night.cluster.tolist()) == groups(ids, anew.cluster.tolist())
    expected = anew.matches.sort_values(["listing_a", "listing_b"], ignore_index=True)
    pd.testing.assert_frame_equal(nights.matches, expected, check_dtype=False)


@pytest.mark.parametrize("seed", [1, 2])
def test_nights_of_small_changes_equal_full_ones(tmp_path: Path, seed: int) -> None:
    rng = random.Random(seed)
    world = pd.DataFrame([listing(rng, number) for number in range(400)], dtype=object)
    nights = Nights(tmp_path / "state")
    first = nights.resolve(world)
    assert first.is_whole
    judgements = NO_JUDGEMENTS
    for _ in range(4):
        world = changed(world, rng)
        pair = sorted(rng.sample(world["listing_id"].tolist(), 2))
        judged = pd.DataFrame([(*pair, rng.choice(["same", "different"]))], columns=NO_JUDGEMENTS.columns)
        judgements = pd.concat([judgements, judged], ignore_index=True) if len(judgements) else judged
        night = nights.resolve(world, judgements)
        assert not night.is_whole and night.model.version == first.model.version
        check(nights, night, world, judgements)
    assert nights.resolve(world, judgements).resolution.listing_ids == [], (
        "nothing changed, nothing is looked at"
    )


def small(seed: int = 5) -> tuple[random.Random, pd.DataFrame]:
    rng = random.Random(seed)
    return rng, pd.DataFrame([listing(rng, number) for number in range(200)], dtype=object)


def test_a_night_that_was_killed_before_its_state_was_kept_is_done_again_with_the_same_weights(
    tmp_path: Path,
) -> None:
    rng, world = small()
    nights = Nights(tmp_path / "state")
    first = nights.resolve(world)
    world = changed(world, rng)
    nights.resolve(world, save=False)
    night = nights.resolve(world)
    assert night.is_whole and night.model.version == first.model.version
    check(nights, night, world)


def test_who_is_suppressed_leaves_no_trace_in_the_state(tmp_path: Path) -> None:
    _, world = small()
    world.loc[3, "name"] = "Zwiebelturm Geheimrat GmbH"
    nights = Nights(tmp_path / "state")
    nights.resolve(world)

    def traces() -> int:
        return sum(
            b"zwiebelturm" in path.read_bytes().lower() for path in tmp_path.rglob("*") if path.is_file()
        )

    assert traces()
    nights.suppressed = "somebody"
    night = nights.resolve(world.drop(index=3))
    assert night.is_whole and not traces()


def test_weights_are_learnt_anew_after_some_days_and_for_other_options(tmp_path: Path) -> None:
    rng, world = small()
    nights = Nights(tmp_path / "state")
    first = nights.resolve(world)
    world = changed(world, rng)
    nights.on = FIRST + timedelta(days=6)
    assert nights.resolve(world).model.version == first.model.version
    assert nights.on == FIRST + timedelta(days=7)
    later = nights.resolve(world)
    assert later.is_whole and later.model.version != first.model.version


def test_a_damaged_state_is_made_again(tmp_path: Path) -> None:
    _, world = small()
    nights = Nights(tmp_path / "state")
    nights.resolve(world)
    next((tmp_path / "state").glob("*-judgements.arrow")).write_bytes(b"x" * 200)
    with pytest.raises(Exception, match="damaged"):
        Folder(tmp_path / "state")


@pytest.mark.parametrize("fact", ["options", "suppressed", "made", "changed", "calibrated"])
def test_a_state_that_another_version_wrote_is_made_again(tmp_path: Path, fact: str) -> None:
    (_, rows), nights = small(), Nights(tmp_path / "state")
    nights.resolve(rows)
    path = tmp_path / "state" / "state.json"
    facts = json.loads(path.read_text())
    del facts[fact]
    path.write_text(json.dumps(facts))
    assert nights.resolve(rows).is_whole and json.loads(path.read_text())[fact] is not None


def test_a_model_that_another_version_wrote_is_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (_, rows), nights = small(), Nights(tmp_path / "state")
    monkeypatch.setattr(model, "FORMAT", model.FORMAT - 1)
    nights.resolve(rows)
    monkeypatch.undo()
    assert nights.resolve(rows).is_whole and not nights.resolve(rows).is_whole


def test_another_night_than_the_next_one_does_no_harm(tmp_path: Path) -> None:
    """A backfill resolves the listings of a past date; then comes tonight again."""
    rng, world = small(9)
    nights = Nights(tmp_path / "state")
    nights.resolve(world)
    past = changed(world, rng)
    night = nights.resolve(past)
    check(nights, night, past)
    again = nights.resolve(world)
    check(nights, again, world)

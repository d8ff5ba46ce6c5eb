"""Why two listings are, or are not, one company: each cause is told in words, and bits add up."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from config.errors import UserError
from config.home import Home
from config.records import TAKEN_BACK
from flows.night_model import NightModel, keep_model, kept_model
from flows.why import PairStory, explain_pair
from flows.why_apart import clean
from tests.warehouse.night import A, B, altered
from transforms.resolve.resolution import resolve_cleaned
from warehouse.query import run_query

JUDGED = ["listing_a", "listing_b", "decision", "author", "judged_at"]


class World:
    """A small published night that was altered, with the listing ids by name."""

    def __init__(self, folder: Path, *statements: str) -> None:
        _, self.snapshot = altered(folder, *statements)
        rows = run_query(self.snapshot, "SELECT * FROM listings ORDER BY listing_id").to_dict("records")
        self.id_of = {str(row["name"]): str(row["listing_id"]) for row in rows}
        model = resolve_cleaned(
            clean([{str(k): v for k, v in row.items()} for row in rows]), level="company"
        ).model
        self.night = NightModel(model, frozenset({"de_fair_exhibitors"}))

    def why(self, a: str, b: str, *judged: tuple[str, str, str], night: bool = True) -> PairStory:
        now = pd.Timestamp("2026-11-20", tz="UTC")
        rows = [(*sorted((self.id_of[x], self.id_of[y])), decision, "ada", now) for x, y, decision in judged]
        judgements = pd.DataFrame(rows, columns=JUDGED)
        return explain_pair(
            self.snapshot, self.id_of[a], self.id_of[b], judgements, self.night if night else None
        )


NUMBERED = (
    "UPDATE listings SET country = 'DE', reg_no = CASE name WHEN 'Brandt Gruppe' THEN '4711' ELSE '0815' END"
)
NAMES = ("Brandt GmbH", "Østergård A/S")


def test_two_that_were_compared_have_the_nights_reasons(tmp_path: Path) -> None:
    story = World(tmp_path).why("Brandt GmbH", "Brandt Gruppe")
    assert story.verdict == "They are one company: probability 0.990, +6.50 bits."
    assert story.reasons == [{"comparison": "name", "level": "same", "bits": 6.5}]
    assert story.data["is_same"] and story.chain == []


def test_two_without_a_key_in_common_are_compared_now_and_add_up(tmp_path: Path) -> None:
    story = World(tmp_path).why(*NAMES)
    assert "never compared: no key in common" in story.verdict and not story.data["was_compared"]
    assert sum(row["bits"] for row in story.reasons) == pytest.approx(story.data["log_odds"])
    assert "no model of the night is kept" in World(tmp_path / "again").why(*NAMES, night=False).verdict


def test_two_that_came_to_too_little_are_told_with_their_keys(tmp_path: Path) -> None:
    story = World(tmp_path, "UPDATE listings SET phone = '+49 30 1234567' WHERE name <> '南方机械'").why(
        *NAMES
    )
    assert "end of the phone number" in story.verdict and "phone" in story.data["shared_keys"]


def test_a_listing_in_between_ties_two_together(tmp_path: Path) -> None:
    world = World(
        tmp_path,
        f"UPDATE listings SET company_id = '{A}' WHERE name LIKE 'Øst%'",
        """INSERT INTO matches SELECT least(x.listing_id, y.listing_id), greatest(x.listing_id, y.listing_id),
           4.0, 0.94, true, '{"phone": ["same", 4.0]}' FROM listings x, listings y
           WHERE x.name = 'Brandt Gruppe' AND y.name LIKE 'Øst%'""",
    )
    story = world.why(*NAMES)
    assert "Other listings tie them together" in story.verdict
    assert [(step["name_a"], step["name_b"], step["bits"]) for step in story.chain] == [
        ("Brandt GmbH", "Brandt Gruppe", 6.5),
        ("Brandt Gruppe", "Østergård A/S", 4.0),
    ]
    back = world.why(*reversed(NAMES)).chain
    assert [(step["name_a"], step["name_b"]) for step in back] == [
        ("Østergård A/S", "Brandt Gruppe"),
        ("Brandt Gruppe", "Brandt GmbH"),
    ]


def test_what_keeps_two_companies_apart_is_named(tmp_path: Path) -> None:
    world = World(
        tmp_path,
        NUMBERED,
        f"UPDATE listings SET company_id = '{B}' WHERE name = 'Brandt Gruppe'",
        "UPDATE listings SET source = 'de_fair_exhibitors'",
    )
    verdict = world.why("Brandt GmbH", "Brandt Gruppe").verdict
    assert "two companies: probability 0.990" in verdict
    assert "Both have a listing of de_fair_exhibitors, which lists nobody twice." in verdict
    assert "register numbers" not in verdict, "one number of theirs is the same"
    told = world.why("Brandt GmbH", "Brandt Gruppe", ("Brandt GmbH", "Østergård A/S", "different")).verdict
    assert "ada judged" in told and "to be different" in told


def test_two_register_numbers_of_one_country_are_named(tmp_path: Path) -> None:
    world = World(
        tmp_path,
        NUMBERED,
        f"UPDATE listings SET company_id = '{B}' WHERE name = 'Brandt Gruppe'",
        f"UPDATE listings SET company_id = '{A}' WHERE name LIKE 'Øst%'",
    )
    assert (
        "register numbers of de differ: 815 and 4711"
        in world.why("Brandt GmbH", "Brandt Gruppe").verdict.lower()
    )


def test_the_average_over_all_pairs_is_told_where_it_decided(tmp_path: Path) -> None:
    world = World(
        tmp_path,
        f"UPDATE listings SET company_id = '{B}' WHERE name = 'Brandt Gruppe'",
        "UPDATE matches SET log_odds = 1.5",
    )
    assert (
        "Over all 2 pairs between the two companies the average is -0.25 bits"
        in world.why("Brandt GmbH", "Brandt Gruppe").verdict
    )


def test_a_judgement_stands_first_and_says_whether_the_night_went_by_it(tmp_path: Path) -> None:
    world = World(tmp_path)
    pair = ("Brandt GmbH", "Brandt Gruppe")
    assert "ada judged them same on 2026-11-20." in world.why(*pair, (*pair, "same")).verdict
    assert "the next run goes by it" in world.why(*pair, (*pair, "different")).verdict
    world_open = explain_pair(
        world.snapshot,
        *(world.id_of[name] for name in pair),
        pd.DataFrame(
            [
                (
                    *sorted(world.id_of[name] for name in pair),
                    "unsure",
                    "ada",
                    pd.Timestamp(0, tz="UTC"),
                    TAKEN_BACK,
                )
            ],
            columns=[*JUDGED, "note"],
        ),
    )
    assert "ada" not in world_open.verdict and world_open.data["judgement"] is None, "taken back"
    apart = World(tmp_path / "apart", f"UPDATE listings SET company_id = '{B}' WHERE name = 'Brandt Gruppe'")
    assert apart.why(*pair, (*pair, "different")).verdict.count("ada") == 1, "said once"


def test_one_listing_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="given twice"):
        World(tmp_path).why("Brandt GmbH", "Brandt GmbH")


def test_the_model_of_the_night_replaces_the_one_before_and_a_damaged_one_is_none(tmp_path: Path) -> None:
    home, world = Home(tmp_path / "home"), World(tmp_path / "world")
    assert kept_model(home) is None
    other = World(tmp_path / "other", "UPDATE listings SET phone = '+49 30 1234'").night.model
    for model in (world.night.model, other, other):
        keep_model(home, model, frozenset({"a"}))
    kept = kept_model(home)
    assert kept is not None and kept.model.version == other.version and kept.clean_sources == {"a"}
    assert len(list(home.resolve.glob("model-*"))) == 1
    next(home.resolve.glob("model-*/model.json")).write_text("{}")
    assert kept_model(home) is None

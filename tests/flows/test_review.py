"""The review asks what matters, keeps each answer at once, and tells when people contradict each other."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

import pytest
import typer

from config.errors import UserError
from config.home import Home
from flows.cli.options import author_of
from flows.judging import among, contradictions, decide, standing, take_back
from flows.review import Question, Review, questions, side_by_side
from tests.flows.homes import prospects
from tests.warehouse.night import altered
from warehouse.ledger import Ledger
from warehouse.query import run_query


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger(tmp_path / "ledger.sqlite") as opened:
        yield opened


def snapshot(folder: Path, *priorities: tuple[str, str, float]) -> Path:
    """The small night with a queue of pairs, given by name."""
    queue = [
        f"""INSERT INTO review_queue
            SELECT least(x.listing_id, y.listing_id), greatest(x.listing_id, y.listing_id), x.name, y.name,
                   0.5, {priority}
            FROM listings x, listings y WHERE x.name = '{a}' AND y.name = '{b}'"""
        for a, b, priority in priorities
    ]
    return altered(folder / "world", *queue)[1]


def ids(path: Path) -> dict[str, str]:
    rows = run_query(path, "SELECT name, listing_id FROM listings").to_dict("records")
    return {row["name"]: row["listing_id"] for row in rows}


QUEUE = (("Brandt GmbH", "Brandt Gruppe", 1.0), ("Brandt GmbH", "Østergård A/S", 3.0))


class Session:
    """A review with typed answers; what was shown and said is kept."""

    def __init__(self, ledger: Ledger, asked: list[Question], *answers: str) -> None:
        self.shown: list[tuple[str, str]] = []
        self.said: list[str] = []
        self.whys = 0
        waiting = list(answers)
        self.kept = Review(
            ledger,
            "ada",
            lambda question, at, of: self.shown.append((question.name_a, question.name_b)),
            lambda: waiting.pop(0) if waiting else "q",
            self.said.append,
            lambda question: setattr(self, "whys", self.whys + 1),
        ).run(asked)


def test_the_queue_is_asked_by_priority_and_without_what_was_judged_since(
    tmp_path: Path, ledger: Ledger
) -> None:
    path = snapshot(tmp_path, *QUEUE)
    first, second = questions(path, ledger)
    assert [first.priority, second.priority] == [3.0, 1.0]
    assert questions(path, ledger, limit=1) == [first]
    decide(ledger, first.listing_a, first.listing_b, "unsure", "ada")
    assert questions(path, ledger) == [second]
    take_back(ledger, first.listing_a, first.listing_b, "ada", None)
    assert questions(path, ledger) == [first, second], "what was taken back is open again"


def test_every_answer_is_kept_at_once(tmp_path: Path, ledger: Ledger) -> None:
    asked = questions(snapshot(tmp_path, *QUEUE), ledger)
    session = Session(ledger, asked, "d", "s")
    assert session.kept == {"same": 1, "different": 1, "unsure": 0}
    for question, decision in zip(asked, ("different", "same"), strict=True):
        held = standing(ledger, question.listing_a, question.listing_b)
        assert held is not None and (held["decision"], held["author"]) == (decision, "ada")


def test_an_answer_is_in_the_ledger_before_the_next_question(tmp_path: Path, ledger: Ledger) -> None:
    asked = questions(snapshot(tmp_path, *QUEUE), ledger)
    kept: list[int] = []

    def put(question: Question, at: int, of: int) -> None:
        kept.append(len(ledger.judgements()))

    Review(ledger, "ada", put, lambda: "u", print, print).run(asked)
    assert kept == [0, 1]


def test_skip_undo_quit_and_nonsense(tmp_path: Path, ledger: Ledger) -> None:
    asked = questions(snapshot(tmp_path, *QUEUE), ledger)
    session = Session(ledger, asked, "undo", "same", "undo", "maybe", "w", "", "d", "q")
    assert session.kept == {"same": 0, "different": 1, "unsure": 0}
    assert session.whys == 1
    assert [words.split(" ")[0] for words in session.said] == ["There", "Taken", "'maybe'", "That"]
    held = standing(ledger, asked[0].listing_a, asked[0].listing_b)
    assert held is not None and (held["decision"], held["note"]) == ("unsure", "taken back")
    assert len(ledger.judgement_history()) == 3, "nothing is deleted"


def test_what_another_person_has_judged_meanwhile_is_not_asked_again(tmp_path: Path, ledger: Ledger) -> None:
    asked = questions(snapshot(tmp_path, *QUEUE), ledger)
    with Ledger(ledger.path) as other:
        decide(other, asked[0].listing_a, asked[0].listing_b, "different", "eve")
        session = Session(ledger, asked, "q")
        assert session.shown == [(asked[0].name_a, asked[0].name_b)], (
            "judged before the session: asked on purpose"
        )
        begun = list(asked)
        answers = iter(["s", "undo", "undo", "s", "q"])

        def answer() -> str:
            decide(other, begun[1].listing_a, begun[1].listing_b, "different", "eve")
            return next(answers)

        shown: list[int] = []
        said: list[str] = []
        review = Review(ledger, "ada", lambda question, at, of: shown.append(at), answer, said.append, print)
        assert review.run(asked) == review.kept() == {"same": 1, "different": 0, "unsure": 0}
    assert shown == [1, 1, 1], "the first is asked again when it is taken back, the second never"
    assert sum("eve judged" in words and "not asked" in words for words in said) == 2


def test_a_contradiction_with_a_listing_that_is_gone_is_neither_asked_nor_told(
    tmp_path: Path, ledger: Ledger
) -> None:
    path = snapshot(tmp_path, *QUEUE)
    one, two = list(ids(path).values())[:2]
    for a, b, verdict in ((one, "gone", "same"), ("gone", two, "same"), (one, two, "different")):
        decide(ledger, a, b, verdict, "ada")
    assert contradictions(ledger.judgements()) and not any(q.conflict for q in questions(path, ledger))
    assert len(among(ledger.judgements(), {one, two})) == 1


def test_undo_brings_back_what_held_before(ledger: Ledger) -> None:
    decide(ledger, "l1", "l2", "different", "eve", "other street")
    asked = [Question("l1", "l2", "A", "B")]
    Session(ledger, asked, "s", "undo", "q")
    held = standing(ledger, "l2", "l1")
    assert held is not None and (held["decision"], held["note"]) == ("different", "other street")


def test_a_contradiction_is_told_at_once_and_asked_first(tmp_path: Path, ledger: Ledger) -> None:
    path = snapshot(tmp_path, *QUEUE)
    id_of = ids(path)
    a, b, c = (id_of[name] for name in ("Brandt GmbH", "Brandt Gruppe", "Østergård A/S"))
    assert decide(ledger, a, b, "same", "ada") == []
    assert decide(ledger, b, c, "same", "ada") == []
    (told,) = decide(ledger, c, a, "different", "eve")
    assert told.startswith("This contradicts other judgements: ")
    assert all(listing in told for listing in (a, b, c)) and "eve" in told
    assert decide(ledger, a, "lx", "same", "ada") == [], "an old contradiction is not told again"
    conflict, *rest = questions(path, ledger)
    assert conflict.conflict and {conflict.listing_a, conflict.listing_b} in ({a, b}, {b, c})
    assert all(question.conflict is None for question in rest)
    decide(ledger, conflict.listing_a, conflict.listing_b, "different", "ada")
    assert contradictions(ledger.judgements()) == []


def test_who_decides_is_asked_of_a_user_without_a_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("getpass.getuser", lambda: (_ for _ in ()).throw(KeyError("uid not found: 4711")))
    assert author_of(" ada ") == "ada"
    with pytest.raises(UserError, match="--author NAME"):
        author_of(" ")


def test_judging_a_pair_the_other_way_is_told(ledger: Ledger) -> None:
    decide(ledger, "l1", "l2", "same", "ada")
    (told,) = decide(ledger, "l2", "l1", "different", "eve")
    assert "ada judged" in told and "the later judgement holds" in told
    assert decide(ledger, "l2", "l1", "unsure", "eve") == []


def test_two_listings_stand_side_by_side_with_their_differences_marked(tmp_path: Path) -> None:
    path = snapshot(tmp_path, *QUEUE)
    id_of = ids(path)
    rows = side_by_side(path, id_of["Brandt GmbH"], id_of["Østergård A/S"])
    marks = {row[""]: row["="] for row in rows}
    assert marks["name"] == "≠" and marks["country"] == "≠" and marks["phone"] == "" and marks["url"] == ""
    same = {row[""]: row["="] for row in side_by_side(path, id_of["Brandt GmbH"], id_of["Brandt Gruppe"])}
    assert same["country"] == "="


def test_without_a_terminal_the_queue_is_listed(good_home: Path, tmp_path: Path) -> None:
    home = Path(shutil.copytree(good_home, tmp_path / "home"))
    assert prospects("review", "--home", home).out.startswith("Nothing is doubtful")
    sql = "SELECT listing_id FROM listings ORDER BY name"
    rows = json.loads(prospects("query", sql, "--json", "--home", home).out)
    one, two, three = (row["listing_id"] for row in rows[:3])
    for a, b, verdict in ((one, two, "same"), (two, three, "same"), (one, three, "different")):
        told = prospects("judge", a, b, verdict, "--home", home).out
    assert "This contradicts other judgements" in told
    (conflict,) = json.loads(prospects("review", "--json", "--limit", "1", "--home", home).out)
    assert conflict["conflict"] and conflict["name_a"]
    assert "is set aside" in " ".join(prospects("review", "--home", home).out.split())
    with (
        mock.patch.object(typer, "prompt", side_effect=["unsure", "undo", "s", typer.Abort]) as asked,
        mock.patch("sys.stdin.isatty", return_value=True),
    ):
        ended = prospects("review", "--author", "eve", "--home", home)
    assert ended.code == 0 and "Kept: 1 same, 0 different, 0 unsure." in ended.out and asked.call_count == 4
    with Ledger(Home(home).ledger) as ledger:
        assert len(ledger.judgements()) == 3
    with (
        mock.patch.object(typer, "prompt", return_value="same"),
        mock.patch("flows.review.side_by_side", side_effect=[[], KeyboardInterrupt]),
        mock.patch("sys.stdin.isatty", return_value=True),
        mock.patch("flows.review.questions", return_value=[Question(one, two, "A", "B")] * 2),
    ):
        ended = prospects("review", "--author", "eve", "--home", home)
    assert ended.code == 0 and "Kept: 1 same, 0 different, 0 unsure." in ended.out, "Ctrl-C at any moment"
    assert prospects("run", "--inline", "--home", home, "--date", "2026-11-18").code == 0
    sql = "SELECT message FROM issues WHERE kind = 'contradiction'"
    (issue,) = json.loads(prospects("query", sql, "--json", "--home", home).out)
    assert "is set aside" in issue["message"]

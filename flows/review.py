"""The review: questions in the order of what their answers change, and a session that asks them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from config.records import TAKEN_BACK, Decision
from flows.asking import Rows, ask
from flows.judging import among, contradictions, decide, standing, take_back
from flows.why_apart import clean
from warehouse.ledger import Ledger

_QUEUE = "SELECT * FROM review_queue ORDER BY priority DESC, listing_a, listing_b"
_PUBLISHED = "SELECT listing_id, name FROM listings WHERE list_contains($ids, listing_id)"
_ASKED_SINCE = "Meanwhile {author} judged {a} and {b} {decision}; you are not asked."
_PAIR = "SELECT * FROM listings WHERE listing_id IN ($a, $b) ORDER BY listing_id = $b"
_COMPARED = {
    "name": ("name",),
    "street": ("street", "number"),
    "postcode": ("postcode",),
    "city": ("city",),
    "country": ("country",),
    "phone": ("phone",),
    "website": ("domain",),
    "email": ("domain", "mail"),
    "category": ("category",),
    "reg_no": ("reg",),
    "lei": ("lei",),
    "vat_id": ("vat",),
}
"""Printed column -> what is compared of it."""
_BESIDE = ("listing_id", "source", "region", "legal_form", "description", "url")
ANSWERS: dict[str, Decision] = {"s": "same", "d": "different", "u": "unsure"}


@dataclass(frozen=True)
class Question:
    """One pair to decide about; ``conflict`` names judgements that cannot all hold, if that is why."""

    listing_a: str
    listing_b: str
    name_a: str
    name_b: str
    probability: float | None = None
    priority: float | None = None
    conflict: str | None = None

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def questions(snapshot: Path, ledger: Ledger, limit: int | None = None) -> list[Question]:
    """Return what to ask: contradictory judgements first, then the queue without what has been judged since.

    Raises:
        UserError: nothing is published.
    """
    judgements = ledger.judgements()
    ids = sorted({*judgements["listing_a"], *judgements["listing_b"]})
    names = {row["listing_id"]: row["name"] for row in ask(snapshot, _PUBLISHED, {"ids": ids})} if ids else {}
    found: list[Question] = []
    for conflict in contradictions(among(judgements, names)):
        a, b = conflict.set_aside or conflict.listings[:2]
        found.append(Question(a, b, names[a], names[b], conflict=conflict.words))
    is_open = (judgements["decision"] == "unsure") & (judgements["note"] == TAKEN_BACK)
    held = judgements[~is_open]
    done = set(zip(held["listing_a"], held["listing_b"], strict=True))
    for row in ask(snapshot, _QUEUE):
        if (row["listing_a"], row["listing_b"]) not in done:
            found.append(Question(**{name: row[name] for name in row if name in Question.__annotations__}))
    return found[:limit]


def side_by_side(snapshot: Path, a: str, b: str) -> Rows:
    """Return the values of two listings, each with a mark: ``=`` compared equal, ``≠`` compared other."""
    pair = ask(snapshot, _PAIR, {"a": a, "b": b})
    cleaned = {row["listing_id"]: row for row in clean(pair).to_pylist()}
    rows = []
    for column in (*_BESIDE[:2], *_COMPARED, *_BESIDE[2:]):
        one, other = (row[column] for row in pair)
        if one is None and other is None:
            continue
        x, y = ([cleaned[id_][name] for name in _COMPARED.get(column, ())] for id_ in (a, b))
        known = any(x) and any(y) and one is not None and other is not None
        mark = ("=" if x == y else "≠") if known else ""
        rows.append({"": column, "A": one, "=": mark, "B": other})
    return rows


class Review:
    """A session: ``put`` shows a question, ``answer`` returns what the person typed (see `HELP`)."""

    HELP = "s(ame), d(ifferent), u(nsure), Enter to skip, undo, w(hy), q(uit)"

    def __init__(
        self,
        ledger: Ledger,
        author: str,
        put: Callable[[Question, int, int], None],
        answer: Callable[[], str],
        say: Callable[[str], None],
        why: Callable[[Question], None],
    ) -> None:
        self._ledger, self._author = ledger, author
        self._put, self._answer, self._say, self._why = put, answer, say, why
        self._made: list[tuple[int, Decision, dict[str, Any] | None]] = []

    def kept(self) -> dict[str, int]:
        """Return how many of each decision are kept so far."""
        return {
            decision: sum(1 for _, kept, _ in self._made if kept == decision) for decision in ANSWERS.values()
        }

    def run(self, asked: list[Question]) -> dict[str, int]:
        """Ask until all is answered or the person has had enough; return how many of each decision were kept.

        Every decision is in the ledger before the next question is shown, so nothing is lost by a crash.
        What somebody else has judged since the questions were put together is not asked again.
        """
        made, at, own = self._made, 0, set[int]()
        begun = {_pair(row): row["judged_at"] for row in self._ledger.judgements().to_dict("records")}
        while True:
            if at < len(asked):
                if at not in own and (other := self._judged_since(asked[at], begun)):
                    self._say(other)
                    at += 1
                    continue
                self._put(asked[at], at + 1, len(asked))
            else:
                self._say("That was the last one; undo, or Enter to finish.")
            given = self._answer().strip().lower()
            if given in ("q", "quit") or (at == len(asked) and given not in ("undo", "z")):
                break
            if given in ("undo", "z"):
                if not made:
                    self._say("There is nothing to undo in this session.")
                    continue
                at, _, before = made.pop()
                take_back(self._ledger, asked[at].listing_a, asked[at].listing_b, self._author, before)
                self._say(f"Taken back: {asked[at].name_a} and {asked[at].name_b}.")
            elif given in ("w", "why"):
                self._why(asked[at])
            elif given in ("", "skip"):
                at += 1
            elif given[0] in ANSWERS and ANSWERS[given[0]].startswith(given):
                own.add(at)
                made.append((at, *self._keep(asked[at], ANSWERS[given[0]])))
                at += 1
            else:
                self._say(f"'{given}' is no answer; type {self.HELP}.")
        return self.kept()

    def _judged_since(self, question: Question, begun: dict[tuple[str, str], Any]) -> str | None:
        """Return who has judged the pair since the session began, as a sentence."""
        held = standing(self._ledger, question.listing_a, question.listing_b)
        if held is None or held["note"] == TAKEN_BACK or held["judged_at"] == begun.get(_pair(held)):
            return None
        return _ASKED_SINCE.format(
            author=held["author"], a=question.name_a, b=question.name_b, decision=held["decision"]
        )

    def _keep(self, question: Question, decision: Decision) -> tuple[Decision, dict[str, Any] | None]:
        before = standing(self._ledger, question.listing_a, question.listing_b)
        for sentence in decide(self._ledger, question.listing_a, question.listing_b, decision, self._author):
            self._say(sentence)
        return decision, before


def _pair(judgement: Mapping[Any, Any]) -> tuple[str, str]:
    return str(judgement["listing_a"]), str(judgement["listing_b"])

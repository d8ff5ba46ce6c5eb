"""Judgements of people: kept at once in the ledger, and told at once where they contradict earlier ones."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from config.records import TAKEN_BACK, Decision, Judgement
from warehouse.ledger import Ledger

if TYPE_CHECKING:
    import pandas as pd

    from transforms.resolve.judged import Contradiction


def decide(
    ledger: Ledger, a: str, b: str, decision: Decision, author: str, note: str | None = None
) -> list[str]:
    """Keep a judgement, and return a sentence for each contradiction that it brings."""
    before = ledger.judgements()
    earlier = _of_pair(before, a, b)
    ledger.add_judgement(
        Judgement(
            listing_a=a,
            listing_b=b,
            decision=decision,
            author=author,
            judged_at=datetime.now(UTC),
            note=note,
        )
    )
    told = []
    if earlier and {earlier["decision"], decision} == {"same", "different"}:
        on = f"{earlier['judged_at']:%Y-%m-%d}"
        told.append(
            f"{earlier['author']} judged {a} and {b} {earlier['decision']} on {on};"
            f" now they are {decision}: the later judgement holds."
        )
    known = {found.words for found in contradictions(before)}
    new = [found.words for found in contradictions(ledger.judgements()) if found.words not in known]
    return told + [f"This contradicts other judgements: {words}" for words in new]


def take_back(ledger: Ledger, a: str, b: str, author: str, before: dict[str, Any] | None) -> None:
    """Undo the last judgement of a pair: what held before it holds again, or the pair is open again.

    Nothing is deleted: taking back is a judgement of its own.

    Args:
        before: row of `Ledger.judgements` that held before, if there was one.
    """
    decision: Decision = before["decision"] if before else "unsure"
    note = before["note"] if before else TAKEN_BACK
    decide(ledger, a, b, decision, author, note if isinstance(note, str) else None)


def standing(ledger: Ledger, a: str, b: str) -> dict[str, Any] | None:
    """Return the judgement that holds for a pair now, or None."""
    return _of_pair(ledger.judgements(), a, b)


def contradictions(judgements: pd.DataFrame) -> list[Contradiction]:
    """Return the chains of ``same`` whose ends were judged ``different``.

    Args:
        judgements: one row a pair, as `Ledger.judgements` returns them.
    """
    from transforms.resolve.judged import read_judgements, settle

    ids = sorted({*judgements["listing_a"], *judgements["listing_b"]})
    judged = read_judgements(judgements, ids)
    return settle(judged, ids, lambda x, y: 0.0).contradictions


def among(judgements: pd.DataFrame, listings: Collection[str]) -> pd.DataFrame:
    """Return the judgements about these listings alone: what is not there contradicts nothing."""
    there = list(listings)
    return judgements[judgements["listing_a"].isin(there) & judgements["listing_b"].isin(there)]


def _of_pair(judgements: pd.DataFrame, a: str, b: str) -> dict[str, Any] | None:
    small, large = sorted((a, b))
    rows = judgements[(judgements["listing_a"] == small) & (judgements["listing_b"] == large)]
    found: list[dict[str, Any]] = [{str(k): v for k, v in row.items()} for row in rows.to_dict("records")]
    return found[0] if found else None

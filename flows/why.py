"""Why two listings are, or are not, one company: their own evidence, and what their companies add to it."""

from __future__ import annotations

import json
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from config.errors import UserError
from config.records import TAKEN_BACK
from flows.asking import Rows, ask
from flows.night_model import NightModel
from flows.why_apart import barriers, clean

if TYPE_CHECKING:
    import pandas as pd

    from transforms.resolve.pair import Compared

MOST = 2_000
"""Listings of a company that are looked at."""
KEPT_FROM = -4.0
_SHOWN = "listing_id source name street postcode city country phone website email reg_no company_id".split()
_PAIR = "SELECT * FROM listings WHERE listing_id IN ($a, $b) ORDER BY listing_id = $b"
_OF_COMPANIES = (
    f"SELECT * FROM listings WHERE list_contains($ids, company_id) ORDER BY listing_id LIMIT {MOST}"
)
_MATCHES = """
SELECT m.listing_a, m.listing_b, m.log_odds, m.reasons, la.company_id AS company_a, lb.company_id AS company_b
FROM matches m
JOIN listings la ON la.listing_id = m.listing_a JOIN listings lb ON lb.listing_id = m.listing_b
WHERE list_contains($ids, la.company_id) AND list_contains($ids, lb.company_id)
"""
_AT_ODDS = "; the next run goes by it, unless another judgement says otherwise of one of the two."


@dataclass(frozen=True)
class PairStory:
    """Why two listings are, or are not, one company."""

    listings: Rows
    verdict: str
    reasons: Rows
    chain: Rows
    """How other listings tie the two together, step by step, where they are one company by that."""
    data: dict[str, Any] = field(default_factory=dict)


def explain_pair(
    snapshot: Path,
    a: str,
    b: str,
    judgements: pd.DataFrame | None = None,
    night: NightModel | None = None,
) -> PairStory:
    """Return the evidence for and against two listings being one company, and what a person said of it.

    Args:
        judgements: the ledger's, one row a pair; they are obeyed, whatever the probability.
        night: the model of the night; it compares what the night did not.

    Raises:
        UserError: an id that is not published, or one id twice.
    """
    check_listings(snapshot, a, b)
    if a == b:
        raise UserError(f"'{a}' was given twice; two different listings can be compared.")
    one, other = ask(snapshot, _PAIR, {"a": a, "b": b})
    small, large = sorted((a, b))
    found = ask(snapshot, "SELECT * FROM matches WHERE listing_a = ? AND listing_b = ?", [small, large])
    match = found[0] if found else None
    compared = _compare([one, other], night) if night else None
    together = one["company_id"] == other["company_id"]
    evidence = _evidence(match, compared)
    sentences = [_own_words(match, compared, together, evidence)]
    ids = sorted({str(one["company_id"]), str(other["company_id"])})
    members = ask(snapshot, _OF_COMPANIES, {"ids": ids})
    matches = ask(snapshot, _MATCHES, {"ids": ids})
    chain: Rows = []
    against: list[str] = []
    if together and (evidence is None or evidence["log_odds"] < 0):
        chain = _chain(members, matches, judgements, a, b)
        sentences += ["Other listings tie them together:"] if len(chain) > 1 else []
        if len(chain) == 1:
            sentences.append(f"What joined them: {chain[0]['why']}.")
    elif not together:
        of_others = judgements
        if judgements is not None:
            is_theirs = (judgements["listing_a"] == small) & (judgements["listing_b"] == large)
            of_others = judgements[~is_theirs]
        against = barriers(
            members, matches, (str(one["company_id"]), str(other["company_id"])), of_others, night
        )
        sentences += against
    said = _judgement(judgements, small, large)
    if said:
        verdict = f"{said['author']} judged them {said['decision']} on {said['judged_at']:%Y-%m-%d}"
        agrees = said["decision"] == "unsure" or together == (said["decision"] == "same")
        sentences.insert(1, verdict + ("." if agrees else _AT_ODDS))
    told = {key: (one[key], other[key]) for key in _SHOWN}
    reasons = evidence["reasons"] if evidence else {}
    return PairStory(
        [{"": key, "A": x, "B": y} for key, (x, y) in told.items() if x or y],
        " ".join(sentences),
        [{"comparison": name, "level": level, "bits": bits} for name, (level, bits) in reasons.items()],
        chain,
        {
            "a": {key: one[key] for key in _SHOWN},
            "b": {key: other[key] for key in _SHOWN},
            "is_same": together,
            "match": match,
            "was_compared": match is not None or bool(compared and not compared.never),
            "log_odds": evidence["log_odds"] if evidence else None,
            "reasons": reasons,
            "shared_keys": compared.shared if compared else None,
            "too_common_keys": compared.too_common if compared else None,
            "chain": chain,
            "against": against,
            "judgement": said,
        },
    )


def check_listings(snapshot: Path, *ids: str) -> None:
    """Refuse ids that are not published.

    Raises:
        UserError: an unknown id.
    """
    for listing in ids:
        if not ask(snapshot, "SELECT 1 AS one FROM listings WHERE listing_id = ?", [listing]):
            raise UserError(
                f"no listing '{listing}' is published; 'prospects explain COMPANY' lists the ids."
            )


def judged_same(judgements: pd.DataFrame | None) -> list[tuple[str, str]]:
    """Return the pairs that a person judged the same."""
    if judgements is None or judgements.empty:
        return []
    same = judgements[judgements["decision"] == "same"]
    return list(zip(same["listing_a"], same["listing_b"], strict=True))


def _compare(rows: Rows, night: NightModel) -> Compared:
    from transforms.resolve.pair import compare_two

    return compare_two(clean(rows), night.model)


def _evidence(match: Mapping[str, Any] | None, compared: Compared | None) -> dict[str, Any] | None:
    """The pair's own bits with their reasons: those of the night, or else those of now."""
    if match:
        return {"log_odds": match["log_odds"], "reasons": json.loads(match["reasons"] or "{}")}
    return {"log_odds": compared.log_odds, "reasons": compared.reasons} if compared else None


def _own_words(
    match: Mapping[str, Any] | None,
    compared: Compared | None,
    together: bool,
    evidence: Mapping[str, Any] | None,
) -> str:
    """Say whether the two are one company, whether they were compared, and what came of it."""
    verdict = f"They are {'one company' if together else 'two companies'}"
    if match:
        return f"{verdict}: probability {match['probability']:.3f}, {match['log_odds']:+.2f} bits."
    if compared is None or evidence is None:
        return (
            f"{verdict}; the two were not compared directly, and no model of the night is kept to do it now."
        )
    bits = f"{evidence['log_odds']:+.2f} bits"
    if compared.is_equal:
        return f"{verdict}; both print the same in every field that is compared ({bits} by themselves)."
    if not compared.never:
        kept = "" if evidence["log_odds"] >= KEPT_FROM else f", less than the {KEPT_FROM:+.0f} that are kept"
        return f"{verdict}: they share {_listed(compared.shared)} and come to {bits}{kept}."
    if compared.too_common:
        return (
            f"{verdict}; they were never compared: what they share, {_listed(compared.too_common)}, too many"
            f" other listings have too. Compared now they come to {bits}."
        )
    return (
        f"{verdict}; they were never compared: no key in common, neither name nor phone, web site, address or"
        f" number. Compared now they come to {bits}."
    )


def _listed(kinds: Iterable[str]) -> str:
    from transforms.resolve.pair import KEY_WORDS

    words = [KEY_WORDS.get(kind, kind) for kind in kinds]
    return ", ".join(words[:-1]) + (" and " if len(words) > 1 else "") + words[-1]


def _chain(members: Rows, matches: Rows, judgements: pd.DataFrame | None, a: str, b: str) -> Rows:
    from transforms.resolve.tree import merge_tree, path

    joins = path(merge_tree(clean(members).to_pylist(), matches, judged_same(judgements)), a, b)
    names = {row["listing_id"]: row["name"] for row in members}
    steps: Rows = []
    for join in joins:
        other = join.b if join.a == a else join.a
        told = {"a": a, "name_a": names[a], "b": other, "name_b": names[other]}
        steps.append(told | {"bits": join.bits, "why": join.why})
        a = other
    return steps


def _judgement(judgements: pd.DataFrame | None, a: str, b: str) -> dict[Hashable, Any] | None:
    if judgements is None:
        return None
    pair = (judgements["listing_a"] == a) & (judgements["listing_b"] == b)
    rows = judgements[pair].to_dict("records")
    is_open = bool(rows) and rows[0]["decision"] == "unsure" and rows[0].get("note") == TAKEN_BACK
    return rows[0] if rows and not is_open else None

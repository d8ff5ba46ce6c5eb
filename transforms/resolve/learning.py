"""Learn from judgements: a logistic model on what the label-free weights see, kept only where it is better.

Judgements alone would mislead: people judge some kinds of pairs and not others, and as many matches as
non-matches, which no file holds. So the candidate pairs that nobody judged have a voice too, each as
much of a match as the label-free weights say at first, and the learnt ones after that.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from transforms.resolve.compare import Comparer
from transforms.resolve.components import components
from transforms.resolve.learned import Learned, features, of_weights
from transforms.resolve.prepare import Codes
from transforms.resolve.scoring import Scored

Pair = tuple[int, int]

MIN_JUDGEMENTS = 100
GROWN = 1.5
"""Times as many judgements as last time, from which it is worth while to learn anew."""
MIN_OF_EACH = 10
"""Judged pairs of either kind among the candidates, without which there is nothing to tell apart."""
FOLDS = 5
UNJUDGED = 10_000
"""Candidate pairs without a judgement that have a voice."""
VOICES = (4.0, 0.5)
"""What all of them count together, as a multiple of the judged pairs.

Loud, they keep the mix of matches what it is in the file. But where the label-free weights are badly wrong
so are they, and the second voice is taken if it is wrong on less than half as many held-out judgements.
"""
CERTAIN = 0.001
"""Probability from 0 or 1 up to which such a pair counts as 0 or 1."""
ROUNDS = 3
"""How often the pairs that nobody judged are told anew what they are."""
FREEDOM = 0.1
"""Inverse strength of the pull towards no correction at all."""
ANCHOR = 10.0
"""How much freer the label-free evidence as a whole is: a few judgements correct it, not replace it."""
STEPS = 50
"""Most steps of a fit; it mostly takes six."""
MOST_BITS = 12.0
"""Beyond these bits a pair is no surer: clustering listens no further either."""


@dataclass(frozen=True)
class Lesson:
    """Pairs to learn from.

    features: see `learned.features`. bits: label-free log-odds. known: 1 judged same, or so by a chain of
    judgements, 0 different, -1 not known. is_judged: judged itself. group_a, group_b: the companies of both
    ends, as far as judgements tell.
    """

    features: Codes
    bits: Codes
    known: Codes
    is_judged: Codes
    group_a: Codes
    group_b: Codes


@dataclass(frozen=True)
class Taught:
    """What came of learning: the model, None where the label-free weights stay, and why in counts."""

    learned: Learned | None
    report: dict[str, Any]


def is_due(judgements: int, before: int) -> bool:
    """True where so many judgements are enough to learn from, and many more than those before."""
    return judgements >= (GROWN * before if before >= MIN_JUDGEMENTS else MIN_JUDGEMENTS)


def learn(comparer: Comparer, scored: Scored, must: list[Pair], cannot: list[Pair]) -> Taught:
    """Fit a model and keep it if held-out judgements say that it is better than the label-free weights.

    Args:
        comparer, scored: of the records, and what the label-free weights say of their candidate pairs.
        must, cannot: judged pairs of records that do not contradict each other.
    """
    report: dict[str, Any] = {"judgements": len(must) + len(cannot), "took_over": False}
    if len(must) + len(cannot) < MIN_JUDGEMENTS:
        return Taught(None, {**report, "reason": f"fewer than {MIN_JUDGEMENTS} judgements"})
    lesson = _lesson(comparer, scored, must, cannot)
    judged = lesson.known[lesson.is_judged]
    same, different = int((judged == 1).sum()), int((judged == 0).sum())
    report |= {"compared_same": same, "compared_different": different}
    if min(same, different) < MIN_OF_EACH:
        return Taught(None, {**report, "reason": "too few judgements of one kind on compared pairs"})
    at = np.flatnonzero(lesson.is_judged)
    before, voice = lesson.bits[at], VOICES[0]
    after = _held_out(lesson, voice)[at]
    for other in VOICES[1:]:
        bits = _held_out(lesson, other)[at]
        lost, won = _changes(after, bits, judged)
        wrong = int(((after >= 0) != judged).sum())
        if won - lost > max(2 * (lost + won) ** 0.5, wrong / 2):
            after, voice = bits, other
    free, learnt = _quality(before, judged), _quality(after, judged)
    lost, won = _changes(before, after, judged)
    # The few pairs that change sides are tosses of a coin: so many lost ones may be chance.
    wins = learnt["log_loss"] < free["log_loss"] and lost - won <= (lost + won) ** 0.5
    report |= {"label_free": free, "learnt": learnt, "lost": lost, "won": won, "took_over": bool(wins)}
    if not wins:
        return Taught(None, {**report, "reason": "the label-free weights do better on held-out judgements"})
    return Taught(of_weights(*_fit(lesson, lesson.known, voice)), report)


def _lesson(comparer: Comparer, scored: Scored, must: list[Pair], cannot: list[Pair]) -> Lesson:
    """All candidate pairs that judgements speak of, and an even sample of the others."""
    size, a, b = len(comparer.records), scored.a, scored.b
    same, other = (np.asarray(pairs, np.int64).reshape(-1, 2).T for pairs in (must, cannot))
    group = components(size, *same)
    known = np.where(
        np.isin(_key(group[a], group[b], size), _key(group[other[0]], group[other[1]], size)), 0, -1
    )
    known = np.where(group[a] == group[b], 1, known)
    rest = np.flatnonzero(known < 0)
    if len(rest) > UNJUDGED:
        rest = rest[np.linspace(0, len(rest) - 1, UNJUDGED).astype(np.int64)]
    rows = np.sort(np.concatenate([np.flatnonzero(known >= 0), rest]))
    a, b, known = a[rows], b[rows], known[rows]
    judged = np.hstack([same, other])
    is_judged = np.isin(_key(a, b, size), _key(judged[0], judged[1], size))
    return Lesson(
        features(comparer.rest(a, b, comparer.contacts(a, b)), scored.bits[rows], scored.rule[rows]),
        np.clip(scored.total[rows] / 1000, -MOST_BITS, MOST_BITS),
        known,
        is_judged,
        group[a],
        group[b],
    )


def _held_out(lesson: Lesson, voice: float) -> Codes:
    """Bits of each pair by a model that saw nothing of the companies of the pair."""
    bits = lesson.bits.copy()
    for held, seen in _folds(lesson):
        weights, intercept = _fit(lesson, np.where(seen, lesson.known, -1), voice)
        bits[held] = lesson.features[held] @ weights + intercept
    return np.clip(bits, -MOST_BITS, MOST_BITS)


def _folds(lesson: Lesson) -> Iterator[tuple[Codes, Codes]]:
    """Pairs that are held out and pairs that may be learnt from; no company is in both.

    A pair of two companies is held out with the first of them, and learnt from where neither is held out.
    """
    known = lesson.known >= 0
    groups, counts = np.unique(
        np.concatenate([lesson.group_a[known], lesson.group_b[known]]), return_counts=True
    )
    fold_of = np.empty(len(groups), np.int64)
    fold_of[np.lexsort((groups, -counts))] = np.arange(len(groups)) % FOLDS
    fold_a, fold_b = (
        np.where(known, fold_of[np.searchsorted(groups, group).clip(max=len(groups) - 1)], -1)
        for group in (lesson.group_a, lesson.group_b)
    )
    for fold in range(FOLDS):
        held = known & (fold_a == fold)
        if held.any():
            yield held, known & (fold_a != fold) & (fold_b != fold)


def _fit(lesson: Lesson, known: Codes, voice: float) -> tuple[Codes, float]:
    """Weights and intercept in bits; pairs that are not known count as what the model before says of them."""
    judged = known >= 0
    mean, spread = lesson.features.mean(0), lesson.features.std(0)
    scale = np.where(spread > 0, 1 / np.where(spread > 0, spread, 1), 0)
    scale[0] *= ANCHOR
    table = np.column_stack([(lesson.features - mean) * scale, np.ones(len(known))])
    counts = np.where(judged, 1.0, voice * judged.sum() / max((~judged).sum(), 1))
    bits, weights = lesson.bits, np.zeros(table.shape[1])
    for _ in range(ROUNDS):
        weights = _logistic(table, np.where(judged, known, _rounded(bits)), counts, weights)
        bits = np.clip(table @ weights / np.log(2), -MOST_BITS, MOST_BITS)
    found = weights[:-1] * scale / np.log(2)
    return found, float(weights[-1] / np.log(2) - found @ mean)


def _logistic(table: Codes, match: Codes, counts: Codes, weights: Codes) -> Codes:
    """Weights of a logistic regression by Newton's method, all but the last drawn towards 0.

    The usual library would take seconds to load, and each pair twice where its probability is no certainty.

    Args:
        table: one row a pair; match: probability of each; counts: how much each counts.
        weights: to begin with.
    """
    from threadpoolctl import threadpool_limits

    pull = np.append(np.full(table.shape[1] - 1, 1 / FREEDOM), 1e-9)

    def cost(weights: Codes) -> float:
        odds = table @ weights
        return float(counts @ (np.logaddexp(0, odds) - match * odds) + pull @ weights**2 / 2)

    # On tables this small, threads of linear algebra mostly wait for each other, with the processor busy.
    with threadpool_limits(1):
        now = cost(weights)
        for _ in range(STEPS):
            said = 1 / (1 + np.exp(-(table @ weights)))
            slope = table.T @ (counts * (said - match)) + pull * weights
            bend = (table * (counts * said * (1 - said))[:, None]).T @ table + np.diag(pull)
            step, before = np.linalg.solve(bend, slope), now
            while (now := cost(weights - step)) > before + 1e-9 * abs(before):
                step /= 2
            weights = weights - step
            if before - now <= 1e-9 * abs(before):
                break
    return weights


def _changes(before: Codes, after: Codes, label: Codes) -> tuple[int, int]:
    """How many pairs are decided wrongly that were right, and rightly that were wrong."""
    was_right, is_right = (before >= 0) == label, (after >= 0) == label
    return int((was_right & ~is_right).sum()), int((is_right & ~was_right).sum())


def _quality(bits: Codes, label: Codes) -> dict[str, float]:
    """Log loss in bits a pair, and F1 at even odds."""
    loss = np.log2(1 + np.exp2(np.where(label == 1, -bits, bits))).mean()
    found = bits >= 0
    f1 = 2 * (found & (label == 1)).sum() / (found.sum() + label.sum())
    return {"log_loss": round(float(loss), 6), "f1": round(float(f1), 6)}


def _probability(bits: Codes) -> Codes:
    return np.asarray(1 / (1 + np.exp2(-bits)))


def _rounded(bits: Codes) -> Codes:
    """Probabilities, but 0 and 1 where it is next to nothing that is missing."""
    match = _probability(bits)
    return np.where(abs(match - 0.5) > 0.5 - CERTAIN, np.rint(match), match)


def _key(a: Codes, b: Codes, size: int) -> Codes:
    """One number for an unordered pair."""
    return np.asarray(np.minimum(a, b).astype(np.int64) * size + np.maximum(a, b))

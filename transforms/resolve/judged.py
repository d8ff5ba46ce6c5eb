"""Judgements of people: which listings must be one company, which cannot, and where judgements disagree.

Two kinds of disagreement are found. One pair may be judged both ways: the later judgement holds, and
without times the cautious one. And a chain may join what was judged different: A is B, B is C, A is not C.
Then the weakest link of the chain is set aside, for two companies made one are dearer than one made two.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import pyarrow.compute as pc

from transforms.resolve.columns import Texts, texts

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

Pair = tuple[int, int]
DECISIONS = ("same", "different")


@dataclass(frozen=True)
class Contradiction:
    """Judgements that cannot all hold.

    listings: ids in the order of the chain; its ends were judged different. Two for a pair judged both ways.
    set_aside: the two listings whose judgement ``same`` is not obeyed; None where a later judgement holds.
    words: what was judged, by whom and when as far as known, and what was done about it.
    """

    listings: tuple[str, ...]
    set_aside: tuple[str, str] | None
    words: str


@dataclass(frozen=True)
class Doubted:
    """A judgement that the evidence speaks against: somebody may have erred.

    listing_a, listing_b, decision: the judgement. bits: log-odds that the two are one.
    """

    listing_a: str
    listing_b: str
    decision: str
    bits: float


@dataclass(frozen=True)
class Said:
    """One judgement; author and time are empty where they are not given."""

    decision: str
    author: str = ""
    at: str = ""


@dataclass(frozen=True)
class Judged:
    """Judged pairs of rows (a < b), ascending, and where they contradict each other."""

    must: list[Pair] = field(default_factory=list)
    cannot: list[Pair] = field(default_factory=list)
    contradictions: list[Contradiction] = field(default_factory=list)
    said: dict[Pair, Said] = field(default_factory=dict)

    def rows(self) -> set[int]:
        """All rows that somebody judged."""
        return {row for pair in self.said for row in pair}


def read_judgements(judgements: pd.DataFrame | pa.Table | None, ids: Sequence[str]) -> Judged:
    """Return the judged pairs as rows, one decision a pair.

    Args:
        judgements: listing_a, listing_b, decision (same, different, unsure) and, where known, author and
            judged_at. Pairs of unknown listings or of one with itself are passed over.
        ids: the listings by row.
    """
    if judgements is None or not len(judgements):
        return Judged()
    given: dict[Pair, list[Said]] = {}
    columns = [
        _values(judgements, name) for name in ("listing_a", "listing_b", "decision", "author", "judged_at")
    ]
    row_of = _rows(columns[0] + columns[1], ids)
    for a, b, decision, author, at in zip(*columns, strict=True):
        if a in row_of and b in row_of and a != b:
            x, y = sorted((row_of[a], row_of[b]))
            given.setdefault((x, y), []).append(Said(decision, _text(author), _text(at)))
    said, contradictions = {}, []
    for pair in sorted(given):
        told = sorted(
            given[pair], key=lambda s: (s.at, DECISIONS.index(s.decision) if s.decision in DECISIONS else -1)
        )
        if told[-1].decision in DECISIONS:
            said[pair] = told[-1]
        if {DECISIONS[0], DECISIONS[1]} <= {s.decision for s in told}:
            contradictions.append(_both_ways(pair, told, ids))
    return Judged(*_by_decision(said), contradictions, said)


def judged_pairs(judgements: pa.Table) -> int:
    """Return how many judgements say same or different."""
    decided = pc.is_in(judgements["decision"], value_set=texts(DECISIONS))
    return int(pc.sum(decided).as_py() or 0)


def settle(judged: Judged, ids: Sequence[str], strength: Callable[[int, int], float]) -> Judged:
    """Set must-links aside until no chain of them joins what was judged different.

    Of each shortest chain the oldest judgement goes; where times are unknown or equal, the one that the
    evidence supports least.

    Args:
        judged: as read. ids: the listings by row.
        strength: bits that the evidence gives a judged pair of rows.
    """
    near: dict[int, set[int]] = {}
    for x, y in judged.must:
        near.setdefault(x, set()).add(y)
        near.setdefault(y, set()).add(x)
    found, lost = [], set()
    for pair in judged.cannot:
        while chain := _shortest(near, *pair):
            links = [(min(link), max(link)) for link in zip(chain, chain[1:], strict=False)]
            weakest = min(links, key=lambda link: (judged.said[link].at, strength(*link), link))
            near[weakest[0]].discard(weakest[1])
            near[weakest[1]].discard(weakest[0])
            lost.add(weakest)
            found.append(_chain(chain, links, weakest, judged.said, ids))
    must = [pair for pair in judged.must if pair not in lost]
    return replace(judged, must=must, contradictions=judged.contradictions + found)


def _shortest(near: dict[int, set[int]], start: int, end: int) -> list[int]:
    """The shortest way between two rows, the smallest rows first; empty where there is none."""
    came_from = {start: start}
    waiting = deque([start])
    while waiting and end not in came_from:
        row = waiting.popleft()
        for other in sorted(near.get(row, ())):
            if other not in came_from:
                came_from[other] = row
                waiting.append(other)
    if end not in came_from:
        return []
    way = [end]
    while way[-1] != start:
        way.append(came_from[way[-1]])
    return way[::-1]


def _chain(
    chain: list[int], links: list[Pair], weakest: Pair, said: dict[Pair, Said], ids: Sequence[str]
) -> Contradiction:
    ends = (min(chain[0], chain[-1]), max(chain[0], chain[-1]))
    told = ", ".join(_sentence(link, said[link], ids) for link in links)
    aside = (ids[weakest[0]], ids[weakest[1]])
    words = (
        f"{told}, but {_sentence(ends, said[ends], ids)}: the judgement about {aside[0]} and {aside[1]} "
        "is set aside; judge one of these pairs anew."
    )
    return Contradiction(tuple(ids[row] for row in chain), aside, words)


def _both_ways(pair: Pair, told: list[Said], ids: Sequence[str]) -> Contradiction:
    a, b = ids[pair[0]], ids[pair[1]]
    held = told[-1]
    timed = held.at and held.at != told[-2].at
    words = ", then ".join(f"judged {said.decision}{_source(said)}" for said in told)
    why = (
        "the latest judgement holds"
        if timed
        else f"'{held.decision}' holds, for no time tells which is newer"
    )
    aside = (a, b) if held.decision == "different" and not timed else None
    return Contradiction((a, b), aside, f"{a} and {b} were {words}: {why}.")


def _sentence(pair: Pair, said: Said, ids: Sequence[str]) -> str:
    verb = "is the same as" if said.decision == "same" else "is not"
    return f"{ids[pair[0]]} {verb} {ids[pair[1]]}{_source(said)}"


def _source(said: Said) -> str:
    told = " ".join(part for part in (said.author, f"on {said.at[:10]}" if said.at else "") if part)
    return f" ({told})" if told else ""


def _by_decision(said: dict[Pair, Said]) -> tuple[list[Pair], list[Pair]]:
    must, cannot = ([pair for pair in said if said[pair].decision == decision] for decision in DECISIONS)
    return must, cannot


def _rows(named: list[Any], ids: Sequence[str]) -> dict[str, int]:
    """The row of each of these listings that there is."""
    asked = list(dict.fromkeys(listing for listing in named if isinstance(listing, str)))
    found = pc.index_in(texts(asked), value_set=Texts.of(ids).column).to_pylist()
    return {listing: row for listing, row in zip(asked, found, strict=True) if row is not None}


def _values(table: Any, name: str) -> list[Any]:
    """Values of a column of pandas or of Arrow; unknown where there is no such column."""
    names = table.column_names if hasattr(table, "column_names") else table.columns
    if name not in names:
        return [None] * len(table)
    column = table[name]
    return list(column.to_pylist() if hasattr(column, "to_pylist") else column.tolist())


def _text(value: object) -> str:
    """The value as text; empty where unknown (None, NaN, NaT)."""
    return "" if value is None or value != value else str(value)

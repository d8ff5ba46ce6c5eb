"""How a company came together: its listings joined in the order of strength, each join with its evidence."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

_TIES = (
    (("lei",), "one LEI ({})"),
    (("vat", "country"), "one VAT number ({})"),
    (("reg", "country"), "one register number ({})"),
    (("domain", "name"), "one web site ({}) and the same name"),
    (("domain",), "one web site ({})"),
    (("name", "country"), "one name ({}) that is a brand"),
)
"""What joins clusters after their pairs were counted, the surest first; an unknown value ties nothing."""
STRONG_REASONS = 3


@dataclass(frozen=True)
class Join:
    """One step: the groups of ``a`` and ``b`` became one.

    bits: log-odds of that pair; None where something else than a comparison joined them.
    size_a, size_b: listings of the two groups before.
    """

    a: str
    b: str
    why: str
    bits: float | None
    size_a: int
    size_b: int


def merge_tree(
    cleaned: Iterable[Mapping[str, Any]],
    matches: Iterable[Mapping[str, Any]],
    judged_same: Iterable[tuple[str, str]] = (),
) -> list[Join]:
    """Return the joins that make one company of its listings, the strongest first.

    It is the strongest tree that connects them: what was judged, what is printed alike, pairs by their
    log-odds, identifiers, and at last pairs that by themselves speak against. Clustering goes by the average
    of all pairs between two groups; the tree names for each join the best one of them.

    Args:
        cleaned: rows of `prepare.CLEANED` of the company's listings.
        matches: listing_a, listing_b, log_odds, reasons (JSON) of compared pairs.
        judged_same: pairs that a person judged the same.
    """
    rows = sorted(cleaned, key=lambda row: str(row["listing_id"]))
    parent = {str(row["listing_id"]): str(row["listing_id"]) for row in rows}
    size = dict.fromkeys(parent, 1)

    def find(x: str) -> str:
        while parent[x] != x:
            parent[x] = parent[parent[x]]
            x = parent[x]
        return x

    joins = []
    for a, b, why, bits in _links(rows, list(matches), sorted(judged_same)):
        if a not in parent or b not in parent:
            continue
        one, two = find(a), find(b)
        if one == two:
            continue
        joins.append(Join(a, b, why, bits, size[one], size[two]))
        low, high = sorted((one, two))
        parent[high] = low
        size[low] += size.pop(high)
    return joins


Link = tuple[str, str, str, float | None]


def _links(
    rows: list[Mapping[str, Any]], matches: list[Mapping[str, Any]], judged: list[tuple[str, str]]
) -> Iterator[Link]:
    """Everything that may join two listings, the strongest first."""
    for a, b in judged:
        yield a, b, "judged the same", None
    alike: dict[tuple[Any, ...], str] = {}
    for row in rows:
        values = tuple(value for name, value in row.items() if name not in ("listing_id", "source"))
        first = alike.setdefault(values, str(row["listing_id"]))
        if first != row["listing_id"]:
            yield first, str(row["listing_id"]), "printed alike", None
    ordered = sorted(matches, key=lambda match: (-match["log_odds"], match["listing_a"], match["listing_b"]))
    pairs = [(m["listing_a"], m["listing_b"], in_words(m["reasons"]), float(m["log_odds"])) for m in ordered]
    yield from (pair for pair in pairs if pair[3] >= 0)
    for columns, words in _TIES:
        holders: dict[tuple[Any, ...], list[str]] = defaultdict(list)
        for row in rows:
            if all(row[column] is not None for column in columns):
                holders[tuple(row[column] for column in columns)].append(str(row["listing_id"]))
        for values, ids in sorted(holders.items()):
            for a, b in zip(ids, ids[1:], strict=False):
                yield a, b, words.format(values[0]), None
    yield from (pair for pair in pairs if pair[3] < 0)


def in_words(reasons: str | None) -> str:
    """Return the strongest reasons of a pair in words: ``phone same (+9.9), name near (+7.4)``."""
    told = {
        name: (level, bits) for name, (level, bits) in json.loads(reasons or "{}").items() if name != "prior"
    }
    strongest = sorted(told.items(), key=lambda item: (-abs(item[1][1]), item[0]))[:STRONG_REASONS]
    return ", ".join(f"{name.replace('_', ' ')} {level} ({bits:+.1f})" for name, (level, bits) in strongest)


def path(joins: Iterable[Join], a: str, b: str) -> list[Join]:
    """Return the joins on the way from one listing to another, in that order; none where there is no way."""
    near: dict[str, list[tuple[str, Join]]] = defaultdict(list)
    for join in joins:
        near[join.a].append((join.b, join))
        near[join.b].append((join.a, join))
    came: dict[str, tuple[str, Join] | None] = {a: None}
    waiting = [a]
    for listing in waiting:
        for other, join in near[listing]:
            if other not in came:
                came[other] = (listing, join)
                waiting.append(other)
    steps = []
    at = came.get(b)
    while at is not None:
        steps.append(at[1])
        at = came[at[0]]
    return steps[::-1]

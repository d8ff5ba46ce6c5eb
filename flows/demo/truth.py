"""How a published snapshot did against the invented world's truth: measured, never assumed.

``listing_recall``
    Share of the entries that a guest can read (not those that only a forbidden or broken page prints) which
    are published as listings; an entry that a page repeats under the same id counts once.
``listing_precision``
    Share of published listings that are such an entry: same source and name, most values as printed.
``pairwise_f1``
    F1 of "these two listings are one company" over all pairs of matched listings. Branches of a chain are
    one company; subsidiaries of a holding, franchisees and neighbours in one house are not.
``facts_accuracy``
    Share of right values among published facts of companies that the world knows, against today's truth.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flows.demo import facts, files, matching
from flows.demo.entries import Entry
from flows.demo.firms import Firm
from flows.demo.world import World
from warehouse.query import run_query

Votes = Mapping[str, Counter[str]]
"""company_id -> how many of its listings belong to which firm."""


def measure(snapshot: Path, world: World) -> dict[str, Any]:
    """Return the four measures above, ``persons_published`` (names that must not be there) and ``detail``."""
    columns = ", ".join(("listing_id", "company_id", "source", *matching.COLUMNS))
    rows = _rows(snapshot, f"SELECT {columns} FROM listings ORDER BY listing_id")
    wanted = ", ".join(("company_id", *facts.CHECKS))
    companies = _rows(snapshot, f"SELECT {wanted} FROM companies ORDER BY company_id")
    matched = matching.match(rows, world.entries)
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    for row in rows:
        if row["listing_id"] in matched:
            votes[row["company_id"]][matched[row["listing_id"]].firm] += 1
    verdicts = facts.check(companies, firm_of(votes, world))
    by_field = {field: [right for _, right in found] for field, found in verdicts.items()}
    by_source = _by_source(rows, matched, world)
    f1 = pairwise(votes)
    totals = [sum(part[i] for part in by_source.values()) for i in range(4)]
    return {
        "listing_recall": _share(totals[0], totals[1]),
        "listing_precision": _share(totals[2], totals[3]),
        "pairwise_f1": f1["f1"],
        "facts_accuracy": _share(
            sum(map(sum, by_field.values())), sum(len(found) for found in by_field.values())
        ),
        "persons_published": persons_published(snapshot, world),
        "detail": {
            "sources": {
                source: {"recall": _share(part[0], part[1]), "precision": _share(part[2], part[3])}
                for source, part in sorted(by_source.items())
            },
            "values": _values(rows, matched),
            "pairwise_precision": f1["precision"],
            "pairwise_recall": f1["recall"],
            "facts": {
                field: {"right": _share(sum(found), len(found)), "published": len(found)}
                for field, found in by_field.items()
            },
            "events": _events(snapshot, world, firm_of(votes, world)),
        },
    }


def firm_of(votes: Votes, world: World) -> dict[str, Firm]:
    """Return company_id -> the firm to which most of its matched listings belong."""
    return {
        company: world.firms[min(count, key=lambda key: (-count[key], key))]
        for company, count in votes.items()
    }


def pairwise(votes: Votes) -> dict[str, float]:
    """Return precision, recall and f1 over pairs of listings, from the table company x firm."""
    firms: Counter[str] = Counter()
    for count in votes.values():
        firms.update(count)
    together = sum(_pairs(n) for count in votes.values() for n in count.values())
    published = sum(_pairs(count.total()) for count in votes.values())
    true = sum(_pairs(n) for n in firms.values())
    precision, recall = _share(together, published), _share(together, true)
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return {"precision": precision, "recall": recall, "f1": f1}


def persons_published(snapshot: Path, world: World) -> list[str]:
    """Return the persons without a lawful basis whose names stand anywhere in the snapshot's texts."""
    forbidden = world.persons | {who for _, who, consent in files.attendees(world) if consent is None}
    texts = {
        "listings": ("contact_name", "contact_email", "raw", "description"),
        "claims": ("value", "span"),
        "contacts": ("name", "email"),
        "signals": ("title",),
    }
    found: set[str] = set()
    pattern = re.compile("|".join(sorted(map(re.escape, forbidden))))
    for table, columns in texts.items():
        query = " UNION ".join(f"SELECT {c} AS text FROM {table} WHERE {c} LIKE '% %'" for c in columns)
        found.update(name for row in _rows(snapshot, query) for name in pattern.findall(row["text"]))
    return sorted(found)


def _by_source(
    rows: list[dict[str, Any]], matched: Mapping[str, Entry], world: World
) -> dict[str, tuple[int, int, int, int]]:
    """Return source -> (found entries, obtainable entries, right listings, published listings)."""
    found = {(entry.source, entry.ref) for entry in matched.values()}
    published = Counter(row["source"] for row in rows)
    right = Counter(row["source"] for row in rows if row["listing_id"] in matched)
    result = {}
    for source in sorted(set(world.by_source) | set(published)):
        wanted = [e for e in world.by_source.get(source, []) if matching.is_obtainable(e)]
        hits = sum((source, entry.ref) in found for entry in wanted)
        result[source] = (hits, len(wanted), right[source], published[source])
    return result


def _values(rows: list[dict[str, Any]], matched: Mapping[str, Entry]) -> dict[str, float]:
    """Return column -> share of printed values that the matched listings have as printed."""
    verdicts: dict[str, list[bool]] = defaultdict(list)
    for row in rows:
        entry = matched.get(row["listing_id"])
        if entry is not None:
            for column, right in matching.agreements(entry, row).items():
                verdicts[column].append(right)
    return {column: _share(sum(found), len(found)) for column, found in sorted(verdicts.items())}


def _events(snapshot: Path, world: World, firms: Mapping[str, Firm]) -> dict[str, float]:
    """Return recall and precision of the news: was each reported event tied to the right company?"""
    query = "SELECT company_id, kind FROM signals WHERE source = 'demo_news'"
    signals = {(row["company_id"], row["kind"]) for row in _rows(snapshot, query)}
    told = {(firms[c].key if c in firms else c, kind) for c, kind in signals}
    known = {firm.key for firm in firms.values()}
    true = {(f.key, f.event) for f in world.firms.values() if f.event and f.key in known}
    return {"recall": _share(len(told & true), len(true)), "precision": _share(len(told & true), len(told))}


def _rows(snapshot: Path, sql: str) -> list[dict[str, Any]]:
    return [{str(k): v for k, v in row.items()} for row in run_query(snapshot, sql).to_dict("records")]


def _pairs(n: int) -> int:
    return n * (n - 1) // 2


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0

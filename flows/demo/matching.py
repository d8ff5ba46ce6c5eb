"""Which published listing is which entry of the invented world: same source, same name, values as printed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping

from flows.demo import association, directory
from flows.demo.entries import Entry
from flows.demo.spelling import digits, host, plain

ENOUGH = 0.6
"""A listing is an entry of its name if this share of the values printed there agrees."""

_COMPARE: dict[str, Callable[[str], str]] = {
    "street": plain,
    "postcode": plain,
    "city": plain,
    "country": plain,
    "phone": digits,
    "website": host,
    "email": host,
}
COLUMNS = ("name", *_COMPARE)
"""Columns of listings that are compared."""
_ON_DETAIL_PAGE = {"street", "postcode", "phone", "website", "email"}

Row = Mapping[str, str | None]


def is_obtainable(entry: Entry) -> bool:
    """False where only a page prints the entry that is broken, dead or forbidden by robots.txt."""
    return entry.source != "demo_association" or association.is_obtainable(entry)


def obtainable_values(entry: Entry) -> dict[str, str]:
    """Return what a guest can read of the entry: without its detail page, where that is not to be had."""
    if entry.source == "demo_directory" and not directory.has_detail(entry):
        return {c: v for c, v in entry.printed.items() if c not in _ON_DETAIL_PAGE}
    return entry.printed


def match(rows: Iterable[Row], entries: Iterable[Entry]) -> dict[str, Entry]:
    """Return listing_id -> entry. Each entry is given away once, those with most to agree on first.

    Args:
        rows: published listings with ``listing_id``, ``source`` and `COLUMNS`.
        entries: what the sources print.
    """
    printed: dict[tuple[str, str], list[Entry]] = defaultdict(list)
    for entry in entries:
        printed[entry.source, _name(entry.printed["name"])].append(entry)
    candidates: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows:
        candidates[str(row["source"]), _name(row["name"] or "")].append(row)
    matched: dict[str, Entry] = {}
    for key, named in candidates.items():
        pairs = [
            (-sum(verdicts.values()), len(verdicts), str(row["listing_id"]), number)
            for number, entry in enumerate(printed.get(key, []))
            for row in named
            if sum((verdicts := agreements(entry, row)).values()) >= ENOUGH * len(verdicts)
        ]
        taken: set[int] = set()
        for _, _, listing, number in sorted(pairs):
            if listing not in matched and number not in taken:
                matched[listing] = printed[key][number]
                taken.add(number)
    return matched


def agreements(entry: Entry, row: Row) -> dict[str, bool]:
    """Return for each value that a guest can read whether the row has it."""
    values = obtainable_values(entry)
    return {
        column: compare(values[column]) == compare(row[column] or "")
        for column, compare in _COMPARE.items()
        if column in values
    }


def _name(text: str) -> str:
    return " ".join(text.split())

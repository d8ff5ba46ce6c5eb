"""How a company came together: a tree of the strongest joins, each with its evidence."""

from __future__ import annotations

import pandas as pd

from tests.transforms.resolve.listings import frame, row
from transforms.resolve.cleaned import clean_listings
from transforms.resolve.tree import Join, in_words, merge_tree, path


def cleaned(*rows: dict[str, str]) -> list[dict[str, object]]:
    found: list[dict[str, object]] = clean_listings(pd.DataFrame(frame(*rows))).to_pylist()
    return found


def match(a: str, b: str, bits: float, reasons: str = '{"phone": ["same", 9.0]}') -> dict[str, object]:
    return {"listing_a": a, "listing_b": b, "log_odds": bits, "reasons": reasons}


def told(joins: list[Join]) -> list[tuple[str, str, str]]:
    return [(join.a, join.b, join.why) for join in joins]


def test_the_strongest_pairs_come_first_and_each_joins_two_groups() -> None:
    rows = cleaned(*(row(f"l{n}", f"Name {n}") for n in range(4)))
    pairs = [match("l0", "l1", 3), match("l1", "l2", 8), match("l0", "l2", 2), match("l2", "l3", 5)]
    joins = merge_tree(rows, pairs)
    assert [(j.a, j.b, j.bits, j.size_a, j.size_b) for j in joins] == [
        ("l1", "l2", 8.0, 1, 1),
        ("l2", "l3", 5.0, 2, 1),
        ("l0", "l1", 3.0, 1, 3),
    ]


def test_what_a_person_said_goes_before_what_is_alike_and_before_pairs() -> None:
    rows = cleaned(row("l0", "Brandt"), row("l1", "Keller"), row("l2", "Brandt", "other guide"))
    joins = merge_tree(rows, [match("l0", "l2", 20), match("l0", "l1", -1)], [("l0", "l1"), ("l0", "x")])
    assert told(joins) == [("l0", "l1", "judged the same"), ("l0", "l2", "printed alike")]


def test_identifiers_join_what_pairs_do_not() -> None:
    rows = cleaned(
        row("l0", "Brandt", lei="5299001BWKJQKYB7ZF12", website="brandt.example"),
        row("l1", "Brandt Ulm", lei="5299001BWKJQKYB7ZF12"),
        row("l2", "Brandt", website="www.brandt.example", city="Bonn"),
        row("l3", "Brandt Service", website="brandt.example", city="Kiel", reg_no="4711", country="DE"),
        row("l4", "Anders", reg_no="4711", country="DE"),
        row("l5", "Anders", reg_no="4711", country="NO"),
    )
    joins = merge_tree(rows, [match("l4", "l5", -3.0)])
    assert told(joins) == [
        ("l0", "l1", "one LEI (5299001BWKJQKYB7ZF12)"),
        ("l3", "l4", "one register number (4711)"),
        ("l0", "l2", "one web site (brandt.example) and the same name"),
        ("l2", "l3", "one web site (brandt.example)"),
        ("l4", "l5", "phone same (+9.0)"),
    ]
    assert joins[-1].bits == -3.0, "a pair that speaks against joins last"


def test_the_way_between_two_listings_leads_over_the_strongest_pairs() -> None:
    rows = cleaned(*(row(f"l{n}", f"Name {n}") for n in range(4)))
    pairs = [match("l0", "l1", 3), match("l1", "l2", 8), match("l2", "l3", 5), match("l0", "l3", 1)]
    joins = merge_tree(rows, pairs)
    assert [(join.a, join.b) for join in path(joins, "l3", "l0")] == [
        ("l2", "l3"),
        ("l1", "l2"),
        ("l0", "l1"),
    ]
    assert path(joins, "l0", "x") == []


def test_reasons_are_told_by_strength_without_the_prior() -> None:
    reasons = (
        '{"prior": ["any", -10], "name": ["near", 2], "phone": ["different", -4], "address": ["same", 3],'
    )
    reasons += ' "legal_form": ["same kind", 0.5]}'
    assert in_words(reasons) == "phone different (-4.0), address same (+3.0), name near (+2.0)"
    assert in_words(None) == ""

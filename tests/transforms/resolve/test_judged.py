"""Judgements are read once, and where they contradict each other it is said in words."""

import pandas as pd
import pyarrow as pa

from tests.transforms.resolve.listings import SMALL_WORLD, frame, groups, row
from transforms.resolve import resolve
from transforms.resolve.judged import read_judgements, settle

IDS = ["a", "b", "c", "d", "e"]


def judgements(*rows: tuple[str, ...], columns: str = "listing_a listing_b decision author judged_at"):
    names = columns.split()
    return pd.DataFrame([dict(zip(names, row, strict=False)) for row in rows], columns=names, dtype=object)


def read(*rows: tuple[str, ...], strength=lambda x, y: 0.0):
    return settle(read_judgements(judgements(*rows), IDS), IDS, strength)


def test_judged_pairs_come_back_as_rows_in_order():
    found = read(("d", "a", "different"), ("b", "a", "same"), ("c", "b", "unsure"))
    assert (found.must, found.cannot, found.contradictions) == ([(0, 1)], [(0, 3)], [])
    assert found.rows() == {0, 1, 3}


def test_unknown_listings_and_a_listing_with_itself_are_passed_over():
    found = read(("a", "x", "same"), ("a", "a", "different"))
    assert (found.must, found.cannot, found.contradictions) == ([], [], [])


def test_an_arrow_table_without_author_and_time_reads_the_same():
    table = pa.table({"listing_a": ["a"], "listing_b": ["b"], "decision": ["same"]})
    assert read_judgements(table, IDS).must == [(0, 1)]


def test_the_latest_judgement_of_a_pair_holds_and_the_change_is_told():
    found = read(
        ("a", "b", "same", "Ann", "2026-03-01T10:00:00"),
        ("b", "a", "different", "Bob", "2026-02-01T10:00:00"),
    )
    assert (found.must, found.cannot) == ([(0, 1)], [])
    assert [c.words for c in found.contradictions] == [
        "a and b were judged different (Bob on 2026-02-01), then judged same (Ann on 2026-03-01): "
        "the latest judgement holds."
    ]


def test_a_later_unsure_takes_a_judgement_back():
    found = read(("a", "b", "same", "Ann", "2026-02-01"), ("a", "b", "unsure", "Ann", "2026-03-01"))
    assert (found.must, found.cannot, found.rows()) == ([], [], set())


def test_without_times_a_pair_judged_both_ways_stays_apart():
    for rows in (
        (("a", "b", "same"), ("a", "b", "different")),
        (("a", "b", "different"), ("a", "b", "same")),
    ):
        found = read(*rows)
        assert (found.must, found.cannot) == ([], [(0, 1)])
        assert [c.set_aside for c in found.contradictions] == [("a", "b")]


def test_a_chain_against_a_difference_loses_its_oldest_link():
    found = read(
        ("a", "b", "same", "Ann", "2026-02-01"),
        ("b", "c", "same", "Bob", "2026-01-01"),
        ("a", "c", "different", "Cem", "2025-12-01"),
    )
    assert (found.must, found.cannot) == ([(0, 1)], [(0, 2)])
    (contradiction,) = found.contradictions
    assert contradiction.listings == ("a", "b", "c")
    assert contradiction.set_aside == ("b", "c")
    assert contradiction.words == (
        "a is the same as b (Ann on 2026-02-01), b is the same as c (Bob on 2026-01-01), but a is not c "
        "(Cem on 2025-12-01): the judgement about b and c is set aside; judge one of these pairs anew."
    )


def test_without_times_the_link_with_the_least_evidence_goes():
    bits = {(0, 1): 3.0, (1, 2): -5.0, (2, 3): 9.0}
    rows = (("a", "b", "same"), ("b", "c", "same"), ("c", "d", "same"), ("a", "d", "different"))
    found = read(*rows, strength=lambda x, y: bits[x, y])
    assert found.must == [(0, 1), (2, 3)]


def test_every_chain_is_broken_the_shortest_first():
    found = read(
        ("a", "b", "same"), ("b", "e", "same"), ("a", "c", "same"), ("c", "d", "same"), ("d", "e", "same"),
        ("a", "e", "different"),
    )  # fmt: skip
    assert [c.listings for c in found.contradictions] == [("a", "b", "e"), ("a", "c", "d", "e")]
    assert len(found.must) == 3


def test_resolution_reports_a_contradiction_and_keeps_the_two_apart():
    said = judgements(("a1", "c1", "same"), ("c1", "b1", "same"), ("a1", "b1", "different"))
    found = resolve(SMALL_WORLD, judgements=said)
    together = {listing: group[0] for group in groups(found) for listing in group}
    assert together["a1"] != together["b1"]
    assert [c.listings for c in found.contradictions] == [("a1", "c1", "b1")]
    assert "a1 is not b1" in found.contradictions[0].words


def test_judgements_in_any_order_are_one_judgement():
    listings = frame(*[row(f"l{at}", f"Firma {at}") for at in range(6)])
    rows = [("l0", "l1", "same"), ("l1", "l2", "same"), ("l2", "l3", "same"), ("l0", "l3", "different")]
    found = [resolve(listings, judgements=judgements(*order)) for order in (rows, rows[::-1])]
    assert groups(found[0]) == groups(found[1])
    assert found[0].contradictions == found[1].contradictions

"""Ids that last: the rules of merges and splits as properties over random nights."""

from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.records import stable_id
from transforms.resolve import assign_company_ids

DAY = date(2026, 11, 2)


def clusters(*groups: str) -> pd.DataFrame:
    """``clusters("ab", "c")``: listings a and b in one cluster, c in another."""
    rows = [(listing, group[0]) for group in groups for listing in group]
    return pd.DataFrame(rows, columns=["listing_id", "cluster"], dtype=object)


def members(**company: str) -> pd.DataFrame:
    rows = [(listing, name) for name, listings in company.items() for listing in listings]
    return pd.DataFrame(rows, columns=["listing_id", "company_id"], dtype=object)


NOBODY = members()
UNSEEN = pd.Series(dtype=object)


def test_listings_that_are_gone_follow_the_redirect():
    ids, _ = assign(["ab"], members(c1="ax", c2="b"))
    assert ids == {"a": "c1", "b": "c1"}
    ids, redirects = assign(["ab"], members(c1="a", c2="bx"), pd.Series({"a": date(2026, 1, 1)}))
    assert redirects == {("c2", "c1", "merge")}
    assert ids["x"] == "c1", "x would bring c2 to life again"


def assign(groups, previous=NOBODY, first_seen=UNSEEN, on=DAY):
    found = assign_company_ids(clusters(*groups), previous, first_seen, on)
    redirects = {
        (row.old_company_id, row.company_id, row.reason) for row in found.redirects.itertuples(index=False)
    }
    return dict(zip(found.members["listing_id"], found.members["company_id"], strict=True)), redirects


def test_a_new_id_is_minted_from_the_founder():
    ids, redirects = assign(["ab"])
    assert ids == {"a": stable_id("c", "a"), "b": stable_id("c", "a")}
    assert not redirects
    seen = pd.Series({"a": date(2026, 11, 1), "b": date(2026, 10, 1)})
    assert assign(["ab"], first_seen=seen)[0]["a"] == stable_id("c", "b"), "b was seen first"


def test_an_id_survives_new_and_lost_listings():
    assert assign(["abx"], members(c1="ab"))[0] == {"a": "c1", "b": "c1", "x": "c1"}
    assert assign(["a"], members(c1="ab"))[0] == {"a": "c1"}


def test_merge_keeps_the_id_with_more_listings_and_redirects_the_other():
    ids, redirects = assign(["abc"], members(c1="a", c2="bc"))
    assert set(ids.values()) == {"c2"}
    assert redirects == {("c1", "c2", "merge")}


def test_split_leaves_the_id_with_the_larger_part():
    ids, redirects = assign(["a", "bc"], members(c1="abc"))
    assert ids["b"] == ids["c"] == "c1" != ids["a"]
    assert not redirects


def test_tied_split_leaves_the_id_with_the_founder():
    seen = pd.Series({"a": date(2026, 10, 2), "b": date(2026, 10, 1)})
    assert assign(["a", "b"], members(c1="ab"), seen)[0]["b"] == "c1"


def test_an_id_given_up_is_not_minted_again():
    first, _ = assign(["a", "b"])
    merged, redirects = assign(["ab"], members(**{first["a"]: "a", first["b"]: "b"}))
    assert redirects
    again, _ = assign(["a", "b"], members(**{merged["a"]: "ab"}), on=DAY + timedelta(days=1))
    assert len({first["a"], first["b"], again["b"]}) == 3


def test_first_seen_may_be_a_frame():
    frame = pd.DataFrame({"listing_id": ["a", "b"], "first_seen_on": [DAY, DAY - timedelta(days=9)]})
    assert assign(["ab"], first_seen=frame)[0]["a"] == stable_id("c", "b")


PARTITIONS = st.lists(
    st.lists(st.integers(0, 3), min_size=8, max_size=8).map(
        lambda labels: [
            "".join("abcdefgh"[at] for at, label in enumerate(labels) if label == group)
            for group in sorted(set(labels) - {3})
        ]
    ),
    min_size=1,
    max_size=6,
)
"""Nights: eight listings in up to three companies; those labelled 3 are gone that night."""


@settings(max_examples=30, deadline=None)
@given(PARTITIONS)
def test_ids_over_random_nights(nights):
    ledger: dict[str, str] = {}
    redirects: dict[str, str] = {}
    minted: set[str] = set()
    for number, groups in enumerate(nights):
        on = DAY + timedelta(days=number)
        previous = pd.DataFrame(sorted(ledger.items()), columns=["listing_id", "company_id"], dtype=object)
        ids, moved = assign(groups, previous, on=on)
        assert set(ids) >= set("".join(groups))
        for group in groups:
            assert len({ids[listing] for listing in group}) == 1, "one cluster, one id"
        living = {ids[listing] for listing in "".join(groups)}
        assert len(living) == len(groups), "one id, one cluster"
        new = living - set(ledger.values())
        assert not new & minted, "an id is never minted twice"
        minted |= living
        for old, target, _ in moved:
            assert old in ledger.values() and target in living
            assert old not in ids.values(), "a living id does not redirect"
            assert old not in redirects, "an id is given up once"
            redirects[old] = target
        ledger.update(ids)
        repeat = pd.DataFrame(sorted(ledger.items()), columns=["listing_id", "company_id"], dtype=object)
        tomorrow, moved = assign(groups, repeat, on=on + timedelta(days=1))
        assert not moved and all(tomorrow[listing] == ids[listing] for listing in tomorrow)


@pytest.mark.parametrize("order", [1, -1])
def test_order_of_rows_does_not_matter(order):
    found = assign_company_ids(clusters("abd", "c")[::order], members(c1="ac", c2="bd")[::order], UNSEEN, DAY)
    assert found.members["company_id"].tolist() == ["c2", "c2", stable_id("c", "c", "c1", str(DAY)), "c2"]
    assert found.redirects["reason"].tolist() == ["split"]


def events(groups, previous=NOBODY, on=DAY, **known):
    """Events as (kind, id, other id, listing) and, apart, their evidence."""
    found = assign_company_ids(clusters(*groups), previous, UNSEEN, on, **known).events
    assert list(found.columns) == [
        "company_id", "kind", "other_company_id", "listing_id", "evidence", "since_on",
    ]  # fmt: skip
    assert all(found["since_on"] == on)
    columns = ["kind", "company_id", "other_company_id", "listing_id"]
    told = list(found[columns].itertuples(index=False, name=None))
    return told, found["evidence"].tolist()


def pairs(**bits: float) -> pd.DataFrame:
    rows = [(pair[0], pair[1], value) for pair, value in bits.items()]
    return pd.DataFrame(rows, columns=["listing_a", "listing_b", "log_odds"])


def judged(**decisions: str) -> pd.DataFrame:
    rows = [(pair[0], pair[1], decision) for pair, decision in decisions.items()]
    return pd.DataFrame(rows, columns=["listing_a", "listing_b", "decision"])


def test_unchanged_and_growing_companies_have_no_event():
    assert events(["ab", "c"], members(c1="ab", c2="c")) == ([], [])
    assert events(["abx"], members(c1="ab")) == ([], [])
    assert events(["a"], members(c1="ab")) == ([], [])


def test_a_new_company_says_who_founded_it():
    told, why = events(["ab"])
    assert told == [("new", stable_id("c", "a"), None, "a")]
    assert why == ["founded by listing a and 1 more"]


def test_a_merge_names_its_best_pair_or_its_judgement():
    before = members(c1="a", c2="bc")
    told, why = events(["abc"], before, matches=pairs(ab=2.0, ac=7.25, bc=9.0))
    assert told == [("merge", "c2", "c1", "a")]
    assert why == ["a and c match with +7.2 bits"]
    _, why = events(["abc"], before, matches=pairs(ab=2.0), judgements=judged(ac="same"))
    assert why == ["a and c were judged the same"]
    _, why = events(["abc"], before, matches=pairs(bc=2.0))
    assert why == ["a joined through other listings of the company"]


def test_listings_that_print_the_same_have_no_pair_and_are_told_as_such():
    before, known = members(c1="a", c2="bc"), {"stands": {"b": "a", "c": "x"}, "matches": pairs(ax=4.0)}
    assert events(["abc"], before, **known)[1] == ["a and b print the same in every field that is compared"]
    assert events(["abc"], before, **known | {"stands": {"c": "x"}})[1] == ["a and c match with +4.0 bits"]


def test_a_split_says_what_parts_the_two():
    before = members(c1="abc")
    new = stable_id("c", "a", "c1", str(DAY))
    told, why = events(["a", "bc"], before, matches=pairs(ab=-3.0, ac=-9.0, bc=5.0))
    assert told == [("split", new, "c1", "a")]
    assert why == ["the best pair between the parts, a and b, has -3.0 bits"]
    _, why = events(["a", "bc"], before, matches=pairs(ab=8.0))
    assert why == ["a and b match with +8.0 bits, but other evidence keeps the parts apart"]
    _, why = events(["a", "bc"], before, matches=pairs(ab=8.0), judgements=judged(ac="different"))
    assert why == ["a and c were judged different"]
    assert events(["a", "bc"], before)[1] == ["nothing speaks for the two parts being one any more"]


def test_a_listing_that_changes_sides_is_a_move():
    told, why = events(["ab", "cde"], members(c1="abc", c2="de"), matches=pairs(cd=4.0))
    assert told == [("move", "c2", "c1", "c")]
    assert why == ["c and d match with +4.0 bits"]


def test_gone_and_back_are_told_once():
    before = members(c1="ab", c2="c")
    assert events(["c"], before)[0] == [("gone", "c1", None, "a")]
    assert events(["c"], before, gone={"c1"})[0] == []
    assert events(["b", "c"], before, gone={"c1"})[0] == [("back", "c1", None, "b")]


@settings(max_examples=30, deadline=None)
@given(PARTITIONS)
def test_every_change_of_an_id_has_an_event(nights):
    ledger: dict[str, str] = {}
    for number, groups in enumerate(nights):
        on = DAY + timedelta(days=number)
        previous = pd.DataFrame(sorted(ledger.items()), columns=["listing_id", "company_id"], dtype=object)
        found = assign_company_ids(clusters(*groups), previous, UNSEEN, on)
        ids = dict(zip(found.members["listing_id"], found.members["company_id"], strict=True))
        told = {
            (kind, company, other)
            for kind, company, other in found.events[["company_id", "kind", "other_company_id"]]
            .iloc[:, [1, 0, 2]]
            .itertuples(index=False)
        }
        for listing in "".join(groups):
            old, new = ledger.get(listing), ids[listing]
            if old is not None and old != new:
                assert told & {(kind, new, old) for kind in ("merge", "split", "move")}, (old, new)
        for new in {ids[listing] for listing in "".join(groups)} - set(ledger.values()):
            assert {kind for kind, company, _ in told if company == new} & {"new", "split"}
        ledger.update(ids)

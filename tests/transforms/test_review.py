"""The review queue asks what decides most, once, and never what a person has answered."""

from __future__ import annotations

import pandas as pd

from config.records import TAKEN_BACK
from config.tables import REVIEW_QUEUE
from transforms.review import review_queue

LISTINGS = pd.DataFrame(
    [
        ("l1", "Brandt", "c1", None),
        ("l2", "Brandt KG", "c1", None),
        ("l3", "Brand", "c2", "HRB 1"),
        ("l4", "Amann", "c3", None),
    ],
    columns=["listing_id", "name", "company_id", "reg_no"],
)
NOBODY = pd.DataFrame(columns=["listing_a", "listing_b"])


def matches(*rows: tuple[str, str, float]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["listing_a", "listing_b", "probability"])


def test_two_companies_are_asked_about_once_by_their_likeliest_pair() -> None:
    queue = review_queue(matches(("l1", "l3", 0.3), ("l2", "l3", 0.45), ("l3", "l4", 0.2)), LISTINGS, NOBODY)
    assert list(queue.columns) == REVIEW_QUEUE.names
    asked = queue[["listing_a", "listing_b", "name_a", "name_b"]].itertuples(index=False, name=None)
    assert list(asked) == [("l2", "l3", "Brandt KG", "Brand"), ("l3", "l4", "Brand", "Amann")]
    assert queue["priority"].tolist() == [0.9, 0.2], "2 x 1 pairs, 1 x 1 pair"


def test_sure_pairs_and_judged_pairs_are_not_asked() -> None:
    pairs = matches(("l1", "l2", 0.99), ("l1", "l3", 0.02), ("l3", "l4", 0.5))
    judged = pd.DataFrame([("l4", "l3")], columns=["listing_a", "listing_b"])
    assert review_queue(pairs, LISTINGS, judged).empty


def test_inside_a_company_only_a_pair_that_holds_it_together_is_asked() -> None:
    assert len(review_queue(matches(("l1", "l2", 0.6)), LISTINGS, NOBODY)) == 1
    three = LISTINGS.assign(company_id="c1")
    beside = [("l1", "l4", 0.95), ("l2", "l4", 0.95)]
    assert review_queue(matches(("l1", "l2", 0.6), *beside), three, NOBODY).empty


def test_two_register_numbers_need_no_person() -> None:
    registered = LISTINGS.assign(reg_no=["HRB 7", None, "HRB 1", None])
    assert review_queue(matches(("l1", "l3", 0.5)), registered, NOBODY).empty
    assert review_queue(matches(("l2", "l3", 0.5)), registered, NOBODY).empty, "l1 is of the company of l2"
    assert len(review_queue(matches(("l2", "l4", 0.5)), registered, NOBODY)) == 1


def test_a_weak_link_between_two_sure_parts_is_asked_by_what_it_would_part() -> None:
    many = pd.DataFrame(
        [(f"l{n}", f"Name {n}", "c1" if n < 6 else "c2", None) for n in range(8)], columns=LISTINGS.columns
    )
    sure = [("l0", "l1", 0.99), ("l1", "l2", 0.99), ("l3", "l4", 0.95), ("l6", "l7", 0.99)]
    weak = [("l2", "l3", 0.6), ("l0", "l4", 0.5), ("l4", "l5", 0.2), ("l6", "l5", 0.3), ("l0", "l1", 0.7)]
    queue = review_queue(matches(*sure, *weak), many, NOBODY)
    asked = queue[["listing_a", "listing_b", "priority"]].itertuples(index=False, name=None)
    assert list(asked) == [
        ("l6", "l5", 3.6),  # same would make one company of 2 and 6: 0.3 x 12 pairs
        ("l2", "l3", 2.4),  # different would part 3 from 2: 0.4 x 6 pairs; l0-l4 asks the same
        ("l4", "l5", 1.6),
    ]


def test_a_judgement_that_was_taken_back_opens_the_question_again() -> None:
    columns = ["listing_a", "listing_b", "decision", "note"]
    pairs = matches(("l1", "l3", 0.5))
    unsure = pd.DataFrame([("l1", "l3", "unsure", None)], columns=columns)
    assert review_queue(pairs, LISTINGS, unsure).empty
    assert len(review_queue(pairs, LISTINGS, unsure.assign(note=TAKEN_BACK))) == 1

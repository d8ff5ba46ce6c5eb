"""The review queue asks what decides most, once, and never what a person has answered."""

from __future__ import annotations

import pandas as pd

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
    assert queue["priority"].tolist() == [2.7, 0.8]


def test_sure_pairs_and_judged_pairs_are_not_asked() -> None:
    pairs = matches(("l1", "l2", 0.99), ("l1", "l3", 0.02), ("l3", "l4", 0.5))
    judged = pd.DataFrame([("l4", "l3")], columns=["listing_a", "listing_b"])
    assert review_queue(pairs, LISTINGS, judged).empty


def test_inside_a_company_only_a_pair_that_holds_it_together_is_asked() -> None:
    assert len(review_queue(matches(("l1", "l2", 0.6)), LISTINGS, NOBODY)) == 1
    three = LISTINGS.assign(company_id="c1")
    assert review_queue(matches(("l1", "l2", 0.6)), three, NOBODY).empty


def test_two_register_numbers_need_no_person() -> None:
    registered = LISTINGS.assign(reg_no=["HRB 7", None, "HRB 1", None])
    assert review_queue(matches(("l1", "l3", 0.5)), registered, NOBODY).empty

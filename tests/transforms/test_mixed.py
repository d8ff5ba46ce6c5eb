"""Nights tell of companies that look like several, and of sudden growth; not of chains."""

from __future__ import annotations

import pandas as pd

from config.records import Issue
from tests.transforms.resolve.test_mixed import FIRMS, chain, cleaned, house
from transforms.mixed import size_alarms


def asked(rows: list[dict[str, str]], before: int | None) -> list[Issue]:
    members = pd.DataFrame({"listing_id": [f"l{n:04}" for n in range(len(rows))], "company_id": "c1"})
    return size_alarms(cleaned(rows), members.iloc[::-1], before)


def test_the_alarm_names_the_largest_with_its_size() -> None:
    (issue,) = asked(house(FIRMS), None)
    assert isinstance(issue, Issue) and issue.kind == "oversized"
    assert "1 company looks like several: 100% of the pairs of c1, which has 7 listings" in issue.message
    assert "'prospects explain c1'" in issue.message


def test_a_company_that_outgrew_all_of_the_night_before_is_told() -> None:
    assert asked(chain(30), 25) == asked(chain(30), None) == []
    (issue,) = asked(chain(30), 12)
    assert (
        issue.kind == "grown" and "has 30 listings, the largest of the night before had 12" in issue.message
    )
    assert asked(chain(9), 2) == [], "small ones may grow"

"""Alarms on the night's companies: one that looks like several, and one that outgrew all others."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa

from config.records import Issue
from transforms.canaries import ORIGIN
from transforms.resolve.mixed import FEWEST, mixed
from transforms.resolve.prepare import records_of

GROWTH = 1.5
"""A company that is so many times as large as the largest of the night before is worth a look."""
LARGE = 20
"""Listings from which on growth is told."""


def size_alarms(cleaned: pa.Table, members: pd.DataFrame, largest_before: int | None) -> list[Issue]:
    """Return a warning where companies look like several, and where one outgrew all of the night before.

    Args:
        cleaned: listings of the night (`transforms.resolve.cleaned.CLEANED`), ordered by id.
        members: listing id and company of each of them, in this order of columns.
        largest_before: listings of the largest company of the night before, if there was one.
    """
    of = members.iloc[:, 1].set_axis(members.iloc[:, 0]).reindex(cleaned["listing_id"].to_pylist())
    company, names = pd.factorize(of, sort=True)
    ids, size = [str(name) for name in names], np.bincount(company, minlength=len(names))
    rows = np.flatnonzero(size[company] >= FEWEST)
    found = mixed(records_of(cleaned.take(pa.array(rows))), company[rows]) if len(rows) else []
    issues = []
    if found:
        worst, what = found[0], "1 company looks" if len(found) == 1 else f"{len(found):,} companies look"
        told = (
            f"{what} like several: {worst.share:.0%} of the pairs of {ids[worst.cluster]}, which has"
            f" {worst.listings:,} listings, differ in name, web site or number"
        )
        issues.append(_issue("oversized", told, ids[worst.cluster]))
    largest = int(size.argmax()) if len(size) else 0
    if largest_before and size[largest] > max(GROWTH * largest_before, LARGE):
        told = (
            f"company {ids[largest]} has {size[largest]:,} listings, the largest of the night before had"
            f" {largest_before:,}"
        )
        issues.append(_issue("grown", told, ids[largest]))
    return issues


def _issue(kind: str, told: str, company: str) -> Issue:
    message = f"{told}: 'prospects explain {company}' shows what joined them."
    return Issue(source=ORIGIN, level="warning", kind=kind, message=message)

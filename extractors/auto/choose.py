"""Choose among groupings: the right one uses the most evidence, each kind once a record.

A grouping that is too coarse puts several numbers into one record, one that is too fine leaves the names
and half of the evidence outside; either way its sum is smaller.
"""

from __future__ import annotations

from extractors.auto.evidence import Evidence
from extractors.auto.groups import Group
from extractors.auto.outline import Outline

WEIGHTS = {"phone": 1.0, "email": 1.0, "web": 0.6, "town": 1.2, "street": 0.6, "mark": 1.5}
"""What one record's own piece of evidence is worth."""
ALLOWED = {"phone": 4, "email": 2, "web": 3, "town": 1, "street": 2, "mark": 1}
"""How many of a kind one record may have before it looks like several."""
SURPLUS = 0.5
NAME = 0.6
DIVERSITY = 0.25
"""Bonus for each further kind in one record: lines of a record are no records."""
RECORD = 0.9
"""What a record costs: one that brings nothing but a name of its own loses."""


def value_of(out: Outline, evidence: Evidence, group: Group, *, names: bool = True) -> float:
    """Return the worth of a grouping; below zero: there is nothing in it. ``names``: count first lines that
    differ as names, which is a guess.
    """
    total = 0.0
    columns = [
        (counts, WEIGHTS[kind], ALLOWED[kind])
        for kind in WEIGHTS
        if (counts := evidence.counts[kind])[-1]  # a page has hardly ever all kinds
    ]
    seen: set[str] = set()
    for start, end in group.stretches:
        if evidence.total[start] == evidence.total[end]:
            total -= RECORD
            continue
        own, kinds = 0.0, 0
        for counts, weight, allowed in columns:
            count = counts[end] - counts[start]
            if count:
                own += weight
                kinds += 1
                if count > allowed:
                    own -= weight * SURPLUS * min(count - allowed, 4)
        if own > 0 and names and (lines := out.lines_in(start, end)):
            named = evidence.named_from[lines.start]
            if named < lines.stop and (name := out.lines[named].text) not in seen:
                seen.add(name)
                own += NAME
        own += DIVERSITY * max(0, kinds - 1)
        total += own - RECORD
    return total

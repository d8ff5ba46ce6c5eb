"""Choose among groupings: the right one uses the most evidence, each kind once a record.

A grouping that is too coarse puts several numbers into one record, one that is too fine leaves the names
and half of the evidence outside; either way its sum is smaller.
"""

from __future__ import annotations

import re

from extractors.auto.evidence import Evidence
from extractors.auto.groups import Group, Stretch
from extractors.auto.outline import Outline

_WORD = re.compile(r"[^\W\d_].*[^\W\d_]")
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
    columns = [(kind, evidence.counts[kind], WEIGHTS[kind], ALLOWED[kind]) for kind in WEIGHTS]
    seen: set[str] = set()
    for stretch in group.stretches:
        start, end = stretch
        if evidence.total[start] == evidence.total[end]:
            total -= RECORD
            continue
        own, kinds = 0.0, 0
        for _, counts, weight, allowed in columns:
            count = counts[end] - counts[start]
            if count:
                own += weight
                kinds += 1
                if count > allowed:
                    own -= weight * SURPLUS * min(count - allowed, 4)
        name = first_name(out, evidence, stretch) if own > 0 and names else None
        if name and name not in seen:
            seen.add(name)
            own += NAME
        own += DIVERSITY * max(0, kinds - 1)
        total += own - RECORD
    return total


def first_name(out: Outline, evidence: Evidence, stretch: Stretch) -> str | None:
    """Return the first line of a stretch that may be a name: words, and no evidence of another kind."""
    for number in out.lines_in(*stretch):
        line = out.lines[number]
        if line.image or evidence.of_line[number] or not 2 <= len(line.text) <= 120:
            continue
        if _WORD.search(line.text):
            return line.text
    return None

"""Are there as many records, and as many values in them, as this source usually has?

Two answers: the bounds that a person wrote into the spec, and those that the last good nights teach. One
night teaches little, so its bounds are wide and nothing is too many after it; five make them narrow. A list
may grow by some percent a night.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Literal

from config.records import Listing
from config.source_spec import Bounds
from extractors.profile import Profile, distance

NIGHTS = 5
"""Good nights that make bounds as narrow as they get."""
_COUNT = (0.50, 0.40, 0.30, 0.25, 0.20)
"""How far a count may fall below the least of 1, 2, ... 5 nights, as a share of it; twice that above."""
_SHARE = (0.35, 0.30, 0.22, 0.18, 0.15)
"""The same for a share, in absolute terms."""
_FILL = (0.60, 0.50, 0.40, 0.30, 0.25)
"""How much of the values of a field may be missing, as a share of the usual ones."""
_DISTINCT = (0.70, 0.60, 0.50, 0.45, 0.40)
_SHAPES = (0.50, 0.45, 0.40, 0.35, 0.30)
_FEW = 8
"""Values of a field below which nothing is said about it."""
Measure = Literal[
    "records", "fill", "distinct", "shapes", "same", "kept", "repeats", "recordless", "garbled", "blocked"
]


@dataclass(frozen=True)
class Alarm:
    """One number that is not as it was: what, of which field, and the figures in words."""

    measure: Measure
    field: str | None
    is_low: bool
    told: str


def fill(listings: Sequence[Listing], field: str) -> float | None:
    """Return the share of listings with ``field`` (``address``: a street or postcode); None without any."""
    if not listings:
        return None
    if field == "address":
        return sum(bool(one.street or one.postcode) for one in listings) / len(listings)
    return sum(bool(getattr(one, field, None)) for one in listings) / len(listings)


def missed(bounds: Bounds, listings: Sequence[Listing], records: int, blocked: float) -> list[Alarm]:
    """Return an alarm for each bound of the spec that does not hold.

    ``records`` counts listings and mentions, ``blocked`` is the share of pages kept from us, 0 to 1.
    """
    low, high = bounds.min, bounds.max
    found = []
    if low.records is not None and records < low.records:
        told = f"bounds.min.records: {records} records, at least {low.records} were expected"
        found.append(Alarm("records", None, True, told))
    if high.records is not None and records > high.records:
        told = f"bounds.max.records: {records} records, at most {high.records} were expected"
        found.append(Alarm("records", None, False, told))
    for name, share in sorted(low.fill.items()):
        actual = fill(listings, name) or 0.0
        if actual < share:
            told = f"bounds.min.fill.{name}: {actual:.0%} have it, at least {share:.0%} were expected"
            found.append(Alarm("fill", name, True, told))
    for name, share in sorted(high.fill.items()):
        actual = fill(listings, name) or 0.0
        if actual > share:
            told = f"bounds.max.fill.{name}: {actual:.0%} have it, at most {share:.0%} were expected"
            found.append(Alarm("fill", name, False, told))
    if high.blocked is not None and blocked > high.blocked:
        told = f"bounds.max.blocked: {blocked:.1%} of pages are blocked, at most {high.blocked:.1%} may be"
        found.append(Alarm("blocked", None, False, told))
    return found


def learned(now: Profile, nights: Sequence[Profile]) -> list[Alarm]:
    """Return an alarm for each number that lies outside what the good nights teach."""
    if not nights:
        return []
    step = min(len(nights), NIGHTS) - 1
    found = _counts(now, nights, step)
    for name in sorted({name for night in nights for name in night.fields}):
        found += _field(name, now, nights, step)
    return found


def _counts(now: Profile, nights: Sequence[Profile], step: int) -> list[Alarm]:
    found = []
    usual = "in the last good night" if len(nights) == 1 else f"in the last {len(nights)} good nights"
    before = [night.listings + night.mentions for night in nights]
    count, width = now.listings + now.mentions, _COUNT[step]
    width = min(0.9, 2.5 * width) if not any(night.listings for night in nights) else width
    least = min(before) * (1 - width) - sqrt(min(before))
    if count < least:
        found.append(
            Alarm(
                "records",
                None,
                True,
                f"{count} records, {_span(before)} {usual}, at least {least:.0f} expected",
            )
        )
    most = max(before) * (1 + 2 * width) + 2 * sqrt(max(before))
    if count > most and len(nights) > 1:  # one night cannot tell how a list grows; it may be a first try
        found.append(
            Alarm(
                "records",
                None,
                False,
                f"{count} records, {_span(before)} {usual}, at most {most:.0f} expected",
            )
        )
    most_repeats = max(night.repeats for night in nights) + _COUNT[step]
    if now.listings and now.repeats > most_repeats:
        told = f"each entry is read {now.repeats:.1f} times, {nights[0].repeats:.1f} times {usual}"
        found.append(Alarm("repeats", None, False, told))
    shares = [night.recordless_pages / max(1, night.list_pages) for night in nights]
    share = now.recordless_pages / max(1, now.list_pages)
    slack = 1.5 / max(1, now.list_pages)
    if share > max(shares) + _SHARE[step] + (slack if now.records else 0.0):
        told = (
            f"{now.recordless_pages} of {now.list_pages} list pages have no record, {max(shares):.0%} {usual}"
        )
        found.append(Alarm("recordless", None, False, told))
    if now.garbled > max(night.garbled for night in nights) + 0.03 + _noise(0.03, now.listings):
        told = f"{now.garbled:.0%} of the entries have garbled letters, {nights[0].garbled:.0%} {usual}"
        found.append(Alarm("garbled", None, False, told))
    kept = [night.kept for night in nights if night.kept is not None]
    room = min(before) / max(1, before[0])  # a good night as short as that kept no more of a longer one
    least_kept = min(kept) * room - _SHARE[step] - _noise(0.2, now.listings) if kept else 0.4
    if now.kept is not None and now.listings and now.kept < least_kept:
        before_it = f", {_percent(kept)} {usual}" if kept else ""
        told = f"{now.kept:.0%} of the entries of the last good night are there{before_it}"
        found.append(Alarm("kept", None, True, told))
    return found


def _field(name: str, now: Profile, nights: Sequence[Profile], step: int) -> list[Alarm]:
    found = []
    before = [night.fields[name] for night in nights if name in night.fields]
    fills = [night.fields[name].fill if name in night.fields else 0.0 for night in nights]
    usual = "in the last good night" if len(nights) == 1 else f"in the last {len(nights)} good nights"
    mine = now.fields.get(name)
    share, usual_fill = (mine.fill if mine else 0.0), min(fills)
    if min(usual_fill * night.listings for night in nights) < _FEW or not now.listings:
        return []
    least = usual_fill * (1 - _FILL[step])
    least = max(least, usual_fill - _SHARE[step]) - _noise(usual_fill, now.listings)
    if share < max(least, 0.001):
        told = f"{share:.0%} have {name}, {_percent(fills)} {usual}, at least {max(least, 0):.0%} expected"
        found.append(Alarm("fill", name, True, told))
    if mine is None or mine.fill * now.listings < _FEW:
        return found
    distinct = [one.distinct for one in before]
    grown = max(1.0, now.listings / max(1, min(night.listings for night in nights)))
    if mine.distinct < min(distinct) * (1 - _DISTINCT[step]) / grown:  # a longer list has no more towns
        told = f"{mine.distinct:.0%} of the values of {name} differ, {_percent(distinct)} {usual}"
        found.append(Alarm("distinct", name, True, told))
    if mine.distinct > max(distinct) * (1 + 2 * _DISTINCT[step]) + 0.1:
        told = f"{mine.distinct:.0%} of the values of {name} differ, {_percent(distinct)} {usual}"
        found.append(Alarm("distinct", name, False, told))
    away = min(distance(mine.shapes, one.shapes) for one in before)
    spread = max(distance(one.shapes, other.shapes) for one in before for other in before)
    if away > spread + _SHAPES[step] + 1 / sqrt(mine.fill * now.listings):
        told = f"{away:.0%} of the values of {name} look otherwise than {usual}"
        found.append(Alarm("shapes", name, False, told))
    same = [night.same[name] for night in nights if name in night.same]
    least_same = min(same) - _SHARE[step] - 2 * _noise(0.1, now.listings) if same else 0.5
    if name in now.same and now.same[name] < least_same:
        told = f"{now.same[name]:.0%} of the values of {name} are as in the last good night"
        found.append(Alarm("same", name, True, told))
    return found


def _noise(share: float, listings: int) -> float:
    """Return the standard error of a share of that many listings."""
    return sqrt(max(share * (1 - share), 0.01) / max(1, listings))


def _span(counts: Sequence[int]) -> str:
    return str(counts[0]) if min(counts) == max(counts) else f"{min(counts)} to {max(counts)}"


def _percent(shares: Sequence[float]) -> str:
    low, high = f"{min(shares):.0%}", f"{max(shares):.0%}"
    return low if low == high else f"{low} to {high}"

"""Are there as many records, and as many values in them, as this source usually has?"""

from __future__ import annotations

from collections.abc import Sequence

from config.records import Listing
from config.source_spec import Bounds


def fill(listings: Sequence[Listing], field: str) -> float | None:
    """Return the share of listings with ``field`` (``address``: a street or postcode); None without any."""
    if not listings:
        return None
    if field == "address":
        return sum(bool(one.street or one.postcode) for one in listings) / len(listings)
    return sum(bool(getattr(one, field, None)) for one in listings) / len(listings)


def missed(bounds: Bounds, listings: Sequence[Listing], records: int, blocked: float) -> list[str]:
    """Return one sentence for each bound that does not hold.

    ``records`` counts listings and mentions, ``blocked`` is the share of pages kept from us, 0 to 1.
    """
    low, high = bounds.min, bounds.max
    found = []
    if low.records is not None and records < low.records:
        found.append(f"bounds.min.records: {records} records, at least {low.records} were expected")
    if high.records is not None and records > high.records:
        found.append(f"bounds.max.records: {records} records, at most {high.records} were expected")
    for name, share in sorted(low.fill.items()):
        actual = fill(listings, name) or 0.0
        if actual < share:
            found.append(f"bounds.min.fill.{name}: {actual:.0%} have it, at least {share:.0%} were expected")
    for name, share in sorted(high.fill.items()):
        actual = fill(listings, name) or 0.0
        if actual > share:
            found.append(f"bounds.max.fill.{name}: {actual:.0%} have it, at most {share:.0%} were expected")
    if high.blocked is not None and blocked > high.blocked:
        found.append(
            f"bounds.max.blocked: {blocked:.1%} of pages are blocked, at most {high.blocked:.1%} may be"
        )
    return found

"""What earlier nights left in staging: profiles of good ones, and the companies that the last one knew."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from config.records import Listing
from extractors.profile import SAMPLE, Profile, profile_from

_FURTHEST = 120
"""Partitions that are looked through for good nights."""
_IDENTITY = frozenset({"listing_id", "source", "url", "page_sha256", "retrieved_at", "raw"})


@dataclass(frozen=True)
class Night:
    """A good night: its profile and where its listings are."""

    day: date
    folder: Path
    profile: Profile


def good_nights(folder: Path, spec: str | None, limit: int, since: date | None = None) -> list[Night]:
    """Return the last nights before the partition ``folder`` whose state was ok, the latest first.

    Args:
        folder: staging folder of the partition that is judged, ``<source>/<date>``.
        limit: so many, and the night of a week before where it is older: some lists are short on Sundays.
        spec: only nights that were read in this way (`extractors.profile.fingerprint`); None: any.
        since: nights before that day count no more; what changed then is right.
    """
    nights: list[Night] = []
    week_ago = (date.fromisoformat(folder.name) - timedelta(days=7)).isoformat()
    earlier = sorted((p.name for p in folder.parent.glob("????-??-??") if p.name < folder.name), reverse=True)
    for name in earlier[:_FURTHEST]:
        if since is not None and name < since.isoformat():
            break
        if len(nights) >= limit and name > week_ago:
            continue
        if len(nights) >= limit and name < week_ago:
            break
        try:
            health = json.loads((folder.parent / name / "health.json").read_text(encoding="utf-8"))
            if health["state"] != "ok":
                continue
            profile = profile_from(health["profile"])
            if spec is None or profile.spec == spec:
                nights.append(Night(date.fromisoformat(name), folder.parent / name, profile))
        except (OSError, ValueError, TypeError, KeyError):
            continue
    return nights


def known_listings(folder: Path, limit: int = SAMPLE) -> list[dict[str, str]]:
    """Return the values of the staged listings with the smallest ids, ``listing_id`` among them."""
    try:
        file = pq.ParquetFile(folder / "listings.parquet")
        batch = next(file.iter_batches(batch_size=limit), None)
    except (OSError, pa.ArrowException):
        return []
    rows = batch.to_pylist() if batch is not None else []
    return [
        {
            name: value
            for name, value in row.items()
            if isinstance(value, str) and value and (name == "listing_id" or name not in _IDENTITY)
        }
        for row in rows
    ]


def compared(
    known: Sequence[Mapping[str, str]], listings: Sequence[Listing]
) -> tuple[float | None, dict[str, float]]:
    """Return which share of the known listings is there again, and by field how many values are unchanged."""
    if not known:
        return None, {}
    by_id = {one.listing_id: one for one in listings}
    pairs = [(was, by_id[was["listing_id"]]) for was in known if was["listing_id"] in by_id]
    same: dict[str, float] = {}
    for name in sorted({name for was, _ in pairs for name in was} - {"listing_id"}):
        both = [(was[name], now) for was, one in pairs if name in was and (now := getattr(one, name, None))]
        if len(both) >= 8:
            same[name] = sum(was == now for was, now in both) / len(both)
    return len(pairs) / len(known), same

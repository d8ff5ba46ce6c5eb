"""How the night's listings are resolved: all of them anew, or where there are many only what changed."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pyarrow as pa

from config.errors import UserError
from flows.plan import Plan
from flows.stages import privacy
from transforms.resolve.cleaned import clean_listings
from transforms.resolve.model import Model
from transforms.resolve.night import Night, resolve_night
from transforms.resolve.resolution import resolve_cleaned
from transforms.resolve.state_files import Folder
from warehouse.work import Work


@dataclass(frozen=True)
class Found:
    """What resolution says of all listings of the night.

    cleaned: the listings as they are compared, ordered by id. clusters: listing_id, cluster.
    places: listing_id, location. matches: compared pairs that are kept. model: what decided.
    stands: listing that was compared in the place of each one that prints the same.
    state: name of the state that this is; empty where none is kept.
    note: what a person should know of it.
    """

    cleaned: pa.Table
    clusters: pd.DataFrame
    places: pd.DataFrame
    matches: pd.DataFrame
    stands: dict[str, str]
    model: Model
    state: str
    note: str | None = None


@contextmanager
def resolving(
    plan: Plan, work: Work, listings: pd.DataFrame, judgements: pd.DataFrame, clean_sources: frozenset[str]
) -> Iterator[Found]:
    """Resolve the listings; tables are to be written inside of the block, at its end the state is replaced.

    Whoever is killed in between leaves tables that name another state than the one kept. Then the next night
    resolves everything, with the same weights, and finds the same.
    """
    path = plan.night.paths.resolve / "state"
    is_ours, is_many = _is_ours(path), len(listings) >= plan.settings.incremental_from
    if not (is_ours and is_many):
        if is_ours:
            shutil.rmtree(path, ignore_errors=True)
        note = (
            None if is_ours else f"{path}: is no folder, so each night resolves all listings; move it away."
        )
        cleaned = clean_listings(listings)
        whole = resolve_cleaned(cleaned, judgements=judgements, level="company", clean_sources=clean_sources)
        clusters, places, matches = whole.clusters, whole.locations, whole.matches
        yield Found(
            cleaned, clusters, places, matches, whole.stands, whole.model, "", note if is_many else None
        )
        return
    folder = _folder(path)
    with folder.locked():
        night = _by_state(plan, work, folder, listings, judgements, clean_sources)
        yield _found(work, night)
        night.save()


def _is_ours(path: Path) -> bool:
    """False where somebody put a file or a link in the place of the state."""
    return not path.is_symlink() and (path.is_dir() or not path.exists())


def _folder(path: Path) -> Folder:
    """The folder of the state; a damaged one is begun anew, for all that is in it can be made again."""
    try:
        return Folder(path)
    except UserError:
        shutil.rmtree(path)
        return Folder(path)


def _by_state(
    plan: Plan,
    work: Work,
    folder: Folder,
    listings: pd.DataFrame,
    judgements: pd.DataFrame,
    clean_sources: frozenset[str],
) -> Night:
    rules = privacy.suppressions(plan.night.paths, "store")["key_hash"]
    return resolve_night(
        folder,
        listings,
        judgements,
        on=plan.night.partition,
        clean_sources=clean_sources,
        told_by=work.resolved(),
        suppressed=hashlib.sha256(" ".join(sorted(rules)).encode()).hexdigest(),
        model_days=plan.settings.model_days,
    )


def _found(work: Work, night: Night) -> Found:
    """Put what was looked at tonight together with what the tables of the night before say of the rest."""
    ids = pd.Index(night.cleaned["listing_id"].to_pylist(), dtype=object)
    clusters = pd.DataFrame({"listing_id": ids, "cluster": night.cluster})
    places, matches = night.resolution.locations, night.resolution.matches
    if not night.is_whole:
        stays = ids.difference(night.resolution.listing_ids)
        before = work.frame("core_listings", ["listing_id", "location_id"])
        before = before.rename(columns={"location_id": "location"})
        places = pd.concat([before[before["listing_id"].isin(stays)], places])
        kept = work.frame("core_matches")
        kept = kept[kept["listing_a"].isin(stays) & kept["listing_b"].isin(stays)]
        matches = pd.concat([part for part in (kept, matches, night.beside) if len(part)] or [matches])
    return Found(
        night.cleaned,
        clusters,
        places.sort_values("listing_id", ignore_index=True),
        matches.sort_values(["listing_a", "listing_b"], ignore_index=True),
        night.resolution.stands,
        night.model,
        night.name,
    )

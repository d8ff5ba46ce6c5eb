"""What watches resolution: canaries, companies that look like several, contradictory judgements."""

from __future__ import annotations

from datetime import timedelta

import pandas as pd

from config.records import Issue
from flows.judging import among, contradictions
from flows.plan import Plan
from flows.stages.resolving import Found
from transforms import canaries as canary
from transforms.mixed import size_alarms
from warehouse import past_nights
from warehouse.work import Work


def watch(
    plan: Plan,
    work: Work,
    found: Found,
    members: pd.DataFrame,
    judgements: pd.DataFrame,
    clean_sources: frozenset[str],
) -> None:
    """Ask the canaries how well it went, keep what they say and log what a person should look at."""
    on, settings = plan.night.partition, plan.settings
    limits = canary.Limits(settings.canary_pairs, settings.canary_fall, settings.canary_floor)
    today = members[members["listing_id"].isin(found.clusters["listing_id"])]
    rows = canary.canaries(
        found.cleaned,
        today,
        found.matches,
        before=past_nights.canaries(work, on - timedelta(days=1)),
        model=found.model,
        clean_sources=clean_sources,
        limits=limits,
    )
    past_nights.keep_canaries(work, rows, on)
    issues = size_alarms(found.cleaned, today, past_nights.largest_before(work, on))
    issues += canary.alarms(rows, limits) + _contradicted(among(judgements, today["listing_id"]))
    work.add_issues("resolve", issues, on)


def _contradicted(judgements: pd.DataFrame) -> list[Issue]:
    """Return a warning for each set of judgements that cannot all hold."""
    return [
        Issue(
            source=canary.ORIGIN,
            level="warning",
            kind="contradiction",
            message=f"{found.words} 'prospects review' asks about it first.",
        )
        for found in contradictions(judgements)
    ]

"""Stages on companies: dated signals, then a score with its reasons for each profile."""

from __future__ import annotations

import pandas as pd

from config.catalogue import Source
from flows.plan import Plan
from flows.runner import Done
from flows.session import Progress
from transforms import changes
from transforms import score as scoring
from transforms import signals as signalling
from warehouse.past_nights import previous, remember
from warehouse.work import Work

_SCORED = (
    "claim_id company_id source field value unit state as_of confidence retrieved_at method is_chosen".split()
)
"""What the score reads of a claim; its evidence is joined again by id, and is the larger part of it."""


def signals(plan: Plan, source: Source | None, progress: Progress) -> Done:
    """Tie news and exhibitions to companies, as dated signals."""
    night = plan.night
    with Work(night.paths) as work:
        mentions = work.current_mentions(night.partition, plan.names)
        found = signalling.signals(
            mentions, work.frame("core_companies"), work.frame("core_listings"), night.partition
        )
        work.replace("core_signals", found)
    return Done(len(mentions), len(found), f"{len(found):,} signals")


def score(plan: Plan, source: Source | None, progress: Progress) -> Done:
    """Score every company for every profile and say what changed since the night before."""
    night = plan.night
    with Work(night.paths) as work:
        companies, signalled = work.frame("core_companies"), work.frame("core_signals")
        claims = work.frame("core_claims", _SCORED)
        contacts = work.frame("core_contacts")
        lifecycle = work.frame("core_lifecycle")
        scored = [
            scoring.score(companies, claims, signalled, contacts, lifecycle, icp, night.partition)
            for icp in plan.icps
        ]
        prospects = pd.concat([each[0] for each in scored], ignore_index=True)
        reasons = pd.concat([each[1] for each in scored], ignore_index=True)
        current = {"companies": companies, "prospects": prospects, "signals": signalled}
        work.replace_all(
            {
                "mart_prospects": prospects,
                "mart_score_reasons": reasons,
                "mart_changes": changes.changes(previous(work, night.partition), current),
            }
        )
        remember(work, night.partition)
    eligible = int(prospects["is_eligible"].sum())
    return Done(len(companies), eligible, f"{eligible:,} eligible prospects")

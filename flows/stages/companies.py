"""Stages on everything: which listings are one company, what is asked about it, what is true about it."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import pandas as pd

from config.catalogue import Source
from config.errors import RunFailed, UserError
from extractors.crawl import Subject, crawl_lookups
from flows.night_model import keep_model
from flows.plan import Plan
from flows.runner import Done
from flows.session import Progress
from flows.stages import privacy
from flows.stages.erasing import erase_suppressed
from flows.stages.resolving import resolving
from flows.stages.sources import counting
from flows.stages.watching import watch
from transforms import claims, contacts, discovery, golden, groups, lifecycle, locations
from transforms.clean import country_code, registrable_domain
from transforms.resolve.identity import assign_company_ids
from transforms.review import review_queue
from warehouse.ledger import Ledger
from warehouse.work import Work

_ASKED = ("listing_id", "company_id", "source", "website", "reg_no", "country")
"""What `subjects_of` reads of listings."""


def resolve(plan: Plan, source: Source | None, progress: Progress) -> Done:
    """Decide which listings are one company and give it its lasting id."""
    night = plan.night
    with Work(night.paths) as work, Ledger(night.paths.ledger) as ledger:
        erase_suppressed(night.paths, work, ledger)
        listings = work.current_listings(night.partition, plan.names)
        if listings.empty:
            raise _nothing(plan, work)
        listings = privacy.without(listings, privacy.suppressions(night.paths, "store"), night.paths)
        judgements = ledger.judgements()
        clean_sources = frozenset(s.name for s in plan.catalogue if s.spec.duplicates == "none")
        with resolving(plan, work, listings, judgements, clean_sources) as found:
            identities = assign_company_ids(
                found.clusters,
                ledger.members(night.partition),
                listings[["listing_id", "first_seen_on"]],
                night.partition,
                matches=found.matches,
                judgements=judgements,
                stands=found.stands,
                gone=ledger.gone(night.partition),
            )
            ledger.record_identities(
                identities.members, identities.redirects, night.partition, identities.events
            )
            keep_model(night.paths, found.model, clean_sources)
            watch(plan, work, found, identities.members, judgements, clean_sources)
            members = identities.members.merge(found.places, on="listing_id", how="left")
            resolved = listings.merge(members.rename(columns={"location": "location_id"}), on="listing_id")
            work.replace_all(
                {
                    "core_listings": resolved,
                    "core_matches": found.matches,
                    "core_review_queue": review_queue(found.matches, resolved, judgements),
                    "core_company_ids": ledger.redirects(),
                    "core_company_events": ledger.events(),
                },
                resolved=found.state,
            )
    count = int(resolved["company_id"].nunique())
    return Done(len(listings), count, f"{len(listings):,} listings are {count:,} companies", found.note)


def _nothing(plan: Plan, work: Work) -> Exception:
    """Return why there is not one listing, in the words of the first source that failed."""
    on = plan.night.partition
    issues = work.issues(on, plan.names)
    for health in work.health(on, plan.names).to_dict("records"):
        name = str(health["source"])
        faults = issues[(issues["source"] == name) & (issues["level"] == "error")].to_dict("records")
        if faults or health["cause"]:
            told = _issue(faults[0]) if faults else str(health["cause"])
            sentence = f"source {name}: {told}"
            return UserError(sentence) if plan.is_file(name) else RunFailed(sentence)
    return RunFailed("no source gave a single listing; 'prospects sources list' shows how each fared.")


def _issue(issue: dict[Hashable, Any]) -> str:
    message, url = str(issue["message"]), issue["url"]
    return message if not isinstance(url, str) or url in message else f"{url}: {message}"


def look_up(plan: Plan, source: Source | None, progress: Progress) -> Done:
    """Ask a looked-up source about the companies that most sources name."""
    assert source is not None
    night = plan.night
    with Work(night.paths) as work:
        listings = work.frame("core_listings", _ASKED)
    subjects = subjects_of(listings, source)
    counts = crawl_lookups(
        source,
        subjects,
        night.partition,
        night.paths,
        plan.settings,
        on_page=counting(progress, "look_up"),
        mode="recrawl" if night.mode == "recrawl" else "run",
    )
    return Done(len(subjects), counts.pages, f"{len(subjects)} companies asked, {counts.pages} pages")


def subjects_of(listings: pd.DataFrame, source: Source) -> list[Subject]:
    """Return whom to ask about, the companies with most sources first; a company is asked about once.

    Args:
        listings: resolved listings with company_id, source, website, reg_no, country.
        source: a source with ``lookup``.
    """
    lookup = source.spec.lookup
    assert lookup is not None
    rank = listings.groupby("company_id")["source"].nunique()
    column = "website" if lookup.by == "website" else "reg_no"
    rows = listings[listings[column].notna()].sort_values(["company_id", "listing_id"])
    found: dict[str, tuple[int, str, Subject]] = {}
    for row in rows[["company_id", "country", column]].itertuples(index=False):
        company, country, printed = str(row[0]), row[1], str(row[2])
        subject = _subject(printed, country if isinstance(country, str) else None, source)
        if subject is not None and subject.subject not in found:
            found[subject.subject] = (-int(rank[company]), company, subject)
    ordered = sorted(found.values(), key=lambda each: (each[0], each[1], each[2].subject))
    return [subject for _, _, subject in ordered[: lookup.limit]]


def _subject(printed: str, country: str | None, source: Source) -> Subject | None:
    lookup = source.spec.lookup
    assert lookup is not None
    if lookup.by == "website":
        domain = registrable_domain(printed)
        url = printed if "://" in printed else f"http://{printed}"
        return Subject(f"website:{domain}", url) if domain else None
    code = country_code(country) if country else None
    if lookup.url is None or code is None or (lookup.country and code != lookup.country):
        return None
    return Subject(f"reg_no:{code}:{printed}", lookup.url.replace("{reg_no}", printed))


def enrich(plan: Plan, source: Source | None, progress: Progress) -> Done:
    """Turn listings and answers into claims, choose among them, and derive places, groups and contacts."""
    night = plan.night
    with Work(night.paths) as work:
        listings, sources = work.frame("core_listings"), work.frame("core_sources")
        answers = work.current_claims(night.partition, plan.names)
        results = work.current_results(night.partition, plan.names)
    # Closed meanwhile: the largest frames of the night need the memory that the engine keeps as buffers.
    every, unattached = _every_claim(listings, sources, answers)
    del answers
    companies, chosen, every = golden.golden_record(every, listings, sources, night.partition)
    reachable = contacts.contacts(listings, every, companies)
    places = locations.locations(listings, companies)
    related = groups.groups(listings, companies)
    ours = lifecycle.lifecycle(listings, night.partition)
    yields = discovery.discovery(results, listings)
    del listings
    with Work(night.paths) as work:
        count = work.replace("core_claims", every)
        work.replace_all(
            {
                "core_companies": companies,
                "core_golden": chosen,
                "core_locations": places,
                "core_groups": related,
                "core_contacts": privacy.without(reachable, privacy.suppressions(night.paths), night.paths),
                "core_lifecycle": ours,
                "core_discovery": yields,
            }
        )
    message = f"{count:,} claims; {unattached:,} statements of pages fitted no company"
    return Done(count, len(companies), message)


def _every_claim(
    listings: pd.DataFrame, sources: pd.DataFrame, answers: pd.DataFrame
) -> tuple[pd.DataFrame, int]:
    """Return what listings and looked-up pages state, and how many statements fitted no company."""
    attached, unattached = claims.attach(answers, listings)
    said = claims.listing_claims(listings, sources)
    return pd.concat([said, attached], ignore_index=True), len(unattached)

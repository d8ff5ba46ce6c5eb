"""Stages on one source: ask the web, read what it said, load what was read."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import TYPE_CHECKING

from config.catalogue import Source
from config.home import Home
from config.records import Issue
from config.words import trust
from extractors.archive import Archive
from extractors.crawl import crawl as crawl_source
from extractors.links import CrawlCounts
from extractors.stamp import spec_print
from flows.plan import Plan
from flows.runner import Done
from flows.session import Progress

if TYPE_CHECKING:
    import pandas as pd  # each stage imports what it alone needs: a crawl needs a third of the memory

    from warehouse.work import Work


def crawl(plan: Plan, source: Source | None, progress: Progress) -> Done:
    """Fetch what the source's spec leads to and the archive does not have for this night."""
    assert source is not None
    night = plan.night
    counts = crawl_source(
        source,
        night.partition,
        night.paths,
        plan.settings,
        mode="recrawl" if night.mode == "recrawl" else "run",
        on_page=counting(progress, "crawl"),
    )
    return Done(
        0, counts.pages, f"{counts.pages} pages, {counts.failed_pages} failed", _unheard(source, plan, counts)
    )


def extract(plan: Plan, source: Source | None, progress: Progress) -> Done:
    """Read the archived pages of the night into staging; what must not be stored is dropped on the way."""
    from extractors.extract import extract as extract_source
    from flows.stages.privacy import keeper

    assert source is not None
    night = plan.night
    if night.mode == "replay" and night.partition not in archived(source, night.paths):
        return Done(0, 0, f"nothing archived for {night.partition}; mode recrawl asks for the pages")
    counts = extract_source(
        source,
        night.partition,
        night.paths,
        plan.settings,
        keep=keeper(night.paths, source.spec.terms),
    )
    return Done(counts.pages, counts.listings, counts.state, counts.cause)


def counting(progress: Progress, stage: str) -> Callable[[int], None]:
    """Return what a crawl calls with the number of pages that it has stored so far."""
    before = 0

    def stored(total: int) -> None:
        nonlocal before
        progress.pages(stage, total - before)
        before = total

    return stored


def _unheard(source: Source, plan: Plan, counts: CrawlCounts) -> str | None:
    """Return what a person must know of a crawl that had nothing, or not all that there is."""
    if counts.is_gone:
        return "no page could be had: the host is dead or the start pages are no longer there; check 'start'."
    if not counts.pages and counts.blocked_pages:
        return "the site does not want to be read (robots.txt or a reservation); leave it alone or ask."
    with Archive(plan.night.paths.archive(source.name), source.name) as archive:
        issues = archive.issues(plan.night.partition)
    if not counts.pages and issues:
        first = next((issue for issue in issues if issue.level == "error"), issues[0])
        return f"no page could be had: {first.message}"
    return next((issue.message for issue in issues if issue.kind == "limit"), None)


def load(plan: Plan, source: Source | None, progress: Progress) -> Done:
    """Load the staged partitions of the crawled sources, each in one transaction.

    Whoever objected is erased before: a night run once more replaces the rows that tell who it was.
    """
    from flows.stages.erasing import erase_suppressed
    from warehouse.ledger import Ledger
    from warehouse.work import Work

    home = plan.night.paths
    with Work(home) as work:
        with Ledger(home.ledger) as ledger:
            erase_suppressed(home, work, ledger)
        return _load(plan, work, plan.sources)


def load_answers(plan: Plan, source: Source | None, progress: Progress) -> Done:
    """Load what the looked-up sources answered."""
    from warehouse.work import Work

    with Work(plan.night.paths) as work:
        return _load(plan, work, plan.lookups)


def record_fault(plan: Plan, source: Source, sentence: str) -> None:
    """Stage an empty partition whose health says why: the loader then keeps the rows of the night before."""
    from extractors.staging import Health, write_partition

    night = plan.night
    issue = Issue(source=source.name, level="error", kind="broken", message=sentence)
    health = Health(source=source.name, partition=night.partition, state="broken", cause=sentence)
    write_partition(night.paths.staging(source.name, night.partition), [], [], [], [issue], health)


def archived(source: Source, home: Home) -> list[date]:
    """Return the nights of which the archive has pages."""
    path = home.archive(source.name)
    if not path.is_file():
        return []
    with Archive(path, source.name) as archive:
        return archive.partitions()


def forecast(source: Source, day: date, home: Home, mode: str) -> dict[str, object]:
    """Return what a backfill of that source and day starts from and would do."""
    pages = 0
    if day in archived(source, home):
        with Archive(home.archive(source.name), source.name) as archive:
            pages = archive.counts(day).pages
    is_staged = (home.staging(source.name, day) / "health.json").is_file()
    if mode == "recrawl":
        does = "ask for every page again" if source.file is None else "read the file again"
    elif mode == "rescore":
        does = "use what is loaded" if is_staged else "nothing: this night was never loaded"
    else:
        does = f"read {pages} archived pages again" if pages else "nothing: no page of this night is archived"
    return {"archived_pages": pages, "is_staged": is_staged, "does": does}


def _load(plan: Plan, work: Work, sources: Iterable[Source]) -> Done:
    night = plan.night
    rows = listings = kept_out = 0
    work.replace("core_sources", sources_table(plan.catalogue))
    for source in sources:
        folder = night.paths.staging(source.name, night.partition)
        if not (folder / "health.json").is_file():
            continue
        counts = work.load_partition(folder, night.run_id, spec_print(source), night.mode)
        rows += counts.listings + counts.mentions + counts.claims
        listings += counts.listings
        kept_out += not counts.is_loaded
    return Done(rows, listings, f"{kept_out} partitions kept out" if kept_out else "")


def sources_table(sources: Iterable[Source]) -> pd.DataFrame:
    """Return the catalogue as the published table ``sources``."""
    import pandas as pd

    specs = sorted((source.spec for source in sources), key=lambda spec: spec.source)
    return pd.DataFrame(
        [
            {
                "source": spec.source,
                "kind": spec.kind,
                "title": spec.title or spec.publisher.name,
                "publisher": spec.publisher.name,
                "publisher_url": spec.publisher.url,
                "terms_basis": spec.terms.basis,
                "licence": spec.terms.licence,
                "attribution": spec.terms.attribution,
                "share_alike": spec.terms.share_alike,
                "redistribute": spec.terms.redistribute,
                "parent_source": spec.found_by,
                "trust_prior": trust().prior(spec.kind),
            }
            for spec in specs
        ]
    )

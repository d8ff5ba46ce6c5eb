"""A whole night on real pages, lists and register answers: each published value has its stored page."""

from __future__ import annotations

import hashlib
import html
import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from config.catalogue import Source
from config.home import Home
from config.records import Page
from extractors.archive import Archive
from tests.real.shared import PAGE_SPECS, SHARED, slug_of, truth
from warehouse.query import run_query

pytestmark = pytest.mark.real
DAY = "2026-03-02"


def prospects(*arguments: str, home: Path, pages: str) -> subprocess.CompletedProcess[str]:
    """Run the command as a person does, in an environment of its own."""
    return subprocess.run(
        [sys.executable, "-m", "flows.cli.main", *arguments],
        capture_output=True,
        text=True,
        env={
            **{k: v for k, v in os.environ.items() if not k.startswith(("PROSPECTS_", "PREFECT_"))},
            "PAGES": pages,
            "PROSPECTS_HOME": str(home),
        },
    )


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, catalog: Path, pages_url: str) -> Home:
    """The home of one finished night."""
    root = tmp_path_factory.mktemp("night") / "home"
    run = prospects("run", "--catalog", str(catalog), "--inline", "--date", DAY, home=root, pages=pages_url)
    assert run.returncode == 0, run.stdout + run.stderr
    return Home(root)


def rows(home: Home, sql: str) -> pd.DataFrame:
    return run_query(home.published, sql)


def test_every_source_is_healthy(home: Home, sources: dict[str, Source]) -> None:
    health = rows(home, "SELECT source, state, listings, failed_pages, cause FROM source_health")
    assert set(health.source) == set(sources)
    assert set(health.state) == {"ok"}, health[health.state != "ok"].to_string()
    assert health.failed_pages.sum() == 0


def test_what_the_pages_list_is_published(home: Home, sources: dict[str, Source]) -> None:
    """As many listings as the labels count; one that a page prints twice alike is one listing."""
    listed = rows(home, "SELECT source, count(*) AS n FROM listings GROUP BY source").set_index("source").n
    for name in PAGE_SPECS:
        records = [
            record for url in sources[name].spec.start_urls() for record in truth(slug_of(url))["records"]
        ]
        different = len({(r["name"], r.get("street"), r.get("detail_url")) for r in records})
        assert 0.95 * different <= listed[name] <= len(records) * 1.02, (name, listed[name], different)
    assert listed["us_chicago_early_childhood"] == 3337


def test_companies_are_real_and_merged(home: Home) -> None:
    """Branches and doublings of one company come together; the register's own companies are there."""
    companies = rows(home, "SELECT * FROM companies")
    assert len(companies) > 1500
    assert companies.listing_count.sum() == rows(home, "SELECT count(*) AS n FROM listings").n[0]
    merged = companies[companies.listing_count > 1]
    assert len(merged) > 400
    registered = rows(
        home, "SELECT DISTINCT reg_no FROM listings WHERE source IN ('no_brreg_unit', 'cz_ares_unit')"
    )
    assert len(registered) == 2
    for number in registered.reg_no:
        assert (companies.reg_no == number).sum() == 1


def test_nobody_loses_the_country(home: Home) -> None:
    lost = rows(
        home,
        "SELECT l.source, l.name FROM listings l JOIN companies c USING (company_id)"
        " WHERE l.country IS NOT NULL AND c.country IS NULL",
    )
    assert lost.empty, lost.head().to_string()


def test_every_published_value_comes_from_a_stored_page(home: Home) -> None:
    """golden -> claim -> page: each hash is that of a body in the archive of the source that said it."""
    golden = rows(
        home,
        "SELECT g.company_id, g.field, c.source, c.page_sha256, c.value, c.is_chosen, c.company_id AS of"
        " FROM golden g LEFT JOIN claims c USING (claim_id)",
    )
    assert len(golden) > 5000
    assert golden.page_sha256.notna().all(), "a value without a claim"
    assert (golden.company_id == golden["of"]).all() and golden.is_chosen.all()
    pages = rows(
        home,
        "SELECT source, page_sha256 FROM claims UNION SELECT source, page_sha256 FROM listings"
        " UNION SELECT source, page_sha256 FROM signals",
    )
    stored: dict[str, set[str]] = {source: bodies(home, source) for source in set(pages.source)}
    lost = [(p.source, p.page_sha256) for p in pages.itertuples() if p.page_sha256 not in stored[p.source]]
    assert not lost


def test_every_golden_column_has_its_golden_row(home: Home) -> None:
    """A column of companies that a claim can fill is filled by one: nothing without an origin."""
    companies = rows(home, "SELECT * FROM companies").set_index("company_id")
    golden = set(rows(home, "SELECT company_id, field FROM golden").itertuples(index=False, name=None))
    for field in ("phone", "email", "website", "reg_no", "lei", "vat_id", "street", "postcode", "city"):
        filled = companies[field].dropna().index
        without = [company for company in filled if (company, field) not in golden]
        assert not without, (field, len(without), len(filled))


def test_values_are_on_their_page(home: Home) -> None:
    """The names of one source's listings stand in the stored bytes of the page that the listings name."""
    listings = rows(home, "SELECT name, page_sha256 FROM listings WHERE source = 'us_fdic_failed_banks'")
    (page,) = (
        page for page in archived(home, "us_fdic_failed_banks") if page.sha256 == listings.page_sha256[0]
    )
    text = page.body.decode("utf-8")
    words = " ".join(html.unescape(text).split())
    assert sum(name in words for name in listings.name) >= 0.99 * len(listings) > 450


def test_nothing_of_the_night_left_this_machine(home: Home) -> None:
    """Every page was had from loopback or from a file."""
    for path in (home.root / "archive").glob("*.sqlite"):
        urls = [page.final_url for page in archived(home, path.stem)]
        assert urls and all(url.startswith(("http://127.0.0.1:", "file:")) for url in urls)


def test_the_same_night_again_changes_nothing(home: Home, catalog: Path, pages_url: str) -> None:
    tables = (
        "companies",
        "listings",
        "golden",
        "claims",
        "locations",
        "prospects",
        "score_reasons",
        "matches",
    )
    before = {table: digest(home, table) for table in tables}
    run = prospects(
        "run", "--catalog", str(catalog), "--inline", "--date", DAY, home=home.root, pages=pages_url
    )
    assert run.returncode == 0, run.stderr
    assert {table: digest(home, table) for table in tables} == before


def digest(home: Home, table: str) -> str:
    """Hash a published table, order of rows and times aside."""
    frame = rows(home, f"SELECT * FROM {table}")
    frame = frame[[column for column in frame.columns if not column.endswith("_at")]]
    lines = sorted(repr(row) for row in frame.itertuples(index=False, name=None))
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def bodies(home: Home, source: str) -> set[str]:
    return {page.sha256 for page in archived(home, source)}


def archived(home: Home, source: str) -> list[Page]:
    """Return every page that a replay would read; their bytes must have the hash that they are kept under."""
    with Archive(home.archive(source), source) as archive:
        pages = [page for night in archive.partitions() for page in archive.pages(night)]
    assert all(hashlib.sha256(page.body).hexdigest() == page.sha256 for page in pages)
    return pages


def test_the_labelled_data_is_left_alone() -> None:
    """The run reads ../shared and writes nothing there."""
    assert not list((SHARED / "pages").glob("**/*.sqlite")) and not list((SHARED / "er").glob("*.duckdb"))

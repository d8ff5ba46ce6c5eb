"""What an operator sees: the backfill form and the page of a run, in a real browser."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.flows.homes import make_home, prospects_apart
from tests.flows.served import Served, free_port

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
pytestmark = [
    pytest.mark.slow,
    pytest.mark.prefect,
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    home = make_home(tmp_path_factory.mktemp("browser") / "home")
    server = Served(home, free_port())
    ran = prospects_apart("run", "--home", home, "--date", "2026-11-17")
    assert ran.code == 0, ran.err
    yield server
    server.stop()


@pytest.fixture
def page(served: Served) -> Iterator[Any]:
    """A page of a browser that notes every address it asks."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 1400})
        page.asked = []
        page.on("request", lambda request: page.asked.append(request.url))
        yield page
        browser.close()


def strangers(page: Any, served: Served) -> list[str]:
    own = (served.url, served.url.replace("http", "ws", 1), "data:", "blob:")
    return [url for url in page.asked if not url.startswith(own)]


def test_the_form_offers_sources_days_mode_and_dry_run(served: Served, page: Any, tmp_path: Path) -> None:
    identity = served.deployments()["backfill"]["id"]
    page.goto(f"{served.url}/deployments/deployment/{identity}/run")
    for words in ("first_day", "last_day", "sources", "mode", "dry_run", "Last night to do again."):
        page.get_by_text(words).first.wait_for(timeout=60_000)
    page.screenshot(path=tmp_path / "form.png")
    assert (tmp_path / "form.png").stat().st_size > 10_000
    assert strangers(page, served) == []


def test_the_page_of_a_run_shows_its_tasks(served: Served, page: Any, tmp_path: Path) -> None:
    run = served.ask("/flow_runs/filter", {"flow_runs": {"state": {"type": {"any_": ["COMPLETED"]}}}})[0]
    page.goto(f"{served.url}/runs/flow-run/{run['id']}")
    page.get_by_text(run["name"]).first.wait_for(timeout=60_000)
    page.get_by_text("Completed").first.wait_for(timeout=60_000)
    page.get_by_text("publish 2026-11-17").first.wait_for(timeout=60_000)
    page.screenshot(path=tmp_path / "run.png")
    assert (tmp_path / "run.png").stat().st_size > 10_000
    assert strangers(page, served) == []

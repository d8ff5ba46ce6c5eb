"""``prospects serve``: the schedule really creates and runs nights, and the form's REST call completes.

What an operator sees of them is looked at in a real browser, where there is one.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.flows.homes import make_home, prospects
from tests.flows.served import Served, free_port, wait_until

pytestmark = [pytest.mark.slow, pytest.mark.prefect]
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A fresh home, served with a nightly that is due every minute."""
    home = make_home(tmp_path_factory.mktemp("served") / "home")
    server = Served(home, free_port(), PROSPECTS_CRON="* * * * *", PROSPECTS_TIMEZONE="Europe/Berlin")
    yield server
    server.stop()


def test_both_deployments_are_there(served: Served) -> None:
    there = served.deployments()
    assert set(there) == {"nightly", "backfill"}
    nightly, backfill = there["nightly"], there["backfill"]
    assert nightly["schedules"][0]["schedule"]["timezone"] == "Europe/Berlin"
    assert nightly["schedules"][0]["active"] and not nightly["paused"]
    assert nightly["concurrency_options"]["collision_strategy"] == "CANCEL_NEW"
    assert backfill["concurrency_options"]["collision_strategy"] == "ENQUEUE"
    assert all(each["global_concurrency_limit"]["limit"] == 1 for each in there.values())
    schema = backfill["parameter_openapi_schema"]
    assert schema["definitions"]["SourceName"]["enum"] == ["our_customers"]
    assert all(each["description"] for each in schema["properties"].values())


def test_the_schedule_creates_and_executes_a_run(served: Served) -> None:
    def done() -> list[dict[str, object]]:
        return [run for run in served.runs("nightly") if run["state_type"] == "COMPLETED"]

    runs = wait_until(done, 300)
    assert runs and runs[0]["auto_scheduled"], served.output()
    assert str(runs[0]["name"]).startswith("night of ")
    assert (served.home / "publish" / "prospects.duckdb").is_file()
    tasks = served.ask("/task_runs/filter", {"flow_runs": {"id": {"any_": [runs[0]["id"]]}}})
    names = {task["name"].split(" ")[0] for task in tasks}
    assert {"crawl", "extract", "load", "resolve", "enrich", "score", "publish", "report"} <= names
    artifacts = served.ask("/artifacts/filter", {"flow_runs": {"id": {"any_": [runs[0]["id"]]}}})
    assert "| companies | 3 |" in artifacts[0]["data"]
    served.ask(f"/deployments/{served.deployments()['nightly']['id']}/pause_deployment")  # one was enough


def test_a_backfill_over_rest_completes(served: Served) -> None:
    day = wait_until(lambda: [path.name for path in (served.home / "staging").glob("our_customers/*")], 120)[
        0
    ]
    body = {"first_day": day, "last_day": day, "sources": ["our_customers"], "mode": "replay"}
    identity = served.deployments()["backfill"]["id"]
    created = served.ask(f"/deployments/{identity}/create_flow_run", {"parameters": body})
    assert "id" in created, created

    def state() -> str | None:
        found = [run for run in served.runs("backfill") if run["id"] == created["id"]]
        ended = found and found[0]["state_type"] in ("COMPLETED", "FAILED", "CRASHED", "CANCELLED")
        return str(found[0]["state_type"]) if ended else None

    assert wait_until(state, 240) == "COMPLETED", served.output()


def test_a_form_that_makes_no_sense_is_refused(served: Served) -> None:
    identity = served.deployments()["backfill"]["id"]
    wrong = {"first_day": "2026-11-01", "last_day": "2026-11-01", "sources": ["somebody_else"]}
    refused = served.ask(f"/deployments/{identity}/create_flow_run", {"parameters": wrong})
    assert refused["status"] == 409 and "our_customers" in refused["detail"]
    swapped = {"first_day": "2026-11-02", "last_day": "2026-11-01"}
    created = served.ask(f"/deployments/{identity}/create_flow_run", {"parameters": swapped})
    assert "id" in created, created

    def failed() -> str | None:
        found = [run for run in served.runs("backfill") if run["id"] == created["id"]]
        return str(found[0]["state"]["message"]) if found and found[0]["state_type"] == "FAILED" else None

    assert "swap them" in str(wait_until(failed, 180)), served.output()


def test_a_run_at_the_terminal_uses_the_served_history(served: Served) -> None:
    ran = prospects("doctor", "--home", served.home)
    assert f"served at {served.url}" in ran.out
    second = prospects("serve", "--home", served.home, "--port", str(free_port()))
    assert second.code == 2 and "served already" in second.sentence
    taken = prospects("serve", "--home", served.home.parent / "other", "--port", str(served.port))
    assert taken.code == 2 and f"port {served.port}" in taken.sentence


@pytest.fixture
def page(served: Served) -> Iterator[Any]:
    """A page of a browser that notes every address it asks."""
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 1400})
        page.set_default_timeout(180_000)
        page.asked = []
        page.on("request", lambda request: page.asked.append(request.url))
        yield page
        browser.close()


def strangers(page: Any, served: Served) -> list[str]:
    own = (served.url, served.url.replace("http", "ws", 1), "data:", "blob:")
    return [url for url in page.asked if not url.startswith(own)]


@pytest.mark.browser
def test_the_form_offers_sources_days_mode_and_dry_run(served: Served, page: Any, tmp_path: Path) -> None:
    identity = served.deployments()["backfill"]["id"]
    page.goto(f"{served.url}/deployments/deployment/{identity}/run")
    for words in ("first_day", "last_day", "sources", "mode", "dry_run", "Last night to do again."):
        page.get_by_text(words).first.wait_for()
    page.screenshot(path=tmp_path / "form.png")
    assert (tmp_path / "form.png").stat().st_size > 10_000
    assert strangers(page, served) == []


@pytest.mark.browser
def test_the_page_of_a_run_shows_its_tasks(served: Served, page: Any, tmp_path: Path) -> None:
    run = next(run for run in served.runs("nightly") if run["state_type"] == "COMPLETED")
    page.goto(f"{served.url}/runs/flow-run/{run['id']}")
    page.get_by_text(run["name"]).first.wait_for()
    page.get_by_text("Completed").first.wait_for()
    page.get_by_text(f"publish {run['name'].removeprefix('night of ')[:10]}").first.wait_for()
    page.screenshot(path=tmp_path / "run.png")
    assert (tmp_path / "run.png").stat().st_size > 10_000
    assert strangers(page, served) == []

"""Files from before an objection hold whoever objected, so they go with the next publication."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from config.home import Home
from config.records import Suppression
from flows.stages.privacy import forget
from warehouse.ledger import Ledger


@pytest.mark.parametrize(
    ("scope", "left"), [("store", {"now", "later"}), ("contact", {"now", "later", "before"})]
)
def test_older_snapshots_and_reports_go(tmp_path: Path, scope: str, left: set[str]) -> None:
    home = Home(tmp_path)
    home.prepare()
    objected = datetime(2026, 11, 20, tzinfo=UTC)
    with Ledger(home.ledger) as ledger:
        ledger.add_suppression(
            Suppression(key_hash="0" * 64, kind="name", scope=scope, basis="asked", since=objected)
        )
    for name, day in (("before", 18), ("now", 19), ("later", 21)):
        moment = datetime(2026, 11, day, tzinfo=UTC).timestamp()
        for path in (home.publish / f"prospects-{name}.duckdb", home.reports / f"{name}.html"):
            path.touch()
            os.utime(path, (moment, moment))
    published = home.publish / "prospects-now.duckdb"

    assert forget(home, published) == (3 if scope == "store" else 0)

    kept = {path.stem.removeprefix("prospects-") for path in home.publish.iterdir()}
    assert kept == left

"""The drift suite on two of its sites: what `tests.benchmarks.drift` measures on all must hold on these."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.benchmarks.drift import TUNED, false_alarms, outcomes

pytestmark = pytest.mark.slow
SITES = ("demo_labelled", "demo_marketplace")


def test_changes_are_caught_named_and_healed(tmp_path: Path) -> None:
    found = []
    for name in SITES:
        (tmp_path / name).mkdir()
        found += outcomes(name, TUNED[0], tmp_path / name)
    harmful = [one for one in found if one.is_harmed and one.expect]
    caught = [one for one in harmful if one.is_caught]
    heals = [one for one in harmful if one.healed is not None]

    assert len(harmful) > 30
    assert len(caught) >= 0.95 * len(harmful)
    assert sum(one.drift == one.expect for one in caught) >= 0.85 * len(caught)
    assert len(heals) > 8
    assert sum(bool(one.healed) for one in heals) >= 0.7 * len(heals)
    assert not [one for one in found if one.is_caught and not one.is_harmed]


@pytest.mark.parametrize("name", SITES)
def test_three_weeks_without_a_change_raise_no_alarm(name: str, tmp_path: Path) -> None:
    assert false_alarms(name, TUNED[0], tmp_path) == ([], 21)

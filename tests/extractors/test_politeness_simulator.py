"""Real crawls of hosts that say how they want to be asked; `tests.benchmarks.politeness`, but smaller."""

from __future__ import annotations

import pytest

from extractors.politeness import Gate, Pace
from tests.benchmarks.politeness import simulate


@pytest.mark.slow
def test_we_are_a_guest_who_listens_and_does_not_dawdle() -> None:
    # A machine that is busy elsewhere delays and times out requests: one run of three must be clean,
    # 0.99 of the allowed rate is reached where there is nothing else to do.
    runs = []
    for _ in range(3):
        result = simulate(30)
        runs.append(result)
        assert (result.inside, result.trespasses) == (0, 0)
        told = (result.refusals, result.inside_later, result.missing) == (9, 0, 0)
        if told and result.early <= result.requests * 0.05 and min(result.shares.values()) >= 0.5:
            return
    pytest.fail(f"no run of three was polite and quick: {runs}")


@pytest.mark.slow
def test_the_simulator_notices_a_guest_who_does_not_listen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Gate, "pause", lambda *_: None)
    monkeypatch.setattr(Pace, "wait_s", lambda *_: 0.0)
    result = simulate(12)
    assert result.inside > 0 and result.early > 0

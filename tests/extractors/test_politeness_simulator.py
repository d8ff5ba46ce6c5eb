"""Real crawls of hosts that say how they want to be asked; `tests.benchmarks.politeness`, but smaller."""

from __future__ import annotations

import pytest

from extractors.politeness import Gate, Pace
from tests.benchmarks.politeness import simulate


@pytest.mark.slow
def test_we_are_a_guest_who_listens_and_does_not_dawdle() -> None:
    result = simulate(30)
    assert result.refusals == 9
    assert (result.inside, result.inside_later, result.trespasses, result.missing) == (0, 0, 0, 0)
    assert result.early <= result.requests * 0.005, "more than the jitter of a busy machine"
    assert min(result.shares.values()) >= 0.8, result.shares  # 0.99 on a machine that has nothing else to do


@pytest.mark.slow
def test_the_simulator_notices_a_guest_who_does_not_listen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Gate, "pause", lambda *_: None)
    monkeypatch.setattr(Pace, "wait_s", lambda *_: 0.0)
    result = simulate(12)
    assert result.inside > 0 and result.early > 0

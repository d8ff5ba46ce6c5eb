from __future__ import annotations

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from itertools import pairwise

import pytest

from extractors.fetch import FetchFailed
from extractors.politeness import LONGEST_WAIT_S, MAX_PAUSE_S, MAX_REFUSALS, Gate, retry_after_s

NOW = datetime(2026, 11, 20, 12, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("7", 7.0),
        (" 120 ", 120.0),
        ("0", 0.0),
        ("Fri, 20 Nov 2026 12:00:30 GMT", 30.0),
        ("Friday, 20-Nov-26 12:00:30 GMT", 30.0),
        ("Fri Nov 20 12:00:30 2026", 30.0),
        ("Fri, 20 Nov 2026 13:00:30 +0100", 30.0),
        ("Fri, 20 Nov 2026 11:59:00 GMT", 0.0),
        (None, None),
        ("", None),
        ("9" * 400, LONGEST_WAIT_S),
        ("Fri, 20 Nov 2126 12:00:30 GMT", LONGEST_WAIT_S),
        ("-3", None),
        ("soon", None),
        ("\u0663", None),
        ("Fri, 99 Nov 2026 12:00:30 GMT", None),
    ],
)
def test_retry_after_in_seconds_and_dates(value: str | None, seconds: float | None) -> None:
    assert retry_after_s(value, NOW) == seconds


async def pass_through(gate: Gate, log: list[float], held_s: float = 0.0) -> None:
    async with gate:
        log.append(time.monotonic())
        await asyncio.sleep(held_s)


def starts(gate: Gate, visitors: int, held_s: float = 0.0) -> list[float]:
    log: list[float] = []

    async def all_of_them() -> None:
        await asyncio.gather(*(pass_through(gate, log, held_s) for _ in range(visitors)))

    asyncio.run(all_of_them())
    return log


def most_at_once(gate: Gate, visitors: int) -> int:
    inside = most = 0

    async def stay() -> None:
        nonlocal inside, most
        async with gate:
            inside += 1
            most = max(most, inside)
            await asyncio.sleep(0.05)
            inside -= 1

    async def all_of_them() -> None:
        await asyncio.gather(*(stay() for _ in range(visitors)))

    asyncio.run(all_of_them())
    return most


def test_starts_lie_a_delay_apart_however_many_wait() -> None:
    took = []  # a busy machine may hold us up once, not each time
    while len(took) < 5 and not (took and took[-1] < 0.4):
        log = starts(Gate("a.example", 0.05, places=8), 5)
        assert all(later - earlier >= 0.049 for earlier, later in zip(log, log[1:], strict=False))
        took.append(log[-1] - log[0])
    assert min(took) < 0.4


def test_no_more_at_once_than_there_are_places() -> None:
    inside, most = 0, 0

    async def visit(gate: Gate) -> None:
        nonlocal inside, most
        async with gate:
            inside += 1
            most = max(most, inside)
            await asyncio.sleep(0.01)
            inside -= 1

    async def all_of_them() -> None:
        gate = Gate("a.example", 0.0, places=3)
        await asyncio.gather(*(visit(gate) for _ in range(12)))

    asyncio.run(all_of_them())
    assert (inside, most) == (0, 3)


def test_a_place_is_free_again_after_an_error_and_after_a_cancelled_wait() -> None:
    async def work() -> None:
        gate = Gate("a.example", 0.0, places=1)
        with pytest.raises(ValueError):
            async with gate:
                waiting = [asyncio.create_task(pass_through(gate, [])) for _ in range(2)]
                await asyncio.sleep(0)
                waiting[0].cancel()
                await asyncio.sleep(0)
                raise ValueError
        await asyncio.wait_for(waiting[1], 60)
        await asyncio.wait_for(pass_through(gate, []), 60)

    asyncio.run(work())


def test_a_pause_holds_up_everyone_and_a_shorter_one_does_not_undo_it() -> None:
    gate = Gate("a.example", 0.0, places=4)
    begun = time.monotonic()
    gate.pause(0.15)
    gate.pause(0.01)
    assert all(start - begun >= 0.15 for start in starts(gate, 4))


def test_a_wait_longer_than_a_run_is_left_to_the_next() -> None:
    gate = Gate("a.example", 0.0, places=1)
    gate.pause(MAX_PAUSE_S + 60)
    with pytest.raises(FetchFailed, match="come back in 180 s") as failed:
        starts(gate, 1)
    assert (failed.value.kind, failed.value.transient) == ("asked_to_wait", True)


def test_three_strikes_in_a_row_and_the_host_is_given_up() -> None:
    gate = Gate("a.example", 0.0, places=1)
    gate.strike()
    gate.strike()
    gate.answered(is_well=False)
    gate.strike()
    gate.strike()
    assert not gate.is_dead
    gate.strike()
    with pytest.raises(FetchFailed, match="a.example did not answer 3 times in a row") as failed:
        starts(gate, 1)
    assert failed.value.kind == "given_up"


def test_a_refusal_halves_the_places_and_twenty_good_answers_give_one_back() -> None:
    gate = Gate("a.example", 0.0, places=4)
    gate.refuse(0.0, time.monotonic())
    assert most_at_once(gate, 4) == 2
    for _ in range(40):
        gate.answered(is_well=True)
    assert most_at_once(gate, 4) == 4


def test_one_crowd_that_is_refused_halves_the_places_once() -> None:
    gate = Gate("a.example", 0.0, places=8)
    began = time.monotonic()
    for _ in range(8):
        gate.refuse(0.0, began)
    assert (gate.refusals, gate.places) == (1, 4)
    gate.slow_down(time.monotonic())
    assert gate.places == 2


def test_failures_of_the_server_do_not_make_us_faster() -> None:
    gate = Gate("a.example", 0.0, places=4)
    gate.slow_down(time.monotonic())
    for _ in range(100):
        gate.answered(is_well=False)
    assert gate.places == 2


def test_a_host_that_refuses_again_and_again_is_left_for_the_next_run() -> None:
    gate = Gate("a.example", 0.0, places=1)
    for _ in range(MAX_REFUSALS + 1):
        gate.refuse(0.0, time.monotonic())
    with pytest.raises(FetchFailed, match="9 times in a row that we are too fast") as failed:
        starts(gate, 1)
    assert (failed.value.kind, failed.value.transient) == ("asked_to_wait", True)


def test_whoever_waits_at_a_host_that_dies_is_told_so() -> None:
    async def work() -> list[object]:
        gate = Gate("a.example", 0.0, places=1)
        async with gate:
            waiting = [asyncio.create_task(pass_through(gate, [])) for _ in range(5)]
            await asyncio.sleep(0)
            gate.strike(3)
        return list(await asyncio.wait_for(asyncio.gather(*waiting, return_exceptions=True), 60))

    assert [getattr(error, "kind", error) for error in asyncio.run(work())] == ["given_up"] * 5


def test_sources_in_other_threads_share_the_pace_of_a_host() -> None:
    with ThreadPoolExecutor(3) as pool:
        gates = [Gate("a.example", 0.1, places=2) for _ in range(3)]
        begun = sorted(start for log in pool.map(lambda gate: starts(gate, 2), gates) for start in log)
    assert len(begun) == 6
    assert min(later - earlier for earlier, later in pairwise(begun)) >= 0.095
    gates[0].pause(60)
    assert gates[1].paused_s > 59 and Gate("b.example", 0.0, 1).paused_s == 0
    del gates
    assert Gate("a.example", 0.0, 1).paused_s > 59, "the wait outlives the source that was told to wait"

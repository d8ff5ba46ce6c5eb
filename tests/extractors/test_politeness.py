from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime

import pytest

from extractors.fetch import FetchFailed
from extractors.politeness import MAX_PAUSE_S, Gate, retry_after_s

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


def test_starts_lie_a_delay_apart_however_many_wait() -> None:
    log = starts(Gate("a.example", 0.05, places=8), 5)
    assert all(later - earlier >= 0.049 for earlier, later in zip(log, log[1:], strict=False))
    assert log[-1] - log[0] < 0.4


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
        await asyncio.wait_for(waiting[1], 1)
        await asyncio.wait_for(pass_through(gate, []), 1)

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
    gate.answered()
    gate.strike()
    gate.strike()
    assert not gate.is_dead
    gate.strike()
    with pytest.raises(FetchFailed, match="a.example did not answer 3 times in a row") as failed:
        starts(gate, 1)
    assert failed.value.kind == "given_up"


def test_being_throttled_halves_the_places_until_twenty_answers_went_well() -> None:
    gate = Gate("a.example", 0.0, places=4)
    gate.throttle(0.0)
    begun = time.monotonic()
    starts(gate, 4, held_s=0.25)
    assert time.monotonic() - begun >= 0.5
    for _ in range(40):
        gate.answered()
    begun = time.monotonic()
    starts(gate, 4, held_s=0.25)
    assert time.monotonic() - begun < 0.5

"""Child of ``prospects serve``: registers both deployments and runs what is due, each in its own process."""

from __future__ import annotations

import asyncio
import logging
import signal
from contextlib import suppress

from prefect import get_client
from prefect.client.schemas.filters import FlowRunFilter
from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy, StateType
from prefect.client.schemas.schedules import CronSchedule
from prefect.deployments.runner import RunnerDeployment
from prefect.runner import Runner
from prefect.states import Crashed
from prefect.types.entrypoint import EntrypointType

from config.home import Home
from config.settings import Settings, load_settings
from flows.backfill import backfill
from flows.lock import is_held
from flows.nightly import nightly
from flows.serve_child import end_with_parent

log = logging.getLogger(__name__)


async def deployments(settings: Settings) -> list[RunnerDeployment]:
    """Return the nightly (cron, a second one at the same time is cancelled) and the backfill (they queue)."""
    at_night = await nightly.ato_deployment(
        name="nightly",
        description="Every night: crawl, resolve, score, publish.",
        schedules=[CronSchedule(cron=settings.cron, timezone=settings.timezone)],
        concurrency_limit=ConcurrencyLimitConfig(
            limit=1, collision_strategy=ConcurrencyLimitStrategy.CANCEL_NEW
        ),
        entrypoint_type=EntrypointType.MODULE_PATH,
    )
    on_demand = await backfill.ato_deployment(
        name="backfill",
        description="Past nights again: choose sources, days and a mode; try it with dry run first.",
        concurrency_limit=ConcurrencyLimitConfig(
            limit=1, collision_strategy=ConcurrencyLimitStrategy.ENQUEUE
        ),
        entrypoint_type=EntrypointType.MODULE_PATH,
    )
    return [at_night, on_demand]


async def end_zombies(settings: Settings) -> int:
    """Mark runs that a killed process left behind as crashed, which frees their slots; return how many.

    When the runner starts, no run of it can be alive unless something holds the home's lock. No heartbeat
    automation is needed on one machine, and none can take a slow healthy run for a dead one.
    """
    homes = [settings.paths, *(Home(path) for path in settings.paths.root.glob("demo*"))]
    if any(is_held(home) for home in homes):
        return 0
    left = [StateType.RUNNING, StateType.PENDING, StateType.CANCELLING]
    async with get_client() as client:
        runs = await client.read_flow_runs(
            flow_run_filter=FlowRunFilter.model_validate({"state": {"type": {"any_": left}}})
        )
        for run in runs:
            await client.set_flow_run_state(
                run.id, Crashed(message="Its process is gone; found when serving began."), force=True
            )
    return len(runs)


async def main() -> None:
    """Serve both deployments until SIGTERM."""
    settings = load_settings()
    ended = await end_zombies(settings)
    if ended:
        log.warning("%d runs had lost their process and were marked as crashed", ended)
    runner = Runner(name="prospects", query_seconds=5, pause_on_shutdown=False)
    for deployment in await deployments(settings):
        await runner.aadd_deployment(deployment)
    (settings.paths.prefect / "deployed").touch()
    serving = asyncio.create_task(runner.start())
    await asyncio.sleep(0)  # the runner now has its own handler, which cannot stop it from inside a loop
    asyncio.get_running_loop().add_signal_handler(
        signal.SIGTERM, lambda: asyncio.ensure_future(_stop(runner, serving))
    )
    await serving


async def _stop(runner: Runner, serving: asyncio.Task[None]) -> None:
    """End running flows, then the runner; one that has hardly begun is simply cancelled."""
    if runner.started:
        await runner.astop()
    else:
        serving.cancel()


if __name__ == "__main__":
    end_with_parent()
    with suppress(asyncio.CancelledError):
        asyncio.run(main())

"""``prospects serve``: Prefect's server with its UI, and what runs our deployments, under one supervisor.

The supervisor itself does not import Prefect. It stops the runner before the server: the other way round a
runner outlives its server and fights with the next one over the same runs.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

import filelock

from config.errors import UserError
from config.home import Home
from config.settings import Settings
from flows.child import Child
from flows.prefect_env import answers, prepare
from flows.ready import make_ready


def serve(settings: Settings, port: int, tell: Callable[[str], None]) -> None:
    """Serve until SIGINT or SIGTERM.

    Args:
        tell: takes a line for the person at the terminal.

    Raises:
        UserError: the port is taken, or this home is served already.
        RunFailed: the server did not start, or a process keeps dying.
    """
    home = settings.paths
    make_ready(home)
    check_port(port)
    api_url = f"http://127.0.0.1:{port}/api"
    environ = child_environment(settings, api_url)
    server = Child("server", "flows.serve_server", [str(port)], environ)
    runner = Child("runner", "flows.serve_runner", [], environ)
    with _only_one(home), _stop_on_signals() as stopping:
        tell(f"Starting Prefect's server on port {port}; this takes up to half a minute.")
        try:
            server.start()
            server.wait_for(lambda: answers(api_url, timeout_s=5))
            announcement = home.prefect / "serve.json"
            announcement.write_text(json.dumps({"api_url": api_url, "pid": os.getpid()}), encoding="utf-8")
            ready = home.prefect / "deployed"
            ready.unlink(missing_ok=True)
            runner.start()
            runner.wait_for(ready.exists)
            tell(f"Prefect's UI is at http://127.0.0.1:{port}")
            tell(f"The nightly runs at '{settings.cron}' ({settings.timezone}). Ctrl-C stops everything.")
            while True:
                time.sleep(0.5)
                for child in (server, runner):
                    if child.has_ended:
                        child.restart()
        except _Stop:
            pass
        finally:
            stopping.clear()  # a second Ctrl-C must not leave a process behind
            (home.prefect / "serve.json").unlink(missing_ok=True)
            runner.stop()
            server.stop()


def child_environment(settings: Settings, api_url: str) -> dict[str, str]:
    """Return the environment of server, runner and the flow runs that the runner starts."""
    environ = dict(os.environ)
    environ["PREFECT_API_URL"] = api_url
    environ["PROSPECTS_HOME"] = str(settings.paths.root)
    if settings.catalog:
        environ["PROSPECTS_CATALOG"] = str(settings.catalog.absolute())
    environ.setdefault("PREFECT_LOGGING_LEVEL", "INFO")
    prepare(settings.paths, environ, find_server=False)
    return environ


class _Stop(BaseException):
    """A signal asked us to end."""


@contextmanager
def _stop_on_signals() -> Iterator[list[bool]]:
    """Raise `_Stop` at SIGINT and SIGTERM while the yielded list is not empty."""
    armed = [True]

    def stop(signum: int, frame: FrameType | None) -> None:
        if armed:
            armed.clear()
            raise _Stop

    before = {sig: signal.signal(sig, stop) for sig in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield armed
    finally:
        for sig, handler in before.items():
            signal.signal(sig, handler)


@contextmanager
def _only_one(home: Home) -> Iterator[None]:
    lock = filelock.FileLock(home.prefect / "serve.lock")
    try:
        lock.acquire(timeout=0)
    except filelock.Timeout:
        raise UserError(
            f"{home.root} is being served already; stop that one or choose another --home."
        ) from None
    try:
        yield
    finally:
        lock.release()


def check_port(port: int) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise UserError(
                f"port {port} cannot be used ({error.strerror}); choose another --port or PROSPECTS_PORT."
            ) from None

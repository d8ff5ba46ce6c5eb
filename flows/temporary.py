"""Prefect's API for one flow run of this process: a given server, a running one, or a temporary one."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from config.home import Home
from flows.child import Child
from flows.prefect_env import answers, prepare
from flows.ready import make_ready


@contextmanager
def prefect_api(home: Home) -> Iterator[Callable[[], None]]:
    """Prepare this process for a flow run; call what is yielded before the flow, to wait for the server.

    The environment is set here, so Prefect must not have been imported. Prefect's own lines stay off the
    terminal, for the command says in its own words what happened; they are on the run's page.

    The temporary server is the one that Prefect would start itself, in a process of its own. We start it:
    this process then need not import Prefect's server (70 MiB, 5 s), and imports the pipeline meanwhile.

    Raises:
        UserError: the home cannot be written.
        RunFailed: the temporary server does not start.
    """
    make_ready(home)
    os.environ.setdefault("PREFECT_LOGGING_LEVEL", "INFO")
    os.environ.setdefault("PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL", "CRITICAL")
    if prepare(home):
        yield lambda: None
        return
    port = _free_port()
    api_url = f"http://127.0.0.1:{port}/api"
    os.environ["PREFECT_API_URL"] = api_url
    ephemeral = {"PREFECT_UI_ENABLED": "0", "PREFECT__SERVER_EPHEMERAL": "1"}
    server = Child(
        "temporary Prefect server", "flows.serve_server", [str(port)], dict(os.environ) | ephemeral
    )
    server.start()
    try:
        yield lambda: server.wait_for(lambda: answers(api_url, timeout_s=5))
    finally:
        server.stop()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])

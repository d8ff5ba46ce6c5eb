"""The environment that Prefect needs. It is read when Prefect is imported, so this module never does that."""

from __future__ import annotations

import json
import os
import urllib.error
import urllib.request
from collections.abc import MutableMapping

from config.home import Home

_DEFAULTS = {
    # Nothing leaves this machine: neither the server, nor the SDK, nor the browser (UI v2 contacts an
    # analytics host even with analytics off; v1 does not).
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_SERVER_UI_V2_ENABLED": "false",
    "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
    # The page asks its own origin; the default names port 4200, which leaves a blank page on any other port.
    "PREFECT_SERVER_UI_API_URL": "/api",
    # The default of 20 s is shorter than a first start takes on a busy machine.
    "PREFECT_SERVER_EPHEMERAL_ENABLED": "true",
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",
    "PREFECT_LOGGING_LEVEL": "WARNING",
    "PREFECT_SERVER_LOGGING_LEVEL": "ERROR",
    "PREFECT_LOGGING_EXTRA_LOGGERS": "extractors,transforms,warehouse,flows",
    "PREFECT_LOGGING_TO_API_WHEN_MISSING_FLOW": "ignore",
}


def prepare(
    home: Home, environ: MutableMapping[str, str] | None = None, *, find_server: bool = True
) -> str | None:
    """Set what the environment does not set itself, and return the API address that a flow run will use.

    A flow run goes to the server of ``PREFECT_API_URL``, or else of a running ``prospects serve`` of this
    home, or else (None) to a temporary one which keeps its history under the same home.
    """
    environ = os.environ if environ is None else environ
    environ.setdefault("PREFECT_HOME", str(home.prefect))
    for name, value in _DEFAULTS.items():
        environ.setdefault(name, value)
    if find_server and "PREFECT_API_URL" not in environ:
        served = running_server(home)
        if served:
            environ["PREFECT_API_URL"] = served
    return environ.get("PREFECT_API_URL")


def running_server(home: Home) -> str | None:
    """Return the API address of this home's ``prospects serve`` if it answers within a second."""
    try:
        url = json.loads((home.prefect / "serve.json").read_text(encoding="utf-8"))["api_url"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return str(url) if answers(str(url)) else None


def answers(api_url: str, timeout_s: float = 1.0) -> bool:
    """Return whether a Prefect API answers there."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # loopback needs no proxy
    try:
        with opener.open(f"{api_url}/health", timeout=timeout_s) as response:
            return bool(response.status == 200)
    except (OSError, ValueError, urllib.error.URLError):
        return False

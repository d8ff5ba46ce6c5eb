"""``prospects serve`` in a process of its own, and its REST API."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from tests.flows.homes import ROOT, clean_environment

T = TypeVar("T")
START_S = 300
BUSY_RETRIES = 30


def free_port() -> int:
    """Return a port that nobody uses at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Served:
    """A home that is being served."""

    def __init__(self, home: Path, port: int, **environ: str) -> None:
        self.home, self.port = home, port
        self.log = (home / "serve.log").open("w+", encoding="utf-8")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "flows.cli.main", "serve", "--home", str(home), "--port", str(port)],
            cwd=ROOT,
            env=clean_environment() | environ,
            stdout=self.log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        wait_until(lambda: "Ctrl-C stops" in self.output() or self.process.poll() is not None, START_S)
        assert self.process.poll() is None, self.output()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def output(self) -> str:
        """Everything it has written so far."""
        return Path(self.log.name).read_text(encoding="utf-8")

    def ask(self, path: str, body: dict[str, Any] | None = None) -> Any:
        """POST to the API as the UI does; the answer, or {"status": ..., "detail": ...} of a refusal.

        A server whose SQLite file another writer holds answers 503: come again, as every client of it does.
        """
        answer = self._ask(path, body)
        for _ in range(BUSY_RETRIES):
            if not (isinstance(answer, dict) and answer.get("status") == 503):
                break
            time.sleep(1)
            answer = self._ask(path, body)
        return answer

    def _ask(self, path: str, body: dict[str, Any] | None) -> Any:
        request = urllib.request.Request(
            f"{self.url}/api{path}",
            data=json.dumps(body or {}).encode(),
            headers={"Content-Type": "application/json"},
        )
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(request, timeout=60) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as refused:
            with refused:
                return {"status": refused.code, "detail": refused.read().decode()}

    def deployments(self) -> dict[str, dict[str, Any]]:
        return {each["name"]: each for each in self.ask("/deployments/filter")}

    def runs(self, deployment: str) -> list[dict[str, Any]]:
        """Flow runs of a deployment that have begun or ended, the first first."""
        query = {"sort": "EXPECTED_START_TIME_ASC", "deployments": {"name": {"any_": [deployment]}}}
        found: list[dict[str, Any]] = self.ask("/flow_runs/filter", query)
        return [run for run in found if run["state_type"] != "SCHEDULED"]

    def children(self) -> list[int]:
        """Processes whose command names this home's server or runner, or flow runs of theirs."""
        found = []
        for entry in Path("/proc").iterdir():
            if not entry.name.isdigit():
                continue
            try:
                environ = (entry / "environ").read_bytes()
            except OSError:
                continue
            if f"PROSPECTS_HOME={self.home}".encode() in environ and int(entry.name) != self.process.pid:
                found.append(int(entry.name))
        return found

    def stop(self, how: int = signal.SIGINT) -> int:
        """Send a signal, wait for the end and return the exit code."""
        if self.process.poll() is None:
            os.kill(self.process.pid, how)
        try:
            return self.process.wait(180)
        finally:
            self.process.kill()
            self.process.wait()
            self.log.close()


def wait_until(happened: Callable[[], T], seconds: float) -> T:
    """Return the first true value of ``happened``; the last one once the time is over."""
    deadline = time.monotonic() + seconds
    value = happened()
    while not value and time.monotonic() < deadline:
        time.sleep(0.5)
        value = happened()
    return value


def warnings_in(text: str) -> list[str]:
    """Lines of a log that deserve a look."""
    return [line for line in text.splitlines() if re.search(r"\b(WARNING|ERROR|CRITICAL|Traceback)\b", line)]

"""A process that we start, watch and end in order."""

from __future__ import annotations

import logging
import subprocess
import sys
import time
from collections.abc import Callable

from config.errors import RunFailed

log = logging.getLogger(__name__)

_START_S = 120.0
_STOP_S = 45.0
_RESTARTS, _WINDOW_S = 3, 600.0


class Child:
    """A supervised process. It ends when its standard input closes, so it never outlives its supervisor."""

    def __init__(self, name: str, module: str, args: list[str], environ: dict[str, str]) -> None:
        self.name = name
        self._command = [sys.executable, "-m", module, *args]
        self._environ = environ
        self._starts: list[float] = []
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it in a session of its own: Ctrl-C goes to the supervisor alone, which stops in order."""
        self._starts.append(time.monotonic())
        self.process = subprocess.Popen(
            self._command, env=self._environ, stdin=subprocess.PIPE, start_new_session=True
        )

    @property
    def has_ended(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    def restart(self) -> None:
        """Start it again after it died.

        Raises:
            RunFailed: it keeps dying.
        """
        recent = [at for at in self._starts if time.monotonic() - at < _WINDOW_S]
        if len(recent) > _RESTARTS:
            raise RunFailed(f"the {self.name} ended {len(recent)} times, last with exit code {self._code}.")
        log.warning("the %s ended with exit code %s; starting it again", self.name, self._code)
        self.start()

    def wait_for(self, happened: Callable[[], bool]) -> None:
        """Wait until it is ready.

        Raises:
            RunFailed: it ended or took too long.
        """
        deadline = time.monotonic() + _START_S
        while not happened():
            if self.has_ended:
                raise RunFailed(f"the {self.name} ended with exit code {self._code} while starting.")
            if time.monotonic() > deadline:
                raise RunFailed(
                    f"the {self.name} was not ready after {_START_S:.0f} s; try again on a quieter machine."
                )
            time.sleep(0.1)

    @property
    def _code(self) -> int | None:
        return self.process.returncode if self.process else None

    def stop(self) -> None:
        """Ask it to end, wait, then insist; return once its process is gone."""
        process = self.process
        if process is None:
            return
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(_STOP_S)
            except subprocess.TimeoutExpired:
                log.warning("the %s did not end in time; killing it", self.name)
                process.kill()
                process.wait()
        if process.stdin:
            process.stdin.close()
        self.process = None

"""Run the demo in a process that may speak to nobody but loopback, and that tells what it imported."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.flows.homes import ROOT, clean_environment

GUARD = """
import ipaddress, json, socket, sys

tried = []
def refuse(address):
    if isinstance(address, tuple):
        try:
            is_loopback = ipaddress.ip_address(address[0]).is_loopback
        except ValueError:
            is_loopback = address[0] == "localhost"
        if not is_loopback:
            tried.append(str(address))
            raise OSError(f"{address} is not this machine")

connect, connect_ex, look_up = socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo
def guarded(self, address):
    refuse(address)
    return connect(self, address)
def guarded_ex(self, address):
    refuse(address)
    return connect_ex(self, address)
def guarded_look_up(host, *args, **kwargs):
    if host not in (None, "", "localhost"):
        refuse((host, 0))
    return look_up(host, *args, **kwargs)
socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo = guarded, guarded_ex, guarded_look_up
"""
INLINE = (
    GUARD
    + """
if __name__ == "__main__":  # the demo's web is a process that imports this file once more
    from flows.cli.main import main
    sys.argv = ["prospects", "demo", "--inline", "--json", "--home", sys.argv[1]]
    try:
        main()
    except SystemExit as ended:
        unwanted = ("prefect", "fastapi", "sqlalchemy")
        heavy = sorted(name for name in sys.modules if name.split(".")[0] in unwanted)
        print(json.dumps({"code": ended.code, "tried": tried, "prefect": heavy}))
"""
)


def run_guarded(folder: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    """Run the demo inline with its home in ``folder/data``; return what it printed and what the guard saw."""
    script = folder / "guarded.py"
    script.write_text(INLINE, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(script), str(folder / "data")],
        cwd=ROOT,
        env=clean_environment(),
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.stdout, done.stderr
    demo, guard = (json.loads(line) for line in done.stdout.splitlines())
    return demo, guard

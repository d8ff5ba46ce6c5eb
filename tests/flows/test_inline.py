"""An inline run is the pure pipeline: no Prefect, and no connection but loopback."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

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


def test_the_demo_speaks_to_nobody_else_and_needs_no_prefect(tmp_path: Path) -> None:
    script = tmp_path / "guarded.py"
    script.write_text(INLINE, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(script), str(tmp_path / "data")],
        cwd=ROOT,
        env=clean_environment(),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.stdout, done.stderr
    demo, guard = (json.loads(line) for line in done.stdout.splitlines())
    assert guard == {"code": 0, "tried": [], "prefect": []}
    assert demo["pages"] > 2000 and demo["prospects"] > 500
    assert set(demo) == {
        "seconds",
        "peak_rss_mib",
        "pages",
        "listings",
        "companies",
        "prospects",
        "listing_recall",
        "listing_precision",
        "pairwise_f1",
        "facts_accuracy",
        "snapshot",
    }
    assert demo["peak_rss_mib"] <= 500
    assert Path(demo["snapshot"]).is_file()

"""An inline run is the pure pipeline, without Prefect; and no demo speaks to anybody but loopback."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

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


@pytest.mark.slow
@pytest.mark.prefect
def test_nor_does_the_flow_run_with_its_server(tmp_path: Path) -> None:
    """Every process that the demo starts is guarded: the pipeline's, Prefect's server, the demo's web."""
    guard = GUARD.replace(
        "tried.append(str(address))",
        f"open({str(tmp_path / 'tried')!r}, 'a').write(f'{{sys.argv}} {{address}}\\n')",
    )
    started = f"open({str(tmp_path / 'started')!r}, 'a').write(' '.join(sys.orig_argv) + chr(10))"
    (tmp_path / "sitecustomize.py").write_text(guard + started + "\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "flows.cli.main", "demo", "--json", "--home", str(tmp_path / "data")],
        cwd=ROOT,
        env=clean_environment() | {"PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "flows.serve_server" in (tmp_path / "started").read_text()
    assert not (tmp_path / "tried").exists(), (tmp_path / "tried").read_text()
    demo = json.loads(done.stdout)
    assert demo["peak_rss_mib"] <= 500 and demo["pairwise_f1"] >= 0.95

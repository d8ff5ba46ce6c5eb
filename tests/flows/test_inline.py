"""An inline run is the pure pipeline, without Prefect; and no demo speaks to anybody but loopback."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.flows.demo_command import broken_promises, command
from tests.flows.guarded import GUARD
from tests.flows.homes import ROOT, clean_environment


def test_the_demo_speaks_to_nobody_else_and_needs_no_prefect(
    demo_run: tuple[Path, dict[str, Any], dict[str, Any]],
) -> None:
    _, demo, guard = demo_run
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
    """Every process that the demo starts is guarded: the pipeline's, Prefect's server, the demo's web.

    The world is another than that of the other tests, and the demo as true there.
    """
    guard = GUARD.replace(
        "tried.append(str(address))",
        f"open({str(tmp_path / 'tried')!r}, 'a').write(f'{{sys.argv}} {{address}}\\n')",
    )
    started = f"open({str(tmp_path / 'started')!r}, 'a').write(' '.join(sys.orig_argv) + chr(10))"
    (tmp_path / "sitecustomize.py").write_text(guard + started + "\n", encoding="utf-8")
    done = subprocess.run(
        command("demo", "--json", "--seed", "77", "--home", str(tmp_path / "data")),
        cwd=ROOT,
        env=clean_environment() | {"PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "flows.serve_server" in (tmp_path / "started").read_text()
    assert not (tmp_path / "tried").exists(), (tmp_path / "tried").read_text()
    demo = json.loads(done.stdout)
    assert demo["peak_rss_mib"] <= 500 and broken_promises(demo) == {}

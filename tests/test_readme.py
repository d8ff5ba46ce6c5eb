"""The README's commands work as they stand: each is run on the demo's data, in the order of the page."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.flows.demo_command import environment
from tests.flows.homes import prospects

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = [
    line.removeprefix("$ ")
    for block in re.findall(r"```console\n(.*?)```", README, flags=re.S)
    for line in block.splitlines()
    if line.startswith("$ ")
]
SERVE = "prospects serve"
"""It runs until Ctrl-C: tests/flows/test_serve.py starts it and uses it."""


def test_make_targets_exist() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    named = {line.split()[1] for line in COMMANDS if line.startswith("make ")}
    assert named >= {"demo", "test"}
    assert [name for name in named if not re.search(rf"^{name}:", makefile, flags=re.M)] == []


def run(line: str, folder: Path) -> None:
    """Run a line of the page in a shell, as a reader would in the environment of ``make demo``."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        line,
        shell=True,
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=300,
        env=environment() | {"PATH": path},
    )
    assert done.returncode == 0, f"{line}\n{done.stderr}"
    assert "Traceback" not in done.stderr


def test_the_commands_of_the_readme_work_in_its_order(
    demo: tuple[Path, dict[str, Any]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first and what needs a shell run in one; the others in this process, which saves the imports."""
    shutil.copytree(demo[0], tmp_path, dirs_exist_ok=True)
    (tmp_path / "tests").symlink_to(ROOT / "tests")  # the reader stands in the repository
    ours = [line for line in COMMANDS if line.startswith("prospects ") and not line.startswith(SERVE)]
    assert len(ours) >= 10
    monkeypatch.chdir(tmp_path)
    for number, line in enumerate(ours):
        if number == 0 or ">" in line:
            run(line, tmp_path)
            continue
        words = shlex.split(line)[1:]  # a run with Prefect's server is that of tests/flows/test_serve_ends.py
        done = prospects(*words, *(["--inline"] if words[0] == "run" else []))
        assert done.code == 0, f"{line}\n{done.err}"

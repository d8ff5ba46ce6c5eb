"""Settings come from the environment, when asked for."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from config.errors import UserError
from config.settings import load_settings


def complaint(**environ: str) -> str:
    with pytest.raises(UserError) as caught:
        load_settings(environ)
    said = str(caught.value)
    assert "\n" not in said
    return said


def test_defaults_need_nothing() -> None:
    settings = load_settings({})
    assert settings.paths.root.is_absolute()
    assert settings.host_map == {}


def test_environment_and_overrides() -> None:
    environ = {
        "PROSPECTS_HOME": "/tmp/a",
        "PROSPECTS_PORT": "4300",
        "PROSPECTS_TIMEOUT_S": "2.5",
        "OTHER": "x",
    }
    settings = load_settings(environ, home=Path("/tmp/b"), port=None)
    assert (settings.home, settings.port, settings.timeout_s) == (Path("/tmp/b"), 4300, 2.5)


def test_host_map() -> None:
    settings = load_settings({"PROSPECTS_HOST_MAP": "*.example=127.0.0.1:8765,a.test=127.0.0.1:1"})
    assert settings.host_map == {"*.example": "127.0.0.1:8765", "a.test": "127.0.0.1:1"}


def test_unknown_variable_is_refused() -> None:
    said = complaint(PROSPECTS_HOEM="/tmp")
    assert said.startswith("environment variable PROSPECTS_HOEM is not known; known are PROSPECTS_HOME, ")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "http"),
        ("CRON", "nonsense"),
        ("PORT", "70000"),
        ("TIMEZONE", "Mars/Olympus"),
        ("TIMEZONE", "../../etc/passwd"),
        ("TIMEZONE", ""),
        ("SOURCE_THREADS", "0"),
        ("TIMEOUT_S", "0"),
        ("RETRIES", "many"),
        ("CONTACT", ""),
        ("CONTACT", "Jörg <j@team.example>"),
        ("CONTACT", "https://team.example\r\nX-Evil: 1"),
        ("HOME", ""),
        ("CATALOG", ""),
        ("HOST_MAP", "127.0.0.1:8765"),
        ("HOST_MAP", "*.example=127.0.0.1:99999"),
    ],
)
def test_unusable_value_is_named(name: str, value: str) -> None:
    said = complaint(**{f"PROSPECTS_{name}": value})
    assert said.startswith(f"environment variable PROSPECTS_{name}: ")
    assert said.endswith("; correct it or unset it.")


def test_user_agent_carries_the_contact() -> None:
    settings = load_settings({"PROSPECTS_CONTACT": "mailto:crawl@team.example"})
    assert settings.user_agent == "prospects/0.1 (+mailto:crawl@team.example)"


def test_import_and_paths_touch_nothing(tmp_path: Path) -> None:
    code = (
        "import config.settings as s, config.catalogue, config.tables; s.load_settings().paths.archive('a')"
    )
    subprocess.run(
        [sys.executable, "-c", code],
        check=True,
        cwd=tmp_path,
        env={"PYTHONPATH": str(Path(__file__).parents[2]), "PROSPECTS_HOME": str(tmp_path / "home")},
    )
    assert list(tmp_path.iterdir()) == []


def test_prepare_makes_the_folders(tmp_path: Path) -> None:
    home = load_settings({"PROSPECTS_HOME": str(tmp_path / "home")}).paths
    home.prepare()
    home.prepare()
    assert home.publish.is_dir() and home.archive("a").parent.is_dir()
    assert (home.root / "secrets").stat().st_mode & 0o777 == 0o700

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from config.catalogue import SHIPPED
from config.settings import load_settings
from flows.night import catalogue_folder, new_night


def test_a_night_is_plain_data(tmp_path: Path) -> None:
    settings = load_settings({}, home=tmp_path)
    night = new_night(settings, partition=date(2026, 11, 16), sources=("one", "two"))
    assert json.loads(json.dumps(night.as_json()))["partition"] == "2026-11-16"
    assert night.paths.root == tmp_path
    assert new_night(settings).run_id != night.run_id


def test_today_is_the_installation_s_today(tmp_path: Path) -> None:
    """At any moment Kiritimati (UTC+14) and Pago Pago (UTC-11) have different dates."""
    east = new_night(load_settings({}, home=tmp_path, timezone="Pacific/Kiritimati"))
    west = new_night(load_settings({}, home=tmp_path, timezone="Pacific/Pago_Pago"))
    assert east.partition > west.partition


def test_the_home_s_own_catalogue_wins(tmp_path: Path) -> None:
    settings = load_settings({}, home=tmp_path)
    assert catalogue_folder(settings.paths) == SHIPPED
    settings.paths.catalogue.mkdir()
    assert catalogue_folder(settings.paths) == settings.paths.catalogue

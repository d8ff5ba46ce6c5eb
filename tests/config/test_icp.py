"""The ideal customer profile: a mistake is one sentence with file, line and key."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.errors import UserError
from config.icp import ACTIONS, CELLS, FEATURES, SHIPPED, load_icp, load_icps
from config.words import signal_kinds, trust

EXAMPLE = SHIPPED / "industrial_switches.yml"


def changed(folder: Path, old: str, new: str) -> Path:
    text = EXAMPLE.read_text(encoding="utf-8")
    assert text.count(old) == 1, old
    path = folder / EXAMPLE.name
    path.write_text(text.replace(old, new), encoding="utf-8")
    return path


def sentence(path: Path) -> str:
    with pytest.raises(UserError) as caught:
        load_icp(path)
    words = str(caught.value)
    assert "\n" not in words
    assert words.endswith((".", "?"))
    return words


def test_the_shipped_example_loads() -> None:
    (icp,) = load_icps()
    assert icp.name == "industrial_switches"
    assert icp.base_rate == 0.125
    assert set(icp.actions) == set(ACTIONS)
    assert all(set(row) == set(CELLS) for row in icp.actions.values())


def test_a_weight_out_of_range_names_file_line_and_key(tmp_path: Path) -> None:
    path = changed(tmp_path, "      exhibits: 0.6\n", "      exhibits: 9.6\n")
    line = path.read_text(encoding="utf-8").splitlines().index("      exhibits: 9.6") + 1
    words = sentence(path)
    assert words.startswith(f"{path}:{line}: ")
    assert "pillars.need.features.exhibits" in words
    assert "9.6" in words


def test_an_unknown_feature_is_met_with_the_nearest(tmp_path: Path) -> None:
    words = sentence(changed(tmp_path, "      exhibits: 0.6", "      exhibts: 0.6"))
    assert "need.features.exhibts" in words
    assert "did you mean 'exhibits'" in words


def test_an_unknown_key_is_an_error(tmp_path: Path) -> None:
    words = sentence(changed(tmp_path, "base_rate: 0.125 ", "base_rat: 0.125 "))
    assert "base_rat" in words
    assert "did you mean 'base_rate'" in words


def test_norway_without_quotes_is_not_a_country(tmp_path: Path) -> None:
    assert "eligibility.countries" in sentence(changed(tmp_path, '"NO"', "NO"))


def test_a_missing_utility_is_named(tmp_path: Path) -> None:
    words = sentence(
        changed(tmp_path, "STOP:                 {MAN: -10, MAn: -5,", "STOP:                 {MAN: -10,")
    )
    assert "STOP" in words
    assert "MAn" in words


def test_sizes_in_the_wrong_order(tmp_path: Path) -> None:
    assert "lower end" in sentence(changed(tmp_path, "optimum: [50, 1000]", "optimum: [1000, 50]"))


def test_file_and_name_must_agree(tmp_path: Path) -> None:
    path = tmp_path / "other.yml"
    path.write_text(EXAMPLE.read_text(encoding="utf-8"), encoding="utf-8")
    assert "make them equal" in sentence(path)


def test_a_folder_without_profiles_is_said(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no ideal customer profile"):
        load_icps(tmp_path)


def test_features_and_kinds_of_signals_have_different_names() -> None:
    names = {name for features in FEATURES.values() for name in features}
    assert not names & set(signal_kinds().kinds)


def test_a_register_is_trusted_most() -> None:
    known = trust()
    assert max(known.sources.values()) == known.prior("register")
    assert known.prior("directory", "address") < known.prior("directory", "display_name")

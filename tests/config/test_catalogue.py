"""A folder of specs: names, disabled templates, file sources."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.catalogue import load_catalogue, load_source
from config.errors import UserError
from tests.config.specs import write_spec


def named(folder: Path, name: str, more: str = "") -> Path:
    return write_spec(folder, ("source: xx_test_list", f"source: {name}"), more=more, stem=name)


def test_sources_come_in_the_order_of_their_names(tmp_path: Path) -> None:
    for name in ("xx_b", "xx_c", "xx_a"):
        named(tmp_path, name)
    assert [source.name for source in load_catalogue(tmp_path, {})] == ["xx_a", "xx_b", "xx_c"]
    assert [source.name for source in load_catalogue(tmp_path, {}, names=["xx_c", "xx_a"])] == [
        "xx_a",
        "xx_c",
    ]


def test_stem_is_the_name(tmp_path: Path) -> None:
    path = write_spec(tmp_path, stem="xx_other")
    with pytest.raises(UserError) as caught:
        load_source(path, {})
    assert str(caught.value) == (
        f"{path}: key 'source' says 'xx_test_list' but the file is 'xx_other'; make them equal."
    )


def test_disabled_template_may_lack_its_variables(tmp_path: Path) -> None:
    named(tmp_path, "xx_a")
    named(tmp_path, "xx_later", more="enabled: false\ntitle: ${NOT_SET_YET}\n")
    assert [source.name for source in load_catalogue(tmp_path, {})] == ["xx_a"]


def test_asking_for_a_disabled_source(tmp_path: Path) -> None:
    path = named(tmp_path, "xx_later", more="enabled: false\n")
    with pytest.raises(UserError) as caught:
        load_catalogue(tmp_path, {}, names=["xx_later"])
    assert str(caught.value) == f"{path}: the source is not enabled; fill it in and set enabled: true."


def test_asking_for_an_unknown_source(tmp_path: Path) -> None:
    named(tmp_path, "xx_a")
    with pytest.raises(UserError) as caught:
        load_catalogue(tmp_path, {}, names=["xx_z"])
    assert str(caught.value) == f"{tmp_path}: no source named 'xx_z'; known are: xx_a."


def test_one_broken_spec_is_reported_not_passed_over(tmp_path: Path) -> None:
    named(tmp_path, "xx_a")
    (tmp_path / "xx_broken.yml").write_text("source: [\n")
    with pytest.raises(UserError, match=r"xx_broken\.yml:2: not valid YAML"):
        load_catalogue(tmp_path, {})
    assert load_catalogue(tmp_path, {}, names=["xx_a"]), "the others can be asked for by name"


def test_no_such_folder(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no such catalogue folder"):
        load_catalogue(tmp_path / "none", {})


def test_file_is_relative_to_its_yaml(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir("/")
    start = 'start: ["http://list.example/"]'
    folder = tmp_path / "sources"
    folder.mkdir()
    source = load_source(write_spec(folder, (start, "file: ../data/members.csv")), {})
    assert source.file == (tmp_path / "data" / "members.csv").resolve()
    source = load_source(write_spec(folder, (start, 'file: "${WHERE}/m.csv"')), {"WHERE": str(tmp_path)})
    assert source.file == (tmp_path / "m.csv").resolve()
    assert load_source(write_spec(folder), {}).file is None

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from config.catalogue import Source
from config.errors import UserError
from config.source_spec import SourceSpec
from config.yaml_file import read_yaml
from extractors.check import check_selectors
from tests.extractors.pages import source

ROOT = Path(__file__).parents[2]
SPECS = sorted([*ROOT.glob("config/sources/*.yml"), *ROOT.glob("flows/demo/catalog/*.yml")])


LIST = {"record": "p", "fields": {"name": "b"}}


class Anything(dict[str, str]):
    """An environment in which every variable is set, to what passes for an address too."""

    def __contains__(self, name: object) -> bool:
        return True

    def __missing__(self, name: str) -> str:
        return "http://somewhere.example"


@pytest.mark.parametrize("path", SPECS, ids=lambda path: path.stem)
def test_the_selectors_of_every_shipped_spec_are_well_formed(path: Path, tmp_path: Path) -> None:
    filled = tmp_path / path.name
    filled.write_text(path.read_text(encoding="utf-8").replace("FILL IN", "filled in"), encoding="utf-8")
    spec = Source(read_yaml(filled, SourceSpec, Anything()), path)

    read_otherwise = spec.spec.custom or spec.spec.lookup or spec.spec.search or spec.spec.mode == "auto"
    assert check_selectors(spec) > 0 or read_otherwise


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"list": {"record": "p", "fields": {"name": "b["}}}, "key 'list.fields.name': selector 'b['"),
        (
            {"list": {"record": "p", "fields": {"name": "b"}}, "next": {"link": "a | big"}},
            "key 'next.link': selector",
        ),
        (
            {"format": "json", "list": {"record": "a[", "fields": {"name": "b"}}},
            "key 'list.record': path 'a['",
        ),
        ({"custom": True}, "there is no extractors/custom/xx_test_list.py"),
    ],
)
def test_a_malformed_one_is_named_with_its_key(more: dict[str, Any], words: str, tmp_path: Path) -> None:
    path = tmp_path / "xx_test_list.yml"
    path.write_text(yaml.safe_dump(more), encoding="utf-8")
    with pytest.raises(UserError) as caught:
        check_selectors(source(path, **more))

    assert words in str(caught.value)

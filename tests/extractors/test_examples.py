"""Golden pages: every folder of tests/examples holds pages of one source and what must be read from them.

``pages.json`` says under which address and role each page was archived. Where ``expected.json`` is missing it
is written and the test fails once: read it, correct the spec, commit page and answer together.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from config.catalogue import Source, load_source
from extractors.examples import answer, differences, write_expected

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "tests" / "examples"
FOLDERS = sorted(path.parent for path in EXAMPLES.glob("*/pages.json"))


def spec_of(name: str) -> Source:
    """Return the spec that the example belongs to: shipped, of the demo, or beside the page."""
    for folder in (ROOT / "config" / "sources", ROOT / "flows" / "demo" / "catalog", EXAMPLES / name):
        if (folder / f"{name}.yml").is_file():
            return load_source(folder / f"{name}.yml", {"DEMO_FILES": "/nowhere"})
    raise AssertionError(f"no spec for tests/examples/{name}")


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.name)
def test_a_page_is_read_as_expected(folder: Path) -> None:
    expected = folder / "expected.json"
    found = answer(folder, spec_of(folder.name))
    if not expected.is_file():
        write_expected(folder, found)
        pytest.fail(f"{expected} was missing and is written now: read it, then run again.")

    assert differences(json.loads(expected.read_text(encoding="utf-8")), found) == []


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.name)
def test_what_has_not_changed_is_written_as_it_stands(folder: Path, tmp_path: Path) -> None:
    write_expected(tmp_path, answer(folder, spec_of(folder.name)))
    assert (tmp_path / "expected.json").read_bytes() == (folder / "expected.json").read_bytes()


def test_there_are_examples_of_every_way_to_read_html() -> None:
    kinds = [spec_of(folder.name).spec for folder in FOLDERS]

    assert any(spec.custom for spec in kinds)
    assert any(spec.detail for spec in kinds)
    assert any(spec.related for spec in kinds)
    assert any(spec.lookup for spec in kinds)

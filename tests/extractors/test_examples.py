"""Golden pages: every folder of tests/examples holds pages of one source and what must be read from them.

``pages.json`` says under which address and role each page was archived. Where ``expected.json`` is missing it
is written and the test fails once: read it, correct the spec, commit page and answer together.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from config.catalogue import Source, load_source
from config.records import Issue
from extractors.errors import SourceBroken
from extractors.read import links_of, read_page
from tests.extractors.pages import page

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "tests" / "examples"
FOLDERS = sorted(path.parent for path in EXAMPLES.glob("*/pages.json"))
_FETCHED = ("page_sha256", "retrieved_at", "source")


def spec_of(name: str) -> Source:
    """Return the spec that the example belongs to: shipped, of the demo, or beside the page."""
    for folder in (ROOT / "config" / "sources", ROOT / "flows" / "demo" / "catalog", EXAMPLES / name):
        if (folder / f"{name}.yml").is_file():
            return load_source(folder / f"{name}.yml", {"DEMO_FILES": "/nowhere"})
    raise AssertionError(f"no spec for tests/examples/{name}")


def answer(folder: Path) -> dict[str, Any]:
    """Return rows and links of every page of the folder as JSON types."""
    source = spec_of(folder.name)
    result: dict[str, Any] = {}
    for name, archived in json.loads((folder / "pages.json").read_text(encoding="utf-8")).items():
        one = page((folder / name).read_bytes(), **archived, source=source.name)
        try:
            items = list(read_page(one, source))
            links = links_of(one, source)
        except SourceBroken as reason:
            result[name] = {"broken": str(reason)}
            continue
        result[name] = {
            "rows": [_row(item) for item in items if not isinstance(item, Issue)],
            "issues": [item.message for item in items if isinstance(item, Issue)],
            "links": [f"{link.role} {link.url}" for link in links],
        }
    return json.loads(json.dumps(result, default=str))


def _row(item: Any) -> dict[str, Any]:
    return {k: v for k, v in vars(item).items() if v is not None and k not in _FETCHED}


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.name)
def test_a_page_is_read_as_expected(folder: Path) -> None:
    expected = folder / "expected.json"
    found = answer(folder)
    if not expected.is_file():
        expected.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        pytest.fail(f"{expected} was missing and is written now: read it, then run again.")

    assert found == json.loads(expected.read_text(encoding="utf-8"))


def test_there_are_examples_of_every_way_to_read_html() -> None:
    kinds = [spec_of(folder.name).spec for folder in FOLDERS]

    assert any(spec.custom for spec in kinds)
    assert any(spec.detail for spec in kinds)
    assert any(spec.related for spec in kinds)
    assert any(spec.lookup for spec in kinds)

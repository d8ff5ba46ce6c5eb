"""Templates of real services: shipped disabled, and right in everything that a person need not fill in."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from config.catalogue import SHIPPED, Source, load_catalogue, load_source
from config.errors import UserError
from config.source_spec import Fields
from extractors.feed import compile_key
from extractors.json_path import compile_path
from extractors.selectors import compile_selector

TEMPLATES = sorted(SHIPPED.glob("*.yml"))
NAMES = [path.stem for path in TEMPLATES]


def enabled(path: Path, folder: Path) -> Source:
    """Return the template as it loads after a person has filled it in."""
    text = path.read_text(encoding="utf-8")
    names = set(re.findall(r"\$\{(\w+)\}", text))
    copy = folder / path.name
    copy.write_text(
        text.replace("enabled: false", "enabled: true").replace("FILL IN", "read and allowed"),
        encoding="utf-8",
    )
    return load_source(copy, {name: f"http://{name.lower().replace('_', '-')}.example" for name in names})


def test_nothing_is_enabled_and_nothing_is_asked_for() -> None:
    """A fresh installation loads its catalogue without a variable set and without a source."""
    assert len(TEMPLATES) >= 20
    assert load_catalogue(SHIPPED, {}) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=NAMES)
def test_template_loads_once_it_is_filled_in(path: Path, tmp_path: Path) -> None:
    source = enabled(path, tmp_path)
    assert source.spec.title and source.spec.politeness.concurrency <= 2
    if source.spec.publisher.url and "example" not in source.spec.publisher.url:
        assert source.spec.publisher.url.startswith("https://")


@pytest.mark.parametrize(
    "path",
    [path for path in TEMPLATES if "FILL IN" in path.read_text(encoding="utf-8")],
    ids=lambda p: p.stem,
)
def test_terms_that_are_not_filled_in_are_refused(path: Path, tmp_path: Path) -> None:
    copy = tmp_path / path.name
    text = path.read_text(encoding="utf-8").replace("enabled: false", "enabled: true")
    copy.write_text(re.sub(r"\$\{\w+\}", "http://filled.example", text), encoding="utf-8")
    with pytest.raises(UserError, match=r":\d+: key 'terms\.\w+': the template's FILL IN is still there"):
        load_source(copy, {})


@pytest.mark.parametrize("path", TEMPLATES, ids=NAMES)
def test_every_selector_compiles(path: Path, tmp_path: Path) -> None:
    spec = enabled(path, tmp_path).spec
    compiled = 0
    parts = [part.fields for part in (spec.list_page, spec.detail, spec.lookup) if part is not None]
    for selector in [one for fields in parts for one in flat(fields)]:
        compiled += bool(compile_selector(selector) if spec.format == "html" else compile_key(selector))
    for way in (spec.list_page and spec.list_page.record, spec.next and spec.next.link):
        if way:
            compiled += bool(compile_selector(way) if spec.format == "html" else compile_path(way))
    assert compiled or spec.lookup or spec.search


def flat(fields: Fields) -> list[str]:
    return [one for given in fields.values() for one in ([given] if isinstance(given, str) else given)]


@pytest.mark.parametrize("path", TEMPLATES, ids=NAMES)
def test_share_alike_is_never_passed_on(path: Path, tmp_path: Path) -> None:
    terms = enabled(path, tmp_path).spec.terms
    assert not (terms.share_alike and terms.redistribute)
    if (
        terms.redistribute
        and terms.licence
        and "CC0" not in terms.licence
        and terms.licence != "public domain"
    ):
        assert terms.attribution, "a licence that asks for attribution needs the words"

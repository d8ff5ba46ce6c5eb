"""Templates of real services: shipped disabled, and right in everything that a person need not fill in."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from config.addresses import asked_by
from config.catalogue import SHIPPED, Source, load_catalogue, load_source
from config.errors import UserError
from extractors.check import check_selectors

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
    source = enabled(path, tmp_path)
    compiled = check_selectors(source)
    assert compiled or source.spec.lookup or source.spec.search or source.spec.mode == "auto"


@pytest.mark.parametrize("path", TEMPLATES, ids=NAMES)
def test_every_first_request_is_complete(path: Path, tmp_path: Path) -> None:
    """No placeholder is left in an address or a body, and no key of a service stands in either."""
    spec = enabled(path, tmp_path).spec
    for url in spec.start_urls():
        asked = asked_by(url)
        assert not re.search(r"\{[a-z_]+\}", asked.url + json.dumps(asked.body)), url
        assert (asked.kind is not None) == bool(
            spec.request and (spec.request.json_body or spec.request.form)
        )
        assert "key" not in asked.url.casefold()


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

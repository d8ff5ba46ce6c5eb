"""A source over a test server and a parser of three lines, so that crawl tests need no other module."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from urllib.parse import urljoin

from config.catalogue import Source
from config.records import Page
from config.settings import Settings
from config.source_spec import SourceSpec
from extractors.links import Link

DAY = date(2026, 11, 20)
_ANCHOR = re.compile(r"<a (next|detail|related|lookup) href='([^']*)'")
_ROLES = {"next": "list", "detail": "detail", "related": "related", "lookup": "lookup"}


def links_of(page: Page, source: Source) -> list[Link]:
    """Read ``<a next href='...'>`` and so on: the first word is what the link is for."""
    return [
        Link(url=urljoin(page.final_url, href), role=_ROLES[word])
        for word, href in _ANCHOR.findall(page.body.decode())
    ]


def source(*start: str, folder: Path = Path("/nowhere"), **spec: object) -> Source:
    """Return a source that starts at the addresses given, without delay, on loopback."""
    values: dict[str, object] = {
        "source": "de_test_list",
        "kind": "directory",
        "publisher": {"name": "Test"},
        "terms": {"basis": "our own server", "note": "test"},
        "allow_loopback": True,
        "politeness": {"delay_s": 0, "concurrency": 4},
        "next": {"link": "a"},
        "list": {"record": "p", "fields": {"name": "b"}},
    }
    if start:
        values["start"] = list(start)
    values |= spec
    return Source(
        SourceSpec.model_validate({k: v for k, v in values.items() if v is not None}),
        folder / "de_test_list.yml",
    )


def settings(**values: object) -> Settings:
    """Return settings with short waits."""
    return Settings.model_validate({"timeout_s": 5.0, "retries": 2} | values)

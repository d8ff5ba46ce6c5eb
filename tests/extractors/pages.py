"""Pages and sources for tests of the reading side: bytes in, no network."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from config.catalogue import Source
from config.records import Page
from config.source_spec import SourceSpec

DAY = date(2026, 11, 20)
URL = "http://list.example/members"


def page(body: str | bytes, url: str = URL, role: str = "list", **more: Any) -> Page:
    """Return a page of source xx_test_list; ``content_type`` becomes its header."""
    data = body.encode() if isinstance(body, str) else body
    content_type = more.pop("content_type", None)
    values: dict[str, Any] = {
        "source": "xx_test_list",
        "partition": DAY,
        "url": url,
        "final_url": url,
        "status": 200,
        "fetched_at": datetime(2026, 11, 20, 3, tzinfo=UTC),
        "sha256": hashlib.sha256(data).hexdigest(),
        "body": data,
        "headers": {"content-type": content_type} if content_type else {},
        "role": role,
    }
    return Page(**values | more)


def source(path: Path = Path("/catalogue/xx_test_list.yml"), **more: Any) -> Source:
    """Return a valid source with the keys given; ``start`` is left out for lookups and files."""
    values: dict[str, Any] = {
        "source": "xx_test_list",
        "kind": "directory",
        "publisher": {"name": "Test"},
        "terms": {"basis": "our own page", "note": "test"},
    }
    if not {"lookup", "file"} & more.keys():
        values["start"] = [URL]
    return Source(SourceSpec.model_validate(values | more), path)

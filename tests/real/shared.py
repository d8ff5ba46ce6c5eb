"""Where the labelled data lies, and its labels."""

from __future__ import annotations

import importlib.util
import json
import os
from pathlib import Path
from types import ModuleType
from typing import Any

REPOSITORY = Path(__file__).parents[2]
SHARED = Path(os.environ.get("SHARED", REPOSITORY.parent / "shared")).resolve()
CATALOG = Path(__file__).parent / "catalog"
PAGE_SPECS = sorted(p.stem for p in CATALOG.glob("*.yml") if "${PAGES}" in p.read_text(encoding="utf-8"))
FILE_SPECS = sorted({p.stem for p in CATALOG.glob("*.yml")} - set(PAGE_SPECS))


def truth(slug: str) -> dict[str, Any]:
    """Return the hand-checked labels of a saved page: records and next_page."""
    labels: dict[str, Any] = json.loads((SHARED / "pages" / slug / "truth.json").read_text(encoding="utf-8"))
    return labels


def slug_of(url: str) -> str:
    """Return the folder of a saved page from its address."""
    return url.rsplit("/", 2)[1]


def load_module(path: Path) -> ModuleType:
    """Import a script by its path."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module

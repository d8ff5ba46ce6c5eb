"""Word lists of ``config/vocabulary``: data, so that an analyst can correct them without reading code."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from config.yaml_file import LOADER

_FOLDER = Path(__file__).resolve().parents[2] / "config" / "vocabulary"


def load(name: str) -> Any:
    """Return the content of ``config/vocabulary/<name>.yml``."""
    return yaml.load((_FOLDER / f"{name}.yml").read_text(encoding="utf-8"), Loader=LOADER)


@cache
def words(name: str) -> frozenset[str]:
    """Return a list of words; an entry may hold many, separated by blanks."""
    return frozenset(word for entry in load(name) for word in str(entry).split())

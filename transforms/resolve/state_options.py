"""What a state is made for: a later run has to ask for the same."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from config.errors import UserError


def options(level: str, threshold: float, clean_sources: Iterable[str]) -> dict[str, Any]:
    """What a state is made for, and keeps to."""
    return {"level": level, "threshold": threshold, "clean_sources": sorted(clean_sources)}


def refuse_others(folder: Path, kept: dict[str, Any], asked: dict[str, Any]) -> None:
    """Refuse options other than those that a state was made with.

    Raises:
        UserError: it names the option, both values and the folder.
    """
    for name, value in asked.items():
        if kept[name] != value:
            before, now = (", ".join(v) if isinstance(v, list) else v for v in (kept[name], value))
            raise UserError(
                f"{folder}: was made with {name.replace('_', ' ')} {before or 'none'}, not {now or 'none'};"
                " give the same, or another folder."
            )

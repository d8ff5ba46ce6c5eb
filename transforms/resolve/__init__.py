"""Resolution: which listings are one company, and which one place, with reasons and lasting ids."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from transforms.resolve.identity import Identities, assign_company_ids
    from transforms.resolve.resolution import Resolution, resolve

__all__ = ["Identities", "Resolution", "assign_company_ids", "resolve"]


def __getattr__(name: str) -> Any:
    """Import a name where it is first used: a delta of a state has no time for what it does not need."""
    if name not in __all__:
        raise AttributeError(name)
    at = "identity" if name in ("Identities", "assign_company_ids") else "resolution"
    return getattr(import_module(f"transforms.resolve.{at}"), name)

"""Who publishes a source, and on what terms we may read it: ``publisher`` and ``terms``."""

from __future__ import annotations

from pydantic import field_validator

from config.spec_fields import Text
from config.yaml_file import Strict


class Publisher(Strict):
    """Who publishes the source."""

    name: Text
    url: Text | None = None


class Terms(Strict):
    """On what terms we may read and pass on what the source says; a spec without terms does not load."""

    basis: Text
    licence: str | None = None
    attribution: str | None = None
    share_alike: bool = False
    redistribute: bool = False
    note: Text
    lawful_basis: str | None = None
    """Written basis (GDPR Art. 6) for keeping names of persons; without it only roles are kept."""

    @field_validator("basis", "note", "lawful_basis")
    @classmethod
    def _filled_in(cls, value: str | None) -> str | None:
        if value and "FILL IN" in value:
            raise ValueError("the template's FILL IN is still there; say it in your words")
        return value

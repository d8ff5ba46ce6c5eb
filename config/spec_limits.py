"""How gently a source is asked, how much of it, and what is expected: politeness, limits, bounds."""

from __future__ import annotations

from datetime import date

from pydantic import Field, field_validator

from config.spec_fields import Share
from config.yaml_file import Strict


class Politeness(Strict):
    """How we behave towards each host of the source; robots.txt may ask for more, never for less."""

    delay_s: float = Field(1.0, ge=0, le=300)
    concurrency: int = Field(2, ge=1, le=16)

    @field_validator("delay_s", mode="before")
    @classmethod
    def _whole_seconds(cls, value: object) -> object:
        return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


class Limits(Strict):
    """What one night may take from a source at most: calendars and paginations without end stop here.

    Whatever is left is named in an issue; a run of the same night with higher limits goes on with it.
    """

    pages: int = Field(100_000, ge=1)
    """Pages asked for in one night; stored ones that are used again do not count."""
    seconds: float = Field(6 * 3600.0, gt=0, le=7 * 24 * 3600)
    """Time that one run spends on the source, waiting included."""
    megabytes: int = Field(20_000, ge=1)
    """Size of the pages that one run fetches, after decompression, in units of 10^6 bytes."""

    @field_validator("seconds", mode="before")
    @classmethod
    def _whole_seconds(cls, value: object) -> object:
        return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


class Bound(Strict):
    """Expected counts: fewer (or more) and the partition stays in staging."""

    records: int | None = Field(None, ge=0)
    fill: dict[str, Share] = Field(default_factory=dict)
    blocked: Share | None = None


class Bounds(Strict):
    """``min`` set 10 to 20 % below what is usual, ``max`` about twice above; further ones are learned."""

    min: Bound = Bound()
    max: Bound = Bound()
    since: date | None = None
    """Nights before that day teach nothing: what changed then is right."""

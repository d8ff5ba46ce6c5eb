"""Which source knows how much of the demo world, and how carelessly it prints."""

from __future__ import annotations

from dataclasses import dataclass

from flows.demo.trades import INDUSTRIAL

_ASSOCIATION_TRADES = frozenset("22 24 25 26 27 28 29".split())


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of the world a source knows, and how carelessly it prints."""

    source: str
    share: float
    countries: frozenset[str]
    trades: frozenset[str] | None = None
    tongue: str = "en"
    """Language of categories and countries: ``en``, ``de`` or ``native``."""
    keep_form: float = 0.6
    stale: float = 0.0
    """How often it still has the address before a move."""
    missing: dict[str, float] | None = None
    country_words: str | None = None
    """Language of country names, ``code``, or None where it prints no country."""
    branches: bool = False
    short_names: float = 0.0
    """How often it prints no more of a name than the family's or brand."""
    doubles: float = 0.0
    """Share of companies that it lists twice."""


_ALL = frozenset("DE AT CH FR GB US CN".split())
COVERAGE = (
    Coverage(
        "demo_yellow_pages",
        0.84,
        frozenset(["DE"]),
        tongue="de",
        keep_form=0.5,
        stale=0.6,
        missing={"phone": 0.12, "website": 0.4, "email": 0.6, "street": 0.04},
        branches=True,
        doubles=0.025,
    ),
    Coverage(
        "demo_directory",
        0.31,
        _ALL,
        stale=0.4,
        missing={"phone": 0.25, "website": 0.3, "email": 0.5, "street": 0.06},
        country_words="en",
        branches=True,
    ),
    Coverage(
        "demo_association",
        0.8,
        frozenset(["DE", "AT"]),
        _ASSOCIATION_TRADES,
        tongue="de",
        keep_form=0.8,
        missing={"phone": 0.2, "website": 0.25, "email": 0.4},
    ),
    Coverage(
        "demo_exhibitors",
        0.7,
        _ALL,
        INDUSTRIAL,
        keep_form=0.75,
        missing={"phone": 0.4, "website": 0.2, "email": 0.5, "street": 0.15},
        country_words="code",
    ),
    Coverage(
        "demo_marketplace",
        0.36,
        _ALL,
        INDUSTRIAL | {"46"},
        keep_form=0.7,
        stale=0.3,
        missing={"phone": 0.3, "website": 0.3, "email": 1.0, "street": 0.2, "postcode": 0.5},
        country_words="en",
    ),
    Coverage("demo_embassy_list", 0.17, _ALL, None, missing={"phone": 0.2, "website": 0.35, "email": 0.4}),
    Coverage(
        "demo_customers",
        1.0,
        _ALL,
        tongue="de",
        keep_form=0.45,
        short_names=0.08,
        stale=0.4,
        missing={"phone": 0.2, "website": 0.5, "email": 0.3, "street": 0.05},
        country_words="de",
        doubles=0.02,
    ),
    Coverage(
        "demo_attendees",
        0.12,
        _ALL,
        keep_form=0.6,
        missing={"phone": 0.3, "website": 0.4, "email": 1.0, "street": 0.3},
        country_words="en",
    ),
)

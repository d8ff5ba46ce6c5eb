"""A source is data: the strict model behind every ``config/sources/*.yml``."""

from __future__ import annotations

import difflib
import ipaddress
import re
import string
from dataclasses import fields
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import Field, StringConstraints, ValidationInfo, field_validator, model_validator

from config.records import Listing
from config.yaml_file import Strict

Kind = Literal[
    "directory",
    "yellow_pages",
    "association",
    "exhibitor",
    "marketplace",
    "register",
    "search_engine",
    "commercial_office",
    "statistics",
    "procurement",
    "news",
    "company_site",
    "map",
    "customers",
    "referral",
    "event",
]
Format = Literal["html", "json", "csv", "xlsx", "vcard", "rss"]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Selector = Annotated[str, StringConstraints(min_length=1)]
Share = Annotated[float, Field(ge=0, le=1)]

_PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")
_IDENTITY = {"listing_id", "source", "url", "page_sha256", "retrieved_at", "raw"}
LISTING_FIELDS = frozenset({f.name for f in fields(Listing)} - _IDENTITY | {"address"})
"""Names on the left of ``fields:``. ``address`` is one printed block that the reader splits."""
MENTION_FIELDS = frozenset({"title", "text", "link", "published_on"})
Fields = Annotated[
    dict[str, Selector | Annotated[list[Selector], Field(min_length=1)]],
    Field(json_schema_extra={"propertyNames": {"enum": sorted(LISTING_FIELDS | MENTION_FIELDS)}}),
]


def _known_fields(value: Fields) -> Fields:
    for name in value:
        known = LISTING_FIELDS | MENTION_FIELDS
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            hint = f"did you mean '{near[0]}'?" if near else f"known are {', '.join(sorted(LISTING_FIELDS))}"
            raise ValueError(f"field '{name}' is not known ({hint})")
    return value


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


class ListPage(Strict):
    """How a page (or file) lists companies. ``record`` is a CSS selector, a JSON path or empty for tables."""

    record: Selector | None = None
    fields: Fields = Field(min_length=1)
    constants: dict[str, str] = Field(default_factory=dict)
    """Fields that hold for every record, such as the event of an exhibitor list."""
    skip: list[str] = Field(default_factory=list)
    """Raw keys of a feed that are deliberately not mapped."""

    _check = field_validator("fields")(_known_fields)


class Next(Strict):
    """How to get to the next page: by a link, a page number or an offset. Stops on empty or repeated."""

    link: Selector | None = None
    page: str | None = None
    """Name of the query parameter that holds the page number."""
    offset: str | None = None
    """Name of the query parameter that holds the number of records passed over."""
    start: int = 1
    step: int = Field(1, ge=1)
    max: int = Field(1000, ge=1)

    @model_validator(mode="after")
    def _one_way(self) -> Next:
        if sum(way is not None for way in (self.link, self.page, self.offset)) != 1:
            raise ValueError("give exactly one of link, page, offset")
        return self


class Detail(Strict):
    """The page about one listing: ``follow`` finds it from the record, ``fields`` and JSON-LD add values."""

    follow: Selector
    structured: bool = False
    fields: Fields = Field(default_factory=dict)

    _check = field_validator("fields")(_known_fields)


class Related(Strict):
    """Links of an association to further associations (R30), by the same spec, ``max_depth`` hops far."""

    links: Selector
    max_depth: int = Field(1, ge=1, le=3)
    max_hosts: int = Field(5, ge=1, le=50)


class Lookup(Strict):
    """Asked once per company after resolution, not crawled: a company's site, a register by number.

    ``by: website`` reads the home page and the first ``pages`` links whose text or address says contact,
    imprint or about. ``by: reg_no`` asks ``url`` with ``{reg_no}``. Answers are archived with their subject.
    """

    by: Literal["website", "reg_no"]
    url: str | None = None
    country: str | None = None
    fields: Fields = Field(default_factory=dict)
    skip: list[str] = Field(default_factory=list)
    """Raw keys of the answer that are deliberately not mapped."""
    pages: int = Field(2, ge=0, le=5)
    limit: int = Field(500, ge=1)

    @model_validator(mode="after")
    def _url_for_numbers(self) -> Lookup:
        if self.by == "reg_no" and "{reg_no}" not in (self.url or ""):
            raise ValueError("by: reg_no needs a url with {reg_no} in it")
        return self


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
    """``min`` set 10 to 20 % below what is usual, ``max`` about twice above."""

    min: Bound = Bound()
    max: Bound = Bound()


class SourceSpec(Strict):
    """One source: who publishes it, on what terms, where it starts and how it is read."""

    source: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{2,60}$")]
    kind: Kind
    enabled: bool = True
    title: str | None = None
    publisher: Publisher
    terms: Terms
    format: Format = "html"
    allow_loopback: bool = False
    start: list[Text] = Field(default_factory=list)
    file: Text | None = None
    """Path of a file source, relative to its YAML."""
    vars: dict[str, str | list[str]] = Field(default_factory=dict)
    country: str | None = None
    """ISO 3166-1 alpha-2 of listings that do not print one."""
    encoding: str | None = None
    duplicates: Literal["possible", "none"] = "possible"
    """``none`` tells the matcher that this source lists nobody twice."""
    list_page: ListPage | None = Field(None, alias="list")
    next: Next | None = None
    detail: Detail | None = None
    related: Related | None = None
    lookup: Lookup | None = None
    politeness: Politeness = Politeness()
    limits: Limits = Limits()
    refresh: dict[Literal["list", "detail"], str] = Field(default_factory=dict)
    """``always`` or a number of days such as ``30d``; pages younger than that are not asked for again."""
    lookups: dict[str, dict[str, str]] = Field(default_factory=dict)
    """Known odd values and what they mean: field -> printed value -> value."""
    bounds: Bounds = Bounds()
    custom: bool = False
    """Read by the hand-written ``extractors/custom/<source>.py`` instead of ``list`` and ``detail``."""

    @field_validator("start")
    @classmethod
    def _reachable(cls, value: list[str], info: ValidationInfo) -> list[str]:
        for url in value:
            parts = urlsplit(url)
            if parts.scheme not in ("http", "https") or not parts.hostname:
                raise ValueError(f"'{url}' is not an http or https address")
            if _is_loopback(parts.hostname) and not info.data.get("allow_loopback"):
                raise ValueError(
                    f"'{parts.hostname}' is this machine; set allow_loopback: true if that is meant"
                )
        return value

    @field_validator("refresh")
    @classmethod
    def _days(cls, value: dict[str, str]) -> dict[str, str]:
        for key, age in value.items():
            if age != "always" and not (age.endswith("d") and age[:-1].isdigit()):
                raise ValueError(f"'{key}' must be 'always' or days such as 30d")
        return value

    @model_validator(mode="after")
    def _complete(self) -> SourceSpec:
        ways = sum((bool(self.start), self.file is not None, self.lookup is not None))
        if ways != 1:
            raise ValueError("give exactly one of start, file, lookup")
        if self.lookup is None and self.list_page is None and not self.custom:
            raise ValueError("key 'list' is missing: say how the records are found, or set custom: true")
        for name in sorted({n for url in self.start for n in _PLACEHOLDER.findall(url)} - set(self.vars)):
            raise ValueError(f"'start' has {{{name}}} but 'vars' does not say what it stands for")
        return self

    def start_urls(self) -> list[str]:
        """Return ``start`` with every ``{name}`` of ``vars`` filled in; ``A-Z`` stands for 26 letters."""
        urls = list(self.start)
        for name, given in self.vars.items():
            values = (
                list(string.ascii_uppercase)
                if given == "A-Z"
                else [given]
                if isinstance(given, str)
                else given
            )
            urls = [
                u.replace("{" + name + "}", v)
                for u in urls
                for v in (values if "{" + name + "}" in u else [""])
            ]
        return urls

    def refresh_days(self, role: Literal["list", "detail"]) -> int:
        """Return for how many days a stored page of that role is good enough; 0 means ask every night."""
        age = self.refresh.get(role, "always")
        return 0 if age == "always" else int(age[:-1])


def _is_loopback(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False

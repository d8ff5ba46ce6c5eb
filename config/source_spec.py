"""A source is data: the strict model behind every ``config/sources/*.yml``."""

from __future__ import annotations

import re
import string
from itertools import product
from typing import Annotated, ClassVar, Literal
from urllib.parse import quote

from pydantic import Field, StringConstraints, ValidationInfo, field_validator, model_validator

from config.addresses import BodyKind, with_body
from config.spec_fields import LISTING_FIELDS, MENTION_FIELDS, Fields, Selector, Text
from config.spec_limits import Bound, Bounds, Limits, Politeness
from config.spec_pages import Detail, Embedded, ListPage, Lookup, Related
from config.spec_search import Search
from config.spec_terms import Publisher, Terms
from config.spec_ways import LoadMore, Next, Render, Request, Sitemap, check_address
from config.yaml_file import Strict

__all__ = [
    "LISTING_FIELDS",
    "MENTION_FIELDS",
    "Bound",
    "Bounds",
    "Detail",
    "Embedded",
    "Fields",
    "Kind",
    "Limits",
    "ListPage",
    "LoadMore",
    "Lookup",
    "Next",
    "Politeness",
    "Publisher",
    "Related",
    "Render",
    "Request",
    "Search",
    "Selector",
    "Sitemap",
    "SourceSpec",
    "Terms",
]

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
Format = Literal["html", "json", "jsonl", "xml", "csv", "xlsx", "pdf", "vcard", "rss"]
Combination = dict[str, str]
"""One value for each name of ``vars``."""

SourceName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{2,60}$")]
_PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")
_RANGE = re.compile(r"(\d{1,6})-(\d{1,6})")
_MOST_VALUES = 10_000


class SourceSpec(Strict):
    """One source: who publishes it, on what terms, where it starts and how it is read."""

    keeps_variables: ClassVar[frozenset[str]] = frozenset({"request"})
    are_archived: ClassVar[frozenset[str]] = frozenset({"start", "sitemap", "search", "lookup", "next"})

    source: SourceName
    kind: Kind
    enabled: bool = True
    title: str | None = None
    publisher: Publisher
    terms: Terms
    found_by: SourceName | None = None
    """Source whose pages led to this one, as ``prospects sources discover`` notes it."""
    format: Format = "html"
    mode: Literal["selectors", "auto"] = "selectors"
    """``auto``: the records and the next page are found without selectors; ``list`` is not needed then."""
    allow_loopback: bool = False
    start: list[Text] = Field(default_factory=list)
    sitemap: Sitemap | None = None
    file: Text | None = None
    """Path of a file source, relative to its YAML."""
    vars: dict[str, str | list[str]] = Field(default_factory=dict)
    """What ``{name}`` in ``start`` and ``request`` stands for, each value with each of the others: a list,
    ``A-Z``, or numbers such as ``1-40`` and ``01-95``."""
    search: Search | None = None
    """Search engines to ask instead of ``start``; their answers are read without ``list``."""
    request: Request | None = None
    render: Render | Literal[True] | None = None
    country: str | None = None
    """ISO 3166-1 alpha-2 of listings that do not print one."""
    encoding: str | None = None
    duplicates: Literal["possible", "none"] = "possible"
    """``none`` tells the matcher that this source lists nobody twice."""
    list_page: ListPage | None = Field(None, alias="list")
    next: Next | None = None
    index: Selector | None = None
    """Selector of links to further lists, each with a pagination of its own: letters, regions, categories."""
    detail: Detail | None = None
    related: Related | None = None
    lookup: Lookup | None = None
    politeness: Politeness = Politeness()
    limits: Limits = Limits()
    refresh: dict[Literal["list", "detail", "lookup"], str] = Field(default_factory=dict)
    """``validators`` (the default): asked every night by ETag or Last-Modified, so that an unchanged page
    costs no body. ``always``: in full every night. A number of days such as ``30d``: younger pages are not
    asked for again. ``sitemap``: not asked for while the sitemap says that it is older than our copy."""
    lookups: dict[str, dict[str, str]] = Field(default_factory=dict)
    """Known odd values and what they mean: field -> printed value -> value."""
    bounds: Bounds = Bounds()
    custom: bool = False
    """Read by the hand-written ``extractors/custom/<source>.py`` instead of ``list`` and ``detail``."""

    @field_validator("start")
    @classmethod
    def _reachable(cls, value: list[str], info: ValidationInfo) -> list[str]:
        for url in value:
            check_address(url, bool(info.data.get("allow_loopback")))
        return value

    @field_validator("sitemap")
    @classmethod
    def _sitemap_reachable(cls, value: Sitemap | None, info: ValidationInfo) -> Sitemap | None:
        for url in value.urls if value else ():
            check_address(url, bool(info.data.get("allow_loopback")))
        return value

    @field_validator("vars")
    @classmethod
    def _few_enough(cls, value: dict[str, str | list[str]]) -> dict[str, str | list[str]]:
        count = 1
        for given in value.values():
            count *= max(1, len(_values(given)))
        if count > _MOST_VALUES:
            raise ValueError(f"stands for {count:,} combinations; {_MOST_VALUES:,} are allowed")
        return value

    @field_validator("refresh")
    @classmethod
    def _days(cls, value: dict[str, str]) -> dict[str, str]:
        for key, age in value.items():
            known = ("validators", "always", "sitemap")
            if age not in known and not (age.endswith("d") and age[:-1].isdigit()):
                raise ValueError(f"'{key}' must be {', '.join(map(repr, known))} or days such as 30d")
        return value

    @model_validator(mode="after")
    def _complete(self) -> SourceSpec:
        ways = {
            "start": bool(self.start or self.sitemap),
            "search": self.search is not None,
            "file": self.file is not None,
            "lookup": self.lookup is not None,
        }
        if sum(ways.values()) != 1:
            raise ValueError("give exactly one of start (or sitemap), search, file, lookup")
        read_otherwise = (
            self.lookup or self.search or self.custom or self.mode == "auto" or self.is_detail_only
        )
        if not (self.list_page or read_otherwise):
            raise ValueError(
                "key 'list' is missing: say how the records are found, or set mode: auto or custom: true"
            )
        asked = "".join([*self.start, self.request.model_dump_json() if self.request else ""])
        for name in sorted(set(_PLACEHOLDER.findall("".join(self.start))) - set(self.vars)):
            raise ValueError(f"'start' has {{{name}}} but 'vars' does not say what it stands for")
        for name in self.vars:
            if "{" + name + "}" not in asked:
                raise ValueError(f"'vars' has {name} but neither 'start' nor 'request' has {{{name}}}")
        self._fitting()
        return self

    def _fitting(self) -> None:
        """Raise ValueError for keys that mean nothing beside each other."""
        html = self.format == "html"
        listed = self.list_page
        if not html and (self.mode == "auto" or self.render or self.index):
            raise ValueError("mode: auto, render and index are for format: html")
        if listed and not html and (listed.embedded or listed.structured or listed.rows > 1 or listed.until):
            raise ValueError("list: embedded, structured, rows and until are for format: html")
        if listed and listed.header and self.format not in ("csv", "xlsx", "pdf"):
            raise ValueError("list: header is for tables: format csv, xlsx or pdf")
        if self.detail and not self.detail.follow and not (self.mode == "auto" or self.is_detail_only):
            raise ValueError("key 'detail.follow' is missing: say where the record links to its page")
        if self.mode == "auto" and (listed or self.custom):
            raise ValueError("mode: auto finds the records by itself; leave 'list' and 'custom' out, or mode")
        if self.render and self.request:
            raise ValueError("a page that is rendered makes its own requests; leave 'request' out")
        if self.sitemap and self.sitemap.role == "detail" and (listed or not self.detail):
            raise ValueError(
                "a sitemap of details needs 'detail' and no 'list'; a list is a source of its own"
            )
        if self.next and self.format in ("csv", "xlsx", "pdf", "vcard", "rss", "jsonl"):
            raise ValueError(f"format: {self.format} has no next page; name every file in 'start'")

    @property
    def is_detail_only(self) -> bool:
        """True where a sitemap names the pages about companies, and no list is read."""
        return bool(self.sitemap and self.sitemap.role == "detail" and self.detail and not self.list_page)

    @property
    def detail_format(self) -> Literal["html", "json", "xml"]:
        """What a detail page is: ``detail.format``, or that of a source of JSON or XML, else HTML."""
        if self.detail and self.detail.format:
            return self.detail.format
        return self.format if self.format in ("json", "xml") else "html"

    @property
    def wants_render(self) -> Render | None:
        """``render`` with its defaults, or None where no browser is asked for."""
        return Render() if self.render is True else self.render

    def combinations(self) -> list[Combination]:
        """Return every combination of the values of ``vars``, the last name counting fastest."""
        names = list(self.vars)
        return [
            dict(zip(names, values, strict=True))
            for values in product(*(_values(v) for v in self.vars.values()))
        ]

    def start_urls(self) -> list[str]:
        """Return ``start`` with every ``{name}`` of ``vars`` filled in, each once, or what is searched."""
        if self.search:
            return [ask.url for ask in self.search.asks()]
        return list(
            dict.fromkeys(
                self._with_body(fill(url, one, quoted=True), one)
                for url in self.start
                for one in self.combinations()
            )
        )

    def _with_body(self, url: str, values: Combination) -> str:
        """Return the archived address of a first request: ``request.json`` or ``form`` filled in."""
        request = self.request
        if request is None or (request.json_body is None and request.form is None):
            return url
        kind: BodyKind = "json" if request.json_body is not None else "form"
        body = _filled(request.json_body if request.json_body is not None else request.form, values)
        return with_body(url, kind, body if isinstance(body, dict) else {})

    def refresh_of(self, role: str) -> str:
        """Return the policy for pages of that role; related pages are lists, and looked-up ones, unless it
        says otherwise, details."""
        if role == "lookup" and "lookup" in self.refresh:
            return self.refresh["lookup"]
        return self.refresh.get("detail" if role in ("detail", "lookup") else "list", "validators")

    def refresh_days(self, role: str) -> int:
        """Return for how many days a stored page of that role is good enough; 0 means ask every night."""
        policy = self.refresh_of(role)
        return int(policy[:-1]) if policy.endswith("d") else 0


def fill(text: str, values: Combination, *, quoted: bool = False) -> str:
    """Return ``text`` with each ``{name}`` that ``values`` knows; ``quoted`` percent-encodes what needs it.

    A value that holds ``%`` or ``+`` is taken for encoded already, so that templates may say ``a+b``.
    """
    for name, value in values.items():
        if quoted and not ("%" in value or "+" in value):
            value = quote(value, safe="/:,;=@-._~!$'()*")
        text = text.replace("{" + name + "}", value)
    return text


def _filled(value: object, values: Combination) -> object:
    if isinstance(value, str):
        return fill(value, values)
    if isinstance(value, dict):
        return {key: _filled(one, values) for key, one in value.items()}
    return [_filled(one, values) for one in value] if isinstance(value, list) else value


def _values(given: str | list[str]) -> list[str]:
    if isinstance(given, list):
        return given
    if given == "A-Z":
        return list(string.ascii_uppercase)
    span = _RANGE.fullmatch(given)
    if not span:
        return [given]
    width = len(span[1]) if span[1].startswith("0") else 1
    return [str(number).zfill(width) for number in range(int(span[1]), int(span[2]) + 1)]

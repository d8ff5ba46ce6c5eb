"""What is read from a page: ``list``, ``detail``, ``related`` and ``lookup``."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from config.spec_fields import ClaimFields, Fields, Selector
from config.yaml_file import Strict


class Embedded(Strict):
    """JSON that a page carries for its own scripts; ``record`` and ``fields`` are JSON paths then.

    ``script`` is CSS of the element: its text (``script#__NEXT_DATA__``) or an attribute
    (``#app@data-page``). ``variable`` is the name that a script assigns the data to (``__STATE__`` of
    ``window.__STATE__ = {...}``), in any script of the page or in the one that ``script`` names.
    """

    script: Selector | None = None
    variable: Annotated[str, Field(pattern=r"^[A-Za-z_$][\w$.]*$")] | None = None

    @model_validator(mode="after")
    def _either(self) -> Embedded:
        if self.script is None and self.variable is None:
            raise ValueError("give script, variable or both")
        return self


class ListPage(Strict):
    """How a page (or file) lists companies.

    ``record`` is a CSS selector (html), a JSON path (json, jsonl, embedded), the name of an element (xml),
    of a sheet (xlsx), or empty (csv, pdf). A record of several neighbours: ``rows: 2`` takes the element and
    the next one, ``until: h3`` all that follow up to an ``h3``.
    """

    record: Selector | None = None
    rows: int = Field(1, ge=1, le=20)
    """Neighbouring elements that make up one record, such as two table rows."""
    until: Selector | None = None
    """CSS of the neighbour where the next record begins (or the list ends): a heading and what follows it."""
    fields: Fields = Field(default_factory=dict)
    structured: bool = False
    """Take what the page states for machines: JSON-LD, microdata, hCard. Without ``record`` each company
    stated so is a record; with it, a record's own microdata or hCard fills what ``fields`` left out."""
    embedded: Embedded | None = None
    header: list[str] = Field(default_factory=list)
    """Names of the columns of a table (csv, xlsx, pdf) that prints none."""
    constants: dict[str, str] = Field(default_factory=dict)
    """Fields that hold for every record, such as the event of an exhibitor list."""
    skip: list[str] = Field(default_factory=list)
    """Raw keys of a feed that are deliberately not mapped."""

    @model_validator(mode="after")
    def _readable(self) -> ListPage:
        if not self.fields and not self.structured:
            raise ValueError("fields is missing or empty; name at least one, or set structured: true")
        if self.rows > 1 and self.until:
            raise ValueError("give rows or until, not both")
        if (self.rows > 1 or self.until) and not self.record:
            raise ValueError("rows and until need a record to begin with")
        return self


class Detail(Strict):
    """The page about one listing: ``follow`` finds it from the record, ``fields`` and the rest add values."""

    follow: Selector | None = None
    """May be left out in ``mode: auto`` and with a ``sitemap`` of details."""
    structured: bool = False
    """Take what the page states for machines about that company: JSON-LD, microdata, hCard."""
    auto: bool = False
    """Let the automatic reader of company pages fill what ``fields`` left out."""
    format: Literal["html", "json", "xml"] | None = None
    """What the page is; that of the source where it is json or xml, else html."""
    embedded: Embedded | None = None
    record: Selector | None = None
    """Where the company stands in ``embedded`` or in a JSON or XML answer."""
    fields: Fields = Field(default_factory=dict)


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
    record: Selector | None = None
    """JSON path of the company in an answer that is a list, such as ``results[siren={reg_no}]``."""
    fields: ClaimFields = Field(default_factory=dict)
    skip: list[str] = Field(default_factory=list)
    """Raw keys of the answer that are deliberately not mapped."""
    pages: int = Field(2, ge=0, le=5)
    limit: int = Field(500, ge=1)

    @model_validator(mode="after")
    def _url_for_numbers(self) -> Lookup:
        if self.by == "reg_no" and "{reg_no}" not in (self.url or ""):
            raise ValueError("by: reg_no needs a url with {reg_no} in it")
        return self

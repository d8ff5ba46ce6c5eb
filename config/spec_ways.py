"""How a source is asked and how its pages follow each other: `Request`, `Sitemap`, `Next`, `Render`."""

from __future__ import annotations

import ipaddress
import re
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import Field, field_validator, model_validator

from config.spec_fields import Selector, Text
from config.yaml_file import Strict

_HEADER = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_OURS = frozenset({"user-agent", "host", "accept-encoding", "content-length", "cookie", "connection"})

Number = Annotated[int, Field(ge=1)]


class Request(Strict):
    """What goes with every request of the source beside its address, for APIs that want a key or a body.

    ``${NAME}`` is filled in when the request is sent and stands as it is in archive, evidence and logs;
    nothing of it follows a redirect to another host.
    """

    headers: dict[str, str] = Field(default_factory=dict)
    query: dict[str, str] = Field(default_factory=dict)
    """Parameters added to each address as it is sent, such as a key; they are in no archive."""
    json_body: dict[str, Any] | None = Field(None, alias="json")
    """Body sent as JSON, by POST. ``{name}`` of ``vars`` and the key that ``next`` counts are filled in."""
    form: dict[str, str] | None = None
    """Body sent as a form, by POST."""

    @field_validator("headers")
    @classmethod
    def _not_ours(cls, value: dict[str, str]) -> dict[str, str]:
        for name, text in value.items():
            if not _HEADER.fullmatch(name) or not text.isprintable():
                raise ValueError(f"'{name}' is no HTTP header with a printable value")
            if name.lower() in _OURS:
                raise ValueError(f"header '{name}' is set by the crawler itself; leave it out")
        return value

    @model_validator(mode="after")
    def _one_body(self) -> Request:
        if self.json_body is not None and self.form is not None:
            raise ValueError("give json or form, not both")
        return self


class Sitemap(Strict):
    """Start from the addresses of sitemaps (an index of them, gzip or text too), those with ``include``."""

    urls: list[Text] = Field(min_length=1)
    include: str = ""
    """Regular expression that an address must contain."""
    exclude: str | None = None
    role: Literal["detail", "list"] = "detail"
    """What an address is: the page about one company, or a list of them."""

    @field_validator("include", "exclude")
    @classmethod
    def _expression(cls, value: str | None) -> str | None:
        try:
            re.compile(value or "")
        except re.error as error:
            raise ValueError(f"not a regular expression ({error})") from None
        return value


class LoadMore(Strict):
    """The address behind a "load more" button, and how it goes on from its answer.

    ``link`` (a selector, such as ``button.more@data-url``) or ``url`` says what to ask; ``page`` or
    ``offset`` names the parameter or key that counts up where the answer shows no button of its own. The
    answer is mark-up, or JSON with the mark-up at path ``html`` and perhaps the next address at ``more``.
    """

    link: Selector | None = None
    url: Text | None = None
    form: dict[str, str] | None = None
    json_body: dict[str, Any] | None = Field(None, alias="json")
    page: str | None = None
    offset: str | None = None
    html: str | None = None
    more: str | None = None

    @model_validator(mode="after")
    def _whole(self) -> LoadMore:
        if (self.link is None) == (self.url is None):
            raise ValueError("give exactly one of link, url")
        if self.page and self.offset:
            raise ValueError("give page or offset, not both")
        if self.form is not None and self.json_body is not None:
            raise ValueError("give json or form, not both")
        if self.url and not (self.page or self.offset or self.more):
            raise ValueError("a fixed url needs page, offset or more, or it asks for one part alone")
        return self


class Next(Strict):
    """How to get to the next page. Stops on an empty or a repeated page and after ``max`` pages.

    Where ``request`` has a body, ``page``, ``offset`` and ``cursor`` name a key of it (``paging.start``),
    else a parameter of the address.
    """

    link: Selector | None = None
    """Selector (``a[rel=next]@href``) or JSON path of the next address."""
    header: str | None = None
    """Relation in the HTTP header Link (RFC 8288) that leads on, mostly ``next``, as of many an API."""
    page: str | None = None
    """Name of the parameter that holds the page number."""
    offset: str | None = None
    """Name of the parameter that holds the number of records passed over."""
    path: str | None = None
    """End of the path with ``{page}`` in it, such as ``/page/{page}``; the first page may lack it."""
    cursor: str | None = None
    """Name of the parameter that takes the value found at ``value`` of the page before."""
    value: Selector | None = None
    """Selector or JSON path of the cursor's value."""
    load_more: LoadMore | None = None
    start: int = Field(1, ge=0)
    step: Number = 1
    max: Number = 1000

    @field_validator("path")
    @classmethod
    def _has_number(cls, value: str | None) -> str | None:
        if value is not None and value.count("{page}") != 1:
            raise ValueError("needs {page} once, where the number stands, such as /page/{page}")
        return value

    @model_validator(mode="after")
    def _one_way(self) -> Next:
        ways = (self.link, self.header, self.page, self.offset, self.path, self.cursor, self.load_more)
        if sum(way is not None for way in ways) != 1:
            raise ValueError("give exactly one of link, header, page, offset, path, cursor, load_more")
        if (self.cursor is None) != (self.value is None):
            raise ValueError("cursor and value go together: the parameter, and where its value stands")
        return self


class Render(Strict):
    """Last resort for lists that only a script builds: the page is loaded in the system's Chromium.

    Every request that the page makes is made by the crawler, with its robots.txt, pace and limits. Images,
    fonts, media and other hosts are left out.
    """

    wait: Selector | None = None
    """CSS of what must be there before the page is kept; without it, until nothing more is asked for."""
    seconds: Annotated[int, Field(ge=1, le=120)] = 30
    hosts: list[Text] = Field(default_factory=list)
    """Other hosts whose scripts and data the page cannot do without."""


def check_address(url: str, allow_loopback: bool) -> None:
    """Raise ValueError where ``url`` is no http(s) address or means this machine without leave."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f"'{url}' is not an http or https address")
    if _is_loopback(parts.hostname) and not allow_loopback:
        raise ValueError(f"'{parts.hostname}' is this machine; set allow_loopback: true if that is meant")


def _is_loopback(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False

"""Where the links of one record lead: to its mailbox, its telephone, its own site, its page here."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import parse_qsl, unquote, urlsplit

from extractors.auto.cells import Cell
from extractors.auto.evidence import EMAIL, host_of, is_fax, is_own_site
from extractors.auto.groups import Stretch
from extractors.auto.markup import text_of
from extractors.auto.outline import Outline
from extractors.auto.words import label_of
from extractors.obscured import from_base64

_LEAD_ELSEWHERE = frozenset(
    {"city", "region", "postcode", "country", "category", "booth", "address", "street", "person"}
)
"""Fields of columns whose links lead to no company."""
_LINKING = re.compile(r"link|url|href|web|site|target", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://[^\s\"'<>()\\]+")
_FILE = re.compile(r"\.(?:png|jpe?g|gif|svg|webp|css|js|ico|pdf)(?:$|\?)", re.IGNORECASE)
_NO_DETAIL = re.compile(rf"{_FILE.pattern}|[?&]redlink=1", re.IGNORECASE)
"""A document, or a page of a wiki that nobody has written yet."""


def read_links(
    out: Outline,
    own_host: str,
    common: frozenset[str],
    stretch: Stretch,
    cells: Sequence[Cell],
    name: Cell | None,
) -> tuple[list[tuple[str, str, int]], list[tuple[str, int]]]:
    """Return (field, value, element) of what the links of a record tell, and (number, element) of those that
    dial. ``common``: addresses to which most records lead.
    """
    told = {out.link[cell.node] for cell in cells if cell.of_column and cell.label in _LEAD_ELSEWHERE}
    found: list[tuple[str, str, int]] = []
    numbers: list[tuple[str, int]] = []
    details: list[tuple[str, int]] = []
    sites: list[tuple[int, str, int]] = []
    nodes: Sequence[int] = out.nodes_in(*stretch)
    if name is not None and name.node not in nodes:
        nodes = [*nodes, *_cell_around(out, name.node)]  # a name that reaches down from a row above
    for node in nodes:
        href = (out.attrs[node].get("href") or "").strip() if out.tags[node] == "a" else ""
        if not href:
            continue
        lower = href[:8].lower()
        if lower.startswith("tel:"):
            if not is_fax(out, node):
                numbers.append((unquote(href[4:]), node))
        elif lower.startswith("mailto:"):
            address = unquote(href[7:].partition("?")[0]).strip()
            if EMAIL.fullmatch(address):
                found.append(("email", address, node))
        elif href in common:
            continue
        elif is_own_site(href, own_host):
            sites.append((_site_rank(out, node, href), href, node))
        elif target := _target(href, own_host):
            sites.append((1, target, node))
        elif not lower.startswith(
            ("#", "javascri", "data:", "sms:", "whatsapp", "callto:", "skype:", "fax:")
        ):
            host = host_of(href) if "//" in href[:8] else ""
            is_own = not host or host == own_host or (own_host and host.endswith(own_host))
            if is_own and node not in told and not _NO_DETAIL.search(href):
                details.append((href, node))
    if name is not None and out.link[name.node] >= 0:
        link = out.link[name.node]
        inside = [one for one in details if one[1] == link]
        details = inside or details
    found += [("detail_url", href, node) for href, node in details[:1]]
    found += [("website", href, node) for _, href, node in sorted(sites, key=lambda one: -one[0])[:1]]
    return found, numbers


def hidden_site(out: Outline, own_host: str, stretch: Stretch) -> tuple[str, int] | None:
    """Return the site to which a handler or an encoded attribute of a record leads."""
    for node in out.nodes_in(*stretch):
        for key, value in out.attrs[node].items():
            if not value or not (key.startswith("on") or (key.startswith("data-") and _LINKING.search(key))):
                continue
            for text in (value, from_base64(value) or ""):
                match = _ADDRESS.search(text)
                if match and is_own_site(match.group(), own_host) and not _FILE.search(match.group()):
                    return match.group(), node
    return None


def _site_rank(out: Outline, node: int, href: str) -> int:
    """A link that prints its own host, or says website, is likelier the company's than another one."""
    text = text_of(out, node)
    if host_of(href) and host_of(href) in text.lower():
        return 3
    return 2 if label_of(text) in ("website", "name") else 1


def _cell_around(out: Outline, node: int) -> range:
    """Return the elements of the table cell that holds ``node``."""
    while node >= 0 and out.tags[node] not in ("td", "th"):
        node = out.parents[node]
    return range(node, out.end_node[node]) if node >= 0 else range(0)


def _target(href: str, own_host: str) -> str | None:
    """Return the site to which a counting link (``/out?url=http%3A...``) leads on."""
    if "http" not in href[4:]:
        return None
    for _, value in parse_qsl(urlsplit(href).query):
        if value.startswith(("http://", "https://")) and is_own_site(value, own_host):
            return value
    return None

"""A European directory: thin list rows, detail pages with JSON-LD (seven in ten) or plain markup."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import partial
from html import escape

from flows.demo.entries import Entry
from flows.demo.firms import Firm
from flows.demo.names import slug
from flows.demo.site import Answer, Query, Site, failure, html, slices
from flows.demo.world import World

HOST = "www.eurofirmen.example"
PAGE_SIZE = 60
DEAD, BROKEN, CLOSED = 37, 1061, 7


def site(world: World) -> Site:
    """Return the host. One detail link in a hundred is dead, one page is broken, some are off limits."""
    entries = world.by_source["demo_directory"]
    pages = slices(entries, PAGE_SIZE)
    result = Site(
        HOST, robots="User-agent: *\nDisallow: /company/closed/\n\nUser-agent: badbot\nDisallow: /\n"
    )

    def render(query: Query) -> Answer:
        number = int(query.get("page", "1"))
        shown = pages[number - 1] if 1 <= number <= len(pages) else []
        return html(_list(shown, number, len(pages)))

    for number in range(1, len(pages) + 1):
        result.page(f"/companies?page={number}", render)
    for entry in entries:
        path = detail_path(entry)
        if _number(entry) % 100 == DEAD:
            result.page(path, lambda query: failure(404, "This company has left the directory"))
        elif _number(entry) == BROKEN:
            result.page(path, lambda query: failure(500, "Internal server error"))
        else:
            result.page(path, partial(_detail, entry, world.firms[entry.firm]))
    return result


def detail_path(entry: Entry) -> str:
    """Return the address of an entry's own page; the area ``closed`` is disallowed by robots.txt."""
    area = "closed/" if _number(entry) % 60 == CLOSED else ""
    return f"/company/{area}{entry.ref}-{slug(entry.printed['name'])}"


def has_detail(entry: Entry) -> bool:
    """False where the entry's own page is dead, broken or off limits: the list row is all there is."""
    number = _number(entry)
    return number % 100 != DEAD and number != BROKEN and number % 60 != CLOSED


def _number(entry: Entry) -> int:
    return int(entry.ref[2:])


def _row(entry: Entry) -> str:
    p = {column: escape(value) for column, value in entry.printed.items()}
    return (
        f'<tr class="row" data-id="{entry.ref}"><td><a class="company"'
        f' href="{detail_path(entry)}">{p["name"]}</a>'
        f'</td><td class="city">{p["city"]}</td><td class="country">{p["country"]}</td>'
        f'<td class="sector">{p["category"]}</td></tr>\n'
    )


def _list(shown: Sequence[Entry], number: int, last: int) -> str:
    rows = "".join(_row(entry) for entry in shown)
    following = f'<a class="next" href="?page={number + 1}">Next page</a>' if number < last else ""
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Companies {number} - Eurofirmen'
        "</title>"
        '</head><body><div id="top"><a href="/">Eurofirmen</a> | <a href="/about">About</a> | <a'
        ' href="/login">Log in'
        '</a></div><p class="lead">Browse suppliers all over Europe and beyond.</p>\n'
        '<table class="results"><thead><tr><th>Company</th><th>City</th><th>Country</th><th>Sector</th>'
        "</tr></thead>"
        f"<tbody>\n{rows}</tbody></table>\n<p>{following}</p>"
        '<table class="ads"><tr><td><a href="/advertise">Your company here</a></td><td>Anywhere</td></tr>'
        "</table>"
        "<div id=foot>All rights reserved. Eurofirmen Media, 1 Nowhere Plaza</div></body></html>"
    )


def _detail(entry: Entry, firm: Firm, query: Query) -> Answer:
    p = entry.printed
    digit = _number(entry) % 10
    crumbs = {
        "@context": "https://schema.org",
        "@type": "BreadcrumbList",
        "itemListElement": [{"@type": "ListItem", "position": 1, "name": "Companies", "item": "/companies"}],
    }
    head = f'<script type="application/ld+json">{json.dumps(crumbs)}</script>'
    facts = ""
    if digit < 7:
        head += f'<script type="application/ld+json">{_json_ld(entry, firm)}</script>'
        facts = '<p class="teaser">Contact details are shown to registered visitors.</p>'
    else:
        e = {column: escape(value) for column, value in p.items()}
        rows = [
            f'<dt>{label}</dt><dd class="{column}">{_link(column, e[column])}</dd>'
            for column, label in _LABELS.items()
            if column in e
        ]
        facts = f'<dl class="facts">{"".join(rows)}</dl>'
    return html(
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(p["name"])} -'
        " Eurofirmen</title>"
        f'{head}</head><body><div id="top"><a href="/companies">Back to the list</a> <a href="/about">About'
        "</a></div>"
        f"<h1>{escape(p['name'])}</h1>\n{facts}\n"
        f'<p class="sector">{escape(p["category"])}</p>'
        '<div class="similar"><h3>Similar companies</h3><ul><li><a href="/companies?page=1">See all</a>'
        "</li></ul></div>"
        '<div class="ad">Compare freight offers now: call 0800 000 0 000</div>'
        "<div id=foot>All rights reserved. Eurofirmen Media, 1 Nowhere Plaza</div></body></html>"
    )


_LABELS = {
    "street": "Street",
    "postcode": "Postal code",
    "phone": "Telephone",
    "email": "E-mail",
    "website": "Web",
}


def _link(column: str, value: str) -> str:
    if column == "website":
        return f'<a href="{value}">{value.removeprefix("http://").rstrip("/")}</a>'
    return f'<a href="mailto:{value}">{value}</a>' if column == "email" else value


def _json_ld(entry: Entry, firm: Firm) -> str:
    """Return the company as schema.org; now and then its year is a slip, its staff that of years ago."""
    p, digit = entry.printed, _number(entry) % 10
    address = {"@type": "PostalAddress", "addressLocality": p["city"], "addressCountry": firm.country}
    if "street" in p:
        address["streetAddress"] = p["street"]
    if "postcode" in p:
        address["postalCode"] = p["postcode"]
    organisation: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "Organization",
        "name": p["name"],
        "address": address,
    }
    for key, column in (("telephone", "phone"), ("url", "website"), ("email", "email")):
        if column in p:
            organisation[key] = p[column]
    number = _number(entry)
    if firm.kind != "chain" and digit < 5:
        slip = 3 if number % 50 == 11 else 0
        organisation["foundingDate"] = str(firm.founded.year - slip)
    if firm.kind != "chain" and digit in (1, 2, 6):
        staff = firm.employees if number % 30 != 2 else max(1, round(firm.employees * 0.7))
        organisation["numberOfEmployees"] = {"@type": "QuantitativeValue", "value": staff}
    return json.dumps(organisation, ensure_ascii=False).replace("</", "<\\/")

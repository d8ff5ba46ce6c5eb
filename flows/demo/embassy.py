"""A commercial office's list of firms: old HTML tables in windows-1252, one page of which lies about it."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from flows.demo.entries import Entry
from flows.demo.noise import COUNTRY_WORDS
from flows.demo.site import Answer, Query, Site
from flows.demo.world import World

HOST = "www.handelsabteilung.example"
ENCODING = "windows-1252"
PAGES = (("DE",), ("AT", "CH", "FR"), ("GB", "US", "CN"))
_HEADERS = ("text/html; charset=windows-1252", "text/html; charset=utf-8", "text/html")
"""The second page says UTF-8 and is not; the third leaves it to its meta element."""


def site(world: World) -> Site:
    """Return the host: three pages, each answered after a quarter of a second, as old machines do."""
    result = Site(HOST, robots="User-agent: *\nCrawl-delay: 0\nDisallow: /cgi-bin/\n", delay_s=0.25)
    for number, countries in enumerate(PAGES, 1):

        def render(query: Query, number: int = number, countries: Sequence[str] = countries) -> Answer:
            text = _page(world, countries, number)
            return Answer(text.encode(ENCODING, "xmlcharrefreplace"), _HEADERS[number - 1])

        result.page(f"/firms{number}.htm", render)
    return result


def country_of(world: World, entry: Entry) -> str:
    """Return the heading under which a firm stands."""
    return COUNTRY_WORDS["en"][world.firms[entry.firm].country]


def _office(entry: Entry) -> str:
    p = {column: escape(value) for column, value in entry.printed.items()}
    town = f"{p.get('postcode', '')} {p['city']}".strip()
    address = f"{p['street']}<br>{town}" if "street" in p else town
    contact = [f"Tel: {p['phone']}"] if "phone" in p else []
    if "email" in p:
        contact.append(p["email"].replace("@", "(at)"))
    if "website" in p:
        contact.append(p["website"].removeprefix("http://").rstrip("/"))
    return (
        f"<tr><td>{p['name']}<br><i>{p['category']}</i></td><td>{address}</td>"
        f"<td>{'<br>'.join(contact) or '&nbsp;'}</td></tr>\n"
    )


def _page(world: World, countries: Sequence[str], number: int) -> str:
    rows = []
    for country in countries:
        rows.append(f'<tr class="country"><th colspan=3>{COUNTRY_WORDS["en"][country]}</th></tr>\n')
        rows += [
            _office(entry)
            for entry in world.by_source["demo_embassy_list"]
            if world.firms[entry.firm].country == country
        ]
    links = " | ".join(
        f'<a href="/firms{other}.htm">part {other}</a>' for other in (1, 2, 3) if other != number
    )
    meta = f'<meta http-equiv="Content-Type" content="text/html; charset={ENCODING}">'
    return (
        f"<html><head><title>Firms list – part {number}</title>{meta}</head><body bgcolor=white>"
        "<center><font size=5>Commercial section – firms looking for partners</font></center>"
        "<table class=menu><tr><td>Home</td><td>Visa</td><td>Opening hours 9–12</td></tr></table>"
        f"<p>{links}</p>\n"
        f'<table class="offices">\n{"".join(rows)}</table>\n<hr>The list is given without liability. Last'
        " update: "
        "November 2026. Webmaster: Room 12</body></html>"
    )

"""A German yellow-pages site: cards, a next link, sponsored repeats and teasers that are no entries."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from flows.demo.entries import Entry
from flows.demo.site import Answer, Query, Site, html, slices
from flows.demo.world import World

HOST = "www.gelbe-auskunft.example"
PAGE_SIZE = 75


def site(world: World) -> Site:
    """Return the host; every third page repeats the first card of the page before it as sponsored."""
    pages = slices(world.by_source["demo_yellow_pages"], PAGE_SIZE)
    result = Site(HOST, robots="User-agent: *\nDisallow: /merkliste\nDisallow: /eintrag/\n")

    def render(query: Query) -> Answer:
        number = int(query.get("seite", "1"))
        return html(_page(pages, number)) if 1 <= number <= len(pages) else html(_empty())

    for number in range(1, len(pages) + 1):
        result.page(f"/firmen?seite={number}", render)
    return result


def _card(entry: Entry, extra: str = "") -> str:
    p = {column: escape(value) for column, value in entry.printed.items()}
    address = f'<span class="strasse">{p["street"]}</span>, ' if "street" in p else ""
    if "postcode" in p:
        address += f'<span class="plz">{p["postcode"]}</span> '
    contact = ""
    if "phone" in p:
        contact += f'<span class="tel">{p["phone"]}</span> '
    if "website" in p:
        contact += f'<a class="web" href="{p["website"]}" rel="nofollow">Webseite</a> '
    if "email" in p:
        contact += f'<a class="mail" href="mailto:{p["email"]}">E-Mail</a>'
    return (
        f'<article class="eintrag{extra}" data-id="{entry.ref}">\n'
        f'<h2><a href="/eintrag/{entry.ref}">{p["name"]}</a></h2><p class="branche">{p["category"]}</p>\n'
        f'<address>{address}<span class="ort">{p["city"]}</span></address>\n'
        f'<p class="kontakt">{contact}</p></article>\n'
    )


def _page(pages: Sequence[Sequence[Entry]], number: int) -> str:
    shown = pages[number - 1]
    cards = "".join(_card(entry) for entry in shown)
    if number % 3 == 0:
        cards = _card(pages[number - 2][0], " sponsored") + cards
    teaser = pages[number % len(pages)][0].printed
    following = (
        f'<a rel="next" href="/firmen?seite={number + 1}">weiter</a>'
        if number < len(pages)
        else "<b>Ende</b>"
    )
    return (
        '<!doctype html><html lang="de"><head><meta charset="utf-8">'
        f"<title>Firmen in Deutschland, Seite {number} | Gelbe Auskunft</title></head><body>\n"
        '<header><a href="/">Gelbe Auskunft</a><nav><a href="/firmen">Firmen</a> <a'
        ' href="/merkliste">Merkliste</a>'
        ' <a href="/notdienst">Notdienste</a> Service-Telefon <span class="tel">0800 000 0 000</span></nav>'
        "</header>\n"
        f'<main><h1>Firmen von A bis Z</h1><div class="treffer">{cards}</div>'
        f'<nav class="seiten">Seite {number} {following}</nav></main>\n'
        f'<aside><div class="teaser"><h2>{escape(teaser["name"])}</h2><p>Jetzt Angebot anfordern!</p></div>'
        '<div class="anzeige"><h3>Anzeige</h3><p>Ihr Eintrag fehlt? Schon ab 9 Euro im Monat.</p></div>'
        "</aside>\n"
        "<footer>Impressum: Gelbe Auskunft Verlag, Musterweg 1, 12345 Erfundenstadt</footer></body></html>"
    )


def _empty() -> str:
    return (
        '<!doctype html><html lang="de"><title>Keine Treffer</title><body><p>Keine Treffer.</p></body></html>'
    )

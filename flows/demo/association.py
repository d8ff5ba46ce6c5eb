"""An association with an A-Z index, and its Austrian sister, which only the related link leads to."""

from __future__ import annotations

import string
from collections.abc import Sequence
from html import escape

from flows.demo.entries import SISTER_HOST, Entry
from flows.demo.noise import plain_umlauts
from flows.demo.site import Answer, Query, Site, failure, html, slices
from flows.demo.world import World

HOST = "www.verband-metalltechnik.example"
PAGE_SIZE = 60
DISALLOWED = "Q"
BROKEN = "V"
DEAD = "Y"


def letter(entry: Entry) -> str:
    """Return the letter under which a member is listed."""
    first = plain_umlauts(entry.printed["name"]).upper()[0]
    return first if first in string.ascii_uppercase else "A"


def is_obtainable(entry: Entry) -> bool:
    """False for members under a letter that robots.txt forbids or whose page is broken."""
    return entry.is_sister or letter(entry) not in (DISALLOWED, BROKEN, DEAD)


def sites(world: World) -> list[Site]:
    """Return both hosts: the letter pages, and the sister's numbered pages."""
    members = [e for e in world.by_source["demo_association"] if not e.is_sister]
    main = Site(HOST, robots=f"User-agent: *\nDisallow: /mitglieder/{DISALLOWED}\nDisallow: /intern/\n")
    for initial in string.ascii_uppercase:
        shown = sorted((e for e in members if letter(e) == initial), key=lambda e: e.printed["name"])
        if initial == BROKEN:
            main.page(f"/mitglieder/{initial}", lambda query: failure(500, "Datenbankfehler"))
        elif initial == DEAD:
            main.page(f"/mitglieder/{initial}", lambda query: failure(404, "Seite nicht gefunden"))
        else:
            _add(main, f"/mitglieder/{initial}", shown, SISTER_HOST)
    sister = Site(SISTER_HOST)
    austrians = [e for e in world.by_source["demo_association"] if e.is_sister]
    _add(sister, "/mitglieder", austrians, HOST)
    return [main, sister]


def _add(site: Site, path: str, members: Sequence[Entry], related: str) -> None:
    pages = slices(members, PAGE_SIZE) or [[]]
    for number, shown in enumerate(pages, 1):
        following = f"{path}/{number + 1}" if number < len(pages) else None

        def render(query: Query, shown: Sequence[Entry] = shown, following: str | None = following) -> Answer:
            return html(_page(shown, following, related, site.host))

        site.page(path if number == 1 else f"{path}/{number}", render)


def _member(entry: Entry) -> str:
    p = {column: escape(value) for column, value in entry.printed.items()}
    lines = [p["street"]] if "street" in p else []
    lines.append(f"{p.get('postcode', '')} {p['city']}".strip())
    contact = f'Tel. <span class="tel">{p["phone"]}</span> ' if "phone" in p else ""
    if "website" in p:
        contact += f'<a class="web" href="{p["website"]}">Internet</a> '
    if "email" in p:
        contact += f'<a class="mail" href="mailto:{p["email"]}">{p["email"]}</a>'
    return (
        f'<li class="member"><h4>{p["name"]}</h4><p class="adr">{"<br>".join(lines)}</p>'
        f'<p class="kontakt">{contact}</p><p class="fach">Fachgruppe: <em>{p["category"]}</em></p></li>\n'
    )


def _page(shown: Sequence[Entry], following: str | None, related: str, host: str) -> str:
    index = " ".join(f'<a href="/mitglieder/{c}">{c}</a>' for c in string.ascii_uppercase)
    country = "Österreich" if host == SISTER_HOST else "Deutschland"
    members = (
        "".join(_member(entry) for entry in shown) or "<li>Keine Mitglieder unter diesem Buchstaben.</li>"
    )
    more = f'<a rel="next" href="{following}">weitere Mitglieder</a>' if following else ""
    return (
        f'<!doctype html><html lang="de"><head><meta charset="utf-8"><title>Verband Metalltechnik {country}'
        "</title>"
        f'</head><body><div class="kopf"><a href="/">Verband</a> <a href="/intern/">Intern</a></div>'
        f'<div class="az">{index if host == HOST else ""}</div>\n<ul class="members">\n{members}'
        f"</ul>\n{more}\n"
        '<div class="neu"><h4>Neu im Verband</h4><ul><li class="teaser">Wir begrüßen drei neue Mitglieder.'
        "</li></ul>"
        '</div><div class="termine"><h4>Mitgliederversammlung</h4><p>Kongresshalle, 10117 Berlin</p></div>\n'
        '<aside class="partner"><h5>Schwesterverbände</h5><a class="related"'
        f' href="http://{related}{"/mitglieder" if related == SISTER_HOST else "/mitglieder/A"}">'
        "Verband im Nachbarland</a></aside><footer>Geschäftsstelle: Musterallee 2, 12345 Erfundenstadt"
        "</footer>"
        "</body></html>"
    )

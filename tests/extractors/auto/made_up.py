"""Invented companies and the markup of lists of them, for the tests of automatic extraction."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from extractors.auto.found import Found
from extractors.auto.listings import read_listings
from extractors.page import Document
from tests.extractors.pages import page


class Firm(NamedTuple):
    name: str
    street: str
    postcode: str
    city: str
    phone: str
    email: str
    host: str


NAMES = (
    "Brandt Schalter GmbH", "Ostwald Pumpen AG", "Keller & Sohn KG", "Rheintal Gelenke GmbH",
    "Nordlicht Optik", "Paulsen Bau GmbH", "Quell Getriebe AG", "Steiner Werkzeuge", "Tannhof Holz"
        " GmbH", "Uhlmann Elektrik",
    "Vogt Messtechnik GmbH", "Weiher Kunststoffe",
)  # fmt: skip
CITIES = ("Ravensburg", "Husum", "Passau", "Zwickau")


def firm(number: int) -> Firm:
    name = NAMES[number % len(NAMES)]
    host = name.split()[0].lower() + f"{number}.example"
    return Firm(
        name,
        f"Hafenstraße {number + 3}",
        f"{70100 + 17 * number}",
        CITIES[number % len(CITIES)],
        f"0711 22{number:02d} 345",
        f"info@{host}",
        f"www.{host}",
    )


FIRMS = [firm(number) for number in range(8)]
MENU = (
    '<nav><ul><li><a href="/">Start</a></li><li><a href="/news">News</a></li><li><a href="/about">Über'
    " uns</a></li>"
    '<li><a href="/contact">Kontakt</a></li></ul></nav>'
)
FOOTER = (
    "<footer><p>Herausgeber: Verband Muster e.V., Lindenallee 1, 10115 Berlin, Telefon 030 123 45"
    " 67</p></footer>"
)


def read(
    body: str,
    url: str = "https://verband.example/mitglieder",
    head: str = "<title>Mitglieder</title>",
    title: str = "<h1>Mitglieder</h1>",
) -> Found:
    """Return what is found on a page with a menu before ``body`` and the publisher's address after it."""
    html = f"<!doctype html><html><head>{head}</head><body>{MENU}{title}{body}{FOOTER}</body></html>"
    return read_listings(Document(page(html, url=url)))


def each(make: Callable[[Firm], str], between: str = "") -> str:
    return between.join(make(one) for one in FIRMS)


def values(found: Found, field: str) -> list[str | None]:
    return [record.values.get(field) for record in found.records]


def of(field: str) -> list[str]:
    return [str(getattr(one, field)) for one in FIRMS]

"""A business paper's RSS feed: moves, appointments, new plants, insolvencies, and much else."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from email.utils import format_datetime
from random import Random
from xml.sax.saxutils import escape

from flows.demo.firms import Firm
from flows.demo.names import language
from flows.demo.site import Answer, Query, Site
from flows.demo.world import World

HOST = "www.wirtschaftsbote.example"
_HEADLINES: dict[str, dict[str, tuple[str, ...]]] = {
    "de": {
        "relocation": ("{name} zieht um: neuer Firmensitz in {city}", "{name} bezieht neue Räume in {city}"),
        "appointment": (
            "{name} beruft neue Einkaufsleiterin",
            "Führungswechsel: {name} ernennt neuen Werkleiter",
        ),
        "new_plant": (
            "{name} baut neues Werk in {city}",
            "Spatenstich: {name} erweitert Produktion in {city}",
        ),
        "insolvency": ("{name} stellt Insolvenzantrag", "Insolvenzverfahren über {name} eröffnet"),
    },
    "fr": {
        "relocation": ("{name} déménage : nouveau siège à {city}",),
        "appointment": ("{name} nomme une nouvelle directrice des achats",),
        "new_plant": ("{name} construit une nouvelle usine à {city}",),
        "insolvency": ("{name} placée en redressement judiciaire",),
    },
    "en": {
        "relocation": (
            "{name} relocates to new premises in {city}",
            "{name} moves headquarters within {city}",
        ),
        "appointment": ("{name} appoints new head of purchasing", "{name} names new plant manager"),
        "new_plant": ("{name} opens new plant in {city}", "{name} to build new factory near {city}"),
        "insolvency": ("{name} files for insolvency",),
    },
}
_CHATTER = (
    "Stadtfest lockt Tausende in die Innenstadt",
    "Oil prices little changed in quiet trading",
    "Kommentar: Warum der Mittelstand Mut braucht",
    "Weather: a cold week ahead",
    "Les soldes d'hiver commencent en janvier",
    "Studie: Jeder Dritte arbeitet gern im Homeoffice",
    "Football: late goal decides the derby",
    "Neue Radwege geplant",
    "Five recipes for autumn evenings",
    "Umfrage: Stimmung im Handel trübt sich ein",
)


def site(world: World) -> Site:
    """Return the host with its one feed."""
    result = Site(HOST, robots="User-agent: *\nDisallow: /abo/\n")

    def render(query: Query) -> Answer:
        return Answer(_feed(world).encode(), "application/rss+xml; charset=utf-8")

    result.page("/rss.xml", render)
    return result


def headline(world: World, firm: Firm) -> str:
    """Return the title under which the paper reports a firm's event."""
    rng = Random(f"{world.seed}/news/{firm.key}")
    city = firm.head_office.city
    tongue = language(firm.country, city)
    if tongue == "zh":
        tongue = "en"
    name = firm.core if rng.random() < 0.45 else firm.legal_name
    town = city.english if tongue == "en" else city.name
    return rng.choice(_HEADLINES[tongue][firm.event or ""]).format(name=name, city=town)


def _item(world: World, title: str, text: str, day: date, number: int) -> str:
    moment = datetime.combine(day, time(6 + number % 12, number % 60))
    link = f"http://{HOST}/artikel/{day:%Y-%m-%d}-{number}"
    return (
        f"<item><title>{escape(title)}</title><link>{link}</link><description>{escape(text)}</description>"
        f"<pubDate>{format_datetime(moment)}</pubDate><guid>{link}</guid></item>\n"
    )


def _feed(world: World) -> str:
    rng = Random(f"{world.seed}/news")
    items: list[tuple[date, str, str]] = []
    for firm in world.firms.values():
        if firm.event and firm.event_on:
            city = firm.head_office.city.name
            text = f"{city}. {firm.core} ({firm.trade.words['en'][0]}, {firm.head_office.city.region})."
            items.append((firm.event_on, headline(world, firm), text))
    for number in range(40):
        day = world.today - timedelta(days=rng.randint(1, 200))
        items.append((day, _CHATTER[number % len(_CHATTER)], "Mehr dazu in der Printausgabe."))
    items.sort(key=lambda item: (item[0], item[1]), reverse=True)
    body = "".join(_item(world, title, text, day, number) for number, (day, title, text) in enumerate(items))
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0"><channel><title>Wirtschaftsbote</title>'
        f"<link>http://{HOST}/</link><description>Nachrichten aus der Wirtschaft</description>\n{body}"
        "</channel></rss>"
    )

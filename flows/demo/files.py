"""The two files that come without a web: the CRM's customers as CSV, an event's attendees as vCards."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from random import Random

from flows.demo.entries import Entry
from flows.demo.names import guests, slug
from flows.demo.world import World

CUSTOMERS = "customers.csv"
ATTENDEES = "attendees.vcf"
_HEADER = (
    "Kundennr;Firma;Strasse;PLZ;Ort;Land;Telefon;E-Mail;Web;Status;Kunde seit;Letzter Auftrag;Funktion".split(
        ";"
    )
)
_CONSENT = "consent (GDPR Art. 6(1)(a)), registration of 2026-08-20"
_ROLES = ("Einkauf", "Geschäftsführung", "Technische Leitung", "Werkleitung", "Produktion", "")
_TITLES = (
    "Head of Purchasing",
    "Managing Director",
    "Plant Manager",
    "Production Manager",
    "Buyer",
    "Chief Technology Officer",
)


def write_files(world: World, folder: Path) -> None:
    """Write both files; the CSV is windows-1252 with semicolons, as the CRM of the demo exports it."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / CUSTOMERS).write_bytes(customers_csv(world))
    (folder / ATTENDEES).write_bytes(attendees_vcf(world))


def customers_csv(world: World) -> bytes:
    """Return the CRM's customers; one row in the middle has a number and a town but no name."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";")
    writer.writerow(_HEADER)
    entries = world.by_source["demo_customers"]
    for position, entry in enumerate(entries):
        p, firm = entry.printed, world.firms[entry.firm]
        if position == len(entries) // 2:
            writer.writerow(["K9999", "", "siehe Akte", "", "Ulm", *[""] * 8])
        values = [
            p.get(column, "")
            for column in ("name", "street", "postcode", "city", "country", "phone", "email")
        ]
        web = p.get("website", "").removeprefix("http://").rstrip("/")
        since, last = firm.customer_since, firm.last_order
        days = [day.strftime("%d.%m.%Y") if day else "" for day in (since, last)]
        role = Random(entry.ref + entry.firm).choice(_ROLES)
        writer.writerow([entry.ref, *values, web, _STATUS[firm.relation or ""], *days, role])
    return out.getvalue().encode("windows-1252", "replace")


_STATUS = {"customer": "Kunde", "lapsed": "Altkunde", "lost": "Verloren"}


def attendees_vcf(world: World) -> bytes:
    """Return the attendees of our own event; every fourth card says that its person has agreed."""
    cards = []
    for entry, who, consent in attendees(world):
        p = entry.printed
        title = Random(entry.ref + entry.firm).choice(_TITLES)
        first, _, last = who.partition(" ")
        host = (p.get("website") or "http://www.mailbox.example/").removeprefix("http://www.").rstrip("/")
        lines = ["BEGIN:VCARD", "VERSION:3.0", f"UID:{entry.ref}", f"FN:{who}", f"N:{last};{first};;;"]
        lines += [f"ORG:{_escaped(p['name'])}", f"TITLE:{title}"]
        address = [p.get("street", ""), p["city"], "", p.get("postcode", ""), p["country"]]
        lines.append("ADR;TYPE=WORK:;;" + ";".join(_escaped(part) for part in address))
        if "phone" in p:
            lines.append(f"TEL;TYPE=WORK:{p['phone']}")
        if "website" in p:
            lines.append(f"EMAIL;TYPE=WORK:{slug(first)}.{slug(last)}@{host}")
            lines.append(f"URL:{p['website']}")
        lines.append(f"CATEGORIES:{_escaped(p['category'])}")
        if consent:
            lines.append(f"X-LAWFUL-BASIS:{consent}")
        cards.append("\r\n".join([*lines, "END:VCARD", ""]))
    return "".join(cards).encode()


def attendees(world: World) -> list[tuple[Entry, str, str | None]]:
    """Return (entry, person, lawful basis or None) of every card; no two persons share a name."""
    people = guests(Random(f"{world.seed}/guests"))
    return [
        (entry, people[position % len(people)], _CONSENT if position % 4 == 0 else None)
        for position, entry in enumerate(world.by_source["demo_attendees"])
    ]


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")

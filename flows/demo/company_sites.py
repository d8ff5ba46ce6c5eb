"""The companies' own sites: a home page (some with JSON-LD), contact and imprint, in four languages.

Imprints name an invented director, as the law asks; no snapshot may carry that name. One site in
twenty-five is dead, one in eighty only says that its name is for sale, one in a hundred wants no robots.
"""

from __future__ import annotations

import json
from functools import partial
from html import escape
from random import Random

from flows.demo import noise
from flows.demo.firms import Firm
from flows.demo.names import language
from flows.demo.noise import COUNTRY_WORDS
from flows.demo.site import Answer, Query, Site, failure, html
from flows.demo.site_words import PATHS, WORDS
from flows.demo.world import World


def sites(world: World) -> list[Site]:
    """Return one host for each company with a site of its own; some subsidiaries have the holding's."""
    result: dict[str, Site] = {}
    for firm in world.firms.values():
        if firm.host and firm.host not in result:
            result[firm.host] = _site(world, firm)
    return list(result.values())


def fate(world: World, firm: Firm) -> str:
    """Return how the firm's site fares: ``well``, ``dead``, ``for_sale`` or ``closed`` to robots."""
    if firm.kind in ("chain", "holding") or firm.former:
        return "well"
    draw = Random(f"{world.seed}/fate/{firm.domain}").random()
    return "dead" if draw < 0.04 else "for_sale" if draw < 0.0525 else "closed" if draw < 0.0625 else "well"


def _site(world: World, firm: Firm) -> Site:
    assert firm.host
    lot = fate(world, firm)
    site = Site(firm.host)
    if lot == "dead":
        site.page("/", lambda query: failure(404, "Not found"))
    elif lot == "for_sale":
        site.page("/", lambda query: html(_for_sale(firm)))
    else:
        if lot == "closed":
            site.robots = "User-agent: *\nDisallow: /\n"
        rng = Random(f"{world.seed}/site/{firm.domain}")
        tongue = language(firm.country, firm.head_office.city)
        contact, imprint = PATHS[tongue]
        pages = ["/"]
        if rng.random() < (0.45 if tongue in ("de", "fr") else 0.6):
            pages.append(contact)
        if tongue in ("de", "fr") or rng.random() < 0.35:
            pages.append(imprint)
        has_json_ld = rng.random() < 0.45
        for path in pages:
            site.page(path, partial(_page, world, firm, path, tuple(pages), has_json_ld))
    return site


def _page(
    world: World, firm: Firm, path: str, pages: tuple[str, ...], has_json_ld: bool, query: Query
) -> Answer:
    tongue = language(firm.country, firm.head_office.city)
    words = WORDS[tongue]
    rng = Random(f"{world.seed}/page/{firm.domain}{path}")
    contact, imprint = PATHS[tongue]
    head, main = "", ""
    if path == "/":
        if has_json_ld:
            head = f'<script type="application/ld+json">{_json_ld(rng, firm)}</script>'
        main = _home(rng, firm, words, tongue)
        if len(pages) == 1:
            main += _address(rng, firm, words, tongue)
    elif path == contact:
        main = f"<h1>{words['contact']}</h1>{_address(rng, firm, words, tongue)}{_form(words)}"
    else:
        main = (
            f"<h1>{words['imprint']}</h1>{_address(rng, firm, words, tongue)}{_imprint(firm, words, tongue)}"
        )
    links = {"/": words["home"], contact: words["contact"], imprint: words["imprint"]}
    menu = "".join(f'<li><a href="{target}">{escape(links[target])}</a></li>' for target in pages)
    accent = f"#{rng.randint(0x222222, 0xAAAAAA):06x}"
    return html(
        f'<!DOCTYPE html><html lang="{tongue}"><head><meta charset="utf-8"><title>{escape(firm.core)}'
        f"</title>{head}"
        f"<style>body{{font-family:sans-serif;margin:2em}}a{{color:{accent}}}</style></head>\n"
        f'<body><nav><ul>{menu}<li><a href="/#jobs">{words["jobs"]}</a></li></ul></nav>\n<main>{main}'
        "</main>\n"
        f'<section class="news"><h3>{words["products"]}</h3><p>{words["filler"]}</p></section>\n'
        f"<footer>© {world.today.year} {escape(firm.core)} · {words['privacy']}</footer></body></html>"
    )


def _home(rng: Random, firm: Firm, words: dict[str, str], tongue: str) -> str:
    trade = rng.choice(firm.trade.words["en" if tongue == "zh" else tongue])
    city = firm.head_office.city
    about = words["about"].format(
        name=escape(firm.core),
        year=firm.founded.year,
        city=city.english if tongue == "zh" else city.name,
        trade=trade,
    )
    text = f"<h1>{escape(firm.core)}</h1><p>{about}</p><p>{words['filler']}</p>"
    if rng.random() < 0.5:
        text += f"<p>{words['staff'].format(n=firm.employees)}</p>"
    if firm.kind == "chain":
        towns = ", ".join(dict.fromkeys(place.city.name for place in firm.places[1:6]))
        text += f"<p>{words['branches'].format(towns=towns)}</p>"
    return text


def _address(rng: Random, firm: Firm, words: dict[str, str], tongue: str) -> str:
    place = firm.head_office
    name = firm.legal_name if firm.native is None else f"{firm.legal_name}<br>{firm.native}"
    street = place.street_english if tongue == "zh" else place.street
    town = place.city.english if tongue == "zh" else place.city.name
    if firm.country in ("GB", "CN"):
        line = f"{town} {place.postcode}"
    elif firm.country == "US":
        line = f"{town}, {place.city.region} {place.postcode}"
    else:
        line = f"{place.postcode} {town}"
    country = COUNTRY_WORDS["de" if tongue == "de" else "en"][firm.country]
    contact = f"{words['phone']}: {noise.phone(rng, place.phone)}"
    if firm.email:
        contact += f'<br>{words["mail"]}: <a href="mailto:{firm.email}">{firm.email}</a>'
    return (
        f"<address>{name if firm.native else escape(name)}<br>{escape(street)}<br>{escape(line)}<br>{country}"
        f"</address>\n<p>{contact}</p>\n"
    )


def _imprint(firm: Firm, words: dict[str, str], tongue: str) -> str:
    lines = [f"{words['director']}: {firm.director}"]
    city = firm.head_office.city.name
    if firm.country == "DE":
        lines.append(f"Registergericht: Amtsgericht {city}, {firm.reg_no}")
        lines.append(f"USt-IdNr.: {firm.vat_id}")
    elif firm.country == "AT":
        lines.append(f"Firmenbuchnummer: {firm.reg_no}, Landesgericht {city}")
        lines.append(f"UID-Nr.: {firm.vat_id}")
    elif firm.country == "CH":
        lines.append(f"{'Numéro' if tongue == 'fr' else 'UID'}: {firm.reg_no}")
    elif firm.country == "FR":
        lines.append(f"RCS {city} {firm.reg_no}")
        lines.append(f"TVA intracommunautaire : {firm.vat_id}")
    elif firm.country == "GB":
        lines.append(f"Registered in England and Wales, company number {firm.reg_no}")
        lines.append(f"VAT number {firm.vat_id}")
    elif firm.country == "CN":
        lines.append(f"Unified social credit code: {firm.reg_no}")
    return "".join(f"<p>{escape(line)}</p>" for line in lines)


def _form(words: dict[str, str]) -> str:
    return f'<form action="/send"><input name="mail" placeholder="{words["mail"]}"><button>OK</button></form>'


def _json_ld(rng: Random, firm: Firm) -> str:
    place = firm.head_office
    organisation: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": rng.choice(["Organization", "LocalBusiness", "Corporation"]),
        "name": firm.core,
        "legalName": firm.legal_name,
        "url": f"http://{firm.host}/",
        "telephone": place.phone.e164,
        "address": {
            "@type": "PostalAddress",
            "streetAddress": place.street_english if firm.country == "CN" else place.street,
            "postalCode": place.postcode,
            "addressLocality": place.city.english if firm.country == "CN" else place.city.name,
            "addressCountry": firm.country,
        },
    }
    if firm.email and rng.random() < 0.6:
        organisation["email"] = firm.email
    if rng.random() < 0.5:
        organisation["foundingDate"] = str(firm.founded.year)
    if rng.random() < 0.3:
        organisation["numberOfEmployees"] = {"@type": "QuantitativeValue", "value": firm.employees}
    return json.dumps(organisation, ensure_ascii=False)


def _for_sale(firm: Firm) -> str:
    return (
        f"<!DOCTYPE html><html><head><title>{firm.domain} is for sale</title></head><body><h1>{firm.domain}"
        "</h1>"
        '<p>This domain is for sale. <a href="/buy">Make an offer</a></p></body></html>'
    )

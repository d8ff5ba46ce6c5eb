"""A supplier marketplace: cards with maker or reseller, years on the platform, staff; ads between them."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from random import Random

from flows.demo.entries import Entry
from flows.demo.firms import Firm
from flows.demo.site import Answer, Query, Site, html, slices
from flows.demo.world import World

HOST = "suppliers.tradehub.example"
PAGE_SIZE = 50
BANDS = ((1, 10), (11, 50), (51, 200), (201, 500), (501, 1000), (1001, 100000))


def band(employees: int) -> tuple[int, int]:
    """Return the band of staff in which a company of that size is printed."""
    return next(pair for pair in BANDS if employees <= pair[1])


def site(world: World) -> Site:
    """Return the host. Page 2 is busy at first: it answers 429 twice, with Retry-After."""
    pages = slices(world.by_source["demo_marketplace"], PAGE_SIZE)
    result = Site(HOST, robots="User-agent: *\nDisallow: /cart\nDisallow: /supplier/\n")

    def render(query: Query) -> Answer:
        number = int(query.get("page", "1"))
        shown = pages[number - 1] if 1 <= number <= len(pages) else []
        return html(_page(world, shown, number))

    for number in range(1, len(pages) + 1):
        result.page(f"/search?page={number}", render)
    result.busy["/search?page=2"] = 2
    return result


def _card(entry: Entry, firm: Firm) -> str:
    p = {column: escape(value) for column, value in entry.printed.items()}
    rng = Random(entry.ref + entry.firm)
    role = {"producer": "Manufacturer", "trader": "Trading company"}[firm.role]
    low, high = band(firm.employees)
    size = f"{low}-{high} people" if high < 100000 else "More than 1000 people"
    place = ", ".join(p[column] for column in ("street", "postcode") if column in p)
    contact = f'<div class="ph">{p["phone"]}</div>' if "phone" in p else ""
    if "website" in p:
        contact += f'<a class="hp" href="{p["website"]}" target="_blank">Homepage</a>'
    street = f'<span class="st">{p["street"]}</span>' if "street" in p else ""
    zip_code = f'<span class="zip">{p["postcode"]}</span>' if "postcode" in p else ""
    products = "".join(f"<li>{escape(word)}</li>" for word in firm.trade.words["en"][:2])
    staff = f'<span class="staff">{size}</span>' if rng.random() < 0.7 else ""
    return (
        f'<div class="card supplier" data-sid="{entry.ref}" title="{place}"><div class="hd"><a class="nm" '
        f'href="/supplier/{entry.ref}">{p["name"]}</a> <span class="yrs">{rng.randint(1, 19)} yrs</span> '
        f'<span class="role">{role}</span></div><div class="loc">{street}{zip_code}<span'
        f' class="ct">{p["city"]}</span>'
        f'<span class="co">{p["country"]}</span></div>{staff}<div class="cat">{p["category"]}</div>'
        f'<ul class="pr">{products}</ul>{contact}</div>\n'
    )


def _page(world: World, shown: Sequence[Entry], number: int) -> str:
    cards = [_card(entry, world.firms[entry.firm]) for entry in shown]
    if len(cards) > 20:
        ad = (
            '<div class="card ad"><div class="hd"><a class="nm" href="/ads/77">Freight to anywhere</a>'
            '<span class="yrs">sponsored</span></div><div class="loc"><span class="ct">Everywhere</span>'
            "</div></div>\n"
        )
        cards.insert(10, ad)
    body = "".join(cards) or "<p>No more suppliers.</p>"
    return (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>Suppliers, page {number} | TradeHub'
        "</title></head>"
        '<body><div class="bar">TradeHub <a href="/cart">Cart (0)</a> <a href="/help">Help</a></div>'
        '<div class="filters"><label><input type=checkbox> Manufacturer</label><label><input type=checkbox>'
        " Verified"
        f'</label></div>\n<div class="grid">\n{body}</div>'
        '<div class="also"><h3>People also viewed</h3><div class="mini">Verified suppliers of pumps</div>'
        "</div>"
        "<div class=bottom>Terms - Privacy - Cookies</div></body></html>"
    )

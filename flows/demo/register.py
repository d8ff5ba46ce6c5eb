"""A company register as REST JSON: a paged list, and figures of one company by its number."""

from __future__ import annotations

from functools import partial
from urllib.parse import quote

from flows.demo.entries import Entry
from flows.demo.firms import Firm
from flows.demo.site import Answer, Query, Site, json_answer
from flows.demo.world import World

HOST = "api.firmenregister.example"
PAGE_SIZE = 100
STATUS_CODES = {"active": "AKT", "insolvent": "INS", "dissolved": "GEL"}


def site(world: World) -> Site:
    """Return the host; a page past the end is empty, an unknown number gives 404."""
    entries = world.by_source["demo_register"]
    result = Site(HOST)

    def render(query: Query) -> Answer:
        number, size = int(query.get("page", "0")), PAGE_SIZE
        shown = entries[number * size : (number + 1) * size]
        return json_answer(
            {
                "page": {"number": number, "size": size, "totalElements": len(entries)},
                "entities": [_entity(entry) for entry in shown],
            }
        )

    for number in range((len(entries) + PAGE_SIZE - 1) // PAGE_SIZE):
        result.page(f"/v1/entities?page={number}", render)
    for entry in entries:
        firm = world.firms[entry.firm]
        if has_figures(firm):
            result.page(f"/v1/entities/{quote(entry.ref)}/figures", partial(_figures, world, firm))
    return result


def has_figures(firm: Firm) -> bool:
    """True for companies that must file accounts: the smallest need not, the dissolved no longer do."""
    return firm.status != "dissolved" and (firm.employees >= 5 or firm.kind == "chain")


def _entity(entry: Entry) -> dict[str, object]:
    p = entry.printed
    return {
        "regNo": p["reg_no"],
        "name": p["name"],
        "form": p["legal_form"],
        "state": STATUS_CODES[p["status"]],
        "seat": {"street": p["street"], "zip": p["postcode"], "town": p["city"], "country": p["country"]},
        "parent": {"regNo": p["parent_reg_no"]} if "parent_reg_no" in p else None,
    }


def _figures(world: World, firm: Firm, query: Query) -> Answer:
    year = world.today.year - 1
    return json_answer(
        {
            "regNo": firm.reg_no,
            "name": firm.legal_name,
            "foundedOn": firm.founded.isoformat(),
            "activity": {"nace": firm.trade.code},
            "accounts": {
                "year": year,
                "employees": firm.employees,
                "revenue": {"amount": firm.revenue, "currency": firm.currency},
            },
        }
    )

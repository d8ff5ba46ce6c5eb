"""An exhibitor list behind a JSON API: stands at two fairs, paged by offset, sponsors around them."""

from __future__ import annotations

from random import Random

from flows.demo.entries import FAIRS, Entry
from flows.demo.site import Answer, Query, Site, json_answer
from flows.demo.trades import TRADES
from flows.demo.world import World

HOST = "api.industrietage.example"
PAGE_SIZE = 100


def site(world: World) -> Site:
    """Return the host; an offset past the end gives an empty list."""
    entries = world.by_source["demo_exhibitors"]
    result = Site(HOST, robots="User-agent: *\nAllow: /v2/\n")

    def render(query: Query) -> Answer:
        offset, limit = int(query.get("offset", "0")), min(int(query.get("limit", "100")), 100)
        return json_answer(
            {
                "meta": {"total": len(entries), "offset": offset, "limit": limit},
                "sponsors": [{"company": {"name": "Stadtsparkasse Halden"}, "level": "gold"}],
                "exhibitors": [_exhibitor(world, entry) for entry in entries[offset : offset + limit]],
            }
        )

    for offset in range(0, len(entries), PAGE_SIZE):
        result.page(f"/v2/exhibitors?limit={PAGE_SIZE}&offset={offset}", render)
    return result


def stand(entry: Entry) -> dict[str, str]:
    """Return event, event_date, hall and booth of an exhibitor."""
    rng = Random(entry.ref + entry.firm)
    event, day = FAIRS[rng.random() < 0.3]
    hall = rng.randint(1, 9)
    return {
        "event": event,
        "event_date": day,
        "hall": f"Hall {hall}",
        "booth": f"{hall}{rng.choice('ABCDEF')}{rng.randint(1, 89):02d}",
    }


def _exhibitor(world: World, entry: Entry) -> dict[str, object]:
    p, at = entry.printed, stand(entry)
    trade = TRADES[world.firms[entry.firm].trade.division]
    return {
        "id": entry.ref,
        "company": {
            "name": p["name"],
            "tel": p.get("phone"),
            "web": p.get("website"),
            "mail": p.get("email"),
        },
        "address": {
            "line": p.get("street", ""),
            "zip": p.get("postcode"),
            "city": p["city"],
            "iso": p["country"],
        },
        "stand": {"hall": at["hall"], "booth": at["booth"]},
        "fair": {"title": at["event"], "starts": at["event_date"]},
        "nomenclature": [p["category"]],
        "products": [trade.words["en"][0], trade.words["en"][-1]],
        "premium": int(entry.ref[1:]) % 7 == 0,
    }

"""A search service with two engines, asked as SearXNG is: each knows other companies, none an address."""

from __future__ import annotations

from collections.abc import Iterable
from random import Random
from typing import TYPE_CHECKING

from flows.demo.entries import Entry
from flows.demo.firms import Firm
from flows.demo.site import Answer, Query, Site, json_answer
from flows.demo.trades import TRADES

if TYPE_CHECKING:
    from flows.demo.world import World

HOST = "api.suchbar.example"
SOURCE = "demo_search"
ENGINES = ("nadel", "kompasso")
_TRADES = ("25", "28")
KEYWORDS = {"de": [TRADES[trade].words["de"][0] for trade in _TRADES],
            "en": [TRADES[trade].words["en"][0] for trade in _TRADES]}  # fmt: skip
LOCALE = "de-DE"
_SHOWN = 20
_KNOWN = 0.6
"""Share of the companies that an engine knows."""
_NETWORK = "https://www.linkedin.com/company/"


def found(seed: int, firms: Iterable[Firm]) -> dict[tuple[str, str], list[Firm]]:
    """Return (engine, keyword) -> the companies on its result page, in order of rank."""
    having = [
        firm
        for firm in firms
        if firm.kind == "single"
        and firm.domain
        and firm.status != "dissolved"
        and firm.country in ("DE", "AT")
    ]
    pages = {}
    for engine in ENGINES:
        for language, words in KEYWORDS.items():
            for trade, word in zip(_TRADES, words, strict=True):
                rng = Random(f"{seed}/{SOURCE}/{engine}/{language}/{trade}")
                known = [f for f in having if f.trade.division == trade and rng.random() < _KNOWN]
                pages[engine, word] = rng.sample(known, min(_SHOWN, len(known)))
    return pages


def entries(seed: int, firms: Iterable[Firm]) -> list[Entry]:
    """Return one entry for each site that any of the result pages shows."""
    shown = {firm.key: firm for page in found(seed, firms).values() for firm in page}
    return [
        Entry(
            source=SOURCE,
            ref=str(firm.domain),
            firm=key,
            branch=0,
            printed={"name": firm.core, "website": f"http://{firm.host}/"},
        )
        for key, firm in sorted(shown.items())
    ]


def site(world: World) -> Site:
    """Return the host; a question that nobody asks finds nothing."""
    pages = found(world.seed, world.firms.values())
    result = Site(HOST)

    def render(query: Query) -> Answer:
        engine, word = query.get("engines", ""), query.get("q", "")
        results = [_result(firm, rank) for rank, firm in enumerate(pages.get((engine, word), []))]
        if results:
            profile = {"url": f"{_NETWORK}{results[0]['url'].split('.')[1]}", "title": "Profile"}
            results.insert(3, profile)
        return json_answer({"query": word, "results": results})

    for engine in ENGINES:
        for words in KEYWORDS.values():
            for word in words:
                asked = word.replace(" ", "+")
                result.page(f"/search?q={asked}&engines={engine}&language={LOCALE}&format=json", render)
    return result


def _result(firm: Firm, rank: int) -> dict[str, str]:
    word = firm.trade.words["de"][rank % len(firm.trade.words["de"])]
    town = firm.head_office.city.name
    title = f"{word} in {town} | {firm.core}" if rank % 2 else f"{firm.core} - {word}"
    return {"url": f"http://{firm.host}/", "title": title, "content": f"{word} aus {town}."}

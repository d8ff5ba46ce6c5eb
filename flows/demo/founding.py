"""How the demo world comes about: single firms, namesakes, houses, holdings, franchises, chains, fates."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from flows.demo import names
from flows.demo.cities import CITIES
from flows.demo.firms import Firm, FirmMaker
from flows.demo.trades import COWORKING, TRADES

SINGLES = 1750
CHAINS = {"DE": 10, "GB": 2, "FR": 2}
HOLDINGS = 36
COWORKING_HOUSES = 4
NAMESAKES = 25
_CHAIN_TRADES = ["47", "56", "47", "52", "86", "47", "56", "55", "47", "56", "47", "56", "47", "56"]
_CHAIN_BRANDS = {
    "47": ["Farbenhof", "Lichtblick Optik", "Radhaus", "Gartenperle", "Teppichgalerie"],
    "56": ["Suppenkelle", "Kornblume Bistro", "Röstwerk", "Pastamanufaktur Due"],
    "52": ["Lagerfuchs"],
    "86": ["Rückenwerk Physiotherapie"],
    "55": ["Hotel Morgentau"],
}
_FOREIGN_CHAINS = {
    "GB": [("47", "Larkspur Home Stores"), ("56", "Copper Ladle Kitchens")],
    "FR": [("47", "Magasins Belle Maille"), ("56", "Brasserie du Fournil Doré")],
}


def make_firms(seed: int, today: date) -> list[Firm]:
    """Return every company of the world; the order and all facts depend on the arguments alone."""
    maker = FirmMaker(seed, today)
    for _ in range(SINGLES):
        maker.add("single")
    _namesakes(maker)
    _coworking(maker)
    _holdings(maker)
    _franchises(maker)
    _chains(maker)
    return _fates(maker)


def _namesakes(maker: FirmMaker) -> None:
    """Unrelated companies of exactly the same name, in another town."""
    pool = [f for f in maker.firms if f.country in ("DE", "AT", "GB") and len(f.core) < 28]
    for other in maker.rng.sample(pool, NAMESAKES):
        towns = [c for c in CITIES[other.country] if c.region != other.head_office.city.region]
        maker.add(
            "namesake",
            division=other.trade.division,
            core=other.core,
            brand=other.brand,
            city=maker.rng.choice(towns),
            form=other.form,
        )


def _coworking(maker: FirmMaker) -> None:
    """Houses where a dozen unrelated offices share street and number, and some the reception's telephone."""
    for house in range(COWORKING_HOUSES):
        city = maker.rng.choice(CITIES[("DE", "DE", "AT", "GB")[house]])
        shared = maker.place(city)
        for _ in range(12):
            phone = shared.phone if maker.rng.random() < 0.35 else maker._fresh_phone(city)
            maker.add(
                "coworking",
                division=maker.rng.choice(COWORKING),
                head_office=replace(shared, phone=phone),
                has_site=0.7,
                employees=maker.rng.randint(1, 14),
                sales_phone=None,
            )


def _holdings(maker: FirmMaker) -> None:
    """A holding and two to five subsidiaries that bear its name; some share its site or switchboard."""
    for _ in range(HOLDINGS):
        rng = maker.rng
        country = rng.choice(["DE", "DE", "DE", "AT", "FR", "GB"])
        city = rng.choice(CITIES[country])
        tongue = names.language(country, city)
        brand = names.family(rng, tongue)
        while brand.casefold() in maker._cores or any(f.brand == brand for f in maker.firms):
            brand = names.family(rng, tongue) + {"de": "s", "fr": "", "en": "s"}[tongue]
        maker._cores.add(brand.casefold())
        head = maker.add(
            "holding",
            division=rng.choice(["28", "25", "27", "46", "22"]),
            core=f"{brand} {'Groupe' if tongue == 'fr' else 'Holding'}",
            brand=brand,
            city=city,
            has_site=1.0,
            employees=rng.randint(15, 90),
        )
        divisions = rng.sample(["25", "27", "28", "22", "29", "46", "52", "62"], rng.randint(2, 5))
        for division in divisions:
            at_home = rng.random() < 0.35
            town = city if at_home else rng.choice(CITIES[country])
            switchboard = at_home and rng.random() < 0.6
            office = maker.place(town, head.head_office.phone if switchboard else None)
            word = rng.choice(TRADES[division].names[tongue])
            shares_site = rng.random() < 0.2
            maker.add(
                "subsidiary",
                division=division,
                core=f"{brand} {word}",
                brand=brand,
                head_office=office,
                domain=head.domain if shares_site else None,
                has_site=0.6,
                parent=head.key,
            )


def _franchises(maker: FirmMaker) -> None:
    """Legally separate companies under one brand: the town is part of the name."""
    for brand, division, country in zip(
        ("Sonnenbäck", "Fitwerk Gesundheit", "Maison Perrault", "Tilly's Kitchens"),
        ("47", "86", "56", "56"),
        ("DE", "AT", "FR", "GB"),
        strict=True,
    ):
        for city in maker.rng.sample(CITIES[country], 5):
            maker.add(
                "franchise",
                division=division,
                core=f"{brand} {city.name}",
                brand=brand,
                city=city,
                has_site=0.6,
            )


def _chains(maker: FirmMaker) -> None:
    """One company, one site, a dozen to forty branches, each with its own telephone."""
    plan = []
    brands = {key: list(value) for key, value in _CHAIN_BRANDS.items()}
    for division in _CHAIN_TRADES[: CHAINS["DE"]]:
        if brands[division]:
            plan.append(("DE", division, brands[division].pop(0)))
    plan += [
        (country, division, brand) for country in ("GB", "FR") for division, brand in _FOREIGN_CHAINS[country]
    ]
    for country, division, brand in plan:
        rng = maker.rng
        size = rng.randint(14, 36) if country == "DE" else rng.randint(12, 18)
        firm = maker.add(
            "chain",
            division=division,
            core=brand,
            brand=brand,
            city=rng.choice(CITIES[country]),
            has_site=1.0,
            employees=size * rng.randint(6, 18),
        )
        branches = tuple(maker.place(rng.choice(CITIES[country])) for _ in range(size))
        maker.firms[-1] = replace(firm, places=(firm.head_office, *branches))


def _fates(maker: FirmMaker) -> list[Firm]:
    """Let some firms move, close, fail, grow, and some be our customers."""
    rng, today = maker.rng, maker.today
    result = []
    for firm in maker.firms:
        draw = rng.random()
        movable = firm.kind == "single" and firm.country in ("DE", "AT", "FR", "GB")
        recent = today - timedelta(days=rng.randint(5, 200))
        if movable and draw < 0.035:
            firm = _moved(maker, firm, recent)
        elif firm.kind == "single" and draw < 0.065:
            firm = replace(firm, status="dissolved", domain=None, mailbox=None)
        elif firm.kind == "single" and draw < 0.08:
            firm = replace(firm, status="insolvent", event="insolvency", event_on=recent)
        elif firm.employees > 25 and draw < 0.11:
            firm = replace(firm, event="new_plant", event_on=recent)
        elif firm.employees > 15 and draw < 0.135:
            firm = replace(firm, event="appointment", event_on=recent)
        if firm.status != "dissolved" and rng.random() < 0.19:
            relation = rng.choices(["customer", "lapsed", "lost"], [55, 25, 20])[0]
            ago = {"customer": (10, 300), "lapsed": (500, 1400), "lost": (900, 2500)}[relation]
            last = today - timedelta(days=rng.randint(*ago))
            firm = replace(
                firm,
                relation=relation,
                last_order=last,
                customer_since=last - timedelta(days=rng.randint(200, 4000)),
            )
        result.append(firm)
    return result


def _moved(maker: FirmMaker, firm: Firm, when: date) -> Firm:
    rng, old = maker.rng, firm.head_office
    if rng.random() < 0.75 or firm.domain is None:
        new = maker.place(old.city, old.phone)
    else:
        new = maker.place(rng.choice([c for c in CITIES[firm.country] if c is not old.city]))
    return replace(firm, places=(new,), former=old, sales_phone=None, event="relocation", event_on=when)

"""The truth of the demo world: its companies, where they are, who owns them and what happened to them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random
from typing import Any

from flows.demo import names, places
from flows.demo.numbers import register_number, vat_number
from flows.demo.places import CALLING_CODE, CITIES, City
from flows.demo.trades import CHINESE, COWORKING, TRADES, Trade

SINGLES = 1750
CHAINS = {"DE": 10, "GB": 2, "FR": 2}
HOLDINGS = 36
COWORKING_HOUSES = 4
NAMESAKES = 25
COUNTRY_WEIGHTS = {"DE": 44, "AT": 12, "CH": 8, "FR": 14, "GB": 10, "US": 7, "CN": 8}
CURRENCY = {"CH": "CHF", "GB": "GBP", "US": "USD", "CN": "CNY"}


@dataclass(frozen=True, slots=True)
class Phone:
    """A telephone number in its parts; `noise.phone` writes it in many ways."""

    country: str
    area: str
    subscriber: str

    @property
    def e164(self) -> str:
        return f"+{CALLING_CODE[self.country]}{self.area}{self.subscriber}"


@dataclass(frozen=True, slots=True)
class Place:
    """One establishment."""

    street: str
    street_english: str
    postcode: str
    city: City
    phone: Phone


@dataclass(frozen=True, slots=True, kw_only=True)
class Firm:
    """One company as it really is, on the world's ``today``."""

    key: str
    kind: str
    """single, chain, holding, subsidiary, franchise, coworking or namesake."""
    brand: str
    core: str
    """Name without legal form."""
    form: str
    native: str | None
    """Chinese legal name."""
    trade: Trade
    role: str
    places: tuple[Place, ...]
    """The first is the head office, further ones are branches."""
    former: Place | None
    """Head office before the last move: what stale sources still print."""
    sales_phone: Phone | None
    domain: str | None
    mailbox: str | None
    employees: int
    revenue: int
    currency: str
    founded: date
    status: str
    parent: str | None
    reg_no: str
    vat_id: str | None
    relation: str | None
    customer_since: date | None
    last_order: date | None
    director: str
    event: str | None
    """What the news reports: relocation, appointment, new_plant or insolvency."""
    event_on: date | None

    @property
    def head_office(self) -> Place:
        return self.places[0]

    @property
    def country(self) -> str:
        return self.places[0].city.country

    @property
    def legal_name(self) -> str:
        return f"{self.core} {self.form}"

    @property
    def host(self) -> str | None:
        return f"www.{self.domain}" if self.domain else None

    @property
    def email(self) -> str | None:
        return f"{self.mailbox}@{self.domain}" if self.domain and self.mailbox else None


class FirmMaker:
    """Draws firms one after the other from one stream, so that a seed always gives the same world."""

    def __init__(self, seed: int, today: date) -> None:
        self.rng = Random(f"{seed}/firms")
        self.today = today
        self.firms: list[Firm] = []
        self._cores: set[str] = set()
        self._taken: set[str] = set()

    def _fresh_phone(self, city: City) -> Phone:
        while True:
            phone = Phone(city.country, city.area, places.subscriber(self.rng, city))
            if self._unused(phone.e164):
                return phone

    def _unused(self, value: str) -> bool:
        if value in self._taken:
            return False
        self._taken.add(value)
        return True

    def place(self, city: City, phone: Phone | None = None) -> Place:
        while True:
            street, english = places.street(self.rng, city)
            if self._unused(f"{street}/{city.name}"):
                return Place(
                    street,
                    english,
                    places.postcode(self.rng, city),
                    city,
                    phone or self._fresh_phone(city),
                )

    def _name(self, tongue: str, division: str, city: City) -> tuple[str, str, str | None]:
        while True:
            brand, core, native = names.company_name(self.rng, tongue, division, city)
            if core.casefold() not in self._cores:
                self._cores.add(core.casefold())
                return brand, core, native

    def _domain(self, core: str, city: City) -> str:
        label = names.slug(core)
        for candidate in (label, f"{label}-{names.slug(city.english)}", f"{label}-{len(self.firms)}"):
            if self._unused(f"{candidate}.example"):
                return f"{candidate}.example"
        raise AssertionError(core)

    def _reg_no(self, country: str) -> str:
        while True:
            number = register_number(self.rng, country)
            if self._unused(number):
                return number

    def add(
        self,
        kind: str,
        country: str | None = None,
        division: str | None = None,
        *,
        core: str | None = None,
        brand: str = "",
        head_office: Place | None = None,
        city: City | None = None,
        domain: str | None = None,
        has_site: float = 0.47,
        employees: int | None = None,
        **given: Any,
    ) -> Firm:
        """Make one firm; what is not given is drawn."""
        rng = self.rng
        if head_office is not None:
            city = head_office.city
        if city is None:
            country = country or rng.choices(list(COUNTRY_WEIGHTS), list(COUNTRY_WEIGHTS.values()))[0]
            city = rng.choice(CITIES[country])
        country = city.country
        if division is None:
            pool = [t for t in TRADES.values() if country != "CN" or t.division in CHINESE]
            division = rng.choices([t.division for t in pool], [t.weight for t in pool])[0]
        trade = TRADES[division]
        native = None
        if core is None:
            brand, core, native = self._name(names.language(country, city), division, city)
        if domain is None and rng.random() < has_site + (0.45 if country == "CN" else 0):
            domain = self._domain(core if country != "CN" else brand, city)
        if employees is None:
            employees = max(1, int(rng.lognormvariate(3.6 if trade.role == "producer" else 2.6, 1.1)))
        reg_no = self._reg_no(country)
        office = head_office or self.place(city)
        firm = Firm(
            key=f"f{len(self.firms):04d}",
            kind=kind,
            brand=brand,
            core=core,
            form=names.legal_form(rng, country, city, division),
            native=f"{native}有限公司" if native else None,
            trade=trade,
            role=trade.role,
            places=(office,),
            former=None,
            sales_phone=self._fresh_phone(city) if rng.random() < 0.12 else None,
            domain=domain,
            mailbox=rng.choice(_MAILBOXES[names.language(country, city)]) if domain else None,
            employees=employees,
            revenue=round(employees * rng.uniform(90, 320)) * 1000,
            currency=CURRENCY.get(country, "EUR"),
            founded=date(int(rng.triangular(1890, 2021, 1995)), rng.randint(1, 12), rng.randint(1, 28)),
            status="active",
            parent=None,
            reg_no=reg_no,
            vat_id=vat_number(rng, country, reg_no),
            relation=None,
            customer_since=None,
            last_order=None,
            director=names.person(rng),
            event=None,
            event_on=None,
        )
        firm = replace(firm, **given) if given else firm
        self.firms.append(firm)
        return firm


_MAILBOXES = {
    "de": ["info", "info", "kontakt", "office", "vertrieb", "einkauf"],
    "fr": ["contact", "contact", "info", "commercial"],
    "en": ["info", "sales", "office", "enquiries"],
    "zh": ["sales", "info", "export"],
}
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

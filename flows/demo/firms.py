"""A company of the demo world: all that is true of it, and how one is made up."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from random import Random
from typing import Any

from flows.demo import names, places
from flows.demo.cities import CITIES, City
from flows.demo.numbers import register_number, vat_number
from flows.demo.places import CALLING_CODE
from flows.demo.trades import CHINESE, TRADES, Trade

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


_MAILBOXES = {
    "de": ["info", "info", "kontakt", "office", "vertrieb", "einkauf"],
    "fr": ["contact", "contact", "info", "commercial"],
    "en": ["info", "sales", "office", "enquiries"],
    "zh": ["sales", "info", "export"],
}


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

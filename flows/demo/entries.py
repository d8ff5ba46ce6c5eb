"""Which source prints which company, and how: the records that a perfect reader would bring home."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from random import Random

from flows.demo import names, noise, places
from flows.demo.coverage import COVERAGE, Coverage
from flows.demo.firms import Firm, Phone, Place
from flows.demo.trades import TRADES

SISTER_HOST = "www.metalltechnik-austria.example"
FAIRS = (
    ("Industrietage Halden 2026", "2026-10-13"),
    ("Fügetechnik Forum 2027", "2027-02-23"),
)
_NEXT_DOOR = {"28": "25", "25": "28", "27": "26", "26": "27", "22": "20", "24": "25"}
"""Trades that a marketplace mixes up now and then."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One record of one source: the values as printed, and which company it really is."""

    source: str
    ref: str
    firm: str
    branch: int
    """Index into the firm's places; -1 for a place that it has left."""
    printed: dict[str, str]
    """Listing column -> printed text."""
    is_obtainable: bool = True
    """False where only a page prints it that robots.txt forbids or that is broken."""
    is_sister: bool = False
    """True for members of the sister association."""


_EMAIL_SOURCES = frozenset(c.source for c in COVERAGE) - {"demo_marketplace", "demo_attendees"}


def make_entries(seed: int, firms: list[Firm], today: date) -> list[Entry]:
    """Return every record that the sources print, in the order of source and number."""
    entries: list[Entry] = []
    for coverage in COVERAGE:
        rng = Random(f"{seed}/{coverage.source}")
        found = list(_cover(rng, coverage, firms))
        rng.shuffle(found)
        for number, entry in enumerate(found):
            entries.append(replace(entry, ref=f"{_PREFIX[coverage.source]}{number + 1001}"))
    entries += _register(seed, firms)
    _unique_names(entries)
    return entries


_PREFIX = {
    "demo_yellow_pages": "ga-",
    "demo_directory": "ef",
    "demo_association": "m",
    "demo_exhibitors": "X",
    "demo_marketplace": "S-",
    "demo_embassy_list": "o",
    "demo_customers": "K",
    "demo_attendees": "att-",
}


def _cover(rng: Random, coverage: Coverage, firms: list[Firm]) -> Iterator[Entry]:
    for firm in firms:
        if firm.country not in coverage.countries:
            continue
        if coverage.trades is not None and firm.trade.division not in coverage.trades:
            continue
        if not _knows(rng, coverage, firm):
            continue
        for branch in _places(coverage, firm):
            if branch == 0 and firm.former and rng.random() < coverage.stale:
                keeps_up = has_left_town(firm) and coverage.source == "demo_directory"
                branch = 0 if keeps_up else -1
            yield _entry(rng, coverage, firm, branch)
            if branch <= 0 and rng.random() < coverage.doubles:
                yield _entry(rng, coverage, firm, branch)


def _knows(rng: Random, coverage: Coverage, firm: Firm) -> bool:
    share = coverage.share
    if coverage.source == "demo_customers":
        return firm.relation is not None
    if firm.status == "dissolved" and coverage.source not in ("demo_yellow_pages", "demo_directory"):
        return False
    if coverage.source == "demo_marketplace" and firm.country == "CN":
        share = 0.9
    if coverage.source == "demo_attendees" and firm.employees < 15:
        return False
    if has_left_town(firm) and coverage.source == "demo_directory":
        return True
    if firm.kind == "chain":
        return coverage.branches and (firm.country == "DE") == (coverage.source == "demo_yellow_pages")
    return rng.random() < share


def has_left_town(firm: Firm) -> bool:
    """True for a company that moved to another town; one directory keeps up, its site ties old to new."""
    return firm.former is not None and firm.former.city is not firm.head_office.city


def _places(coverage: Coverage, firm: Firm) -> Iterable[int]:
    return range(len(firm.places)) if coverage.branches else [0]


def _entry(rng: Random, coverage: Coverage, firm: Firm, branch: int) -> Entry:
    place = firm.former if branch == -1 and firm.former else firm.places[branch]
    chinese = firm.native is not None and coverage.source == "demo_exhibitors" and rng.random() < 0.3
    english = firm.country == "CN" and not chinese
    printed: dict[str, str] = {}
    if chinese and firm.native:
        printed["name"] = firm.native
    else:
        printed["name"] = noise.company_name(
            rng, firm, keep_form=coverage.keep_form, english=coverage.tongue == "en"
        )
    if firm.kind == "single" and firm.country != "CN" and rng.random() < coverage.short_names:
        printed["name"] = firm.brand
    if branch > 0 and rng.random() < 0.4:
        word = {"DE": "Filiale", "GB": "Branch", "FR": "Agence"}[firm.country]
        printed["name"] = f"{firm.core} {word} {place.city.name}"
    printed["street"] = noise.street(rng, place, english=english)
    printed["postcode"] = noise.slip(rng, place.postcode)
    use_english_city = english or (coverage.tongue == "en" and not chinese and rng.random() < 0.5)
    printed["city"] = place.city.english if use_english_city else place.city.name
    words = noise.COUNTRY_WORDS.get(coverage.country_words or "")
    if words:
        printed["country"] = words[firm.country]
    elif coverage.country_words == "code":
        printed["country"] = firm.country
    printed |= _contact_values(rng, coverage, firm, place, branch)
    tongue = "zh" if chinese else coverage.tongue
    printed["category"] = rng.choice(firm.trade.words[tongue])
    if coverage.source == "demo_directory" and rng.random() < 0.1:
        printed["category"] = f"NACE {firm.trade.code}"
    if coverage.source == "demo_marketplace" and firm.trade.division in _NEXT_DOOR and rng.random() < 0.05:
        printed["category"] = rng.choice(TRADES[_NEXT_DOOR[firm.trade.division]].words["en"])
    _drop(rng, coverage, firm, branch, printed)
    return Entry(
        coverage.source,
        "",
        firm.key,
        branch,
        printed,
        is_sister=coverage.source == "demo_association" and firm.country == "AT",
    )


def _contact_values(rng: Random, coverage: Coverage, firm: Firm, place: Place, branch: int) -> dict[str, str]:
    number = place.phone
    if branch > 0 and rng.random() < 0.25:
        number = firm.head_office.phone
    elif branch == 0 and firm.sales_phone and rng.random() < 0.3:
        number = firm.sales_phone
    if branch == 0 and rng.random() < noise.OLD_PHONE_RATE and firm.country != "CN":
        number = Phone(number.country, number.area, places.subscriber(rng, place.city))
    values = {"phone": noise.phone(rng, number)}
    if firm.host:
        values["website"] = f"http://{firm.host}/"
    if firm.email and coverage.source in _EMAIL_SOURCES:
        values["email"] = firm.email
    return values


def _drop(rng: Random, coverage: Coverage, firm: Firm, branch: int, printed: dict[str, str]) -> None:
    """Lose some values, never so many that a person could not tell who is meant.

    What stays: a street, or else telephone and site; of a chain its site or mail, for a moved
    company something that moved along, for a Chinese name its telephone.
    """
    whole = dict(printed)
    for column, rate in (coverage.missing or {}).items():
        if rng.random() < rate:
            printed.pop(column, None)
    if "street" not in printed and rng.random() < 0.5:
        printed.pop("postcode", None)
    has_site = "website" in printed or "email" in printed
    needed = []
    if "street" not in printed and not ("phone" in printed and has_site):
        needed = [rng.choice([c for c in ("street", "website", "phone") if c in whole and c not in printed])]
    if firm.country == "CN":
        needed.append("phone")
    tied = firm.kind == "chain" or has_left_town(firm)
    if tied and "website" not in printed and "email" not in printed:
        needed.append("website")
    for column in needed:
        printed[column] = whole[column]
    if "street" in printed and coverage.source != "demo_marketplace":
        printed["postcode"] = whole["postcode"]


def _register(seed: int, firms: list[Firm]) -> list[Entry]:
    rng = Random(f"{seed}/demo_register")
    by_key = {firm.key: firm for firm in firms}
    entries = []
    for firm in firms:
        known = rng.random() < 0.9 or firm.kind != "single" or firm.former or firm.status != "active"
        if firm.country not in ("DE", "AT", "FR", "GB") or not known:
            continue
        name = firm.legal_name
        if firm.country in ("FR", "GB"):
            name = noise.plain_umlauts(name.replace(" Ltd", " Limited")).upper()
        place = firm.head_office
        printed = {
            "name": name,
            "reg_no": firm.reg_no,
            "street": place.street,
            "postcode": place.postcode,
            "city": place.city.name,
            "country": firm.country,
            "legal_form": firm.form,
            "status": firm.status,
        }
        if firm.parent:
            printed["parent_reg_no"] = by_key[firm.parent].reg_no
        entries.append(Entry("demo_register", firm.reg_no, firm.key, 0, printed))
    entries.sort(key=lambda entry: entry.ref)
    return entries


def _unique_names(entries: list[Entry]) -> None:
    """Sources that print no number of their own never print one name twice on a page: add the town."""
    seen: set[tuple[str, str]] = set()
    for entry in entries:
        if entry.source in ("demo_association", "demo_embassy_list"):
            while (entry.source, entry.printed["name"]) in seen:
                entry.printed["name"] += f" ({names.slug(entry.printed['city']).title()})"
            seen.add((entry.source, entry.printed["name"]))

"""Nights of changing sites without a network: pages of the demo's hosts, walked by the spec's own links.

Night after night a list grows, loses members, corrects values; at weekends some entries are not shown, now
and then a detail page fails. None of that is drift.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from urllib.parse import parse_qsl, unquote, urlsplit

from config.catalogue import Source, load_source
from config.home import Home
from config.records import Page
from config.settings import Settings
from config.source_spec import Bound, Bounds, SourceSpec
from extractors.archive import Archive
from extractors.errors import SourceBroken
from extractors.extract import ExtractCounts, extract
from extractors.links import Link
from extractors.read import links_of
from flows.demo import association, directory, embassy, exhibitors, marketplace, register, yellow_pages
from flows.demo.entries import Entry
from flows.demo.site import Site
from flows.demo.world import World, build
from tests.benchmarks.drift_mutations import Sent, Target

FIRST = date(2026, 11, 2)
"""A Monday."""
LABELLED = "demo_labelled"
_CATALOG = Path(__file__).parents[2] / "flows" / "demo" / "catalog"
_SITES: dict[str, Callable[[World], list[Site]]] = {
    "demo_yellow_pages": lambda world: [yellow_pages.site(world)],
    "demo_directory": lambda world: [directory.site(world)],
    "demo_association": lambda world: association.sites(world),
    "demo_marketplace": lambda world: [marketplace.site(world)],
    "demo_embassy_list": lambda world: [embassy.site(world)],
    "demo_exhibitors": lambda world: [exhibitors.site(world)],
    "demo_register": lambda world: [register.site(world)],
}
TARGETS: dict[str, Target] = {
    "demo_yellow_pages": Target(
        "article.eintrag",
        {
            "name": "h2 a",
            "category": "p.branche",
            "street": "span.strasse",
            "postcode": "span.plz",
            "city": "span.ort",
            "phone": "span.tel",
            "website": "a.web",
            "email": "a.mail",
        },
        "a[rel=next]",
        attributes=("data-id", "href"),
        always=("name", "category", "city"),
    ),
    "demo_directory": Target(
        "table.results tr.row",
        {"name": "a.company", "city": "td.city", "country": "td.country", "category": "td.sector"},
        "a.next",
        attributes=("data-id",),
        always=("name", "city", "country", "category"),
        is_table=True,
    ),
    "demo_association": Target(
        "ul.members li.member",
        {"name": "h4", "phone": "span.tel", "website": "a.web", "email": "a.mail", "category": "p.fach em"},
        "a[rel=next]",
        attributes=("href",),
        always=("name", "category"),
    ),
    "demo_marketplace": Target(
        "div.supplier[data-sid]",
        {
            "name": "a.nm",
            "street": "span.st",
            "postcode": "span.zip",
            "city": "span.ct",
            "country": "span.co",
            "phone": "div.ph",
            "website": "a.hp",
            "category": "div.cat",
        },
        attributes=("data-sid",),
        always=("name", "city", "country", "category"),
    ),
    "demo_embassy_list": Target(
        "table.offices tr:has(td)",
        {"name": "td:nth-child(1)", "street": "td:nth-child(2)", "phone": "td:nth-child(3)"},
        labels=("Tel",),
        always=("name", "street", "phone"),
        is_table=True,
    ),
    LABELLED: Target(
        "li.entry",
        {"name": "h3", "phone": "dd.v-phone", "city": "dd.v-town", "category": "dd.v-trade"},
        labels=("Phone", "Town", "Trade"),
        always=("name", "city", "category"),
    ),
    "demo_exhibitors": Target(
        "exhibitors",
        {
            "native_ref": "id",
            "name": "company.name",
            "phone": "company.tel",
            "website": "company.web",
            "street": "address.line",
            "postcode": "address.zip",
            "city": "address.city",
            "booth": "stand.booth",
        },
    ),
    "demo_register": Target(
        "entities",
        {
            "native_ref": "regNo",
            "name": "name",
            "street": "seat.street",
            "postcode": "seat.zip",
            "city": "seat.town",
        },
    ),
}


@dataclass(frozen=True)
class Life:
    """One site over time: which entries it shows on which night."""

    name: str
    seed: int
    world: World
    growth: float = 0.03

    def night(self, number: int) -> Callable[[str], Sent | None]:
        """Return what answers a request in that night: None where the page cannot be had."""
        world = replace(self.world, entries=tuple(self._entries(number)))
        if self.name == LABELLED:
            pages = {_LABELLED_URL: _labelled(world.by_source["demo_yellow_pages"][:120])}
            return lambda url: Sent(url, "list", pages[url]) if url in pages else None
        sites = {site.host: site for site in _SITES[self.name](world)}

        def answer(url: str) -> Sent | None:
            parts = urlsplit(url)
            site = sites.get(parts.netloc)
            render = site and {unquote(p): r for p, r in site.routes.items()}.get(unquote(parts.path))
            if not render or Random(f"{number} {url}").random() < 0.004 * ("/company/" in url):
                return None
            found = render(dict(parse_qsl(parts.query)))
            if found.status != 200:
                return None
            encoding = "cp1252" if self.name == "demo_embassy_list" else "utf-8"
            return Sent(url, "list", found.body.decode(encoding), encoding)

        return answer

    def _entries(self, number: int) -> list[Entry]:
        source = "demo_yellow_pages" if self.name == LABELLED else self.name
        shown = []
        every = self.world.by_source[source]
        for index, entry in enumerate(every):
            rng = Random(f"{self.seed} {index} {self.name}")
            born = rng.random() * (1 + self.growth) ** 25
            dies = rng.expovariate(0.004)
            if born > (1 + self.growth) ** number or dies < number:
                continue
            is_weekend = number % 7 in (5, 6)
            if is_weekend and Random(f"{number} {index}").random() < 0.06:
                continue
            printed = dict(entry.printed)
            if rng.randrange(40) < number - 12 and "phone" in printed:
                printed["phone"] = f"0{rng.randrange(200, 999)} {rng.randrange(10**5, 10**7)}"
            shown.append(replace(entry, printed=printed))
        return shown


_LABELLED_URL = "http://www.labelled.example/members"


def _labelled(entries: list[Entry]) -> str:
    """A member list that says what is what by words alone; rows that have no value are left out."""
    items = []
    for entry in entries:
        p = {key: value.replace("&", "&amp;") for key, value in entry.printed.items()}
        rows = [
            ("Town", "town", p["city"]),
            ("Phone", "phone", p.get("phone")),
            ("Trade", "trade", p["category"]),
        ]
        told = "".join(f"<dt>{a}:</dt><dd class='v-{b}'>{c}</dd>" for a, b, c in rows if c)
        items.append(f"<li class=entry><h3>{p['name']}</h3><dl>{told}</dl></li>")
    return f"<!doctype html><html><body><h1>Members</h1><ul class=all>{''.join(items)}</ul></body></html>"


def life(name: str, seed: int, share: float = 0.35) -> Life:
    """Return a site with a share of its entries, so that a night takes a fraction of a second."""
    world = build(1 + seed % 3)
    source = "demo_yellow_pages" if name == LABELLED else name
    rng = Random(f"{name} {seed}")
    kept = [entry for entry in world.by_source[source] if rng.random() < share * 2]
    return Life(name, seed, replace(world, entries=tuple(kept)))


def source_of(name: str, folder: Path) -> Source:
    """Return the spec, copied into ``folder``, without bounds on records: the sites are smaller here."""
    if name == LABELLED:
        path = folder / f"{name}.yml"
        path.write_text(_LABELLED_SPEC, encoding="utf-8")
        return load_source(path)
    text = (_CATALOG / f"{name}.yml").read_text(encoding="utf-8")
    path = folder / f"{name}.yml"
    path.write_text(text, encoding="utf-8")
    source = load_source(path, {})
    low, high = source.spec.bounds.min, source.spec.bounds.max
    bounds = Bounds(min=Bound(fill=low.fill), max=Bound(fill=high.fill, blocked=high.blocked))
    spec: SourceSpec = source.spec.model_copy(update={"bounds": bounds})
    return Source(spec, path)


_LABELLED_SPEC = f"""# A list that labels its values.
source: {LABELLED}
kind: association
publisher: {{name: Invented}}
terms: {{basis: invented, note: invented}}
start: ["{_LABELLED_URL}"]
list:
  record: "ul.all li"
  fields:
    name: h3
    city: 'dt:contains("Town") + dd'
    phone: 'dt:contains("Phone") + dd'
    category: 'dt:contains("Trade") + dd'
"""


def stage(
    source: Source,
    home: Home,
    day: date,
    answer: Callable[[str], Sent | None],
    change: Callable[[Sent], Sent] = lambda page: page,
) -> ExtractCounts:
    """Store what a night's walk over the site finds, changed by ``change``, and extract it."""
    with Archive(home.archive(source.name), source.name) as archive:
        archive.begin(day, recrawl=True)
        seeds = source.spec.start_urls()
        if source.name == "demo_association":
            seeds.append(f"http://{association.SISTER_HOST}/mitglieder")
        archive.seed(day, [Link(url=url) for url in seeds])
        shown: set[str] = set()
        while links := archive.claim(day, 50):
            for link in links:
                sent = answer(link.url)
                if sent is None:
                    archive.fail(day, link, "not_found", f"{link.url} is not there", False)
                    continue
                page = _page(change(replace(sent, role=link.role)), source, day)
                try:
                    found = [one for one in links_of(page, source) if one.role != "related"]
                except SourceBroken:
                    found = []
                repeats = link.role == "list" and page.sha256 in shown
                shown.add(page.sha256)
                archive.store(page, [] if repeats else found, is_repeat=repeats)
    return extract(source, day, home, Settings(home=home.root))


def _page(sent: Sent, source: Source, day: date) -> Page:
    body = sent.text.encode(sent.encoding, "xmlcharrefreplace")
    kind = "application/json" if sent.text[:1] in "{[" else "text/html"
    return Page(
        source=source.name,
        partition=day,
        url=sent.url,
        final_url=sent.url,
        status=200,
        fetched_at=datetime(day.year, day.month, day.day, 3, tzinfo=UTC),
        sha256=hashlib.sha256(body).hexdigest(),
        body=body,
        headers={"content-type": f"{kind}; charset={sent.encoding.replace('cp', 'windows-')}"},
        role=sent.role,  # type: ignore[arg-type]
    )


def day_of(number: int) -> date:
    """Return the date of a night."""
    return FIRST + timedelta(days=number)
